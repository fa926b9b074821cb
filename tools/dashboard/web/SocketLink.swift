import CLibwebsockets
import EventLoop
import Glibc

/// One WebSocket between the library and its peer: puts messages together, and sends them in
/// pieces as the socket takes them. Loop thread only.
final class SocketLink {
    let peer: WebSocketPeer
    private var wsi: OpaquePointer?
    private unowned let server: ServerLoop
    /// What came of a message so far.
    private var incoming: [UInt8] = []
    /// What is being sent, and how much of it has gone.
    private var outgoing: (body: WebBody, sent: Int)?
    private var isEnding = false
    private var deadline: LoopTimer?
    /// How long a page has to take the close that was sent to it.
    private static let patience: Int64 = 1_000_000_000

    init(_ request: WebRequest, _ wsi: OpaquePointer, _ server: ServerLoop) {
        self.wsi = wsi
        self.server = server
        let own = Unsent(WeakLink())
        let counters = server.counters
        peer = WebSocketPeer(
            request, server.plan, server.loop, count: { counters.change($0) },
            wake: { _ in own.value.link?.look() })
        own.value.link = self
    }

    /// The peer has something to send or wants an end.
    private func look() {
        peer.looked()
        guard let wsi, peer.hasWork else { return }
        if peer.ending != nil { endSoon() }
        lws_callback_on_writable(wsi)
    }

    /// Cuts it off after a while, if it is still there: a page that reads nothing takes no close.
    func endSoon() {
        guard wsi != nil, deadline == nil else { return }
        deadline = LoopTimer(on: server.loop) { [unowned self] in
            // What the library does by itself here waits for bytes to leave that never will.
            if let wsi { shutdown(lws_get_socket_fd(wsi), CInt(SHUT_RDWR)) }
        }
        deadline?.start(after: SocketLink.patience)
    }

    func gone() {
        wsi = nil
        deadline?.close()
        deadline = nil
        outgoing = nil
        peer.gone()
    }

    // MARK: Sending

    /// The socket takes bytes: gives it some. Below zero closes it.
    func writable(_ wsi: OpaquePointer) -> CInt {
        repeat {
            if let ending = peer.ending { return end(wsi, ending) }
            if outgoing == nil {
                guard case .send(let body) = peer.next() else { return 0 }
                outgoing = (body, 0)
            }
            guard sendPiece(wsi) else { return -1 }
        } while lws_send_pipe_choked(wsi) == 0
        if outgoing != nil || peer.hasWork { lws_callback_on_writable(wsi) }
        return 0
    }

    private func sendPiece(_ wsi: OpaquePointer) -> Bool {
        guard let (body, sent) = outgoing else { return true }
        let size = min(Library.fragment, body.count - sent)
        let isLast = sent + size == body.count
        let start = server.scratch.baseAddress! + server.room
        body.withBytes { bytes in
            if size > 0 { start.copyMemory(from: bytes.baseAddress! + sent, byteCount: size) }
        }
        var kind = (sent == 0 ? LWS_WRITE_TEXT : LWS_WRITE_CONTINUATION).rawValue
        if !isLast { kind |= LWS_WRITE_NO_FIN.rawValue }
        let written = lws_write(
            wsi, start.assumingMemoryBound(to: UInt8.self), size,
            lws_write_protocol(rawValue: kind))
        guard written >= size else { return false }
        server.count { counters in
            counters.bytesSent += size
            if isLast { counters.messagesSent += 1 }
        }
        outgoing = isLast ? nil : (body, sent + size)
        return true
    }

    /// Lets the library send the close frame and wait for the page's. Not by a result below zero:
    /// built as Debian's is, it then closes twice on libuv, and the second time drops the frame that
    /// the first one left to be sent.
    private func end(_ wsi: OpaquePointer, _ ending: WebSocketPeer.Ending) -> CInt {
        if isEnding { return 0 }
        isEnding = true
        giveReason(wsi, UInt32(ending.code), ending.reason)
        // With a reason given this only begins the end, so the socket outlives the call.
        lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC)
        return 0
    }

    private func giveReason(_ wsi: OpaquePointer, _ code: UInt32, _ text: String) {
        var bytes = cut(text)
        bytes.withUnsafeMutableBufferPointer {
            lws_close_reason(wsi, lws_close_status(rawValue: code), $0.baseAddress, $0.count)
        }
    }

    /// What a close frame has room for, without half a character.
    private func cut(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8.prefix(120))
        while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
        return bytes
    }

    // MARK: Receiving

    /// A piece of a message. Below zero closes the socket.
    func received(_ wsi: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> CInt {
        if isEnding { return 0 }
        if lws_frame_is_binary(wsi) != 0 { return refuse(wsi, 1003, "text alone") }
        guard incoming.count + bytes.count <= server.plan.maxMessage else {
            return refuse(wsi, 1009, "a message is at most \(server.plan.maxMessage) bytes")
        }
        incoming.append(contentsOf: bytes)
        guard lws_is_final_fragment(wsi) != 0 else { return 0 }
        let text = String(validating: incoming, as: UTF8.self)
        incoming.removeAll(keepingCapacity: incoming.capacity <= 4096)
        guard let text else { return refuse(wsi, 1007, "a text is UTF-8") }
        peer.received(text)
        return 0
    }

    /// Closes from within a read, where the library sends what it is told to.
    private func refuse(_ wsi: OpaquePointer, _ code: UInt32, _ text: String) -> CInt {
        giveReason(wsi, code, text)
        return -1
    }
}

/// Peers outlive the connection they were of. Read on the loop's thread alone.
private final class WeakLink {
    weak var link: SocketLink?
}
