import Bars
import Intake
import Market
import Measures
import Records
public import StateCoding
import Strategy

/// A pipeline in checkpoints: all that moves; what its settings fix is made anew.
extension TickPipeline {
    /// Writes what moved since the start.
    public func save(into writer: inout StateWriter) {
        writer.mark("pipeline")
        writer.put(timeframe)
        writer.put(seats.map(\.needs.periods))
        writer.put(flags)
        writer.put([boundary, nextDue.rawValue, sessionChange, rowsHigh, rowsLow])
        writer.put([reportedCounters, lastPrice.rawValue, lastBarInput.rawValue])
        writer.put(providerVWAP)
        writer.put(checksInput)
        writer.put(takesRows)
        writer.put(quiet)
        writer.put(imbalance)
        writer.put(totals)
        writer.put(numbers.pointee)
        writer.put(cell: block)
        writer.put(sideRun)
        rows.save(into: &writer)
        intake.save(into: &writer)
        nakedPOCs.save(into: &writer)
        for lane in 0..<laneCount { lanes[lane].save(into: &writer) }
        for seat in seats { seat.save(into: &writer) }
    }

    /// Takes over a state that a pipeline of the same settings and strategies wrote.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("pipeline")
        try restoreTimeframe(from: &reader)
        flags = try reader.take(TickFlags.self)
        let moments = try reader.take(5)
        boundary = moments[0]
        nextDue = Nanoseconds(moments[1])
        sessionChange = moments[2]
        rowsHigh = moments[3]
        rowsLow = moments[4]
        let last = try reader.take(3)
        reportedCounters = last[0]
        lastPrice = Price(last[1])
        lastBarInput = Nanoseconds(last[2])
        providerVWAP = try reader.take(Double?.self)
        checksInput = try reader.take(Bool.self)
        takesRows = try reader.take(Bool.self)
        quiet = try reader.take(QuietBand.self)
        imbalance = try reader.take(ImbalanceRule.self)
        totals = try reader.take(FlowTotals.self)
        numbers.pointee = try reader.take(UInt64.self)
        block = try reader.take(cell: OpenBlock.self)
        sideRun = try reader.take(SideRun.self)
        try rows.restore(from: &reader)
        try intake.restore(from: &reader)
        try nakedPOCs.restore(from: &reader)
        for lane in 0..<laneCount { try lanes[lane].restore(from: &reader) }
        for seat in seats.indices { try seats[seat].restore(from: &reader) }
    }
}

extension Lane {
    func save(into writer: inout StateWriter) {
        writer.mark("lane")
        writer.put(clock)
        writer.put(sessionDelta)
        for index in 0..<barCount {
            writer.put(bars[index].bar)
            writer.put(bases[index])
        }
        for index in 0..<rowBarCount {
            writer.put(rowBars[index].rowTicks)
            rowBars[index].ladder.save(into: &writer)
        }
        profiles.save(into: &writer)
        vwaps.save(into: &writer)
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("lane")
        clock = try reader.take(ModeClock.self)
        sessionDelta = try reader.take(Double.self)
        for index in 0..<barCount {
            bars[index].bar = try reader.take(OpenBar.self)
            bases[index] = try reader.take(BarBase.self)
        }
        for index in 0..<rowBarCount {
            rowBars[index].rowTicks = try reader.take(Int64.self)
            try rowBars[index].ladder.restore(from: &reader)
        }
        try profiles.restore(from: &reader)
        try vwaps.restore(from: &reader)
    }
}

extension StrategySeat {
    func save(into writer: inout StateWriter) {
        writer.mark("strategy")
        writer.put(isBlocked)
        writer.put(from)
        writer.put(band)
        strategy.save(into: &writer)
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("strategy")
        isBlocked = try reader.take(Bool.self)
        from = try reader.take(Int64.self)
        band = try reader.take(QuietBand.self)
        try strategy.restore(from: &reader)
    }
}

extension ProfileStage {
    func save(into writer: inout StateWriter) {
        writer.put(lastTime)
        writer.put(periods)
        for index in 0..<count { ladders[index].save(into: &writer) }
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        lastTime = try reader.take(Nanoseconds.self)
        periods = try reader.take([Period].self)
        guard periods.count == count else {
            throw reader.error("\(periods.count) profiles, here are \(count)")
        }
        for index in 0..<count { try ladders[index].restore(from: &reader) }
    }
}

extension VWAPStage {
    func save(into writer: inout StateWriter) {
        writer.put(anchors)
        writer.put(left)
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        anchors = try reader.take([Anchored].self)
        left = try reader.take(TickSums?.self)
        settleNextStart()
    }
}

extension NakedPOCs {
    func save(into writer: inout StateWriter) {
        writer.put(entries)
        writer.put([below, above])
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        entries = try reader.take([Entry].self)
        let band = try reader.take(2)
        (below, above) = (band[0], band[1])
    }
}

extension StateWriter {
    /// A cell that is what it is in memory.
    fileprivate mutating func put<Cell: BitwiseCopyable>(cell: Cell) {
        withUnsafePointer(to: cell) { put(cells: UnsafeBufferPointer(start: $0, count: 1)) }
    }
}

extension StateReader {
    /// An array of so many numbers.
    fileprivate mutating func take(_ count: Int) throws(StateError) -> [Int64] {
        let numbers = try take([Int64].self)
        guard numbers.count == count else {
            throw error("expected \(count) numbers, found \(numbers.count)")
        }
        return numbers
    }

    /// A cell that was written as it was in memory.
    fileprivate mutating func take<Cell: BitwiseCopyable>(
        cell: Cell.Type
    ) throws(StateError) -> Cell {
        guard let cell = try take(cells: cell, limit: 1).first else { throw error("no cell") }
        return cell
    }
}
