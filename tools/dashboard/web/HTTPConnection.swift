import CLibwebsockets
import Glibc

/// One connection as libwebsockets tells of it: its requests one at a time, in order, and what is
/// answered. Loop thread only.
///
/// While a handler is at work nothing is read, so a client that sends on waits in its own socket.
/// What results below zero closes the connection.
final class HTTPConnection {
    let wsi: OpaquePointer
    unowned let server: ServerLoop
    let peer: String
    var phase = Phase.idle
    private var body: [UInt8] = []
    /// Counts requests: an answer to another one than the present is dropped.
    var number = 0
    /// The library still expects bytes of the request's body.
    var hasBodyToCome = false
    /// The answer that goes out.
    var writer: AnswerWriter?
    /// The WebSocket it has become, and the one it is about to become.
    private(set) var link: SocketLink?
    var nextLink: SocketLink?

    enum Phase {
        /// No request whose headers are whole. The library keeps the time.
        case idle
        /// The body comes in.
        case reading(RequestFields)
        /// The handler is at work.
        case answering(RequestFields)
        /// The answer has not gone out whole.
        case writing
        /// The last answer is out; what the client still sends is not looked at.
        case lingering
        case gone
    }

    init(_ wsi: OpaquePointer, _ server: ServerLoop) {
        self.wsi = wsi
        self.server = server
        var text = [CChar](repeating: 0, count: 64)
        pitwire_lws_peer(lws_get_socket_fd(wsi), &text, text.count)
        peer = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    func wait(_ seconds: Double) { lws_set_timer_usecs(wsi, Int64(seconds * 1e6)) }

    // MARK: Requests

    /// The headers of a request are whole.
    func requested() -> CInt {
        guard case .idle = phase else { return -1 }
        number += 1
        body = []
        // From here on the time is kept here, to answer who is late.
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)
        let sent = LibraryHeaders(wsi)
        switch RequestFields.read(sent) {
        case .failure(let refusal):
            hasBodyToCome = RequestFields.announcesBody(sent)
            refuse(refusal, nil, keepsAlive: false)
        case .success(let fields):
            let length = fields.length ?? 0
            hasBodyToCome = length > 0 || fields.isUnbounded
            guard length <= server.plan.maxBody else {
                refuse(HTTPConnection.tooLong(length, server.plan), fields, keepsAlive: false)
                break
            }
            // Only of an empty POST the library tells the end as well.
            guard length > 0 || fields.length == 0 && fields.method == "POST" else {
                take(fields, [])
                break
            }
            phase = .reading(fields)
            wait(server.plan.requestTimeout)
            if fields.expectsContinue && length > 0 { return askForBody() }
        }
        return 0
    }

    private static func tooLong(_ length: Int, _ plan: WebPlan) -> Refusal {
        Refusal(
            status: 413, code: "too_large",
            text: "a body of \(length) bytes, at most \(plan.maxBody)")
    }

    private func askForBody() -> CInt {
        var bytes = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
        return lws_write(wsi, &bytes, bytes.count, LWS_WRITE_HTTP_HEADERS) < 0 ? -1 : 0
    }

    /// Bytes of a body, wanted or not.
    func received(_ bytes: UnsafeRawBufferPointer) -> CInt {
        if case .reading = phase { body.append(contentsOf: bytes) }
        return 0
    }

    /// The body is whole. The library may say so again while bytes wait that came too early.
    func completed() -> CInt {
        hasBodyToCome = false
        switch phase {
        case .reading(let fields):
            let whole = body
            body = []
            take(fields, whole)
            return 0
        case .lingering: return -1
        default: return 0
        }
    }

    private func take(_ fields: RequestFields, _ body: [UInt8]) {
        let refusal =
            server.door.refusal(fields, isUpgrade: false, port: server.port)
            ?? HTTPConnection.bodyRefusal(fields, body)
        if let refusal { return refuse(refusal, fields, keepsAlive: fields.keepsAlive) }
        if let response = server.door.answer(fields, body: body, port: server.port) {
            return send(response, fields, keepsAlive: fields.keepsAlive)
        }
        if fields.path == server.plan.socketPath {
            return send(HTTPConnection.noUpgrade, fields, keepsAlive: fields.keepsAlive)
        }
        ask(fields, request(fields, body))
    }

    static var noUpgrade: WebResponse {
        var response = WebResponse.refusal(426, "upgrade", "here is a WebSocket alone")
        response.headers = [("Upgrade", "websocket")]
        return response
    }

    /// Whatever changes something takes JSON alone, which forms of other pages cannot send.
    private static func bodyRefusal(_ fields: RequestFields, _ body: [UInt8]) -> Refusal? {
        guard !body.isEmpty, fields.method != "GET", fields.method != "HEAD" else { return nil }
        let type = (fields.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
        if type.trimmingBlanks() == "application/json" { return nil }
        return Refusal(status: 415, code: "media_type", text: "a body is application/json")
    }

    /// What handlers get to see.
    func request(_ fields: RequestFields, _ body: [UInt8]) -> WebRequest {
        WebRequest(
            method: fields.method == "HEAD" ? "GET" : fields.method, path: fields.path,
            query: fields.target.query,
            headers: fields.headers.filter { WebRequest.kept.contains($0.key) },
            body: body, peer: peer)
    }

    // MARK: The end

    /// Closes without a wait for what has not been sent.
    func cutOff() { lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC) }

    /// The server stops.
    func stop() {
        guard let link else { return cutOff() }
        link.peer.close(1001, "the server stops")
        link.endSoon()
    }

    /// There is no such connection any more.
    func gone() -> CInt {
        phase = .gone
        writer = nil
        nextLink = nil
        link?.gone()
        return 0
    }

    // MARK: WebSockets

    /// It has become a WebSocket.
    func established() -> CInt {
        guard let next = nextLink else { return -1 }
        nextLink = nil
        link = next
        server.count {
            $0.connectionsOpen -= 1
            $0.sockets += 1
            $0.socketsOpen += 1
        }
        server.handler.opened(next.peer)
        return 0
    }
}
