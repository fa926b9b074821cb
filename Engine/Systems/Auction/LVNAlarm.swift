import Measures

/// The low volume node nearest to a price.
struct NearestLVN: Hashable, Sendable {
    /// Its row.
    var row: Int64
    /// Its price level.
    var level: Int64
    /// Real price.
    var price: Double
    /// Percent of its price; `nil` when that is 0.
    var distance: Double?
    /// Above the price 1, below it -1, at it 0.
    var side: Int

    /// The nearest of a profile's nodes by levels, of two the lower; `nil` without any.
    init?(close: Double, level: Int64, _ profile: ProfileReading?, tickSize: Double) {
        guard let profile else { return nil }
        var best: (row: Int64, distance: UInt64)?
        for row in profile.lvns {
            let distance = (row &* profile.rowTicks &- level).magnitude
            if best.map({ distance < $0.distance }) ?? true { best = (row, distance) }
        }
        guard let best else { return nil }
        row = best.row
        self.level = row * profile.rowTicks
        price = Double(self.level) * tickSize
        distance = percentDistance(close, from: price)
        side = Int((self.level - level).signum())
    }

    /// Nearer than a number of percent.
    func isWithin(_ percent: Double) -> Bool {
        distance.map { Comparison.exceeds(percent, $0) } ?? false
    }
}

/// One notification per node: it may come again after price was far away.
struct LVNAlarm: Hashable, Sendable, Codable {
    /// Rows of nodes that were notified, oldest first; at most `limit`.
    private(set) var fired: [Int64] = []
    /// More than any hour's nodes; the oldest is forgotten beyond it.
    static let limit = 256

    /// Forgets all notifications.
    mutating func removeAll() { fired.removeAll(keepingCapacity: true) }

    /// Follows the nodes for a minute.
    ///
    /// - Returns: Whether the nearest node is to be notified.
    mutating func close(
        price: Double, _ profile: ProfileReading?, nearest: NearestLVN?, tickSize: Double,
        _ rule: LVNAlarmRule
    ) -> Bool {
        follow(profile, rule)
        rearm(price: price, rowTicks: profile?.rowTicks ?? 1, tickSize, rule)
        guard let nearest, nearest.isWithin(rule.distance),
            !fired.contains(where: { abs($0 - nearest.row) <= rule.sameRows })
        else { return false }
        if fired.count == Self.limit { fired.removeFirst() }
        fired.append(nearest.row)
        return true
    }

    /// A notified node that moved a little is still the same; one that vanished is remembered
    /// where it was.
    private mutating func follow(_ profile: ProfileReading?, _ rule: LVNAlarmRule) {
        guard let profile else { return }
        for place in fired.indices {
            var best: Int64?
            for row in profile.lvns where abs(row - fired[place]) <= rule.sameRows {
                if best.map({ abs(row - fired[place]) < abs($0 - fired[place]) }) ?? true {
                    best = row
                }
            }
            if let best { fired[place] = best }
        }
    }

    private mutating func rearm(
        price: Double, rowTicks: Int64, _ tickSize: Double, _ rule: LVNAlarmRule
    ) {
        guard !fired.isEmpty else { return }
        fired.removeAll { row in
            let distance = percentDistance(price, from: Double(row * rowTicks) * tickSize)
            return distance.map { Comparison.reaches($0, rule.rearm) } ?? false
        }
    }
}
