import ClientKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClientConnectionTests {
    @Test func `nobody listens: the first attempt says so`() async throws {
        let port = try await TestServer.freePort()
        let error = await #expect(throws: ClientError.self) {
            try await PitwireClient.connect(to: "127.0.0.1:\(port)")
        }
        #expect(error?.code == .connectFailed && error?.place == "127.0.0.1:\(port)")
        #expect(error?.detail.contains("ECONNREFUSED") == true)
    }

    @Test(arguments: ["", "host", "host:", ":1", "host:0", "host:65536", "a:b:1", "[::1]"])
    func `an address without host or port is refused`(text: String) {
        let error = #expect(throws: ClientError.self) { try ClientConfiguration(address: text) }
        #expect(error?.code == .badAddress)
    }

    @Test func `addresses of both families and names are taken apart`() throws {
        let six = try ClientConfiguration(address: "[::1]:7717", token: "secret")
        #expect(six.host == "::1" && six.port == 7717 && six.address == "[::1]:7717")
        let name = try ClientConfiguration(address: "engine.local:1", token: "secret")
        #expect(name.host == "engine.local" && name.address == "engine.local:1")
        var dumped = ""
        dump(name, to: &dumped)
        #expect(!dumped.contains("secret") && !"\(name)".contains("secret"))
    }

    @Test func `a refused login is final`() async throws {
        let server = try await TestServer()
        let configuration = try server.configuration()
        let client = try PitwireClient(configuration)
        let ran = Task { try await client.run() }
        _ = await server.heard { if case .hello(let hello) = $0 { hello } else { nil } }
        server.send(ErrorMessage(code: .loginRefused, text: "no such token"))
        let error = await #expect(throws: ClientError.self) { try await ran.value }
        #expect(error?.code == .loginRefused)
        var events = client.connectionEvents.makeAsyncIterator()
        guard case .closed(let last) = await events.next() else { throw Missing(what: "closed") }
        #expect(last.code == .loginRefused)
        let late = await #expect(throws: ClientError.self) { try await client.symbols() }
        #expect(late?.code == .loginRefused)
        await client.close()
    }

    @Test func `run waits for an engine that starts later`() async throws {
        let port = try await TestServer.freePort()
        var configuration = try ClientConfiguration(address: "127.0.0.1:\(port)")
        configuration.reconnect?.first = .milliseconds(1)
        configuration.reconnect?.longest = .milliseconds(4)
        let client = try PitwireClient(configuration)
        let run = Task { try await client.run() }
        var events = client.connectionEvents.makeAsyncIterator()
        guard case .disconnected(let error, _) = await events.next() else {
            throw Missing(what: "disconnected")
        }
        #expect(error.code == .connectFailed)
        let server = try await TestServer(port: port)
        await server.welcome()
        while case .disconnected = await events.next() {}
        #expect(client.welcome == Sample.welcome())
        await client.close()
        try await run.value
        #expect(await server.heard() == .goodbye)
    }

    @Test func `cancelling run closes the client`() async throws {
        let server = try await TestServer()
        let client = try PitwireClient(try server.configuration())
        let run = Task { try await client.run() }
        await server.welcome()
        run.cancel()
        try await run.value
        let error = await #expect(throws: ClientError.self) { try await client.symbols() }
        #expect(error?.code == .closed)
    }

    @Test func `a silent engine is left, and tried again`() async throws {
        let server = try await TestServer()
        let configuration = try server.configuration()
        let client = try PitwireClient(configuration)
        async let started = client.start()
        await server.welcome(Sample.welcome(heartbeat: 5))
        _ = try await started
        // Nothing is sent: after three heartbeats the client comes again.
        await server.welcome()
        var events = client.connectionEvents.makeAsyncIterator()
        _ = await events.next()
        guard case .disconnected(let error, _) = await events.next() else {
            throw Missing(what: "disconnected")
        }
        #expect(error.code == .peerSilent)
        await client.close()
    }

    @Test func `what is asked while the connection is down is answered when it is back`()
        async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        server.cut()
        var events = client.connectionEvents.makeAsyncIterator()
        _ = await events.next()
        guard case .disconnected = await events.next() else { throw Missing(what: "loss") }
        async let symbols = client.symbols()
        await server.welcome()
        let request = await server.request()
        server.send { [$0.answer(Answer(request: request.request, kind: .symbols), [Sample.info])] }
        #expect(try await symbols == [Sample.info])
        await client.close()
    }

    @Test func `closing answers everything that waits`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let question = Task { try await client.statistics() }
        let stream = Task { try await client.ticks(of: "SPY") }
        _ = await server.heard()
        _ = await server.heard()
        await client.close()
        for outcome in [await question.result.map { _ in () }, await stream.result.map { _ in () }]
        {
            let error = #expect(throws: ClientError.self) { try outcome.get() }
            #expect(error?.code == .closed)
        }
        #expect(await server.heard() == .goodbye)
        await client.close()
    }

    @Test func `a client that is let go closes its connection`() async throws {
        let server = try await TestServer()
        do {
            let client = try await server.client()
            #expect(client.welcome != nil)
        }
        #expect(await server.heard() == .goodbye)
    }

    /// Many at a time: a client that kept the thread it is let go on would stop all tasks.
    @Test func `clients that are let go or closed take their threads with them`() async throws {
        let server = try await TestServer()
        for number in 0..<30 {
            weak var loop: EventLoop?
            do {
                let client = try await server.client()
                loop = client.loop
                if number % 3 == 0 { await client.close() }
            }
            while loop != nil { await Task.yield() }
            #expect(await server.heard() == .goodbye)
        }
    }

    @Test func `a client lives on the caller's loop and leaves nothing open there`() async throws {
        let server = try await TestServer()
        let thread = try LoopThread(name: "mine")
        let configuration = try server.configuration()
        async let made = PitwireClient.connect(configuration, on: thread.loop)
        await server.welcome()
        let client = try await made
        async let granted = client.ticks(of: "SPY")
        await server.grant()
        var ticks = try await granted.makeAsyncIterator()
        server.send { [$0.ticks(1..<2)] }
        #expect(await ticks.next() == .record(Sample.tick(1)))
        await client.close()
        let loop = thread.loop
        // The close callbacks of the socket and timers come with the loop's next turns.
        var open = -1
        while open != 0 {
            open = await withCheckedContinuation { continuation in
                loop.post { continuation.resume(returning: loop.openHandles) }
            }
        }
        #expect(open == 0)
        thread.stop()
        thread.join()
    }

    @Test func `a cancelled question is given up`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let task = Task { try await client.statistics() }
        _ = await server.request()
        task.cancel()
        let error = await #expect(throws: ClientError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        await client.close()
    }
}
