public import Bytes

/// What a session may do; each role can also read.
public enum Role: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// Subscribe and request.
    case read = 0
    /// Send ticks in.
    case feed = 1
    /// Place orders, set alerts and anchors.
    case trade = 2
    /// Everything, settings included.
    case admin = 3
}

/// What a side can do beyond the least; both keep to what both have.
@frozen
public struct Features: OptionSet, Hashable, Sendable, BitwiseCopyable {
    /// The number as it travels.
    public var rawValue: UInt64

    /// Puts it together.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Takes LZ4 payloads.
    public static let lz4 = Features(rawValue: 1)
    /// Resumes streams by epoch and sequence.
    public static let resume = Features(rawValue: 2)
    /// Sends ticks in.
    public static let feed = Features(rawValue: 4)
    /// Knows commands, their answers, the channel of events and the query for the desk.
    public static let commands = Features(rawValue: 8)

    /// Knows requests as of an earlier instant.
    public static let past = Features(rawValue: 16)

    /// Knows orders: their commands, channels and queries, and the options of a session.
    public static let trading = Features(rawValue: 32)

    /// All of version 1.
    public static let all: Features = [.lz4, .resume, .feed, .commands, .past, .trading]
}

/// The first frame of a client.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 1 | minimum version | lowest version it speaks |
/// | 1 | 1 | maximum version | highest |
/// | 2 | 1 | role | `Role` it asks for |
/// | 3 | 1 | reserved | 0 |
/// | 4 | 8 | features | `Features` |
/// | 12 | 4 | heartbeat | wanted interval, ms; 0 leaves it to the engine |
/// | 16 | text | client name | at most 128 bytes, for lists and logs |
/// | | text | token | at most 512 bytes |
/// | tail | sized | nonce | at most 64 bytes for a challenge; default empty |
/// | tail | 8 | time | client's wall clock, ns; default 0 |
/// | tail | 1 | options | `SessionOptions`: bit 0 cancel on disconnect; other bits are refused; default 0 |
/// | tail | 4 | dead man | seconds; 0, or absent, for none |
///
/// Options and dead man are written only when one is set.
public struct Hello: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.hello

    /// The lowest version the client speaks.
    public var minimumVersion: UInt8
    /// The highest version the client speaks.
    public var maximumVersion: UInt8
    /// The role asked for.
    public var role: Role
    /// What the client can do.
    public var features: Features
    /// Milliseconds, 0 for the engine's choice.
    public var heartbeat: UInt32
    /// For lists and logs, at most 128 bytes.
    public var clientName: String
    /// The secret; never printed.
    public var token: String
    /// For a challenge, at most 64 bytes.
    public var nonce: [UInt8]
    /// The client's wall clock, ns since 1970.
    public var time: Int64
    /// What is to happen to the session's orders when it ends or falls silent.
    public var options: SessionOptions

    /// Puts a hello together.
    public init(
        minimumVersion: UInt8 = FrameHeader.version, maximumVersion: UInt8 = FrameHeader.version,
        role: Role, features: Features = .all, heartbeat: UInt32 = 0, clientName: String,
        token: String, nonce: [UInt8] = [], time: Int64 = 0,
        options: SessionOptions = SessionOptions()
    ) {
        self.minimumVersion = minimumVersion
        self.maximumVersion = maximumVersion
        self.role = role
        self.features = features
        self.heartbeat = heartbeat
        self.clientName = clientName
        self.token = token
        self.nonce = nonce
        self.time = time
        self.options = options
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(minimumVersion)
        writer.append(maximumVersion)
        writer.append(role.rawValue)
        writer.append(UInt8(0))
        writer.append(features.rawValue)
        writer.append(heartbeat)
        writer.append(text: clientName)
        writer.append(text: token)
        writer.append(varint: UInt64(nonce.count))
        nonce.withUnsafeBytes { writer.append($0) }
        writer.append(time)
        if options != SessionOptions() { options.encode(into: &writer) }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        minimumVersion = try reader.read()
        maximumVersion = try reader.read()
        role = try reader.read(case: Role.self)
        _ = try reader.read(UInt8.self)
        features = Features(rawValue: try reader.read())
        heartbeat = try reader.read()
        clientName = try reader.readText(limit: 128)
        token = try reader.readText(limit: 512)
        nonce = reader.isAtEnd ? [] : Array(try reader.readBytes(try reader.readCount(limit: 64)))
        time = reader.isAtEnd ? 0 : try reader.read()
        options = reader.isAtEnd ? SessionOptions() : try SessionOptions(fields: &reader)
    }
}

extension Hello: CustomStringConvertible, CustomReflectable {
    /// The text for logs.
    public var description: String {
        "hello(\(clientName), \(role), versions \(minimumVersion) to \(maximumVersion))"
    }

    // Dumps and error texts must not hold the token either.
    /// The client name alone.
    public var customMirror: Mirror { Mirror(self, children: ["clientName": clientName]) }
}
