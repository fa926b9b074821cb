/// What a server has done so far; every field but the three `open` ones only grows.
public struct WebCounters: Sendable, Hashable {
    /// HTTP connections open now, WebSockets left out.
    public var connectionsOpen = 0
    /// Connections taken.
    public var connections = 0
    /// Connections closed at once, as `maxConnections` were open.
    public var connectionsRefused = 0
    /// Answers by the first digit of their status: `[2]` counts 200 to 299.
    public var answers = [Int](repeating: 0, count: 6)
    /// Requests turned away by the server itself: malformed, too large, without token, foreign. What
    /// libwebsockets could not read at all is not among them.
    public var refused = 0
    /// Answers that came after their client had gone, or too late.
    public var answersDropped = 0
    /// Requests being answered now.
    public var answering = 0
    /// WebSockets open now.
    public var socketsOpen = 0
    /// WebSockets opened.
    public var sockets = 0
    /// Messages handed to the system.
    public var messagesSent = 0
    /// Messages replaced by a later one of their slot before they were sent.
    public var messagesConflated = 0
    /// Messages received.
    public var messagesReceived = 0
    /// Pages disconnected with 1013, as they did not read.
    public var slowPages = 0
    /// Bytes of answers and messages, headers left out.
    public var bytesSent = 0

    /// Nothing yet.
    public init() {}
}
