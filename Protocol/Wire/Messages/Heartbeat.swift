public import Bytes
public import Market

/// Sent by both sides when nothing else was sent for an interval; the engine's names what comes
/// next on each idle stream, so that a silent loss shows at once.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 8 | time | sender's wall clock, ns |
/// | 8 | varint | streams | how many follow, at most 65,536 |
/// | | 12 each | stream, next | `StreamID` (4) and the sequence of its next record (8) |
public struct Heartbeat: WireMessage {
    /// What comes next on one stream.
    public struct Position: Hashable, Sendable {
        /// An idle stream.
        public var stream: StreamID
        /// The sequence of the next record.
        public var nextSequence: UInt64

        /// Puts a position together.
        public init(stream: StreamID, nextSequence: UInt64) {
            self.stream = stream
            self.nextSequence = nextSequence
        }
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.heartbeat
    /// The most positions of one heartbeat.
    public static let positionLimit = 65_536

    /// The sender's wall clock.
    public var time: Nanoseconds
    /// What comes next on each idle stream.
    public var positions: [Position]

    /// Puts a heartbeat together.
    public init(time: Nanoseconds, positions: [Position] = []) {
        self.time = time
        self.positions = positions
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(time.rawValue)
        writer.append(varint: UInt64(positions.count))
        for position in positions {
            writer.append(position.stream.rawValue)
            writer.append(position.nextSequence)
        }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        time = Nanoseconds(try reader.read())
        let count = try reader.readCount(limit: min(Self.positionLimit, reader.remaining / 12))
        positions = []
        positions.reserveCapacity(count)
        for _ in 0..<count {
            let stream = StreamID(try reader.read())
            positions.append(Position(stream: stream, nextSequence: try reader.read()))
        }
    }
}
