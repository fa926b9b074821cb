import EventLoop
import Glibc
import Testing

@Suite struct TCPTests {
    @Test func `an echo comes back as it was sent`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop)
            var got: [UInt8] = []
            pair.server.onBytes = { pair.server.write($0) }
            pair.client.onBytes = { got += $0 }
            pair.server.startReading()
            pair.client.startReading()
            let sent = pattern(1000)
            sent.withUnsafeBytes { pair.client.write($0) }
            loop.turn { got.count == sent.count }
            #expect(got == sent)
            #expect(pair.client.bytesWritten == 1000 && pair.client.bytesRead == 1000)
            #expect(pair.listener.accepted == 1 && pair.listener.open == 1)
            #expect(pair.client.remoteAddress?.port == pair.listener.port)
            #expect(pair.client.localAddress == pair.server.remoteAddress)
            #expect(pair.listener.address.description == "127.0.0.1:\(pair.listener.port)")
        }
    }

    @Test(.enabled(if: hasIPv6, "this machine has no IPv6 loopback"))
    func `an IPv6 address works like one of IPv4`() throws {
        try withLoop { loop in
            var isAccepted = false
            let listener = try TCPListener(on: loop, host: "::1", port: 0) { _ in
                isAccepted = true
            }
            #expect(listener.address.description == "[::1]:\(listener.port)")
            let remote = try connect(loop, "::1", listener.port)
            loop.turn { isAccepted }
            #expect(remote?.host == "::1")
        }
    }

    @Test(.enabled(if: resolvesLocalhost, "this machine has no name localhost"))
    func `a name works like a numeric address`() throws {
        try withLoop { loop in
            var isAccepted = false
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in
                isAccepted = true
            }
            let remote = try connect(loop, "localhost", listener.port)
            loop.turn { isAccepted }
            #expect(remote?.host == "127.0.0.1")
        }
    }

    /// The remote end of a connection that should be made.
    private func connect(_ loop: EventLoop, _ host: String, _ port: Int) throws -> SocketAddress? {
        var outcome: Result<TCPConnection, EventLoopError>?
        TCPConnector(on: loop, host: host, port: port, timeout: 20 * second) { outcome = $0 }
        loop.turn { outcome != nil }
        return try #require(outcome).get().remoteAddress
    }

    /// The outcome of a connection that should fail.
    private func failure(
        _ loop: EventLoop, _ host: String, _ port: Int, timeout: Int64 = 20 * second
    ) throws -> EventLoopError {
        var outcome: Result<TCPConnection, EventLoopError>?
        TCPConnector(on: loop, host: host, port: port, timeout: timeout) { outcome = $0 }
        #expect(outcome == nil, "the outcome comes from the loop")
        loop.turn { outcome != nil }
        switch try #require(outcome) {
        case .success: throw EventLoopError(code: "NONE", reason: "it connected", what: "test")
        case .failure(let error): return error
        }
    }

    @Test func `a port nobody listens on refuses, by name`() throws {
        try withLoop { loop in
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in }
            let port = listener.port
            listener.close()
            loop.turn { loop.openHandles == 1 }
            let error = try failure(loop, "127.0.0.1", port)
            #expect(error.code == "ECONNREFUSED" && error.what == "connect")
            #expect(
                error.description
                    == "connect 127.0.0.1:\(port): connection refused (ECONNREFUSED)")
        }
    }

    @Test func `a peer that does not answer runs into the time limit`() throws {
        try withLoop { loop in
            // A full accept queue leaves further connections unanswered. The listening socket is
            // not served while the test holds the loop: fill its queue of one first.
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    #expect(bind(socket, $0, length) == 0)
                    #expect(listen(socket, 0) == 0)
                    #expect(getsockname(socket, $0, &length) == 0)
                }
            }
            let port = Int(address.sin_port.byteSwapped)
            var first: Result<TCPConnection, EventLoopError>?
            TCPConnector(on: loop, host: "127.0.0.1", port: port, timeout: second) { first = $0 }
            loop.turn { first != nil }
            let start = loop.now
            let error = try failure(loop, "127.0.0.1", port, timeout: 30 * millisecond)
            #expect(error.code == "ETIMEDOUT")
            #expect(error.reason == "no connection within 30 ms")
            #expect(loop.now - start >= 30 * millisecond)
        }
    }

    @Test func `giving up is told as cancelled, once`() throws {
        try withLoop { loop in
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in }
            var outcomes: [String] = []
            let connector = TCPConnector(
                on: loop, host: "127.0.0.1", port: listener.port, timeout: second
            ) { outcome in
                if case .failure(let error) = outcome { outcomes.append(error.code) }
            }
            connector.cancel()
            connector.cancel()
            #expect(outcomes.isEmpty)
            loop.turn { !outcomes.isEmpty }
            #expect(outcomes == ["ECANCELED"])
        }
    }

    @Test func `closing the loop tells whoever still connects`() throws {
        var outcomes: [String] = []
        try withLoop { loop in
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in }
            TCPConnector(
                on: loop, host: "127.0.0.1", port: listener.port, timeout: second
            ) { outcome in
                if case .failure(let error) = outcome { outcomes.append(error.code) }
            }
        }
        #expect(outcomes == ["ECANCELED"])
    }

    @Test func `an address in use, or none at all, is refused with the address`() throws {
        try withLoop { loop in
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in }
            var errors: [EventLoopError] = []
            for (host, port) in [("127.0.0.1", listener.port), ("nowhere", 1)] {
                do throws(EventLoopError) {
                    _ = try TCPListener(on: loop, host: host, port: port) { _ in }
                } catch {
                    errors.append(error)
                }
            }
            #expect(errors.map(\.code) == ["EADDRINUSE", "EINVAL"])
            #expect(errors[0].address == "127.0.0.1:\(listener.port)")
        }
    }

    @Test func `connections beyond the limit are closed and counted`() throws {
        try withLoop { loop in
            let listener = try TCPListener(
                on: loop, host: "127.0.0.1", port: 0, limit: 2
            ) { connection in
                connection.startReading()
            }
            var made: [TCPConnection] = []
            var ended = 0
            for _ in 0..<3 {
                TCPConnector(
                    on: loop, host: "127.0.0.1", port: listener.port, timeout: 10 * second
                ) { outcome in
                    guard let connection = try? outcome.get() else { return }
                    made.append(connection)
                    connection.onClosed = { _ in ended += 1 }
                    connection.startReading()
                }
            }
            loop.turn { made.count == 3 && ended == 1 }
            #expect(listener.accepted == 2 && listener.refused == 1 && listener.open == 2)
            for connection in made { connection.close() }
            loop.turn { listener.open == 0 }
            #expect(listener.failed == 0)
        }
    }

    @Test func `options reach the socket`() throws {
        try withLoop { loop in
            var options = TCPOptions()
            options.keepAliveSeconds = 30
            options.userTimeoutMilliseconds = 5000
            options.sendBuffer = 16384
            options.receiveBuffer = 16384
            let pair = try LoopbackPair(on: loop, server: options, client: options)
            #expect(!pair.client.isClosing && !pair.server.isClosing)
            var wrong = TCPOptions()
            wrong.keepAliveSeconds = 1_000_000  // above the system's 32767
            let listener = try TCPListener(on: loop, host: "127.0.0.1", port: 0) { _ in }
            var code = ""
            TCPConnector(
                on: loop, host: "127.0.0.1", port: listener.port, timeout: second, options: wrong
            ) { if case .failure(let error) = $0 { code = error.code } }
            loop.turn { !code.isEmpty }
            #expect(code == "EINVAL")
        }
    }
}
