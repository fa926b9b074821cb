import Market
import Measures

/// The ladder of the latest minutes of a session, moved on minute by minute.
///
/// Only whole numbers are added, in sums below 2^53: what leaves is taken back without a trace, so
/// the ladder is the one that would be made anew, bit by bit. Minutes of other volumes, those of
/// providers' bars, are refused.
struct WindowLadder: ~Copyable {
    private(set) var ladder: Ladder
    /// What it holds, `nil` when nothing can be moved on from it.
    private var held: Held?

    private struct Held {
        /// The start of the session's first minute.
        var session: Nanoseconds
        var rowTicks: Int64
        var minutes: ClosedRange<Int>
        /// The volume in it.
        var total: Double
    }

    /// An empty ladder.
    init(unit: Double) { ladder = Ladder(capacity: 256, unit: unit) }

    /// Holds some minutes of a history, as far as they can be held exactly.
    ///
    /// - Returns: `false` when they can not.
    mutating func follow(
        _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>, rowTicks: Int64
    ) -> Bool {
        let before = held
        held = nil
        let session = history[0].start
        var first = range.lowerBound
        var total = 0.0
        if let before, before.session == session, before.rowTicks == rowTicks,
            before.minutes.upperBound >= range.lowerBound,
            before.minutes.upperBound <= range.upperBound,
            before.minutes.lowerBound <= range.lowerBound,
            history.holdsRows(of: before.minutes.lowerBound)
        {
            total = before.total
            for index in before.minutes.lowerBound..<range.lowerBound {
                history.remove(whole: index, from: &ladder, &total)
            }
            ladder.trim()
            first = before.minutes.upperBound + 1
        } else {
            ladder.removeAll()
        }
        for index in first..<range.upperBound + 1 {
            guard history.add(whole: index, to: &ladder, &total) else { return false }
        }
        held = Held(session: session, rowTicks: rowTicks, minutes: range, total: total)
        return true
    }
}
