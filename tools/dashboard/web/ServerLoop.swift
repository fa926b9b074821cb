import CLibwebsockets
import EventLoop

/// The part of a server that lives on the loop's thread: its connections.
final class ServerLoop {
    let plan: WebPlan
    let handler: any WebHandler
    let loop: EventLoop
    var door: Door
    private(set) var port = 0
    private(set) var isStopping = false
    private(set) var library: Library?
    let counters: CounterBox
    /// HTTP connections and WebSockets, by the library's handle.
    private var connections: [OpaquePointer: HTTPConnection] = [:]
    /// Called when the last connection has gone.
    private var whenEmpty: (() -> Void)?
    /// Where heads and frames are put together: the library writes a frame's header before its
    /// bytes, which begin at `room`.
    let scratch: UnsafeMutableRawBufferPointer
    let room = pitwire_lws_room()

    init(_ plan: WebPlan, _ handler: any WebHandler, on loop: EventLoop, _ counters: CounterBox) {
        self.plan = plan
        self.handler = handler
        self.loop = loop
        self.counters = counters
        door = Door(plan)
        scratch = .allocate(byteCount: room + Library.fragment, alignment: 16)
    }

    deinit { scratch.deallocate() }

    /// Listens. A server that could not be opened has to be stopped all the same.
    func open() throws(WebError) {
        let library = try Library(on: loop, plan, server: self)
        self.library = library
        port = try library.listen()
    }

    func count(_ change: (inout WebCounters) -> Void) { counters.change(change) }

    // MARK: Connections

    /// A connection may stay open after an answer.
    ///
    /// Not where there is a token: a proxy may stand in front, which sends the requests of several
    /// clients over one connection. The library overlooks a header that follows one whose name is
    /// how a name it knows begins, `X` and `X-Real-IP`, so bytes the proxy takes for the body of one
    /// client's request could be taken here for the next client's.
    var keepsConnections: Bool { plan.token == nil && !isStopping }

    /// One more connection is taken.
    func admits() -> Bool {
        if !isStopping && connections.count < plan.maxConnections { return true }
        count { $0.connectionsRefused += 1 }
        return false
    }

    func arrived(_ wsi: OpaquePointer) -> CInt {
        connections[wsi] = HTTPConnection(wsi, self)
        count {
            $0.connections += 1
            $0.connectionsOpen += 1
        }
        return 0
    }

    func connection(_ wsi: OpaquePointer) -> HTTPConnection? { connections[wsi] }

    /// The library has let go of a connection.
    func destroyed(_ wsi: OpaquePointer) -> CInt {
        guard let connection = connections.removeValue(forKey: wsi) else { return 0 }
        let wasSocket = connection.link != nil
        _ = connection.gone()
        count { counters in
            if wasSocket { counters.socketsOpen -= 1 } else { counters.connectionsOpen -= 1 }
        }
        if connections.isEmpty {
            let whenEmpty = whenEmpty
            self.whenEmpty = nil
            whenEmpty?()
        }
        return 0
    }

    // MARK: The end

    /// Closes all that is open, pages with 1001, then calls `done`. Pages that do not answer are cut
    /// off within a second or so.
    func stop(_ done: @escaping () -> Void) {
        guard !isStopping else { return }
        isStopping = true
        guard let library else { return done() }
        // Not from within the library's own callback.
        let finish = Unsent {
            library.stop {
                self.library = nil
                done()
            }
        }
        guard !connections.isEmpty else { return finish.value() }
        let loop = loop
        whenEmpty = { loop.post { finish.value() } }
        for connection in connections.values { connection.stop() }
        library.wake()
    }
}

/// Counters that every thread may change.
final class CounterBox: Sendable {
    private let counters = Locked(WebCounters())

    var now: WebCounters { counters.withLock { $0 } }

    func change(_ change: (inout WebCounters) -> Void) { counters.withLock { change(&$0) } }
}

/// Carries an object of the loop's thread through another one that does not touch it.
struct Unsent<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
