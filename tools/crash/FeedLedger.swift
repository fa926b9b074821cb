import Records

/// What was sent of each instrument, and how far the engine acknowledged it.
///
/// Feed sequences count from 1; what is not acknowledged is kept, to be sent again by whoever
/// opens the feed next.
struct FeedLedger {
    /// How much was made of each instrument.
    private(set) var made: [UInt64]
    /// The highest acknowledgement of each.
    private(set) var acknowledged: [UInt64]
    private var kept: [[Input]]

    init(_ count: Int) {
        made = Array(repeating: 0, count: count)
        acknowledged = made
        kept = Array(repeating: [], count: count)
    }

    var total: UInt64 { made.reduce(0, +) }

    /// Takes down inputs that are about to be sent.
    mutating func add(_ runs: [[Input]]) {
        for (place, run) in runs.enumerated() {
            kept[place] += run
            made[place] += UInt64(run.count)
        }
    }

    /// The engine says that it has everything up to a sequence.
    ///
    /// - Returns: What is wrong with that, if anything.
    mutating func acknowledge(_ place: Int, through sequence: UInt64) -> String? {
        guard sequence >= acknowledged[place] else {
            return "tick \(acknowledged[place]) was acknowledged, now it is \(sequence)"
        }
        guard sequence <= made[place] else {
            return "tick \(sequence) was acknowledged, only \(made[place]) were sent"
        }
        kept[place].removeFirst(Int(sequence - acknowledged[place]))
        acknowledged[place] = sequence
        return nil
    }

    /// What is not acknowledged, by instrument.
    var rest: [[Input]] { kept }
}
