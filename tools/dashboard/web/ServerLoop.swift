import EventLoop

/// The part of a server that lives on the loop's thread.
final class ServerLoop {
    let plan: WebPlan
    let handler: any WebHandler
    let loop: EventLoop
    var door: Door
    private(set) var port = 0
    private(set) var isStopping = false
    private let counters: CounterBox
    private var listener: TCPListener?
    private var sockets: SocketHost?
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]

    init(
        _ plan: WebPlan, _ handler: any WebHandler, on loop: EventLoop, _ counters: CounterBox
    ) throws(WebError) {
        self.plan = plan
        self.handler = handler
        self.loop = loop
        self.counters = counters
        door = Door(plan)
        var options = TCPOptions()
        options.keepAliveSeconds = 60
        do throws(EventLoopError) {
            listener = try TCPListener(
                on: loop, host: plan.host, port: plan.port, options: options
            ) { [unowned self] in arrived($0) }
        } catch {
            throw WebError("\(error)")
        }
        port = listener?.port ?? 0
        sockets = SocketHost(
            on: loop, plan, count: { change in counters.change(change) },
            opened: { [handler] in handler.opened($0) })
        guard sockets != nil else {
            listener?.close()
            throw WebError(
                "libwebsockets did not start on libuv: is libwebsockets-evlib-uv installed?")
        }
    }

    func count(_ change: (inout WebCounters) -> Void) { counters.change(change) }

    private func arrived(_ tcp: TCPConnection) {
        guard !isStopping, connections.count + (sockets?.openCount ?? 0) < plan.maxConnections
        else {
            count { $0.connectionsRefused += 1 }
            return tcp.close()
        }
        let connection = HTTPConnection(tcp, self)
        connections[ObjectIdentifier(connection)] = connection
        count {
            $0.connections += 1
            $0.connectionsOpen += 1
        }
    }

    func closed(_ connection: HTTPConnection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil {
            count { $0.connectionsOpen -= 1 }
        }
    }

    func adopt(_ socket: CInt, key: String, _ request: WebRequest) {
        sockets?.adopt(socket, key: key, request)
    }

    /// Closes all that is open, then calls `done`.
    func stop(_ done: @escaping () -> Void) {
        guard !isStopping else { return }
        isStopping = true
        listener?.close()
        for connection in connections.values { connection.close() }
        guard let sockets else { return done() }
        sockets.closeAll(1001, "the server stops") { [self] in
            // Not from within the library's own callback.
            let finish = Unsent {
                sockets.stop {
                    self.sockets = nil
                    self.listener = nil
                    done()
                }
            }
            loop.post { finish.value() }
        }
    }
}

/// Counters that every thread may change.
final class CounterBox: Sendable {
    private let counters = Locked(WebCounters())

    var now: WebCounters { counters.withLock { $0 } }

    func change(_ change: (inout WebCounters) -> Void) { counters.withLock { change(&$0) } }
}
