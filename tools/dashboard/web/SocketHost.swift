import CLibwebsockets
import EventLoop
import Glibc

/// Peers outlive the server they were of. Read on the loop's thread alone.
private final class WeakHost {
    weak var host: SocketHost?

    init(host: SocketHost) { self.host = host }
}

/// The WebSockets of a server, by libwebsockets on the server's own loop. Loop thread only.
///
/// It gets sockets whose upgrade was read and let in already, and is told of it in a request of our
/// own words: its own reading of HTTP in the version that Debian 12 has does not know chunked
/// bodies, answers malformed requests by closing, and uses the upgrade's name after it was freed
/// when that is not `websocket`.
final class SocketHost {
    private let memory = UnsafeMutablePointer<pitwire_lws>.allocate(capacity: 1)
    private var context: OpaquePointer?
    private let loop: EventLoop
    private let plan: WebPlan
    private let count: @Sendable ((inout WebCounters) -> Void) -> Void
    private let opened: (WebSocketPeer) -> Void
    /// By the library's handle.
    private var links: [OpaquePointer: SocketLink] = [:]
    private var byPeer: [ObjectIdentifier: SocketLink] = [:]
    /// The one whose socket is being given to the library.
    private var adopting: SocketLink?
    /// Called when the last socket has gone.
    private var whenEmpty: (() -> Void)?
    /// Where a frame is put together: the library writes its header before the bytes.
    let room: Int
    let frame: UnsafeMutableRawBufferPointer

    /// Bytes of a message that are sent at a time.
    static let fragment = 65536

    /// Sockets that are open.
    var openCount: Int { links.count }

    init?(
        on loop: EventLoop, _ plan: WebPlan,
        count: @escaping @Sendable ((inout WebCounters) -> Void) -> Void,
        opened: @escaping (WebSocketPeer) -> Void
    ) {
        self.loop = loop
        self.plan = plan
        self.count = count
        self.opened = opened
        room = pitwire_lws_room()
        frame = .allocate(byteCount: room + SocketHost.fragment, alignment: 16)
        pitwire_lws_silence()
        let ping = UInt16(clamping: max(1, plan.pingInterval))
        context = pitwire_lws_start(
            memory, loop.foreignPointer, socketCallback, Unmanaged.passUnretained(self).toOpaque(),
            SocketHost.fragment, ping, UInt16(clamping: 2 * Int(ping)))
        if context == nil { return nil }
    }

    deinit {
        frame.deallocate()
        memory.deallocate()
    }

    // MARK: Opening

    /// Makes a WebSocket of a TCP socket.
    func adopt(_ socket: CInt, key: String, _ request: WebRequest) {
        guard let context else {
            Glibc.close(socket)
            return
        }
        let own = Unsent(WeakHost(host: self))
        let peer = WebSocketPeer(request, plan, loop, count: count) { peer in
            own.value.host?.look(peer)
        }
        adopting = SocketLink(peer, self, plan.maxMessage)
        var canonical = SocketRequest.canonical(key: key)
        _ = canonical.withUTF8 {
            lws_adopt_socket_readbuf(context, socket, $0.baseAddress, $0.count)
        }
        adopting = nil
    }

    func established(_ wsi: OpaquePointer) -> CInt {
        guard let link = adopting else { return -1 }
        adopting = nil
        link.wsi = wsi
        links[wsi] = link
        byPeer[ObjectIdentifier(link.peer)] = link
        count {
            $0.sockets += 1
            $0.socketsOpen += 1
        }
        opened(link.peer)
        return 0
    }

    func link(_ wsi: OpaquePointer) -> SocketLink? { links[wsi] }

    /// The library has let go of a socket.
    func destroyed(_ wsi: OpaquePointer) {
        guard let link = links.removeValue(forKey: wsi) else { return }
        byPeer[ObjectIdentifier(link.peer)] = nil
        link.gone()
        count { $0.socketsOpen -= 1 }
        if links.isEmpty {
            let whenEmpty = whenEmpty
            self.whenEmpty = nil
            whenEmpty?()
        }
    }

    func counted(_ change: (inout WebCounters) -> Void) { count(change) }

    /// A peer has something to be sent or done.
    private func look(_ peer: WebSocketPeer) {
        peer.looked()
        guard let link = byPeer[ObjectIdentifier(peer)] else { return }
        link.look(on: loop)
    }

    // MARK: Closing

    /// Closes every socket with `code`, then calls `done`; those whose page does not answer are cut
    /// off within a second or so.
    func closeAll(_ code: UInt16, _ reason: String, _ done: @escaping () -> Void) {
        if links.isEmpty { return done() }
        whenEmpty = done
        for link in links.values {
            link.peer.close(code, reason)
            link.endSoon(on: loop)
        }
    }

    /// Takes everything of the library off the loop and frees it, then calls `done`. Only the loop
    /// itself can finish what it closes, so this takes a few of its turns.
    func stop(_ done: @escaping () -> Void) {
        guard let context else { return done() }
        destroyKeepingNumbers(context)
        var timer: LoopTimer?
        timer = LoopTimer(on: loop) { [self] in
            guard loop.foreignHandles == 0 else { return }
            timer?.close()
            timer = nil
            // The second call frees what the first could not while handles were being closed.
            if self.context != nil { lws_context_destroy(context) }
            self.context = nil
            done()
        }
        timer?.start(after: 0, every: 1_000_000)
    }

    /// Begins the library's end. It closes its own wake-up's file twice, here and from the loop
    /// after: a file that another thread opened in between could have the same number and be closed
    /// in its place. So the number is taken at once by a file that nobody needs.
    private func destroyKeepingNumbers(_ context: OpaquePointer) {
        let numbers = loop.foreignFiles
        let spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
        lws_context_destroy(context)
        guard spare >= 0 else { return }
        for number in numbers {
            let taken = fcntl(spare, F_DUPFD_CLOEXEC, number)
            if taken != number && taken >= 0 { Glibc.close(taken) }
        }
        Glibc.close(spare)
    }
}
