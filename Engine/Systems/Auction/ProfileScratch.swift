import Measures

/// What a profile says, in rows.
struct ProfileReading: Hashable, Sendable, Codable {
    /// The row with the largest volume.
    var poc: Int64
    /// The highest row of the value area.
    var vah: Int64
    /// The lowest row of the value area.
    var val: Int64
    /// Low volume nodes, ascending.
    var lvns: [Int64]
    /// Ticks a row: a row's lowest level is `row * rowTicks`.
    var rowTicks: Int64
}

/// A ladder that profiles are made in, one after the other; holds nothing between calls, so copies
/// of a playbook on one thread may share it.
final class ProfileScratch: @unchecked Sendable {
    private(set) var ladder: Ladder

    /// An empty ladder.
    ///
    /// - Parameter unit: size units in one share, contract or coin.
    init(unit: Double) { ladder = Ladder(capacity: 256, unit: unit) }

    /// POC, value area and LVNs of some minutes; `nil` without volume.
    func read(
        _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>, rowTicks: Int64,
        _ rule: ProfileRule
    ) -> ProfileReading? {
        Self.read(&ladder, history, range, rowTicks, rule)
    }

    /// One access to the ladder for the whole work.
    private static func read(
        _ ladder: inout Ladder, _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>,
        _ rowTicks: Int64, _ rule: ProfileRule
    ) -> ProfileReading? {
        ladder.removeAll()
        guard history.add(range, to: &ladder, rowTicks: rowTicks), let poc = ladder.poc,
            let area = ladder.valueArea(poc: poc, rule)
        else { return nil }
        return ProfileReading(
            poc: poc, vah: area.high, val: area.low, lvns: ladder.nodes(rule).lows,
            rowTicks: rowTicks)
    }
}
