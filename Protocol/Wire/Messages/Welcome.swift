public import Bytes

/// The engine's answer to a hello it accepts.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 1 | version | the one both speak from now on |
/// | 1 | 1 | role | `Role` granted |
/// | 2 | 2 | reserved | 0 |
/// | 4 | 4 | heartbeat | interval of both sides, ms |
/// | 8 | 8 | features | what both have |
/// | 16 | 8 | epoch | the engine's start, ns since 1970 |
/// | 24 | 8 | session | number of the session in this epoch |
/// | 32 | 8 | time | engine's wall clock, ns |
/// | 40 | 4 | frame limit | bytes of a frame, header included |
/// | 44 | 4 | subscriptions | most streams of a session |
/// | 48 | 4 | queue limit | most bytes queued for the session |
/// | 52 | text | engine name | at most 128 bytes |
/// | | text | engine version | at most 128 bytes |
public struct Welcome: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.welcome

    /// The version both speak from now on.
    public var version: UInt8
    /// The role granted.
    public var role: Role
    /// Milliseconds; silence of three of them ends the session.
    public var heartbeat: UInt32
    /// What both have.
    public var features: Features
    /// The engine's start, ns since 1970.
    public var epoch: UInt64
    /// The number of the session in this epoch.
    public var session: UInt64
    /// The engine's wall clock, ns since 1970.
    public var time: Int64
    /// The most bytes of a frame, header included.
    public var frameLimit: UInt32
    /// The most streams of the session.
    public var subscriptionLimit: UInt32
    /// The most bytes queued for the session.
    public var queueLimit: UInt32
    /// The engine's name, for people.
    public var engineName: String
    /// The engine's version, for people.
    public var engineVersion: String

    /// Puts a welcome together.
    public init(
        version: UInt8 = FrameHeader.version, role: Role, heartbeat: UInt32, features: Features,
        epoch: UInt64, session: UInt64, time: Int64, frameLimit: UInt32,
        subscriptionLimit: UInt32, queueLimit: UInt32, engineName: String, engineVersion: String
    ) {
        self.version = version
        self.role = role
        self.heartbeat = heartbeat
        self.features = features
        self.epoch = epoch
        self.session = session
        self.time = time
        self.frameLimit = frameLimit
        self.subscriptionLimit = subscriptionLimit
        self.queueLimit = queueLimit
        self.engineName = engineName
        self.engineVersion = engineVersion
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(version)
        writer.append(role.rawValue)
        writer.append(UInt16(0))
        writer.append(heartbeat)
        writer.append(features.rawValue)
        writer.append(epoch)
        writer.append(session)
        writer.append(time)
        writer.append(frameLimit)
        writer.append(subscriptionLimit)
        writer.append(queueLimit)
        writer.append(text: engineName)
        writer.append(text: engineVersion)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        version = try reader.read()
        role = try reader.read(case: Role.self)
        _ = try reader.read(UInt16.self)
        heartbeat = try reader.read()
        features = Features(rawValue: try reader.read())
        epoch = try reader.read()
        session = try reader.read()
        time = try reader.read()
        frameLimit = try reader.read()
        subscriptionLimit = try reader.read()
        queueLimit = try reader.read()
        engineName = try reader.readText(limit: 128)
        engineVersion = try reader.readText(limit: 128)
    }
}
