import Market
import Measures
import Records
import Strategy

/// The points of control of completed sessions that no later tick has traded at.
///
/// Between the nearest ones below and above the market nothing has to be looked up, so a tick
/// costs two comparisons.
struct NakedPOCs: ~Copyable {
    /// One of them.
    struct Entry: Codable {
        var session: SessionDate
        var row: Int64
        var rowTicks: Int64
        var lowestLevel: Int64 { row * rowTicks }
        var highestLevel: Int64 { row * rowTicks + rowTicks - 1 }
    }

    /// The most kept; the oldest goes first.
    static let limit = 512
    var entries: [Entry] = []
    /// The levels strictly between which no naked POC lies.
    var below = Int64.min
    var above = Int64.max

    init() { entries.reserveCapacity(Self.limit) }

    /// Whether a tick at `level` may touch one.
    @inline(__always)
    func mayTouch(_ level: Level) -> Bool { level.rawValue <= below || level.rawValue >= above }

    /// Adds a completed session's; the next tick finds its neighbours anew.
    mutating func add(_ entry: Entry) {
        if entries.count == Self.limit { entries.removeFirst() }
        entries.append(entry)
        below = .max
    }

    /// The levels strictly between which none lies, as far as it is known.
    var quietBand: QuietBand { QuietBand(below: below, above: above) }

    /// Takes out those at `level`, oldest first, and finds the neighbours anew.
    mutating func touch(_ level: Level) -> [Entry] {
        var touched: [Entry] = []
        entries.removeAll { entry in
            guard entry.lowestLevel <= level.rawValue, level.rawValue <= entry.highestLevel else {
                return false
            }
            touched.append(entry)
            return true
        }
        below = .min
        above = .max
        for entry in entries {
            if entry.highestLevel < level.rawValue { below = max(below, entry.highestLevel) }
            if entry.lowestLevel > level.rawValue { above = min(above, entry.lowestLevel) }
        }
        return touched
    }
}
