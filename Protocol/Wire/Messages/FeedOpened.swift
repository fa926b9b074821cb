public import Bytes

/// The engine's answer to a feed: its instruments, and where each one's ticks go on.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the feedOpen |
/// | 4 | varint | instruments | how many follow, in the order asked |
/// | | 8 | accepted | sequence of the last tick accepted in this epoch, 0 for none |
/// | | sized | instrument | `InstrumentInfo` |
public struct FeedOpened: WireMessage {
    /// One instrument of the feed.
    public struct Line: Hashable, Sendable {
        /// Its number, symbol and scales.
        public var instrument: InstrumentInfo
        /// Feed sequences begin at 1; the next one to send is this plus 1.
        public var acceptedThrough: UInt64

        /// Puts a line together.
        public init(instrument: InstrumentInfo, acceptedThrough: UInt64) {
            self.instrument = instrument
            self.acceptedThrough = acceptedThrough
        }
    }

    /// Its frames carry this type byte.
    public static let type = MessageType.feedOpened

    /// The request it answers.
    public var request: UInt32
    /// The instruments, in the order asked.
    public var lines: [Line]

    /// Puts an answer together.
    public init(request: UInt32, lines: [Line]) {
        self.request = request
        self.lines = lines
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(varint: UInt64(lines.count))
        for line in lines {
            writer.append(line.acceptedThrough)
            writer.appendSized { line.instrument.encode(fields: &$0) }
        }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let limit = min(FeedOpen.symbolLimit, reader.remaining / 9)
        let count = try reader.readCount(limit: limit)
        lines = []
        lines.reserveCapacity(count)
        for _ in 0..<count {
            let accepted = try reader.read(UInt64.self)
            var fields = try reader.readSized()
            lines.append(
                Line(
                    instrument: try InstrumentInfo(fields: &fields), acceptedThrough: accepted))
        }
    }
}
