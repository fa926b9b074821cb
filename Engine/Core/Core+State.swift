import Desk
import Market
import Pipeline
import Records
public import StateCoding
import Trading

/// The core in checkpoints.
extension Core {
    /// Writes everything that moved.
    public func save(into writer: inout StateWriter) {
        writer.mark("core")
        writer.put(sequence)
        writer.put(lastBeat)
        withUnsafePointer(to: barFirst ?? Self.noBar) { half in
            writer.put(cells: UnsafeBufferPointer(start: half, count: barFirst == nil ? 0 : 1))
        }
        writer.put(instrumentCount)
        digests.save(into: &writer)
        desk.save(into: &writer)
        trading.save(into: &writer)
        for place in 0..<instrumentCount {
            writer.put(fronts[place].feed)
            pipelines[place].save(into: &writer)
        }
    }

    private static var noBar: Input { Input(kind: .bar, instrument: .all, time: .zero) }

    /// Takes over the state of a core of the same instruments, settings and strategies.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("core")
        sequence = try reader.take(UInt64.self)
        lastBeat = try reader.take(Nanoseconds.self)
        barFirst = try reader.take(cells: Input.self, limit: 1).first
        let count = try reader.take(Int.self)
        guard count == instrumentCount else {
            throw reader.error("\(count) instruments, here are \(instrumentCount)")
        }
        try digests.restore(from: &reader)
        try holder.desk.restore(from: &reader)
        try holder.trading.restore(from: &reader)
        for place in 0..<instrumentCount {
            fronts[place].feed = try reader.take(FeedPosition.self)
            try pipelines[place].restore(from: &reader)
            pipelines[place].tell(holder)
            settle(place)
        }
    }
}

extension StreamDigests {
    func save(into writer: inout StateWriter) {
        writer.put(cells: whole(of: ticks, rows))
        writer.put(cells: whole(of: table, rows * Self.streams))
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        try fill(ticks, rows, &reader)
        try fill(table, rows * Self.streams, &reader)
    }

    private func whole<Cell>(
        of cells: UnsafeMutablePointer<Cell>, _ count: Int
    ) -> UnsafeBufferPointer<Cell> {
        UnsafeBufferPointer(start: cells, count: count)
    }

    private func fill<Cell: BitwiseCopyable>(
        _ cells: UnsafeMutablePointer<Cell>, _ count: Int, _ reader: inout StateReader
    ) throws(StateError) {
        let found = try reader.take(cells: Cell.self, limit: count)
        guard found.count == count else {
            throw reader.error("\(found.count) digests, here are \(count)")
        }
        for (place, cell) in found.enumerated() { cells[place] = cell }
    }
}
