import Market
import Measures
import Records
import Strategy

/// The developing profiles of one session mode, daily, weekly and monthly.
struct ProfileStage: ~Copyable {
    /// One period that is developing.
    struct Period: Codable {
        var anchor: Anchor
        /// Its completion is written.
        var isPublished: Bool
        var key: Int32 = .min
        var date = SessionDate(rawValue: 0)
        var start = Nanoseconds.zero
        var rowTicks: Int64 = 1
        var isFromTicks = true
        /// The last completed period.
        var previous: ProfileLevels?
    }

    let ladders: UnsafeMutablePointer<Ladder>
    var periods: [Period]
    let count: Int
    private let rule: ProfileRule
    /// The time of the last tick that counted.
    var lastTime = Nanoseconds.zero

    init(
        _ anchors: [(anchor: Anchor, isPublished: Bool)], rule: ProfileRule, limit: Int,
        unit: Double
    ) {
        count = anchors.count
        self.rule = rule
        periods = anchors.map { Period(anchor: $0.anchor, isPublished: $0.isPublished) }
        ladders = .allocate(capacity: max(1, count))
        for index in 0..<count {
            (ladders + index).initialize(to: Ladder(capacity: 64, limit: limit, unit: unit))
        }
    }

    deinit {
        ladders.deinitialize(count: count)
        ladders.deallocate()
    }

    /// Bytes held by the ladders.
    var bytes: Int { (0..<count).reduce(0) { $0 + ladders[$1].bytes } }

    /// Takes over a block of rows; returns how many levels found no room.
    mutating func take(
        _ block: borrowing RowBlock, from low: Int64, through high: Int64, at time: Nanoseconds
    ) -> Int {
        guard count > 0 else { return 0 }
        var refused = 0
        lastTime = time
        for index in 0..<count {
            refused += ladders[index].add(
                block, from: low, through: high, rowTicks: periods[index].rowTicks)
        }
        return refused
    }

    /// Spreads a provider's bar over its rows; `false` when a ladder refused it.
    mutating func spread(_ volume: Double, low: Level, high: Level, _ time: Nanoseconds) -> Bool {
        var taken = true
        lastTime = time
        for index in 0..<count {
            let size = periods[index].rowTicks
            taken =
                ladders[index].spread(
                    volume, from: rowNumber(low, rowTicks: size),
                    through: rowNumber(high, rowTicks: size)) && taken
            periods[index].isFromTicks = false
        }
        return taken
    }

    /// Whether a session of `date` starts a new period of profile `index`.
    func begins(_ index: Int, on date: SessionDate) -> Bool {
        periods[index].key != Self.key(periods[index].anchor, date)
    }

    /// Starts a period; what was there must have been completed.
    mutating func begin(
        _ index: Int, _ window: SessionWindow, at time: Nanoseconds, rowTicks: Int64
    ) {
        periods[index].key = Self.key(periods[index].anchor, window.date)
        periods[index].date = window.date
        periods[index].start = time
        periods[index].rowTicks = rowTicks
        periods[index].isFromTicks = true
    }

    /// Ends a period: keeps its levels, writes it when it is published, and empties it.
    ///
    /// - Returns: The row of its point of control, `nil` when nothing traded.
    mutating func complete(
        _ index: Int, instrument: InstrumentID, scale: PriceScale, cause: UInt64,
        into out: inout OutputBuffer
    ) -> Int64? {
        guard let poc = ladders[index].poc,
            let area = ladders[index].valueArea(poc: poc, rule)
        else { return nil }
        periods[index].previous = levels(index, poc, area, scale)
        if periods[index].isPublished {
            write(index, poc, area, instrument: instrument, cause: cause, into: &out)
        }
        ladders[index].removeAll()
        return poc
    }

    /// The levels of the last completed period.
    func previous(_ anchor: Anchor) -> ProfileLevels? {
        for period in periods where period.anchor == anchor { return period.previous }
        return nil
    }

    /// The levels of the period that is developing.
    func developing(_ anchor: Anchor, _ scale: PriceScale) -> ProfileLevels? {
        for index in periods.indices where periods[index].anchor == anchor {
            guard let poc = ladders[index].poc,
                let area = ladders[index].valueArea(poc: poc, rule)
            else { return nil }
            return levels(index, poc, area, scale)
        }
        return nil
    }

    private func levels(
        _ index: Int, _ poc: Int64, _ area: ValueArea, _ scale: PriceScale
    ) -> ProfileLevels {
        let ticks = periods[index].rowTicks
        func price(_ row: Int64) -> Double { scale.real(Level(row * ticks)) }
        return ProfileLevels(
            date: periods[index].date, poc: price(poc), vah: price(area.high),
            val: price(area.low))
    }

    private func write(
        _ index: Int, _ poc: Int64, _ area: ValueArea, instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        let period = periods[index]
        let cells = ladders[index].traded
        let rowCount = cells.reduce(0) { $0 + ($1.total > 0 ? 1 : 0) }
        ProfileRecord.writeHeader(
            instrument: instrument, anchor: period.anchor, date: period.date,
            start: period.start, end: lastTime, rowCount: rowCount, rowTicks: period.rowTicks,
            poc: poc, vah: area.high, val: area.low, isFromTicks: period.isFromTicks,
            cause: cause, to: &out)
        let words = out.appendWords(slots: RowSlots.slots(for: rowCount))
        var place = 0
        let low = ladders[index].low
        for (offset, cell) in cells.enumerated() where cell.total > 0 {
            RowSlots.write(
                FootprintRow(
                    row: low + Int64(offset), bid: Volume(cell.bid), ask: Volume(cell.ask),
                    neutral: Volume(cell.neutral)), at: place, of: words)
            place += 1
        }
    }

    private static func key(_ anchor: Anchor, _ date: SessionDate) -> Int32 {
        switch anchor {
        case .weekly: date.isoWeekKey
        case .monthly: date.monthKey
        case .daily, .user: date.rawValue
        }
    }
}
