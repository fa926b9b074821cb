import Market
import Measures
import Records
import Strategy

/// A closed minute, as the playbook remembers it for the rest of its session.
struct Minute: Hashable, Sendable, Codable {
    var start: Nanoseconds
    var high: Double
    var low: Double
    var close: Double
    var highLevel: Int64
    var lowLevel: Int64
    /// Size units.
    var volume: Double
    /// Cumulative delta at the close, size units.
    var cvd: Double
    /// Where it closed: above the balance range, below it, or inside (`.none`).
    var side = Direction.none
    /// The number of its first row among all rows stored; its rows are spread when it has none.
    var firstRow = 0
    var rowCount = 0

    /// The price farthest in a direction.
    func front(_ direction: Direction) -> Double { direction == .short ? low : high }
    func frontLevel(_ direction: Direction) -> Int64 {
        direction == .short ? lowLevel : highLevel
    }
    /// The price farthest against a direction.
    func back(_ direction: Direction) -> Double { direction == .short ? high : low }
    func backLevel(_ direction: Direction) -> Int64 {
        direction == .short ? highLevel : lowLevel
    }
}

/// Volume in one row.
struct RowVolume: Hashable, Sendable, Codable {
    var row: Int64
    /// Size units.
    var volume: Double
}

/// The minutes of one session, with the traded rows of those that a profile may still be made of.
///
/// At most 1500 minutes, a session of 25 hours; rows are forgotten as soon as neither the window
/// nor a leg reaches back to them.
struct MinuteHistory: Hashable, Sendable, Codable {
    private(set) var minutes: [Minute] = []
    private var rows: [RowVolume] = []
    /// The number of `rows[0]`.
    private var rowsBase = 0
    /// The first minute of the trailing window.
    private(set) var windowFirst = 0

    var count: Int { minutes.count }
    var last: Int { minutes.count - 1 }

    subscript(index: Int) -> Minute {
        _read { yield minutes[index] }
    }

    /// Forgets all minutes and keeps the room.
    mutating func removeAll() {
        minutes.removeAll(keepingCapacity: true)
        // A regular session without growing.
        minutes.reserveCapacity(400)
        rows.removeAll(keepingCapacity: true)
        rowsBase = 0
        windowFirst = 0
    }

    /// Adds a minute and its traded rows, none when its volume is to be spread.
    ///
    /// - Parameters:
    ///   - isWhole: the rows hold whole size units, as those of ticks do.
    ///   - unit: size units in one share, contract or coin.
    ///   - window: the trailing window holds minutes that start less than this before, ns.
    mutating func append(
        _ minute: Minute, _ traded: LevelRows?, isWhole: Bool = true, rowTicks: Int64,
        unit: Double, window: Int64
    ) {
        var minute = minute
        minute.firstRow = rowsBase + rows.count
        if let traded, traded.count > 0 {
            let height = traded.rowTicks
            for row in traded.low...traded.high where traded.isTraded(row) {
                let number =
                    height == rowTicks
                    ? row : rowNumber(Level(row * height), rowTicks: rowTicks)
                let volume = min(traded.total(row) * unit, 1e100)
                rows.append(RowVolume(row: number, volume: isWhole ? volume.rounded() : volume))
            }
        }
        minute.rowCount = rowsBase + rows.count - minute.firstRow
        minutes.append(minute)
        while (minute.start - minutes[windowFirst].start).rawValue >= window {
            windowFirst += 1
        }
    }

    /// Says where the last minute closed.
    mutating func setSide(_ side: Direction) { minutes[last].side = side }

    /// Rows of minutes before `index` are needed no more.
    mutating func forgetRows(before index: Int) {
        guard index < minutes.count else { return }
        let dead = minutes[index].firstRow - rowsBase
        // Moving the rest is paid by what was added since.
        guard dead > 1024, dead > rows.count / 2 else { return }
        rows.removeFirst(dead)
        rowsBase += dead
    }

    /// Rows held.
    var storedRows: Int { rows.count }

    /// Adds some minutes to a ladder, in order.
    ///
    /// - Returns: `false` when a row would pass the ladder's limit.
    func add(_ range: ClosedRange<Int>, to ladder: inout Ladder, rowTicks: Int64) -> Bool {
        for index in range {
            let first = minutes[index].firstRow - rowsBase
            let count = minutes[index].rowCount
            if count > 0 {
                let isTaken = rows[first..<first + count].withUnsafeBufferPointer { rows in
                    rows.allSatisfy { ladder.add(row: $0.row, $0.volume, .none) != nil }
                }
                guard isTaken else { return false }
            } else if minutes[index].volume > 0 {
                let low = rowNumber(Level(minutes[index].lowLevel), rowTicks: rowTicks)
                let high = rowNumber(Level(minutes[index].highLevel), rowTicks: rowTicks)
                guard ladder.spread(minutes[index].volume, from: low, through: high) else {
                    return false
                }
            }
        }
        return true
    }

    /// Whether a minute's rows, if it has any, are still held.
    func holdsRows(of index: Int) -> Bool { minutes[index].firstRow >= rowsBase }

    /// Adds a minute whose rows hold whole numbers, so that they can be taken back again.
    ///
    /// - Parameter total: the volume of the ladder.
    /// - Returns: `false` when they do not, their sums may not be exact, or a row would pass the
    ///   ladder's limit; some may be added then.
    func add(whole index: Int, to ladder: inout Ladder, _ total: inout Double) -> Bool {
        let minute = minutes[index]
        guard minute.rowCount > 0 else { return minute.volume == 0 }
        let first = minute.firstRow - rowsBase
        return rows[first..<first + minute.rowCount].withUnsafeBufferPointer { rows in
            for row in rows {
                total += row.volume
                guard row.volume >= 1, row.volume == row.volume.rounded(), total < 0x1p53,
                    ladder.add(row: row.row, row.volume, .none) != nil
                else { return false }
            }
            return true
        }
    }

    /// Takes back what `add(whole:)` added.
    func remove(whole index: Int, from ladder: inout Ladder, _ total: inout Double) {
        let minute = minutes[index]
        guard minute.rowCount > 0 else { return }
        let first = minute.firstRow - rowsBase
        rows[first..<first + minute.rowCount].withUnsafeBufferPointer { rows in
            for row in rows {
                total -= row.volume
                ladder.remove(row: row.row, row.volume, .none)
            }
        }
    }
}
