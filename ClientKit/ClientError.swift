public import Wire

/// Something the client could not do: what, where, and why, with the limit and the value.
public struct ClientError: Error, Hashable, Sendable {
    /// The kinds of failure, for code that decides by them.
    public enum Code: Hashable, Sendable {
        /// An address is not `host:port`.
        case badAddress
        /// No connection came about: nobody listens, no route, no such name, no answer in time.
        case connectFailed
        /// The engine does not know the token. Not tried again.
        case loginRefused
        /// Engine and client have no version in common. Not tried again.
        case badVersion
        /// The connection ended; the client connects again by itself.
        case disconnected
        /// Nothing was heard for three heartbeats; the client connects again by itself.
        case peerSilent
        /// The engine sent what the protocol forbids; the client connects again by itself.
        case protocolViolation
        /// The engine said no; `wireCode` tells why.
        case refused
        /// No answer within the configured time.
        case timedOut
        /// An answer is longer than the configured limit.
        case answerTooLong
        /// There is none of what was asked for: no such footprint, no completed profile yet.
        case notFound
        /// The calling task was cancelled.
        case cancelled
        /// The client was closed.
        case closed
        /// The engine has served its data to the end and is gone.
        case endOfData
        /// The system refused a thread or a timer.
        case system
    }

    /// The kind of failure.
    public var code: Code
    /// What was tried: `connect`, `subscribe bars SPY 1m`.
    public var what: String
    /// Where: the engine's address.
    public var place: String
    /// Why, with the limit and the value when there are any.
    public var detail: String
    /// The engine's own code, when it was the engine that refused.
    public var wireCode: WireErrorCode?

    /// Puts an error together.
    public init(
        _ code: Code, what: String, place: String = "", detail: String,
        wireCode: WireErrorCode? = nil
    ) {
        self.code = code
        self.what = what
        self.place = place
        self.detail = detail
        self.wireCode = wireCode
    }

    /// Whether connecting again is of no use.
    public var isFinal: Bool {
        switch code {
        case .loginRefused, .badVersion, .closed, .cancelled, .endOfData, .badAddress, .system:
            true
        case .connectFailed, .disconnected, .peerSilent, .protocolViolation, .refused, .timedOut,
            .answerTooLong, .notFound:
            false
        }
    }
}

extension ClientError: CustomStringConvertible {
    /// `subscribe bars XYZ 1m at 127.0.0.1:7717: no instrument XYZ (unknownSymbol)`
    public var description: String {
        let place = place.isEmpty ? "" : " at \(place)"
        let wire = wireCode.map { " (\($0))" } ?? ""
        return "\(what)\(place): \(detail)\(wire)"
    }
}

extension ClientError {
    /// The engine's refusal of something.
    init(_ message: ErrorMessage, what: String, place: String) {
        let code: Code
        switch message.knownCode {
        case .loginRefused: code = .loginRefused
        case .badVersion: code = .badVersion
        case .notKept: code = .notFound
        case .shuttingDown, .slowReader, .tooManyClients: code = .disconnected
        case .heartbeatMissed: code = .peerSilent
        case .badMagic, .badHeaderChecksum, .badChecksum, .tooLong, .badType, .badState, .malformed:
            code = .protocolViolation
        default: code = .refused
        }
        let numbers =
            message.limit != 0 || message.value != 0
            ? " [limit \(message.limit), value \(message.value)]" : ""
        let number = message.knownCode == nil ? " [code \(message.code)]" : ""
        self.init(
            code, what: what, place: place, detail: message.text + numbers + number,
            wireCode: message.knownCode)
    }

    /// Bytes from the engine that the protocol forbids.
    init(_ error: WireError, place: String) {
        self.init(
            .protocolViolation, what: "read", place: place, detail: error.description,
            wireCode: error.code)
    }
}
