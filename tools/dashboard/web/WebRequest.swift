/// A whole request that got past the door.
public struct WebRequest: Sendable {
    /// `GET`, `POST`, as sent. A `HEAD` comes as `GET`, and its answer goes without the body.
    public let method: String
    /// Decoded, begins with `/`; holds no `..` segment, no empty one but the last, and no control
    /// character.
    public let path: String
    /// Decoded, in the order sent.
    public let query: [(name: String, value: String)]
    /// By lower-case name: content-type, origin, host, accept, if-none-match, user-agent.
    ///
    /// The token and the cookie are the server's own affair and not among them.
    public let headers: [String: String]
    /// At most `WebPlan.maxBody` bytes.
    public let body: [UInt8]
    /// The client's address and port.
    public let peer: String

    /// Puts a request together, for tests of handlers.
    public init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [String: String] = [:], body: [UInt8] = [], peer: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The headers that handlers get.
    static let kept: Set<String> = [
        "content-type", "origin", "host", "accept", "if-none-match", "user-agent",
    ]
}
