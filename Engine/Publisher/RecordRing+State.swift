import Bytes
import Records
import StateCoding
import Wire

// Records are kept as they travel: that is small, exact, and all that any client can see of them.

extension StateWriter {
    /// Writes records of one kind.
    mutating func put<Record: WireRecord>(records: some Sequence<Record>) {
        var packed = ByteWriter(capacity: 4096)
        for record in records { packed.append(record: record) }
        put(Array(packed.bytes))
    }

    /// Writes what a ring holds, oldest first.
    mutating func put<Record: WireRecord>(records ring: RecordRing<Record>?) {
        put(records: (0..<(ring?.count ?? 0)).lazy.compactMap { ring?[$0] })
    }
}

extension StateReader {
    /// Reads records of one kind, at most `limit`.
    mutating func take<Record: WireRecord>(
        records: Record.Type, _ limit: Int
    ) throws(StateError) -> [Record] {
        let packed = try take([UInt8].self)
        let read: Result<[Record], WireError> = packed.withUnsafeBytes { bytes in
            Result { () throws(WireError) in
                var found: [Record] = []
                var reader = RecordReader(bytes)
                while try reader.next() {
                    guard reader.kind == Record.kind, found.count < limit else {
                        throw WireError(
                            .badState, in: "kept records",
                            reason: "more than \(limit), or not \(Record.kind)")
                    }
                    found.append(try reader.read())
                }
                return found
            }
        }
        switch read {
        case .success(let records): return records
        case .failure(let fault): throw error("\(fault)")
        }
    }

    /// Reads the records of a ring.
    mutating func take<Record: WireRecord>(
        ring: Record.Type, _ limit: Int
    ) throws(StateError) -> RecordRing<Record> {
        var ring = RecordRing<Record>(limit: limit)
        for record in try take(records: Record.self, max(1, limit)) { ring.append(record) }
        return ring
    }

    /// Reads evaluations, as the core wrote them.
    mutating func take(evaluations limit: Int) throws(StateError) -> [KeptEvaluation] {
        var buffer = OutputBuffer(capacity: 16)
        return try take(records: Evaluation.self, max(1, limit)).map { evaluation in
            buffer.removeAll()
            evaluation.write(to: &buffer)
            return KeptEvaluation(buffer.slots)
        }
    }
}
