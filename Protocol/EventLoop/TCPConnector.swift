internal import CLibuv
internal import Glibc

/// Makes one TCP connection: finds the addresses of a name, tries them in turn, within a time.
public final class TCPConnector {
    private let loop: EventLoop
    private let target: String
    private let options: TCPOptions
    private let limit: Int64
    private var done: ((Result<TCPConnection, EventLoopError>) -> Void)?
    private var deadline: LoopTimer?
    private var addresses: [RawAddress] = []
    private var attempt: TCPConnection?
    private var lastError: EventLoopError?

    /// Starts to connect; the outcome comes from the loop, never from within this call.
    ///
    /// - Parameters:
    ///   - host: a numeric address or a name.
    ///   - port: 1 to 65535; traps outside.
    ///   - timeout: ns for all of it, names included.
    ///   - done: called once. After `.success` the connection is the caller's; it does not read
    ///     yet.
    @discardableResult
    public init(
        on loop: EventLoop, host: String, port: Int, timeout: Int64,
        options: TCPOptions = TCPOptions(),
        _ done: @escaping (Result<TCPConnection, EventLoopError>) -> Void
    ) {
        requirePort(port)
        self.loop = loop
        target = SocketAddress.text(host, port)
        self.options = options
        self.done = done
        limit = timeout
        // The timer's closure keeps this object until the outcome.
        let deadline = LoopTimer(on: loop) { self.timedOut() }
        self.deadline = deadline
        deadline.start(after: timeout)
        if let numeric = RawAddress(host: host, port: port) {
            addresses = [numeric]
            tryNext()
        } else {
            resolve(host, port)
        }
    }

    /// Gives up; `done` gets `ECANCELED`. Nothing after the outcome.
    public func cancel() { finish(.failure(error(CInt(UV_ECANCELED.rawValue), "connect"))) }

    private func timedOut() {
        finish(
            .failure(
                EventLoopError(
                    code: "ETIMEDOUT", reason: "no connection within \(limit / 1_000_000) ms",
                    what: "connect", address: target)))
    }

    private func error(_ status: CInt, _ what: String) -> EventLoopError {
        EventLoopError(status: status, what: what, address: target)
    }

    // MARK: Names

    private func resolve(_ host: String, _ port: Int) {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
        request.initialize(to: uv_getaddrinfo_t())
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = uv_getaddrinfo(
            loop.raw, request,
            { request, status, list in
                let own = Unmanaged<TCPConnector>.fromOpaque(request!.pointee.data)
                    .takeRetainedValue()
                request!.deallocate()
                own.resolved(status, list)
                uv_freeaddrinfo(list)
            }, host, String(port), &hints)
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            finish(.failure(error(status, "resolve")))
        }
    }

    private func resolved(_ status: CInt, _ list: UnsafeMutablePointer<addrinfo>?) {
        guard done != nil else { return }
        guard status == 0 else { return finish(.failure(error(status, "resolve"))) }
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                addresses.append(RawAddress(copying: address, length: Int(entry.ai_addrlen)))
            }
            next = entry.ai_next
        }
        addresses.reverse()  // taken from the end
        tryNext()
    }

    // MARK: Attempts

    private func tryNext() {
        guard let address = addresses.popLast() else {
            let none = CInt(UV_EAI_NODATA.rawValue)
            return finish(.failure(lastError ?? error(none, "resolve")))
        }
        let connection = TCPConnection(on: loop)
        attempt = connection
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        request.initialize(to: uv_connect_t())
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = address.withPointer { pointer in
            uv_tcp_connect(request, connection.tcp, pointer) { request, status in
                let own = Unmanaged<TCPConnector>.fromOpaque(request!.pointee.data)
                    .takeRetainedValue()
                let stream = request!.pointee.handle
                request!.deallocate()
                own.attempted(LoopHandle.of(stream!) as? TCPConnection, status)
            }
        }
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            attemptFailed(error(status, "connect"))
        }
    }

    private func attempted(_ connection: TCPConnection?, _ status: CInt) {
        // Of an attempt that was given up, only the request remained.
        guard let connection, connection === attempt, done != nil else { return }
        // The loop is being closed with all that is open on it.
        if connection.isClosing { return finish(.failure(error(status, "connect"))) }
        guard status == 0 else { return attemptFailed(error(status, "connect")) }
        do throws(EventLoopError) {
            try connection.connected(options)
        } catch {
            return attemptFailed(error)
        }
        attempt = nil
        finish(.success(connection))
    }

    private func attemptFailed(_ error: EventLoopError) {
        lastError = error
        let connection = attempt
        attempt = nil
        // On from the close callback: the outcome never comes from within `init`.
        connection?.close { [self] in if done != nil { tryNext() } }
    }

    private func finish(_ outcome: Result<TCPConnection, EventLoopError>) {
        guard let done else { return }
        self.done = nil
        attempt?.close()
        attempt = nil
        guard let deadline else { return }
        self.deadline = nil
        // A failure is told when the timer is closed: from the loop, also when it was found in
        // `init` or by `cancel`.
        if deadline.isClosing {
            done(outcome)
        } else if case .success = outcome {
            deadline.close()
            done(outcome)
        } else {
            deadline.close { done(outcome) }
        }
    }
}
