import Market
import Records
public import StateCoding

/// The publisher in checkpoints: all that clients can ask for and where its streams stand.
///
/// Sessions, queues, frames for those who resume and developing views are not part of it. What is
/// restored goes on as if it had folded all records itself.
extension Publisher {
    /// Counters that follow from the core's records.
    private static let folded: [PublisherCounter] = [
        .ticks, .records, .evaluationsForgotten, .studiesNotKept,
    ]

    /// Writes the state. Nothing may wait for the journal: what nobody was told is not kept.
    public func save(into writer: inout StateWriter) {
        precondition(
            desk.count == 0,
            "a publisher is saved when nothing waits for the journal, \(desk.count) records do")
        writer.mark("publisher")
        writer.put(lines.count)
        writer.put(Self.folded.map { counts[$0] })
        writer.put(desk.state)
        desk.events.save(into: &writer)
        trading.save(into: &writer)
        for line in lines { line.save(into: &writer) }
    }

    /// Takes over a state that was written of the same instruments and settings, before there are
    /// sessions. After an error the publisher is of no use.
    public func restore(from reader: inout StateReader) throws(StateError) {
        precondition(
            sessions.isEmpty, "a publisher with \(sessions.count) sessions is not restored")
        try reader.expect("publisher")
        let count = try reader.take(Int.self)
        guard count == lines.count else {
            throw reader.error("\(count) instruments, here are \(lines.count)")
        }
        let counted = try reader.take([Int64].self)
        guard counted.count == Self.folded.count else {
            throw reader.error("\(counted.count) counters, here are \(Self.folded.count)")
        }
        for (counter, count) in zip(Self.folded, counted) { counts[counter] = count }
        desk.state = try reader.take(DeskState.self)
        try desk.events.restore(from: &reader)
        try trading.restore(from: &reader)
        for line in lines { try line.restore(from: &reader, settings) { make($0) } }
    }
}
