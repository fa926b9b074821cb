import Bars
import Market
import Measures
import Records

/// What of one instrument is developing: folds of its ticks, by the types the core and the client
/// fold them with.
///
/// Its bars know their volumes but not what was dropped or lost: that is in the closed record.
struct Replica: ~Copyable {
    /// A profile's period, or a VWAP's.
    struct Period: Codable {
        var anchor: Anchor
        var number: UInt32 = 0
        /// The first instant that counts, for a user's VWAP.
        var from = Nanoseconds.zero
        var window: SessionWindow?
        var start = Nanoseconds.zero
        var rowTicks: Int64 = 1
    }

    let setup: InstrumentSetup
    let schedule: SessionSchedule
    var totals = FlowTotals()

    let bars: UnsafeMutablePointer<OpenBar>
    let bases: UnsafeMutablePointer<BarBase>
    /// Periods of the bars: the configured ones, then the timeframe's when it is none of them.
    private(set) var periods: [BarPeriod]
    private(set) var barCount: Int
    var barsWindow: SessionWindow?
    var barsSessionDelta = 0.0

    var footprint: Ladder
    var footprintBar = OpenBar()
    var footprintBase = BarBase()
    var footprintRowTicks: Int64 = 1
    var footprintWindow: SessionWindow?
    var footprintSessionDelta = 0.0
    /// The period of the footprints, and the one they turn to when the running one has closed.
    var footprintPeriod: BarPeriod?
    var wantedPeriod: BarPeriod?
    /// Footprints that began before are not whole, and not shown.
    var wholeFrom = Nanoseconds(Int64.min)

    let ladders: UnsafeMutablePointer<Ladder>
    var profiles: [Period]
    let profileCount: Int
    /// Ticks a row of each profile, beside the ladders for speed.
    let rowTicks: UnsafeMutablePointer<Int64>
    /// The last tick that counted in the profiles.
    var profilesTime = Nanoseconds.zero

    var vwapSums: [VWAP]
    var vwaps: [Period]
    let calendarVWAPs: Int

    var lastTick: Tick?
    var lastCause: UInt64 = 0
    var quote: Quote?
    /// Something may begin with the next tick.
    var mayBegin = true
    var seenFlags: TickFlags = []
    /// A session began before the first tick: its row heights follow from that tick.
    var awaitsPrice = false

    init(_ setup: InstrumentSetup, schedule: SessionSchedule) {
        self.setup = setup
        self.schedule = schedule
        periods = setup.bars
        barCount = setup.bars.count
        // One more for the timeframe's.
        bars = .allocate(capacity: barCount + 1)
        bars.initialize(repeating: OpenBar(), count: barCount + 1)
        bases = .allocate(capacity: barCount + 1)
        bases.initialize(repeating: BarBase(), count: barCount + 1)
        footprintPeriod = setup.footprint
        wantedPeriod = setup.footprint
        footprint = Ladder(capacity: 64, limit: setup.ladderLimit)
        profileCount = setup.profiles.count
        profiles = setup.profiles.map { Period(anchor: $0) }
        ladders = .allocate(capacity: max(1, profileCount))
        for index in 0..<profileCount {
            (ladders + index).initialize(to: Ladder(capacity: 64, limit: setup.ladderLimit))
        }
        rowTicks = .allocate(capacity: max(1, profileCount))
        rowTicks.initialize(repeating: 1, count: profileCount)
        calendarVWAPs = setup.vwaps.count
        vwaps = setup.vwaps.map { Period(anchor: $0) }
        for (index, instant) in setup.userAnchors.enumerated() {
            vwaps.append(Period(anchor: .user, number: UInt32(index + 1), from: instant))
        }
        vwapSums = [VWAP](repeating: VWAP(), count: vwaps.count)
    }

    deinit {
        bars.deallocate()
        bases.deallocate()
        ladders.deinitialize(count: profileCount)
        ladders.deallocate()
        rowTicks.deallocate()
    }

    /// Folds ticks into all that they count in: each sum gets those of a stretch in their order
    /// before the next one does.
    mutating func fold(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var first = 0
        while first < slots.count {
            let tick = TickRecord(slots[first]).tick
            let flags = tick.flags.subtracting(.endOfEvent)
            if mayBegin || flags != seenFlags { begin(tick, flags) }
            var end = first + 1
            while !mayBegin, end < slots.count,
                TickRecord(slots[end]).tick.flags.subtracting(.endOfEvent) == flags
            { end += 1 }
            foldRun(UnsafeBufferPointer(rebasing: slots[first..<end]), flags)
            first = end
        }
    }

    /// Folds ticks of one set of sessions, with which nothing begins.
    private mutating func foldRun(_ slots: UnsafeBufferPointer<OutputSlot>, _ flags: TickFlags) {
        var extremes = Extremes()
        for slot in slots {
            let tick = TickRecord(slot).tick
            totals.add(tick.price.rawValue, tick.size.rawValue, tick.aggressor, tick.rule)
            extremes.add(tick.price.rawValue, runningDelta: totals.delta)
        }
        let last = TickRecord(slots[slots.count - 1])
        let close = last.tick.price.rawValue
        if flags.contains(.inBars) {
            for index in 0..<barCount { bars[index].add(extremes, close: close) }
        }
        if flags.contains(.inFootprint) {
            footprintBar.add(extremes, close: close)
            Self.add(slots, to: &footprint, rowTicks: footprintRowTicks)
        }
        if flags.contains(.inProfiles) {
            profilesTime = last.tick.time
            for index in 0..<profileCount {
                Self.add(slots, to: &ladders[index], rowTicks: rowTicks[index])
            }
        }
        if flags.contains(.inVWAPs) {
            for slot in slots {
                addToVWAPs(Double(slot.a), Double(slot.b), slot.time)
            }
        }
        lastTick = last.tick
        lastCause = last.cause
    }

    private static func add(
        _ slots: UnsafeBufferPointer<OutputSlot>, to ladder: inout Ladder, rowTicks: Int64
    ) {
        for slot in slots {
            let tick = TickRecord(slot).tick
            ladder.add(
                row: rowNumber(tick.level, rowTicks: rowTicks), Double(tick.size.rawValue),
                tick.aggressor)
        }
    }

    @inline(__always)
    private mutating func addToVWAPs(_ price: Double, _ volume: Double, _ time: Nanoseconds) {
        for index in 0..<calendarVWAPs { vwapSums[index].add(price, volume) }
        for index in calendarVWAPs..<vwapSums.count where time >= vwaps[index].from {
            vwapSums[index].add(price, volume)
        }
    }

    /// Opens what this tick is the first of.
    @inline(never)
    private mutating func begin(_ tick: Tick, _ sessions: TickFlags) {
        mayBegin = false
        seenFlags = sessions
        if awaitsPrice {
            awaitsPrice = false
            setRowHeights(at: tick.price)
        }
        if sessions.contains(.inBars), let window = barsWindow {
            for index in 0..<setup.bars.count where !bars[index].isOpen {
                let span = schedule.barSpan(
                    at: tick.time, period: periods[index], mode: setup.barsMode, window: window)
                bars[index].open(span, at: tick.price.rawValue)
                bases[index] = base(window)
            }
        }
        if sessions.contains(.inBars), let window = barsWindow { openTimeframeBar(tick, window) }
        if sessions.contains(.inFootprint), let window = footprintWindow {
            openFootprint(tick, window)
        }
    }

    private mutating func openTimeframeBar(_ tick: Tick, _ window: SessionWindow) {
        let place = setup.bars.count
        guard barCount > place, !bars[place].isOpen else { return }
        guard let span = wholeSpan(tick.time, periods[place], setup.barsMode, window) else {
            mayBegin = true
            return
        }
        bars[place].open(span, at: tick.price.rawValue)
        bases[place] = base(window)
    }

    private mutating func openFootprint(_ tick: Tick, _ window: SessionWindow) {
        guard let period = footprintPeriod, !footprintBar.isOpen else { return }
        guard let span = wholeSpan(tick.time, period, setup.footprintMode, window) else {
            mayBegin = true
            return
        }
        footprint.removeAll()
        footprintBar.open(span, at: tick.price.rawValue)
        footprintBase = base(window)
    }

    /// The span of a bar, where nothing is missing of it: no other is written by the core.
    private func wholeSpan(
        _ time: Nanoseconds, _ period: BarPeriod, _ mode: SessionMode, _ window: SessionWindow
    ) -> BarSpan? {
        let span = schedule.barSpan(at: time, period: period, mode: mode, window: window)
        return max(span.start, window.start) >= wholeFrom ? span : nil
    }

    /// Keeps the bar of a timeframe, too, that is none of the configured ones; `nil` for none.
    mutating func keepBar(of timeframe: BarPeriod?) {
        periods = setup.bars + (timeframe.map { [$0] } ?? [])
        barCount = periods.count
        bars[setup.bars.count].shut()
        mayBegin = true
    }

    private func base(_ window: SessionWindow) -> BarBase {
        var base = BarBase()
        base.session = window.date
        base.totals = totals
        return base
    }

    private mutating func setRowHeights(at price: Price) {
        let scale = setup.instrument.prices
        footprintRowTicks = RowTicks.of(setup.footprintRow, at: price, scale)
        for index in 0..<profileCount { setRowHeight(index, at: price) }
    }

    private mutating func setRowHeight(_ index: Int, at price: Price) {
        let ticks = RowTicks.of(setup.profileRow, at: price, setup.instrument.prices)
        profiles[index].rowTicks = ticks
        rowTicks[index] = ticks
    }

    /// A bar closed: the next tick may open its successor.
    mutating func close(_ period: BarPeriod) {
        mayBegin = true
        for index in 0..<barCount where periods[index] == period { bars[index].shut() }
        if wantedPeriod != footprintPeriod { turnIfClosed() }
    }

    /// The footprint closed.
    mutating func closeFootprint() {
        mayBegin = true
        footprintBar.shut()
        footprint.removeAll()
        if wantedPeriod != footprintPeriod { turnIfClosed() }
    }

    /// A ladder of closed rows, to read nodes from.
    static func ladder(of rows: [FootprintRow]) -> Ladder {
        var ladder = Ladder(capacity: max(16, rows.count), limit: 16_000_000)
        for row in rows { _ = ladder.set(row) }
        return ladder
    }
}

/// Sessions that begin.
extension Replica {
    /// Starts anew what a roll starts.
    ///
    /// - Returns: The place of the profile or VWAP that starts anew, where one does.
    mutating func roll(
        _ measure: Measure, _ anchor: Anchor, _ window: SessionWindow, _ time: Nanoseconds
    )
        -> Int?
    {
        mayBegin = true
        // The core takes the price before the session; the very first tick has none before it.
        if lastTick == nil { awaitsPrice = true }
        switch measure {
        case .bars:
            barsWindow = window
            barsSessionDelta = totals.delta
        case .footprint:
            footprintWindow = window
            footprintSessionDelta = totals.delta
            if let price = lastTick?.price {
                footprintRowTicks = RowTicks.of(
                    setup.footprintRow, at: price, setup.instrument.prices)
            }
        case .profiles:
            guard let index = profiles.firstIndex(where: { $0.anchor == anchor }) else {
                return nil
            }
            ladders[index].removeAll()
            profiles[index].window = window
            profiles[index].start = time
            if let price = lastTick?.price { setRowHeight(index, at: price) }
            return index
        case .vwaps:
            guard let index = vwaps.firstIndex(where: { $0.anchor == anchor }), anchor != .user
            else { return nil }
            vwapSums[index] = VWAP()
            vwaps[index].window = window
            return index
        }
        return nil
    }
}
