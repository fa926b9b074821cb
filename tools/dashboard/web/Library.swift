import CLibwebsockets
import EventLoop
import Glibc

/// libwebsockets on the server's own loop, from its start to its end. It listens, reads and writes
/// HTTP and WebSockets, keeps connections and lets go of those that take too long. Loop thread only.
final class Library {
    private let memory = UnsafeMutablePointer<pitwire_lws>.allocate(capacity: 1)
    private var context: OpaquePointer?
    private let loop: EventLoop
    private let plan: WebPlan

    /// Bytes that are handed over at a time.
    static let fragment = 65536

    /// Nothing listens yet. `server` is what `libraryCalled` gets.
    init(on loop: EventLoop, _ plan: WebPlan, server: ServerLoop) throws(WebError) {
        self.loop = loop
        self.plan = plan
        pitwire_lws_silence()
        guard (0...65535).contains(plan.port) else {
            throw WebError("listen \(plan.host):\(plan.port): a port is 0 to 65535")
        }
        let memory = memory
        let user = Unmanaged.passUnretained(server).toOpaque()
        let wrong = Library.withPlan(plan) { pitwire_lws_probe(memory, $0) }
        guard wrong == 0 else {
            throw WebError("listen \(plan.host):\(plan.port): \(String(cString: strerror(wrong)))")
        }
        context = FileNumbers.high {
            Library.withPlan(plan) {
                pitwire_lws_start(memory, $0, loop.foreignPointer, libraryCalled, user)
            }
        }
        guard context != nil else {
            throw WebError(
                "libwebsockets did not start on libuv: is libwebsockets-evlib-uv installed?")
        }
    }

    deinit { memory.deallocate() }

    /// Listens from now on; the port.
    func listen() throws(WebError) -> Int {
        let (memory, context) = (memory, context)
        let port = Library.withPlan(plan) { pitwire_lws_listen(memory, $0, context) }
        guard port > 0 else {
            throw WebError("listen \(plan.host):\(plan.port): libwebsockets does not listen there")
        }
        return Int(port)
    }

    private static func withPlan<Result>(
        _ plan: WebPlan, _ body: (UnsafePointer<pitwire_lws_plan>) -> Result
    ) -> Result {
        plan.host.withCString { host in
            var bounds = pitwire_lws_plan()
            bounds.host = host
            bounds.port = CInt(plan.port)
            bounds.header = CUnsignedInt(clamping: min(plan.maxHeader, 65535))
            bounds.connections = CUnsignedInt(clamping: plan.maxConnections)
            bounds.request_s = seconds(plan.requestTimeout)
            bounds.idle_s = seconds(plan.idleTimeout)
            bounds.ping_s = CUnsignedShort(clamping: min(max(1, plan.pingInterval), 32767))
            bounds.fragment = fragment
            return body(&bounds)
        }
    }

    /// Whole ones, as the library counts: at least 1, and never less than was said.
    private static func seconds(_ seconds: Double) -> CUnsignedInt {
        CUnsignedInt(min(max(1, seconds.rounded(.up)), 1e6))
    }

    /// Bytes of some client wait in the library that came together with a request. It does not say
    /// whose.
    var hasBytesAhead: Bool { lws_service_adjust_timeout(context, 1, 0) == 0 }

    /// Looks at its timers: those that were set from outside its own calls.
    func wake() { lws_cancel_service(context) }

    // MARK: The end

    /// Takes everything of the library off the loop and frees it, then calls `done`. Only the loop
    /// itself can finish what it closes, so this takes a few of its turns.
    func stop(_ done: @escaping () -> Void) {
        guard let context else { return done() }
        FileNumbers.keep(loop.foreignFiles) { lws_context_destroy(context) }
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
}

/// What the library calls for everything, on the loop's thread. Below zero closes the connection.
private func libraryCalled(
    _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ session: UnsafeMutableRawPointer?,
    _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> CInt {
    guard let wsi, let user = lws_context_user(lws_get_context(wsi)) else { return 0 }
    let server = Unmanaged<ServerLoop>.fromOpaque(user).takeUnretainedValue()
    let lent = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    switch reason {
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: return server.admits() ? 0 : -1
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED: return server.arrived(wsi)
    case LWS_CALLBACK_WSI_DESTROY: return server.destroyed(wsi)
    // What the library makes of CONNECT.
    case LWS_CALLBACK_RAW_ADOPT: return -1
    default: break
    }
    guard let connection = server.connection(wsi) else { return 0 }
    switch reason {
    case LWS_CALLBACK_HTTP: return connection.requested()
    case LWS_CALLBACK_HTTP_BODY: return connection.received(lent)
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return connection.completed()
    case LWS_CALLBACK_HTTP_WRITEABLE: return connection.writable()
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return connection.confirmUpgrade()
    case LWS_CALLBACK_TIMER: return connection.late()
    case LWS_CALLBACK_CLOSED_HTTP: return connection.gone()
    case LWS_CALLBACK_ESTABLISHED: return connection.established()
    case LWS_CALLBACK_SERVER_WRITEABLE: return connection.link?.writable(wsi) ?? -1
    case LWS_CALLBACK_RECEIVE: return connection.link?.received(wsi, lent) ?? -1
    default: return 0
    }
}
