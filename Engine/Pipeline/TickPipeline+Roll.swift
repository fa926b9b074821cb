import Bars
import Intake
public import Market
import Measures
public import Records

/// What begins and what ends.
extension TickPipeline {
    /// A beat of the clock: everything that ended by `time` closes, nothing begins.
    ///
    /// What is older than the beat's second is late from now on.
    public mutating func beat(_ time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer) {
        intake.beat(time)
        guard time >= nextDue else { return }
        closeEnded(by: time, cause, &out)
        leaveSessions(at: time, cause, &out)
        reportCounters(time, cause, &out)
        // The next tick opens what is closed now.
        boundary = Int64.min
        nextDue = Nanoseconds(nextEnd())
    }

    /// Writes the counters, once a second at most and only when they moved.
    private mutating func reportCounters(
        _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let now = intake.counters
        let total =
            now.accepted + now.bad + now.duplicate + now.late + now.outOfRange + now.lost
            + now.feedGaps
        guard total != reportedCounters else { return }
        reportedCounters = total
        var counters = intake.counters
        counters.cause = cause
        counters.time = time
        counters.write(to: &out)
    }

    /// The end of the input: what is open closes as it is.
    public mutating func finish(cause: UInt64, into out: inout OutputBuffer) {
        closeEnded(by: .never, cause, &out)
        for index in 0..<profiles.count { completeProfile(index, cause, &out) }
        var counters = intake.counters
        counters.cause = cause
        counters.time = intake.watermark
        counters.write(to: &out)
        boundary = Int64.min
        nextDue = .never
    }

    /// The first tick at or after `boundary`: closes what ended, begins what its session begins,
    /// and opens bars at its price.
    ///
    /// - Returns: `false` when the tick is out of range and changes nothing more.
    @inline(never)
    mutating func begin(
        _ time: Nanoseconds, _ price: Price, _ level: Level, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) -> Bool {
        moveSessions(to: time, price, level, cause, &out)
        guard intake.isInRange(level) else {
            boundary = Int64.min
            nextDue = Nanoseconds(nextEnd())
            return false
        }
        openBars(time, price)
        let end = nextEnd()
        nextDue = Nanoseconds(end)
        boundary = min(end, nextSessionChange())
        return true
    }

    /// Closes what ended and enters the sessions that `time` lies in.
    mutating func moveSessions(
        to time: Nanoseconds, _ price: Price, _ level: Level, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        closeEnded(by: time, cause, &out)
        leaveSessions(at: time, cause, &out)
        let isFirst = lastPrice == .none
        let before = isFirst ? price : lastPrice
        let hadChange = time.rawValue >= barsClock.until
        if let window = barsClock.move(to: time, schedule) {
            barsSessionDelta = totals.delta
            roll(.bars, .daily, window, time, cause, &out)
        }
        // Outside sessions, too, the span is around the first price since the last change.
        if hadChange { intake.centre(on: level) }
        if let window = footprintClock.move(to: time, schedule) {
            footprintSessionDelta = totals.delta
            footprintRowTicks = rowTicks(settings.footprintRow, before)
            if let minimum = settings.minimumVolume {
                imbalance.minimumVolume = minimum.volume(price: scale.real(before), sizes: sizes)
            }
            roll(.footprint, .daily, window, time, cause, &out)
        }
        if let window = profilesClock.move(to: time, schedule) {
            beginProfiles(window, time, before, cause, &out)
        }
        if let window = vwapsClock.move(to: time, schedule) {
            for index in 0..<vwaps.count where vwaps.begins(index, window) {
                roll(.vwaps, vwaps.anchors[index].anchor, window, time, cause, &out)
            }
        }
        flags = []
        if barsClock.isInside { flags.insert(.inBars) }
        if footprintClock.isInside { flags.insert(.inFootprint) }
        if profilesClock.isInside { flags.insert(.inProfiles) }
        if vwapsClock.isInside { flags.insert(.inVWAPs) }
    }

    /// Closes every bar, footprint and VWAP bar that ends by `time`.
    private mutating func closeEnded(
        by time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        for index in 0..<barCount
        where bars[index].isOpen && bars[index].end <= time.rawValue {
            emitBar(index, cause, &out)
            bars[index].shut()
        }
        if footprintBar.isOpen, footprintBar.end <= time.rawValue {
            emitFootprint(cause, &out)
            footprintBar.shut()
            footprint.removeAll()
        }
        if vwapBar.isOpen, vwapBar.end <= time.rawValue, let period = settings.vwapPeriod {
            vwaps.write(
                barStart: Nanoseconds(vwapBar.start), period: period, instrument: instrument,
                scale: scale, cause: cause, into: &out)
            vwapBar.shut()
        }
    }

    /// Completes the daily profile at its session's end, and notes who is outside now.
    private mutating func leaveSessions(
        at time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        if profilesClock.isInside, time.rawValue >= profilesClock.until {
            for index in 0..<profiles.count where profiles.periods[index].anchor == .daily {
                completeProfile(index, cause, &out)
            }
        }
        barsClock.leave(at: time)
        footprintClock.leave(at: time)
        profilesClock.leave(at: time)
        vwapsClock.leave(at: time)
    }

    private func rowTicks(_ height: RowHeight, _ price: Price) -> Int64 {
        switch height {
        case .ticks(let count): max(1, count)
        case .auto: ClassDefaults.autoRow(price: price, prices: scale)
        }
    }

    private mutating func beginProfiles(
        _ window: SessionWindow, _ time: Nanoseconds, _ before: Price, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        for index in 0..<profiles.count where profiles.begins(index, on: window.date) {
            completeProfile(index, cause, &out)
            profiles.begin(
                index, window, at: time, rowTicks: rowTicks(settings.profileRow, before))
            roll(.profiles, profiles.periods[index].anchor, window, time, cause, &out)
        }
    }

    private mutating func completeProfile(
        _ index: Int, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let period = profiles.periods[index]
        guard
            let poc = profiles.complete(
                index, instrument: instrument, cause: cause, into: &out),
            period.anchor == .daily
        else { return }
        nakedPOCs.add(
            NakedPOCs.Entry(session: period.date, row: poc, rowTicks: period.rowTicks))
        out.append(
            NakedPOCRecord(
                instrument: instrument, time: profiles.lastTime, cause: cause, session: period.date,
                row: poc, rowTicks: period.rowTicks, isTouched: false
            ).slot)
    }

    private func roll(
        _ measure: Measure, _ anchor: Anchor, _ window: SessionWindow, _ time: Nanoseconds,
        _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        out.append(
            RollRecord(
                instrument: instrument, measure: measure, anchor: anchor, window: window,
                time: time, cause: cause
            ).slot)
    }

    /// The earliest end among what is open.
    func nextEnd() -> Int64 {
        var earliest = Int64.max
        for index in 0..<barCount where bars[index].isOpen {
            earliest = min(earliest, bars[index].end)
        }
        if footprintBar.isOpen { earliest = min(earliest, footprintBar.end) }
        if vwapBar.isOpen { earliest = min(earliest, vwapBar.end) }
        if profilesClock.isInside { earliest = min(earliest, profilesClock.until) }
        return earliest
    }

    private func nextSessionChange() -> Int64 {
        min(
            min(barsClock.until, footprintClock.until),
            min(profilesClock.until, vwapsClock.until))
    }
}
