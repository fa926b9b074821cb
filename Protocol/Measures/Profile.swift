/// How a profile is read.
@frozen
public struct ProfileRule: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Share of the volume that the value area holds, above 0 to 1.
    public var valueAreaShare: Double
    /// Rows added at a time, 1 or 2.
    public var valueAreaStep: Int
    /// The most bins that nodes are looked for in.
    public var nodeBins: Int
    /// An LVN is at most this share of the largest smoothed bin.
    public var lowNodeShare: Double
    /// An LVN's shoulders reach this many times its volume.
    public var shoulderRatio: Double
    /// An HVN is at least this share of the largest smoothed bin.
    public var highNodeShare: Double

    /// The usual rule: 70 %, two rows, 50 bins, 0.30, 2.0, 0.70.
    @inlinable
    public init(
        valueAreaShare: Double = 0.70, valueAreaStep: Int = 2, nodeBins: Int = 50,
        lowNodeShare: Double = 0.30, shoulderRatio: Double = 2.0, highNodeShare: Double = 0.70
    ) {
        self.valueAreaShare = valueAreaShare
        self.valueAreaStep = valueAreaStep
        self.nodeBins = nodeBins
        self.lowNodeShare = lowNodeShare
        self.shoulderRatio = shoulderRatio
        self.highNodeShare = highNodeShare
    }
}

/// The value area of a profile: its highest and lowest row.
@frozen
public struct ValueArea: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Highest row taken.
    public var high: Int64
    /// Lowest row taken.
    public var low: Int64

    /// Puts an area together.
    @inlinable
    public init(high: Int64, low: Int64) {
        self.high = high
        self.low = low
    }
}

extension Ladder {
    /// The summed volume, from the lowest row up.
    public var totalVolume: Double { traded.reduce(0) { $0 + $1.total } }

    /// The value area around `poc`: rows are added two (or one) at a time on the side whose next
    /// rows hold more, up on a tie, until the share is reached.
    ///
    /// Rows without volume take no part. `nil` while empty.
    public func valueArea(poc: Int64, _ rule: ProfileRule = ProfileRule()) -> ValueArea? {
        guard !isEmpty, poc >= low, poc <= high else { return nil }
        let target = rule.valueAreaShare * totalVolume
        var area = ValueArea(high: poc, low: poc)
        var sum = cells[Int(poc - base)].total
        while !Comparison.reaches(sum, target, unit: unit) {
            let above = next(rule.valueAreaStep, from: area.high, by: 1)
            let below = next(rule.valueAreaStep, from: area.low, by: -1)
            guard above != nil || below != nil else { break }
            let up =
                above.map { a in
                    below.map { Comparison.reaches(a.volume, $0.volume, unit: unit) } ?? true
                } ?? false
            if up, let above {
                area.high = above.row
                sum += above.volume
            } else if let below {
                area.low = below.row
                sum += below.volume
            }
        }
        return area
    }

    /// The next `count` traded rows from `row` on, their summed volume and the last of them.
    private func next(
        _ count: Int, from row: Int64, by step: Int64
    ) -> (row: Int64, volume: Double)? {
        var number = row + step
        var found = 0
        var result: (row: Int64, volume: Double)?
        while found < count, number >= low, number <= high {
            let volume = cells[Int(number - base)].total
            if volume > 0 {
                result = (number, (result?.volume ?? 0) + volume)
                found += 1
            }
            number += step
        }
        return result
    }
}
