import Bars
import Market
import Measures
import StateCoding

/// The replica in checkpoints: every fold, to the last bit.
extension Replica {
    /// Writes all folds; the setup is the configuration's.
    func save(into writer: inout StateWriter) {
        writer.mark("replica")
        writer.put(footprintPeriod)
        writer.put(wantedPeriod)
        writer.put(wholeFrom)
        writer.put(barCount > setup.bars.count ? periods.last : nil)
        writer.put(totals)
        writer.put((0..<barCount).map { bars[$0] })
        writer.put((0..<barCount).map { bases[$0] })
        writer.put(barsWindow)
        writer.put(barsSessionDelta)
        writer.mark("footprint")
        footprint.save(into: &writer)
        writer.put(footprintBar)
        writer.put(footprintBase)
        writer.put(footprintRowTicks)
        writer.put(footprintWindow)
        writer.put(footprintSessionDelta)
        writer.mark("profiles")
        writer.put(profiles)
        writer.put((0..<profileCount).map { rowTicks[$0] })
        for index in 0..<profileCount { ladders[index].save(into: &writer) }
        writer.put(profilesTime)
        writer.mark("VWAPs")
        writer.put(vwaps)
        writer.put(vwapSums)
        writer.mark("last")
        writer.put(lastTick)
        writer.put(lastCause)
        writer.put(quote)
        writer.put(mayBegin)
        writer.put(seenFlags)
        writer.put(awaitsPrice)
    }

    /// Takes over folds that were written of the same setup.
    mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("replica")
        footprintPeriod = try reader.take(BarPeriod?.self)
        wantedPeriod = try reader.take(BarPeriod?.self)
        wholeFrom = try reader.take(Nanoseconds.self)
        keepBar(of: try reader.take(BarPeriod?.self))
        totals = try reader.take(FlowTotals.self)
        try fill(bars, barCount, &reader)
        try fill(bases, barCount, &reader)
        barsWindow = try reader.take(SessionWindow?.self)
        barsSessionDelta = try reader.take(Double.self)
        try reader.expect("footprint")
        try footprint.restore(from: &reader)
        footprintBar = try reader.take(OpenBar.self)
        footprintBase = try reader.take(BarBase.self)
        footprintRowTicks = try reader.take(Int64.self)
        footprintWindow = try reader.take(SessionWindow?.self)
        footprintSessionDelta = try reader.take(Double.self)
        try restoreProfiles(&reader)
        try restoreVWAPs(&reader)
        try reader.expect("last")
        lastTick = try reader.take(Tick?.self)
        lastCause = try reader.take(UInt64.self)
        quote = try reader.take(Quote?.self)
        mayBegin = try reader.take(Bool.self)
        seenFlags = try reader.take(TickFlags.self)
        awaitsPrice = try reader.take(Bool.self)
    }

    private mutating func restoreProfiles(_ reader: inout StateReader) throws(StateError) {
        try reader.expect("profiles")
        profiles = try reader.take([Period].self)
        guard profiles.map(\.anchor) == setup.profiles else {
            throw reader.error("\(profiles.count) profiles, here are \(profileCount) others")
        }
        try fill(rowTicks, profileCount, &reader)
        for index in 0..<profileCount { try ladders[index].restore(from: &reader) }
        profilesTime = try reader.take(Nanoseconds.self)
        let lowest = (0..<profileCount).map { rowTicks[$0] }.min() ?? 1
        guard min(lowest, footprintRowTicks) >= 1 else {
            throw reader.error("a row of \(min(lowest, footprintRowTicks)) ticks")
        }
    }

    private mutating func restoreVWAPs(_ reader: inout StateReader) throws(StateError) {
        try reader.expect("VWAPs")
        vwaps = try reader.take([Period].self)
        vwapSums = try reader.take([VWAP].self)
        guard vwaps.count == vwapSums.count, vwaps.count >= calendarVWAPs,
            vwaps[..<calendarVWAPs].map(\.anchor) == setup.vwaps,
            vwaps[calendarVWAPs...].allSatisfy({ $0.anchor == .user })
        else { throw reader.error("\(vwaps.count) VWAPs, here are \(calendarVWAPs) others") }
    }

    private func fill<Cell: Codable>(
        _ cells: UnsafeMutablePointer<Cell>, _ count: Int, _ reader: inout StateReader
    ) throws(StateError) {
        let found = try reader.take([Cell].self)
        guard found.count == count else {
            throw reader.error("\(found.count) of \(Cell.self), here are \(count)")
        }
        for (index, cell) in found.enumerated() { cells[index] = cell }
    }
}
