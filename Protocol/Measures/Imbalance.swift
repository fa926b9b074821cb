public import Market

/// Imbalances of a ladder, as the closing rules of a footprint find them.
@frozen
public struct ImbalanceCounts: Hashable, Sendable, BitwiseCopyable {
    /// Rows with a buy imbalance.
    public var buy = 0
    /// Rows with a sell imbalance.
    public var sell = 0
    /// Members, from the third on, of runs of one side.
    public var stacked = 0

    /// None.
    @inlinable
    public init() {}
}

extension Ladder {
    /// Marks at a row: a buy imbalance compares its ask with the bid one row lower, a sell
    /// imbalance its bid with the ask one row higher; the ratio is inclusive.
    ///
    /// The lowest row has no bid below it and the highest no ask above it: neither is tested.
    @inlinable
    public func marks(at row: Int64, _ rule: ImbalanceRule) -> FootprintRow.Marks {
        var marks = FootprintRow.Marks()
        let cell = cells + Int(row &- base)
        if row > low, rule.isImbalance(cell[0].ask, over: cell[-1].bid) {
            marks.insert(.buyImbalance)
        }
        if row < high, rule.isImbalance(cell[0].bid, over: cell[1].ask) {
            marks.insert(.sellImbalance)
        }
        return marks
    }

    /// Counts the imbalances of all traded rows.
    @inlinable
    public func imbalances(_ rule: ImbalanceRule) -> ImbalanceCounts {
        var counts = ImbalanceCounts()
        guard !isEmpty else { return counts }
        var buyRun = 0
        var sellRun = 0
        for row in low...high {
            let marks = marks(at: row, rule)
            buyRun = marks.contains(.buyImbalance) ? buyRun + 1 : 0
            sellRun = marks.contains(.sellImbalance) ? sellRun + 1 : 0
            counts.buy += buyRun > 0 ? 1 : 0
            counts.sell += sellRun > 0 ? 1 : 0
            counts.stacked += (buyRun >= 3 ? 1 : 0) + (sellRun >= 3 ? 1 : 0)
        }
        return counts
    }
}

extension ImbalanceRule {
    /// Whether a volume outweighs the one diagonally beside it.
    @inlinable
    @inline(__always)
    public func isImbalance(_ heavy: Double, over light: Double) -> Bool {
        // Most rows are far from any imbalance: one comparison tells.
        if heavy == 0 || heavy < 0.999 * ratio * light { return false }
        return weighs(heavy, light)
    }

    @usableFromInline
    func weighs(_ heavy: Double, _ light: Double) -> Bool {
        guard Comparison.reaches(heavy, minimumVolume.rawValue) else { return false }
        return light > 0 ? Comparison.reaches(heavy, ratio * light) : !ignoresZeros
    }
}

/// Stacked imbalances of closed rows.
public enum Stacks {
    /// For each row the length of the run of at least three same-side imbalances on adjacent rows
    /// that it belongs to, else 0.
    public static func lengths(
        of mark: FootprintRow.Marks, in rows: [FootprintRow]
    ) -> [Int] {
        var lengths = [Int](repeating: 0, count: rows.count)
        var start = 0
        while start < rows.count {
            guard rows[start].marks.contains(mark) else {
                start += 1
                continue
            }
            var end = start + 1
            while end < rows.count, rows[end].marks.contains(mark),
                rows[end].row == rows[end - 1].row + 1
            {
                end += 1
            }
            if end - start >= 3 { for index in start..<end { lengths[index] = end - start } }
            start = end
        }
        return lengths
    }
}
