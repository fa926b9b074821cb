import EventLoop

/// One HTTP connection: takes its requests one at a time, in order, and sends their answers.
///
/// While a request is being answered nothing is read, so a client that sends on waits in its own
/// socket. Loop thread only.
final class HTTPConnection {
    private let tcp: TCPConnection
    private unowned let server: ServerLoop
    private var parser: RequestParser
    private var phase = Phase.idle
    /// Counts requests: an answer to another one than the present is dropped.
    private var number = 0
    private var timer: LoopTimer?
    private let peer: String
    private var isLooking = false

    private enum Phase {
        /// No byte of a request yet.
        case idle
        /// Part of a request.
        case reading
        /// The handler is at work.
        case answering(RequestHead)
        /// The answer has not gone out whole.
        case writing(keepsAlive: Bool)
        /// The last answer is out; what the client still sends is not looked at.
        case lingering
        /// The socket belongs to somebody else, or to nobody.
        case gone
    }

    init(_ tcp: TCPConnection, _ server: ServerLoop) {
        self.tcp = tcp
        self.server = server
        parser = RequestParser(maxHeader: server.plan.maxHeader, maxBody: server.plan.maxBody)
        peer = tcp.remoteAddress?.description ?? ""
        timer = LoopTimer(on: tcp.loop) { [unowned self] in late() }
        tcp.onBytes = { [self] bytes in received(bytes) }
        tcp.onEnd = { [self] in ended() }
        tcp.onDrained = { [self] in drained() }
        tcp.onClosed = { [self] _ in closed() }
        wait(server.plan.idleTimeout)
        tcp.startReading()
    }

    private func wait(_ seconds: Double) { timer?.start(after: Int64(seconds * 1e9)) }

    func close() { tcp.close() }

    private func closed() {
        phase = .gone
        timer?.close()
        timer = nil
        server.closed(self)
    }

    // MARK: Reading

    private func received(_ bytes: UnsafeRawBufferPointer) {
        switch phase {
        case .lingering, .gone: return
        default:
            parser.feed(bytes)
            look()
        }
    }

    /// The client will send no more. An answer on its way is still for it; half a request is not.
    private func ended() {
        switch phase {
        case .idle, .reading, .lingering: tcp.close()
        case .answering, .writing, .gone: break
        }
    }

    /// Takes what requests there are, until one has to be waited for.
    private func look() {
        guard !isLooking else { return }
        isLooking = true
        defer { isLooking = false }
        while true {
            switch phase {
            case .idle, .reading: break
            default: return
            }
            switch parser.next() {
            case .more: return more()
            case .wantsContinue:
                Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).withUnsafeBytes { tcp.write($0) }
            case .refused(let refusal):
                refuse(refusal, nil, keepsAlive: false)
            case .request(let head, let body):
                take(head, body)
            }
        }
    }

    private func more() {
        switch phase {
        case .idle where parser.isInside:
            phase = .reading
            wait(server.plan.requestTimeout)
        case .reading where !parser.isInside:
            phase = .idle
            wait(server.plan.idleTimeout)
        default: break
        }
        tcp.startReading()
    }

    // MARK: Answering

    private func take(_ head: RequestHead, _ body: [UInt8]) {
        number += 1
        let asked = SocketRequest.isAsked(head, path: server.plan.socketPath)
        if let refusal = server.door.refusal(head, isUpgrade: asked, port: server.port)
            ?? HTTPConnection.bodyRefusal(head, body)
        {
            return refuse(refusal, head, keepsAlive: head.keepsAlive)
        }
        if let response = server.door.answer(head, body: body, port: server.port) {
            return send(response, head, keepsAlive: head.keepsAlive)
        }
        let request = WebRequest(
            method: head.method == "HEAD" ? "GET" : head.method, path: head.target.path,
            query: head.target.query,
            headers: head.headers.filter { WebRequest.kept.contains($0.key) },
            body: body, peer: peer)
        if head.target.path == server.plan.socketPath { return upgrade(head, request, asked) }
        ask(head, request)
    }

    /// Whatever changes something takes JSON alone, which forms of other pages cannot send.
    private static func bodyRefusal(_ head: RequestHead, _ body: [UInt8]) -> Refusal? {
        guard !body.isEmpty, head.method != "GET", head.method != "HEAD" else { return nil }
        let type = (head.headers["content-type"] ?? "").prefix { $0 != ";" }.lowercased()
        if type.trimmingBlanks() == "application/json" { return nil }
        return Refusal(status: 415, code: "media_type", text: "a body is application/json")
    }

    private func ask(_ head: RequestHead, _ request: WebRequest) {
        phase = .answering(head)
        tcp.pauseReading()
        wait(server.plan.requestTimeout)
        server.count { $0.answering += 1 }
        let (handler, loop, number) = (server.handler, tcp.loop, number)
        let own = Unsent(self)
        Task {
            let response = await handler.answer(request)
            // The connection is touched on its loop alone, and let go of there.
            loop.post { own.value.answered(response, number) }
        }
    }

    private func answered(_ response: WebResponse, _ number: Int) {
        guard number == self.number, case .answering(let head) = phase else {
            return server.count {
                $0.answering -= 1
                $0.answersDropped += 1
            }
        }
        server.count { $0.answering -= 1 }
        send(response, head, keepsAlive: head.keepsAlive)
        look()
    }

    private func refuse(_ refusal: Refusal, _ head: RequestHead?, keepsAlive: Bool) {
        server.count { $0.refused += 1 }
        send(refusal.response, head, keepsAlive: keepsAlive)
    }

    private func send(_ response: WebResponse, _ head: RequestHead?, keepsAlive: Bool) {
        let keepsAlive = keepsAlive && !server.isStopping
        let bytes = ResponseHead.bytes(
            response, path: head?.target.path ?? "", keepsAlive: keepsAlive)
        let isBare = head?.method == "HEAD" || ResponseHead.hasNoBody(response.status)
        server.count {
            $0.answers[min(max(response.status / 100, 0), 5)] += 1
            if !isBare { $0.bytesSent += response.body.count }
        }
        phase = .writing(keepsAlive: keepsAlive)
        wait(server.plan.requestTimeout)
        tcp.write(isBare || response.body.count == 0 ? [bytes] : [bytes, response.body.shared])
        if tcp.queuedBytes == 0 { drained() }
    }

    // MARK: After the answer

    private func drained() {
        guard case .writing(let keepsAlive) = phase else { return }
        guard keepsAlive else { return linger() }
        phase = .idle
        wait(server.plan.idleTimeout)
        look()
    }

    /// Ends this side and reads the client's rest for a moment: closing at once with bytes unread
    /// would reset the connection, and the client could lose the answer.
    private func linger() {
        phase = .lingering
        tcp.shutDown()
        tcp.startReading()
        wait(1)
    }

    private func late() {
        switch phase {
        case .idle, .lingering, .gone: tcp.close()
        case .reading:
            refuse(
                Refusal(status: 408, code: "timeout", text: "the request did not come in time"),
                nil, keepsAlive: false)
        case .answering(let head):
            number += 1
            send(
                .refusal(504, "timeout", "the answer was not made in time"), head,
                keepsAlive: false)
        case .writing: tcp.reset()
        }
    }

    // MARK: Upgrades

    private func upgrade(_ head: RequestHead, _ request: WebRequest, _ isAsked: Bool) {
        guard isAsked else {
            var response = WebResponse.refusal(426, "upgrade", "here is a WebSocket alone")
            response.headers = [("Upgrade", "websocket")]
            return send(response, head, keepsAlive: head.keepsAlive)
        }
        guard let key = SocketRequest.key(head) else {
            var refusal = Refusal.bad("an upgrade has a key of 16 bytes and version 13")
            refusal.headers = [("Sec-WebSocket-Version", "13")]
            return refuse(refusal, head, keepsAlive: false)
        }
        if let response = server.handler.accept(request) {
            return send(response, head, keepsAlive: head.keepsAlive)
        }
        guard parser.pending == 0 else {
            return refuse(
                .bad("frames came before the upgrade was answered"), head, keepsAlive: false)
        }
        phase = .gone
        guard let socket = tcp.giveAwaySocket() else { return tcp.close() }
        server.adopt(socket, key: key, request)
    }
}

/// Carries an object of the loop's thread through another one that does not touch it.
struct Unsent<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
