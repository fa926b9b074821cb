import Market
import Measures
import Records

/// The developing profiles of one instrument, daily, weekly and monthly.
struct ProfileStage: ~Copyable {
    /// One period that is developing.
    struct Period {
        var anchor: Anchor
        var key: Int32 = .min
        var date = SessionDate(rawValue: 0)
        var start = Nanoseconds.zero
        var rowTicks: Int64 = 1
        var isFromTicks = true
    }

    let ladders: UnsafeMutablePointer<Ladder>
    let periods: UnsafeMutablePointer<Period>
    let count: Int
    private let rule: ProfileRule
    /// The time of the last tick that counted.
    private(set) var lastTime = Nanoseconds.zero

    init(anchors: [Anchor], rule: ProfileRule, limit: Int, unit: Double) {
        count = anchors.count
        self.rule = rule
        ladders = .allocate(capacity: max(1, count))
        periods = .allocate(capacity: max(1, count))
        for (index, anchor) in anchors.enumerated() {
            (ladders + index).initialize(to: Ladder(capacity: 1024, limit: limit, unit: unit))
            (periods + index).initialize(to: Period(anchor: anchor))
        }
    }

    deinit {
        ladders.deinitialize(count: count)
        ladders.deallocate()
        periods.deallocate()
    }

    /// Bytes held by the ladders.
    var bytes: Int { (0..<count).reduce(0) { $0 + ladders[$1].bytes } }

    /// Adds the first `count` ticks of a block; returns how often a ladder refused one.
    mutating func add(_ block: TickBlock, _ count: Int) -> Int {
        var refused = 0
        lastTime = block.times[count - 1]
        for index in 0..<self.count {
            let rowTicks = periods[index].rowTicks
            for place in 0..<count {
                let row = rowNumber(block.levels[place], rowTicks: rowTicks)
                if !ladders[index].addLeading(
                    row: row, block.volumes[place], block.aggressors[place])
                {
                    refused += 1
                }
            }
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
    func begin(_ index: Int, _ window: SessionWindow, at time: Nanoseconds, rowTicks: Int64) {
        periods[index].key = Self.key(periods[index].anchor, window.date)
        periods[index].date = window.date
        periods[index].start = time
        periods[index].rowTicks = rowTicks
        periods[index].isFromTicks = true
    }

    /// Writes the completed profile and empties it.
    ///
    /// - Returns: The row of its point of control, `nil` when nothing traded.
    func complete(
        _ index: Int, instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer
    ) -> Int64? {
        guard let poc = ladders[index].poc,
            let area = ladders[index].valueArea(poc: poc, rule)
        else { return nil }
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
        ladders[index].removeAll()
        return poc
    }

    private static func key(_ anchor: Anchor, _ date: SessionDate) -> Int32 {
        switch anchor {
        case .weekly: date.isoWeekKey
        case .monthly: date.monthKey
        case .daily, .user: date.rawValue
        }
    }
}
