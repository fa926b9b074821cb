/// What went wrong, as it travels in an error message.
///
/// Each says whether the connection closes behind it by default or stays; the message itself
/// carries the bit that counts.
public enum WireErrorCode: UInt16, Sendable, CaseIterable {
    /// The bytes are not this protocol. Closes.
    case badMagic = 1
    /// No version is spoken by both sides, or a frame has another than the one agreed. Closes.
    case badVersion = 2
    /// A frame header fails its own checksum, or states what no header may. Closes.
    case badHeaderChecksum = 3
    /// A payload fails its checksum. Closes.
    case badChecksum = 4
    /// A frame is longer than agreed: limit and value say by how much. Closes.
    case tooLong = 5
    /// A message type that is unknown, or that this side does not take. Closes.
    case badType = 6
    /// A message that is not expected now, such as a second login. Closes.
    case badState = 7
    /// A message whose fields do not decode. Closes.
    case malformed = 8
    /// Something other than a login came first, or no login came in time. Closes.
    case loginRequired = 9
    /// The token is not known; nothing else is said. Closes.
    case loginRefused = 10
    /// The session's role does not allow it. Stays.
    case roleMissing = 11
    /// No instrument has that symbol. Stays.
    case unknownSymbol = 12
    /// No such channel, or it is not offered for that instrument. Stays.
    case unknownChannel = 13
    /// A parameter is missing or outside its range: limit and value say. Stays.
    case badParameter = 14
    /// The session has as many subscriptions as it may: limit says. Stays.
    case tooManySubscriptions = 15
    /// The engine has as many clients as it may: limit says. Closes.
    case tooManyClients = 16
    /// The session has that very stream already. Stays.
    case duplicateStream = 17
    /// The session has no stream of that id. Stays.
    case unknownStream = 18
    /// Frames were not read in time: limit and value are queue bytes. Closes where the
    /// subscription says disconnect.
    case slowReader = 19
    /// The engine cannot serve it now; the same may work later. Stays.
    case overload = 20
    /// Known, but not offered by this engine. Stays.
    case unsupported = 21
    /// The engine is ending. Closes.
    case shuttingDown = 22
    /// Nothing was heard for longer than the agreed heartbeats allow: limit and value are
    /// milliseconds. Closes.
    case heartbeatMissed = 23
    /// Another feed owns the instrument. Stays.
    case instrumentTaken = 24
    /// A feed's sequence does not follow the last one accepted: limit is the one expected, value
    /// the one received. Stays.
    case sequenceGap = 25
    /// What was asked for is no longer kept. Stays.
    case notKept = 26
    /// A fault of the engine's own. Closes.
    case internalFault = 27
    /// No strategy of that name runs in the engine. Stays.
    case unknownStrategy = 28
    /// The strategy has no rule of that name. Stays.
    case unknownRule = 29
    /// The journal or the store can not be read now; the text names it. Stays.
    case unreadable = 30

    /// Whether the connection closes behind it unless the message says otherwise.
    public var closesByDefault: Bool {
        switch self {
        case .badMagic, .badVersion, .badHeaderChecksum, .badChecksum, .tooLong, .badType,
            .badState, .malformed, .loginRequired, .loginRefused, .tooManyClients, .slowReader,
            .shuttingDown, .heartbeatMissed, .internalFault:
            true
        case .roleMissing, .unknownSymbol, .unknownChannel, .badParameter, .tooManySubscriptions,
            .duplicateStream, .unknownStream, .overload, .unsupported, .instrumentTaken,
            .sequenceGap, .notKept, .unknownStrategy, .unknownRule, .unreadable:
            false
        }
    }
}
