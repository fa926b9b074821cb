import CLibwebsockets
import EventLoop
import Glibc

extension HTTPConnection {
    func ask(_ fields: RequestFields, _ request: WebRequest) {
        phase = .answering(fields)
        lws_rx_flow_control(wsi, 0)
        wait(server.plan.requestTimeout)
        server.count { $0.answering += 1 }
        let (handler, loop, number) = (server.handler, server.loop, number)
        let own = Unsent(self)
        Task {
            let response = await handler.answer(request)
            // The connection is touched on its loop alone, and let go of there.
            loop.post { own.value.answered(response, number) }
        }
    }

    private func answered(_ response: WebResponse, _ number: Int) {
        server.count { $0.answering -= 1 }
        guard number == self.number, case .answering(let fields) = phase else {
            return server.count { $0.answersDropped += 1 }
        }
        send(response, fields, keepsAlive: fields.keepsAlive)
        // This was no call of the library's, after which it would look at its timers.
        server.library?.wake()
    }

    func refuse(_ refusal: Refusal, _ fields: RequestFields?, keepsAlive: Bool) {
        server.count { $0.refused += 1 }
        send(refusal.response, fields, keepsAlive: keepsAlive)
    }

    func send(_ response: WebResponse, _ fields: RequestFields?, keepsAlive: Bool) {
        let writer = AnswerWriter(
            response, to: fields, keepsAlive: keepsAlive && server.keepsConnections,
            until: server.loop.now + Int64(server.plan.requestTimeout * 1e9))
        count(response, writer)
        self.writer = writer
        phase = .writing
        waitForClient(writer)
        // The library does not write to a connection it may not read from.
        lws_rx_flow_control(wsi, 1)
        lws_callback_on_writable(wsi)
    }

    func count(_ response: WebResponse, _ writer: AnswerWriter) {
        server.count {
            $0.answers[min(max(response.status / 100, 0), 5)] += 1
            $0.bytesSent += writer.count
        }
    }

    /// The socket takes bytes.
    func writable() -> CInt {
        guard case .writing = phase, let writer else { return 0 }
        if writer.isNew, hasBytesAhead { writer.keepsAlive = false }
        switch writer.write(wsi, server) {
        case .failed: return -1
        case .more:
            lws_callback_on_writable(wsi)
            return 0
        case .done:
            self.writer = nil
            return writer.keepsAlive ? goOn() : linger()
        }
    }

    /// More came before this answer began. It is not answered, the client has to send it again: the
    /// library mixes up the body of a request that it kept a part of from a read before.
    private var hasBytesAhead: Bool { server.library?.hasBytesAhead ?? true || peek() > 0 }

    /// What a read would give: 0 for the client's end, below zero for nothing yet.
    private func peek() -> Int {
        var byte: UInt8 = 0
        return recv(lws_get_socket_fd(wsi), &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
    }

    private func goOn() -> CInt {
        phase = .idle
        return lws_http_transaction_completed(wsi) == 0 ? 0 : -1
    }

    /// Ends the connection from within the library's own call.
    func endNow() -> CInt {
        HTTPConnection.discardInput(lws_get_socket_fd(wsi))
        return -1
    }

    /// Ends this side. A body that still comes is read for a moment: closing with bytes unread would
    /// reset the connection, and the client could lose the answer.
    private func linger() -> CInt {
        guard hasBodyToCome else { return endNow() }
        phase = .lingering
        shutdown(lws_get_socket_fd(wsi), CInt(SHUT_WR))
        wait(1)
        return 0
    }

    /// What is here already.
    private static func discardInput(_ socket: CInt) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<64 {
            if recv(socket, &bytes, bytes.count, CInt(MSG_DONTWAIT)) <= 0 { return }
        }
    }

    // MARK: The end

    /// The time that was set has passed; it may be of a request before this one.
    func late() -> CInt {
        switch phase {
        case .idle, .gone: return 0
        case .lingering: return -1
        case .reading:
            refuse(
                Refusal(status: 408, code: "timeout", text: "the request did not come in time"),
                nil, keepsAlive: false)
        case .answering(let fields):
            number += 1
            send(
                .refusal(504, "timeout", "the answer was not made in time"), fields,
                keepsAlive: false)
        case .writing: hurry()
        }
        return 0
    }

    /// The client takes its time. While it has sent more, or its end, the library asks the system
    /// again and again whether there is anything to read: that is not for long.
    private func hurry() {
        guard let writer, server.loop.now < writer.deadline else { return cutOff() }
        if writer.isStuck && peek() >= 0 { return cutOff() }
        waitForClient(writer)
    }

    private func waitForClient(_ writer: AnswerWriter) {
        wait(min(0.5, max(0, Double(writer.deadline - server.loop.now) / 1e9)))
    }
}
