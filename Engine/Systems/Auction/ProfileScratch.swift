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

/// Ladders that profiles are made in: one for any minutes, made anew for each profile, and one that
/// follows the minutes of the market state.
///
/// What it holds between calls follows from the history of its one owner: copies of a playbook take
/// one of their own, see `AuctionPlaybook`.
final class ProfileScratch: @unchecked Sendable {
    private var ladder: Ladder
    private var window: WindowLadder

    /// Size units in one share, contract or coin.
    var unit: Double { ladder.unit }

    /// Empty ladders.
    ///
    /// - Parameter unit: size units in one share, contract or coin.
    init(unit: Double) {
        ladder = Ladder(capacity: 256, unit: unit)
        window = WindowLadder(unit: unit)
    }

    /// POC, value area and LVNs of some minutes; `nil` without volume.
    func read(
        _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>, rowTicks: Int64,
        _ rule: ProfileRule
    ) -> ProfileReading? {
        Self.read(&ladder, history, range, rowTicks, rule)
    }

    /// The same of minutes that move on with the history: only what came and went is added.
    func readWindow(
        _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>, rowTicks: Int64,
        _ rule: ProfileRule
    ) -> ProfileReading? {
        Self.read(&window, history, range, rowTicks, rule)
            ?? read(history, range, rowTicks: rowTicks, rule)
    }

    /// One access to the ladder for the whole work.
    private static func read(
        _ ladder: inout Ladder, _ history: borrowing MinuteHistory, _ range: ClosedRange<Int>,
        _ rowTicks: Int64, _ rule: ProfileRule
    ) -> ProfileReading? {
        ladder.removeAll()
        guard history.add(range, to: &ladder, rowTicks: rowTicks) else { return nil }
        return ProfileReading(ladder, rowTicks: rowTicks, rule)
    }

    private static func read(
        _ window: inout WindowLadder, _ history: borrowing MinuteHistory,
        _ range: ClosedRange<Int>, _ rowTicks: Int64, _ rule: ProfileRule
    ) -> ProfileReading? {
        guard window.follow(history, range, rowTicks: rowTicks) else { return nil }
        return ProfileReading(window.ladder, rowTicks: rowTicks, rule)
    }
}

extension ProfileReading {
    /// What a ladder says; `nil` without volume.
    fileprivate init?(_ ladder: borrowing Ladder, rowTicks: Int64, _ rule: ProfileRule) {
        guard let poc = ladder.poc, let area = ladder.valueArea(poc: poc, rule) else { return nil }
        self.init(
            poc: poc, vah: area.high, val: area.low, lvns: ladder.nodes(rule).lows,
            rowTicks: rowTicks)
    }
}
