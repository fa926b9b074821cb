/// Where a server listens, what it lets in, and its bounds.
public struct WebPlan: Sendable {
    /// A numeric address. On any but a loopback one a token is demanded.
    public var host: String
    /// 0 to 65535; 0 takes a free one.
    public var port: Int
    /// What `Authorization: Bearer` or `POST /login` has to bring; `nil`: everyone may.
    public var token: String?
    /// Where pages are upgraded to a WebSocket.
    public var socketPath = "/ws"
    /// What is answered without a token: paths, and beginnings of paths that end in `/`.
    public var publicPaths = ["/healthz", "/dashboard", "/assets/"]

    /// Bytes of a request's line and headers; 65535 at most.
    public var maxHeader = 16384
    /// Bytes of a request's body.
    public var maxBody = 65536
    /// Connections and sockets open at a time; more are closed at once.
    public var maxConnections = 512
    /// Messages that wait for one page; with one more it is closed with 1013.
    public var maxQueued = 1000
    /// Bytes that wait for one page; with more it is closed with 1013.
    public var maxQueuedBytes = 64 << 20
    /// Bytes of one message from a page; a longer one closes its socket with 1009.
    public var maxMessage = 16384
    /// Messages of a page that wait to be read; with one more it is closed with 1008.
    public var maxInbox = 64

    /// Seconds for a request to come in, for its answer to be made (504), and for a client to take it.
    public var requestTimeout: Double = 15
    /// Seconds a connection is kept without a request, rounded up to whole ones. Where there is a
    /// token none is kept.
    public var idleTimeout: Double = 60
    /// Seconds of silence before a page is asked whether it is there; gone after twice that.
    public var pingInterval = 20

    /// A server at `host:port`, with the bounds as documented.
    public init(host: String = "127.0.0.1", port: Int = 0, token: String? = nil) {
        self.host = host
        self.port = port
        self.token = token
    }

    /// Only programs of this machine can reach `host`.
    public var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }
}
