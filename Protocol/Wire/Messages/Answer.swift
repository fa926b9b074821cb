public import Bytes
public import Market

/// The moment as of which something of the past was answered.
public struct PastMoment: Hashable, Sendable {
    /// The last input that had been taken.
    public var sequence: UInt64
    /// How far the clock of the instrument, or of all of them, had come: event time.
    public var time: Nanoseconds

    /// Puts a moment together.
    public init(sequence: UInt64, time: Nanoseconds) {
        self.sequence = sequence
        self.time = time
    }
}

/// The head of an answer, or of one part of it; records follow it to the end of the payload.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 2 | head length | bytes of the head behind this field: 13, of the past 29 |
/// | 2 | 4 | request | id of the request |
/// | 6 | 1 | kind | `Query.Kind` |
/// | 7 | 4 | part | from 0 |
/// | 11 | 4 | parts | how many there are; the last also has the flag |
/// | 15 | 8 | sequence | tail of the head, only of the past: the last input it includes |
/// | 23 | 8 | time | the same: event time, ns |
/// | | | records | each with its length and kind, as in data frames |
public struct Answer: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.answer

    /// The request it answers.
    public var request: UInt32
    /// What was asked.
    public var kind: Query.Kind
    /// Which part this is, from 0.
    public var part: UInt32
    /// How many parts the answer has.
    public var parts: UInt32
    /// The moment it is as of; `nil` for the present.
    public var moment: PastMoment?

    /// Puts a head together; `RecordReader` reads what follows it.
    public init(
        request: UInt32, kind: Query.Kind, part: UInt32 = 0, parts: UInt32 = 1,
        moment: PastMoment? = nil
    ) {
        self.request = request
        self.kind = kind
        self.part = part
        self.parts = parts
        self.moment = moment
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt16(moment == nil ? 13 : 29))
        writer.append(request)
        writer.append(kind.rawValue)
        writer.append(part)
        writer.append(parts)
        guard let moment else { return }
        writer.append(moment.sequence)
        writer.append(moment.time.rawValue)
    }

    /// Reads the head and leaves the reader at the first record.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let length = try reader.read(UInt16.self)
        var head = ByteReader(try reader.readBytes(Int(length)))
        request = try head.read()
        kind = try head.read(case: Query.Kind.self)
        part = try head.read()
        parts = try head.read()
        guard part < parts else { throw head.badValue(Int(part), width: 8) }
        guard head.remaining >= 16 else { return }
        moment = PastMoment(sequence: try head.read(), time: Nanoseconds(try head.read()))
    }
}
