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
        takeOverRows()
        for lane in 0..<laneCount {
            if lanes[lane].clock.isInside { tellSessionEnded(lane, cause, &out) }
            for index in 0..<lanes[lane].profiles.count {
                completeProfile(lane, index, cause, &out)
            }
            lanes[lane].clock.close()
        }
        tellEnded(cause, &out)
        var counters = intake.counters
        counters.cause = cause
        counters.time = intake.watermark
        counters.isLast = true
        counters.write(to: &out)
        boundary = Int64.min
        sessionChange = Int64.min
        nextDue = .never
    }

    /// The first tick at or after `boundary`: closes what ended, begins what its session begins,
    /// and opens bars at its price.
    ///
    /// - Returns: `false` when the tick is out of range and changes nothing more.
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
        boundary = min(end, nextChange())
        return true
    }

    /// Closes what ended and enters the sessions that `time` lies in.
    mutating func moveSessions(
        to time: Nanoseconds, _ price: Price, _ level: Level, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        closeEnded(by: time, cause, &out)
        if time.rawValue >= sessionChange {
            takeOverRows()
            changeSessions(time, price, level, cause, &out)
        }
        if lanes[roles.vwaps].clock.isInside {
            lanes[roles.vwaps].vwaps.startDue(time, totals, at: price)
        }
    }

    private mutating func changeSessions(
        _ time: Nanoseconds, _ price: Price, _ level: Level, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        leaveSessions(at: time, cause, &out)
        let before = lastPrice == .none ? price : lastPrice
        // Outside sessions, too, the span is around the first price since the last change.
        if time.rawValue >= lanes[roles.bars].clock.until { intake.centre(on: level) }
        for lane in 0..<laneCount {
            guard let window = lanes[lane].clock.move(to: time, schedule) else { continue }
            enter(lane, window, time, price, before, cause, &out)
        }
        flags = []
        takesRows = false
        sessionChange = Int64.max
        for lane in 0..<laneCount {
            sessionChange = min(sessionChange, lanes[lane].clock.until)
            guard lanes[lane].clock.isInside else { continue }
            flags.formUnion(lanes[lane].role)
            takesRows = takesRows || lanes[lane].takesRows
        }
        settleQuietBand()
    }

    /// A lane's next session begins.
    private mutating func enter(
        _ lane: Int, _ window: SessionWindow, _ time: Nanoseconds, _ price: Price,
        _ before: Price, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        lanes[lane].sessionDelta = totals.delta
        lanes[lane].vwaps.enter(totals)
        let role = lanes[lane].role
        if role.contains(.inBars) { roll(.bars, .daily, window, time, cause, &out) }
        for index in 0..<lanes[lane].rowBarCount {
            lanes[lane].rowBars[index].rowTicks = rowTicks(
                lanes[lane].rowBars[index].height, before)
        }
        if role.contains(.inFootprint) {
            if let minimum = settings.minimumVolume {
                imbalance.minimumVolume = minimum.volume(price: scale.real(before), sizes: sizes)
            }
            roll(.footprint, .daily, window, time, cause, &out)
        }
        beginProfiles(lane, window, time, before, cause, &out)
        for index in 0..<lanes[lane].vwaps.count
        where lanes[lane].vwaps.begins(index, window, totals, at: price) {
            let one = lanes[lane].vwaps.anchors[index]
            if one.isPublished { roll(.vwaps, one.anchor, window, time, cause, &out) }
        }
    }

    /// Ends the sessions that are over: completes their daily profiles and tells strategies.
    private mutating func leaveSessions(
        at time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        for lane in 0..<laneCount
        where lanes[lane].clock.isInside && time.rawValue >= lanes[lane].clock.until {
            takeOverRows()
            tellSessionEnded(lane, cause, &out)
            for index in 0..<lanes[lane].profiles.count
            where lanes[lane].profiles.periods[index].anchor == .daily {
                completeProfile(lane, index, cause, &out)
            }
            lanes[lane].vwaps.leave(totals)
            lanes[lane].clock.leave(at: time)
            flags.subtract(lanes[lane].role)
            sessionChange = Int64.min
        }
    }

    private func rowTicks(_ height: RowHeight, _ price: Price) -> Int64 {
        switch height {
        case .ticks(let count): max(1, count)
        case .auto: ClassDefaults.autoRow(price: price, prices: scale)
        }
    }

    private mutating func beginProfiles(
        _ lane: Int, _ window: SessionWindow, _ time: Nanoseconds, _ before: Price,
        _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        for index in 0..<lanes[lane].profiles.count
        where lanes[lane].profiles.begins(index, on: window.date) {
            completeProfile(lane, index, cause, &out)
            lanes[lane].profiles.begin(
                index, window, at: time, rowTicks: rowTicks(settings.profileRow, before))
            let one = lanes[lane].profiles.periods[index]
            if one.isPublished { roll(.profiles, one.anchor, window, time, cause, &out) }
            if index == 0, lane == roles.profiles { trace?.begin() }
        }
    }

    private mutating func completeProfile(
        _ lane: Int, _ index: Int, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let period = lanes[lane].profiles.periods[index]
        guard
            let poc = lanes[lane].profiles.complete(
                index, instrument: instrument, scale: scale, cause: cause, into: &out),
            period.anchor == .daily, period.isPublished
        else { return }
        nakedPOCs.add(
            NakedPOCs.Entry(session: period.date, row: poc, rowTicks: period.rowTicks))
        settleQuietBand()
        out.append(
            NakedPOCRecord(
                instrument: instrument, time: lanes[lane].profiles.lastTime, cause: cause,
                session: period.date, row: poc, rowTicks: period.rowTicks, isTouched: false
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
        for lane in 0..<laneCount {
            earliest = min(earliest, lanes[lane].nextEnd)
            if lanes[lane].clock.isInside { earliest = min(earliest, lanes[lane].clock.until) }
        }
        return earliest
    }

    /// The next change of a session, or start of a user's VWAP.
    private func nextChange() -> Int64 {
        min(sessionChange, lanes[roles.vwaps].vwaps.nextStart)
    }
}
