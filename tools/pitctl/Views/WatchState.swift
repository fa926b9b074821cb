public import Market
public import Measures
public import Records
public import Wire

/// Everything the live view shows of one instrument, as of one moment.
public struct WatchState: Sendable {
    /// How the view's data comes in.
    public enum Connection: Hashable, Sendable {
        /// Connected for the first time, or again.
        case connecting
        /// Data flows.
        case live
        /// The connection is gone and will be made again.
        case lost(why: String)
        /// Nothing more comes.
        case ended(why: String)
    }

    /// The instrument with its scales.
    public var instrument: Instrument
    /// The newest trade.
    public var last: Tick?
    /// The newest best bid and ask.
    public var quote: Quote?
    /// The session's bar so far.
    public var session: Bar?
    /// The developing footprint.
    public var footprint: FootprintRecord?
    /// The session's developing profile.
    public var profile: ProfileSnapshot?
    /// The session's VWAP.
    public var vwap: VWAPReading?
    /// Closed bars, newest last.
    public var bars: [Bar] = []
    /// How the engine's feed stands.
    public var feed = FeedState.none
    /// Ticks are made by a simulation.
    public var isSimulated = false
    /// The connection to the engine.
    public var connection = Connection.connecting
    /// Records that will not come, over all streams since the start.
    public var missed: UInt64 = 0
    /// What the engine does not offer: `5m footprint`.
    public var refused: [String] = []
    /// Ticks a second, lately.
    public var tickRate: Double?
    /// What the engine's strategies say.
    public var systems = SystemsState()
    /// From the engine's reception of the newest ticks to here.
    public var latency: Nanoseconds?

    /// Nothing known yet but the instrument.
    public init(instrument: Instrument) { self.instrument = instrument }
}

/// Which price rows the lines of the live view show: it stands still until the price comes near an
/// edge.
public struct PriceAxis: Hashable, Sendable {
    /// The row of the first line; `nil` before the first price.
    public private(set) var top: Int64?
    /// How many lines there are.
    public private(set) var lines = 0
    /// Levels a row.
    public private(set) var rowTicks: Int64 = 1

    /// An axis without a price.
    public init() {}

    /// Makes sure that the row of `level` is on one of `lines` lines, away from the edges.
    public mutating func follow(_ level: Level, rowTicks: Int64, lines: Int) {
        let row = rowNumber(level, rowTicks: rowTicks)
        let margin = Int64(max(0, min(2, (lines - 1) / 2)))
        if let top, self.lines == lines, self.rowTicks == rowTicks, row <= top - margin,
            row > top - Int64(lines) + margin
        {
            return
        }
        self.lines = lines
        self.rowTicks = rowTicks
        top = row + Int64(lines / 2)
    }

    /// The row numbers of the lines, from the highest down.
    var rows: [Int64] {
        guard let top else { return [] }
        return (0..<Int64(lines)).map { top - $0 }
    }

    /// The row that holds a level.
    func row(of level: Level) -> Int64 { rowNumber(level, rowTicks: rowTicks) }
}

/// The rows of a profile, asked for by the rows of an axis whose height may be another.
struct ProfileColumn {
    private let rows: [FootprintRow]
    private let rowTicks: Int64

    init(_ profile: ProfileSnapshot) {
        rows = profile.rows
        rowTicks = profile.rowTicks
    }

    /// The volume of the profile's rows that share a level with a row of `height` levels.
    func volume(row: Int64, height: Int64) -> Double {
        let first = rowNumber(Level(row &* height), rowTicks: rowTicks)
        let last = rowNumber(Level(row &* height &+ height &- 1), rowTicks: rowTicks)
        var index = place(of: first)
        var sum = 0.0
        while index < rows.count, rows[index].row <= last {
            sum += rows[index].volume.rawValue
            index += 1
        }
        return sum
    }

    private func place(of row: Int64) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
