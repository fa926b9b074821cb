import Bars
import Measures

/// A lane that keeps other bars from now on.
extension Lane {
    /// Keeps the bars of another plan: those that it kept before go on as they are.
    ///
    /// A bar that gets rows only now has those of ticks still to come.
    mutating func turn(
        to plan: LanePlan, bars: UnsafeMutablePointer<LaneBar>,
        bases: UnsafeMutablePointer<BarBase>, limit: Int, unit: Double
    ) {
        let (oldBars, oldBases, oldCount) = (self.bars, self.bases, barCount)
        let (oldRows, oldRowCount) = (rowBars, rowBarCount)
        turnRows(to: plan, limit: limit, unit: unit)
        (self.bars, self.bases, barCount) = (bars, bases, plan.bars.count)
        bases.initialize(repeating: BarBase(), count: barCount)
        for (index, bar) in plan.bars.enumerated() {
            (bars + index).initialize(to: bar)
            // Bars of one period are the same but for their rows.
            let same = (0..<oldCount).first {
                oldBars[$0].period == bar.period && oldBars[$0].bar.isOpen
            }
            guard let same else { continue }
            bars[index].bar = oldBars[same].bar
            bases[index] = oldBases[same]
        }
        oldRows.deinitialize(count: oldRowCount)
        oldRows.deallocate()
    }

    /// Takes over the rows that both plans have; the bars are still the old plan's.
    private mutating func turnRows(to plan: LanePlan, limit: Int, unit: Double) {
        let (old, oldCount) = (rowBars, rowBarCount)
        rowBarCount = plan.rows.count
        rowBars = .allocate(capacity: max(1, rowBarCount))
        for (index, row) in plan.rows.enumerated() {
            (rowBars + index).initialize(to: RowBar(row, limit: limit, unit: unit))
            let period = plan.bars.first { $0.rows == index }?.period
            for place in 0..<oldCount where old[place].height == row.height {
                // A height in ticks is fixed once a session.
                rowBars[index].rowTicks = old[place].rowTicks
                let isSame = (0..<barCount).contains {
                    bars[$0].rows == place && bars[$0].period == period
                }
                if isSame { swap(&rowBars[index].ladder, &old[place].ladder) }
            }
        }
    }
}
