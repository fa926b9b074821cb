public import Market
public import Wire

/// Where to connect, as whom, and the bounds the client keeps.
public struct ClientConfiguration: Sendable {
    /// A numeric address or a name.
    public var host: String
    /// 1 to 65535.
    public var port: Int
    /// What the session may do.
    public var role: Role
    /// The secret the engine knows; never printed.
    public var token: String
    /// The name shown in the engine's lists and logs, at most 128 bytes.
    public var clientName = "ClientKit"
    /// The wanted heartbeat interval; zero leaves it to the engine.
    public var heartbeat = Nanoseconds.zero
    /// How long one attempt to connect may take, names included.
    public var connectTimeout = Nanoseconds.seconds(5)
    /// How long the engine may take to answer the login.
    public var loginTimeout = Nanoseconds.seconds(5)
    /// How long a subscription or query may take, reconnects included.
    public var requestTimeout = Nanoseconds.seconds(10)
    /// Records that may wait in one stream before the socket is read no further.
    public var streamBuffer = 65_536
    /// The most bytes of one gathered answer.
    public var answerLimit = 64 * 1024 * 1024
    /// Ticks of a feed that may wait for their acknowledgement before `send` waits.
    public var feedBuffer = 65_536
    /// What happens to the session's open orders when it ends or falls silent. Each connection is a
    /// session of its own: orders that a lost connection took along are not there on the next.
    public var session = SessionOptions()
    /// When to connect again; `nil` for never.
    public var reconnect: ReconnectPolicy? = ReconnectPolicy()

    /// An engine and a role.
    ///
    /// - Parameters:
    ///   - address: `host:port`, `[::1]:7717` for IPv6.
    ///   - token: the secret of the role; empty when the engine asks for none.
    public init(address: String, role: Role = .read, token: String = "") throws(ClientError) {
        guard let (host, port) = Self.parse(address) else {
            throw ClientError(
                .badAddress, what: "address", place: address,
                detail: "needs host:port with a port from 1 to 65535")
        }
        self.host = host
        self.port = port
        self.role = role
        self.token = token
    }

    /// The address as text.
    public var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func parse(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        guard let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port) else {
            return nil
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (String(host), port)
    }
}

extension ClientConfiguration: CustomStringConvertible, CustomReflectable {
    /// Name, role and address; never the token.
    public var description: String { "\(clientName) as \(role) at \(address)" }

    /// What dumps show: the address; never the token.
    public var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}

/// How long to wait before connecting again: the first wait, doubled each time up to the longest,
/// each shortened at random by up to `jitter` of it, so that many clients do not come at once.
public struct ReconnectPolicy: Hashable, Sendable {
    /// The wait after the first failure.
    public var first = Nanoseconds.milliseconds(100)
    /// The longest wait.
    public var longest = Nanoseconds.seconds(5)
    /// The share of a wait that is random, 0 to 1.
    public var jitter = 0.5

    /// 0.1 s doubling to 5 s, half of it random.
    public init() {}
}
