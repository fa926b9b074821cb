public import Market
public import Wire

/// What happens to the connection to the engine.
public enum ConnectionEvent: Hashable, Sendable {
    /// The login was accepted; streams go on.
    case connected(Welcome)
    /// The connection is gone or did not come about; the next attempt begins after the span.
    case disconnected(ClientError, retryIn: Nanoseconds)
    /// There will be no further attempt: the client was closed, or the error says why.
    case closed(ClientError)
}

/// Counters of a connection since the client was made.
public struct ClientCounters: Hashable, Sendable {
    /// Logins that were accepted.
    public var connects = 0
    /// Connections that ended, and attempts that failed.
    public var disconnects = 0
    /// Bytes read.
    public var bytesRead: UInt64 = 0
    /// Bytes written.
    public var bytesWritten: UInt64 = 0
    /// Frames that brought nothing new, after a resume.
    public var repeatedFrames = 0
    /// Times that reading was paused because a stream was full.
    public var pauses = 0

    /// Zero.
    public init() {}
}
