internal import CLibuv

/// Accepts TCP connections on one address.
public final class TCPListener: LoopHandle {
    /// The address it listens on; the port is the real one when 0 was asked for.
    public private(set) var address: SocketAddress
    /// Connections that were handed to the callback.
    public private(set) var accepted = 0
    /// Connections closed at once because `limit` of them were open.
    public private(set) var refused = 0
    /// Connections that the system could not give: out of files or memory.
    public private(set) var failed = 0
    /// Accepted connections that are open now.
    public private(set) var open = 0
    /// The most connections open at a time; those beyond are closed at once and counted.
    public var limit: Int

    private let options: TCPOptions
    private var onConnection: ((TCPConnection) -> Void)?

    /// The port it listens on.
    public var port: Int { address.port }

    /// Listens from now to `close`.
    ///
    /// - Parameters:
    ///   - host: a numeric address, `127.0.0.1`, `0.0.0.0`, `::`; a name is refused.
    ///   - port: 0 to 65535; 0 takes a free one. Traps outside.
    ///   - backlog: connections the system keeps before they are accepted.
    ///   - limit: the most connections open at a time.
    ///   - onConnection: gets each connection, which does not read yet.
    public init(
        on loop: EventLoop, host: String, port: Int, backlog: Int = 511, limit: Int = .max,
        options: TCPOptions = TCPOptions(), _ onConnection: @escaping (TCPConnection) -> Void
    ) throws(EventLoopError) {
        requirePort(port)
        self.options = options
        self.limit = limit
        self.onConnection = onConnection
        address = SocketAddress(host: host, port: port)
        let text = SocketAddress.text(host, port)
        guard let raw = RawAddress(host: host, port: port) else {
            throw EventLoopError(
                code: "EINVAL", reason: "not a numeric address", what: "listen", address: text)
        }
        super.init(on: loop, uv_tcp_t.self)
        try check(uv_tcp_init(loop.raw, pointer(uv_tcp_t.self)), "listen", text)
        opened()
        do throws(EventLoopError) {
            try listen(raw, text, backlog)
        } catch {
            close()
            throw error
        }
    }

    private func listen(
        _ wanted: RawAddress, _ text: String, _ backlog: Int
    ) throws(EventLoopError) {
        let tcp = pointer(uv_tcp_t.self)
        try check(wanted.withPointer { uv_tcp_bind(tcp, $0, 0) }, "bind", text)
        try check(
            uv_listen(pointer(uv_stream_t.self), CInt(backlog)) { handle, status in
                (LoopHandle.of(handle!) as? TCPListener)?.arrived(status)
            }, "listen", text)
        if let real = RawAddress({ uv_tcp_getsockname(tcp, $0, $1) })?.address { address = real }
    }

    private func arrived(_ status: CInt) {
        guard status == 0, !isClosing else {
            failed += 1
            return
        }
        let connection = TCPConnection(on: loop)
        guard uv_accept(pointer(uv_stream_t.self), connection.stream) == 0 else {
            failed += 1
            return connection.close()
        }
        guard open < limit else {
            refused += 1
            return connection.close()
        }
        do throws(EventLoopError) {
            try connection.connected(options)
        } catch {
            // The peer was gone before its connection was taken.
            failed += 1
            return connection.close()
        }
        open += 1
        accepted += 1
        connection.atEnd = { [self] in open -= 1 }
        onConnection?(connection)
    }

    override func didClose() { onConnection = nil }
}
