import Chance
import Testing

@testable import Web

@Suite struct HTTPTests {
    @Test func `several requests go over one connection`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            for number in 0..<100 {
                let answer = try client.get("/n/\(number)?a=1&b=x%20y&c=p+q")
                #expect(answer.status == 200)
                #expect(answer.text.hasPrefix("GET /n/\(number)?a=1|b=x y|c=p q\n"))
                #expect(answer.headers["connection"] == "keep-alive")
            }
            #expect(server.counters.connections == 1)
            #expect(server.counters.answers[2] == 100)
        }
    }

    @Test func `of requests sent at once only the first is answered, and says so`() async throws {
        try await serving { server, handler in
            for second in [HTTPTests.get("/b"), HTTPTests.post("/b")] {
                for first in [HTTPTests.get("/a"), HTTPTests.post("/a"), HTTPTests.hidden] {
                    let client = try Client(server.port)
                    try client.send(first + String(repeating: second, count: 200))
                    let answer = try client.answer()
                    #expect(answer.text.contains(" /a?\n"))
                    #expect(answer.headers["connection"] == "close")
                    #expect(try client.rest().isEmpty)
                }
            }
            #expect(handler.asked == 6)
            #expect(handler.paths.allSatisfy { $0 == "/a" })
        }
    }

    static func get(_ target: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n"
    }

    /// The library overlooks its length, and takes its body for the next request.
    static let hidden = "GET /a HTTP/1.1\r\nHost: localhost\r\nX: 1\r\nContent-Length: 35\r\n\r\n"

    static func post(_ target: String, _ body: String = "{\"a\":1}") -> String {
        "POST \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The library mixes up the body of a request that it already has a part of.
    @Test func `a body is never one of another request, however its bytes come`() async throws {
        try await serving { server, _ in
            var random = SplitMix64(11)
            for round in 0..<60 {
                let bodies = (0..<3).map { "{\"n\":\"\(round) \($0)\"}" }
                let bytes = Array(bodies.map { HTTPTests.post("/p", $0) }.joined().utf8)
                let client = try Client(server.port)
                var sent = 0
                while sent < bytes.count {
                    let size = min(Int.random(in: 1...200, using: &random), bytes.count - sent)
                    try client.send(Array(bytes[sent..<(sent + size)]))
                    sent += size
                }
                var answered = 0
                while answered < 3, let answer = try? client.answer() {
                    #expect(answer.text.hasPrefix("POST /p?\n\(bodies[answered])\n"))
                    answered += 1
                    if answer.headers["connection"] == "close" { break }
                }
                #expect(answered > 0)
            }
        }
    }

    @Test func `a request may come byte by byte`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            for byte in HTTPTests.post("/a").utf8 { try client.send([byte]) }
            #expect(try client.answer().text.hasPrefix("POST /a?\n{\"a\":1}\n"))
            for byte in "GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8 {
                try client.send([byte])
            }
            #expect(try client.answer().text.hasPrefix("GET /b?"))
        }
    }

    @Test func `requests with and without a body take turns on one connection`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            for number in 0..<50 {
                let body = "{\"a\":\"" + String(repeating: "x", count: number * 997) + "\"}"
                #expect(try client.post("/p", body).text.hasPrefix("POST /p?\n\(body)\n"))
                #expect(try client.get("/g\(number)").text.hasPrefix("GET /g\(number)?"))
                #expect(try client.post("/e", "").text.hasPrefix("POST /e?\n\n"))
            }
            #expect(server.counters.connections == 1)
        }
    }

    @Test func `a request without a length has no body, and its answer ends the connection`()
        async throws
    {
        try await serving { server, _ in
            for method in ["POST", "PUT", "PATCH"] {
                let client = try Client(server.port)
                try client.send(
                    "\(method) /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        + "GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.text.hasPrefix("\(method) /a?\n\n"))
                #expect(answer.headers["connection"] == "close")
                #expect(try client.rest().isEmpty)
            }
            for method in ["DELETE", "OPTIONS", "GET"] {
                let client = try Client(server.port)
                for _ in 0..<2 {
                    try client.send("\(method) /a HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    #expect(try client.answer().text.hasPrefix("\(method) /a?\n\n"))
                }
            }
        }
    }

    @Test func `HEAD is answered as GET without the body`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            try client.send("HEAD /big HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try client.answer(hasBody: false)
            #expect(answer.status == 200)
            #expect(answer.headers["content-length"] == "1048576")
            #expect(try client.get("/next").text.hasPrefix("GET /next?"))
        }
    }

    @Test func `an answer without content has no length`() async throws {
        try await serving { server, _ in
            let answer = try Client(server.port).get("/none")
            #expect(answer.status == 204)
            #expect(answer.headers["content-length"] == nil)
        }
    }

    @Test func `a large answer arrives whole, to many at once`() async throws {
        try await serving { server, _ in
            let clients = try (0..<20).map { _ in try Client(server.port) }
            for client in clients {
                try client.send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            for client in clients {
                let body = try client.answer().body
                #expect(body.count == 1_048_576)
                #expect(body.suffix(16).elementsEqual("0123456789abcdef".utf8))
            }
        }
    }

    @Test func `HTTP 1 dot 0 is answered and closed`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            try client.send("GET /old HTTP/1.0\r\n\r\n")
            let answer = try client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(try client.rest().isEmpty)
        }
    }

    @Test func `a client that waits for Continue gets it`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            try client.send(
                "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.answer(hasBody: false).status == 100)
            try client.send("{}")
            #expect(try client.answer().text.hasPrefix("POST /a?\n{}\n"))
        }
    }

    @Test func `an answer waits for its handler, and one that takes too long is 504`() async throws
    {
        try await serving {
            $0.requestTimeout = 0.3
        } _: { server, handler in
            let client = try Client(server.port)
            try client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = try handler.gate.arrived.take()
            let late = try client.answer()
            #expect(late.status == 504)
            #expect(late.text.contains("\"timeout\""))
            handler.gate.open()
            #expect(eventually { server.counters.answering == 0 })
            #expect(server.counters.answersDropped == 1)
            #expect(eventually { (try? Client(server.port).get("/slow").text) == "at last" })
        }
    }

    @Test func `an answer to a client that went away is dropped`() async throws {
        try await serving { server, handler in
            for _ in 0..<20 {
                let client = try Client(server.port)
                try client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try handler.gate.arrived.take()
            }
            handler.gate.open()
            #expect(eventually { server.counters.answering == 0 })
            #expect(eventually { server.counters.connectionsOpen == 0 })
            #expect(try Client(server.port).get("/a").status == 200)
        }
    }

    @Test func `half a request, and a silent connection, are closed in time`() async throws {
        try await serving {
            $0.requestTimeout = 2
        } _: { server, handler in
            for half in ["", "GET / HTTP/1.1\r\nHost: loc", "GET / HTTP/1.1\r\nX\r\n\r\n"] {
                let client = try Client(server.port)
                try client.send(half)
                #expect(try client.rest().isEmpty)
            }
            let body = try Client(server.port)
            try body.send(String(HTTPTests.post("/a").dropLast()))
            let answer = try body.answer()
            #expect(answer.status == 408)
            #expect(answer.text.contains("\"timeout\""))
            #expect(try body.rest().isEmpty)
            #expect(handler.asked == 0)
        }
        try await serving {
            $0.idleTimeout = 1
        } _: { server, _ in
            let kept = try Client(server.port)
            #expect(try kept.get("/a").status == 200)
            #expect(try kept.rest().isEmpty)
        }
    }

    @Test func `a client that does not read its answer is cut off`() async throws {
        #expect(TestHandler.huge.count > 0)
        try await serving {
            $0.requestTimeout = 10
        } _: { server, _ in
            let client = try Client(server.port, receiveBuffer: 4096)
            try client.send("GET /huge HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(eventually { server.counters.answers[2] == 1 }, "\(server.counters)")
            #expect(eventually { server.counters.connectionsOpen == 0 })
            #expect(try client.rest().count < TestHandler.huge.count)
        }
    }

    @Test func `connections beyond the limit are closed at once`() async throws {
        try await serving {
            $0.maxConnections = 3
        } _: { server, _ in
            let three = try (0..<3).map { _ in try Client(server.port) }
            for client in three { #expect(try client.get("/a").status == 200) }
            #expect(try Client(server.port).rest().isEmpty)
            for client in three { #expect(try client.get("/a").status == 200) }
            try three[0].upgrade("/ws")
            #expect(try Client(server.port).rest().isEmpty)
        }
    }

    @Test func `headers of a handler cannot smuggle lines`() async throws {
        try await serving { server, _ in
            let answer = try Client(server.port).get("/evil")
            #expect(answer.headers["x-injected"] == nil)
            #expect(answer.headers["x-c"] == "3")
        }
    }

    @Test func `with a token no connection is kept, as a proxy may share it`() async throws {
        try await serving {
            $0.token = DoorTests.secret
        } _: { server, _ in
            let client = try Client(server.port)
            let answer = try client.get("/a", "Authorization: Bearer \(DoorTests.secret)\r\n")
            #expect(answer.status == 200)
            #expect(answer.headers["connection"] == "close")
            #expect(try client.rest().isEmpty)
        }
    }

    @Test func `every answer has the security headers`() async throws {
        try await serving { server, _ in
            for target in ["/a", "/api/x", "/bad%zz", "/ws"] {
                let answer = try Client(server.port).get(target)
                let policy = try #require(answer.headers["content-security-policy"])
                #expect(policy.contains("default-src 'self'"))
                #expect(policy.contains("frame-ancestors 'none'"))
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["referrer-policy"] == "no-referrer")
                #expect(answer.headers["cross-origin-opener-policy"] == "same-origin")
                #expect(answer.headers["server"] == nil)
            }
            #expect(try Client(server.port).get("/api/x").headers["cache-control"] == "no-store")
        }
    }
}
