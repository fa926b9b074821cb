import Glibc
import Testing

@testable import Web

@Suite struct StopTests {
    @Test func `a stop ends pages with 1001 and connections, whatever they wait for`() async throws
    {
        let handler = TestHandler()
        var plan = WebPlan()
        plan.requestTimeout = 120
        let server = try WebServer(plan, handler: handler)
        let prepared = await onThread {
            Result {
                let slow = try Client(server.port)
                try slow.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try handler.gate.arrived.take()
                let half = try Client(server.port)
                try half.send("GET / HT")
                let idle = try Client(server.port)
                #expect(try idle.get("/a").status == 200)
                let page = try Client(server.port)
                try page.upgrade("/ws?hold")
                return Unsent([slow, half, idle, page])
            }
        }
        await server.stop()
        await server.stop()
        handler.gate.open()
        let clients = try prepared.get().value
        let peer = try handler.sockets.take()
        #expect(try clients[3].message().code == 1001)
        for client in clients { #expect(try client.rest().isEmpty) }
        peer.send(WebBody("late"))
        peer.close(1000, "late")
        #expect(peer.queued == 0)
        #expect(server.counters.connectionsOpen == 0)
        #expect(server.counters.socketsOpen == 0)
        #expect(throws: Client.Failure.self) { try Client(server.port) }
    }

    @Test func `servers start and stop again and again, and leave no file open`() async throws {
        let before = openFiles()
        for round in 0..<30 {
            let handler = TestHandler()
            let server = try WebServer(WebPlan(), handler: handler)
            let client = await onThread {
                Result {
                    let client = try Client(server.port)
                    if round % 5 == 0 {
                        try client.upgrade()
                    } else {
                        #expect(try client.get("/a").status == 200)
                    }
                    return Unsent(client)
                }
            }
            await server.stop()
            _ = try client.get().value.rest()
        }
        // Other tests of the process have files open as well, so this holds only about.
        #expect(eventually { openFiles() < before + 30 })
    }

    @Test func `where it cannot listen it says why`() async throws {
        let server = try WebServer(WebPlan(), handler: TestHandler())
        for (host, port, why) in [
            ("127.0.0.1", server.port, "Address already in use"),
            ("localhost", 0, "Invalid argument"), ("127.0.0.1", 65536, "0 to 65535"),
            ("192.0.2.1", 0, "Cannot assign requested address"),
        ] {
            let error = #expect(throws: WebError.self) {
                try WebServer(WebPlan(host: host, port: port, token: "t"), handler: TestHandler())
            }
            let text = error?.description ?? ""
            #expect(text.contains("listen \(host):\(port): "))
            #expect(text.contains(why), "\(text)")
        }
        await server.stop()
    }

    @Test func `it listens on every address, and on one of IPv6`() async throws {
        for (host, status) in [("0.0.0.0", 200), ("::", 200), ("::1", 0)] {
            let handler = TestHandler()
            let server = try WebServer(WebPlan(host: host, token: "t"), handler: handler)
            #expect(server.port > 0)
            let answered = await onThread {
                Result { try Client(server.port).get("/healthz").status }
            }
            // Our client speaks IPv4 alone.
            #expect(((try? answered.get()) ?? 0) == status, "\(host)")
            await server.stop()
        }
    }

    @Test func `a page that does not answer its close holds the stop up for a moment only`()
        async throws
    {
        let handler = TestHandler()
        let server = try WebServer(WebPlan(), handler: handler)
        let client = await onThread {
            Result {
                let client = try Client(server.port, receiveBuffer: 4096)
                try client.upgrade("/ws?hold")
                let peer = try handler.sockets.take()
                for _ in 0..<8 { peer.send(WebBody(String(repeating: "f", count: 1 << 20))) }
                return Unsent(client)
            }
        }
        let clock = ContinuousClock()
        let took = await clock.measure { await server.stop() }
        #expect(took < .seconds(30))
        _ = try client.get()
    }
}

private func openFiles() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}
