import Bytes
import Wire

/// The records of an answer in as few payloads as they fit in, one at least.
public struct AnswerParts: Sendable {
    /// A payload behind its head, and how many records it has.
    public struct Part: Sendable {
        /// Records, each with its length and kind.
        public var payload: [UInt8]
        /// How many they are.
        public var count: Int
    }

    /// In the order of the answer.
    public private(set) var parts = [Part(payload: [], count: 0)]
    private let limit: Int

    /// Nothing yet.
    ///
    /// - Parameter limit: bytes of records that fit in one frame with a head of their own.
    init(limit: Int) { self.limit = limit }

    /// Parts that were put together elsewhere.
    init(_ parts: [Part]) {
        self.parts = parts
        limit = 0
    }

    /// Adds a record behind the others.
    mutating func append(_ record: (inout ByteWriter) -> Void) {
        var writer = ByteWriter(capacity: 256)
        record(&writer)
        let last = parts.count - 1
        // A frame of half the limit may be packed whatever it holds.
        if parts[last].count > 0,
            parts[last].payload.count + writer.count > limit / 2
                || parts[last].count == Int(UInt16.max)
        {
            parts.append(Part(payload: Array(writer.bytes), count: 1))
        } else {
            parts[last].payload.append(contentsOf: writer.bytes)
            parts[last].count += 1
        }
    }
}
