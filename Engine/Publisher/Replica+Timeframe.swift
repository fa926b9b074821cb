import Bars
import Market
import Measures

/// Footprints of another period, when and as the core has them.
extension Replica {
    /// Turns to a period once the running footprint, and the running bar of its period, have closed.
    mutating func turn(to period: BarPeriod) {
        wantedPeriod = period
        if wantedPeriod != footprintPeriod { turnIfClosed() }
    }

    /// The core's rule: what begins after the last trade is whole.
    mutating func turnIfClosed() {
        let extra = setup.bars.count
        guard !footprintBar.isOpen, barCount == extra || !bars[extra].isOpen else { return }
        let period = wantedPeriod
        footprintPeriod = period
        wholeFrom = Nanoseconds((lastTick?.time.rawValue ?? 0) &+ 1)
        footprint.removeAll()
        let kept = setup.bars + [setup.footprint].compactMap(\.self)
        keepBar(of: period.flatMap { kept.contains($0) ? nil : $0 })
    }
}
