import Glibc
import Testing

@testable import Web

@Suite struct StopTests {
    @Test func `a stop ends pages with 1001 and connections, whatever they wait for`() async throws
    {
        let handler = TestHandler()
        let server = try WebServer(WebPlan(), handler: handler)
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
        #expect(openFiles() < before + 30)
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
        #expect(took < .seconds(5))
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
