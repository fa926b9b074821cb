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

    @Test func `requests sent at once are answered in order`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            let all = (0..<200).map { "GET /n/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
            try client.send(all.joined())
            for number in 0..<200 {
                #expect(try client.answer().text.hasPrefix("GET /n/\(number)?"))
            }
        }
    }

    @Test func `a request may come byte by byte`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            let text =
                "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 7\r\n\r\n{\"a\":1}GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n"
            for byte in text.utf8 { try client.send([byte]) }
            #expect(try client.answer().text.hasPrefix("POST /a?\n{\"a\":1}\n"))
            #expect(try client.answer().text.hasPrefix("GET /b?"))
        }
    }

    @Test func `a chunked body is put together, and its trailers are left out`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            let text =
                "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\n{\"a\r\n04\r\n\":1}\r\n0\r\n"
                + "X-Late: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n"
            for byte in text.utf8 { try client.send([byte]) }
            let answer = try client.answer()
            #expect(answer.text.hasPrefix("POST /a?\n{\"a\":1}\n"))
            #expect(!answer.text.contains("late"))
            #expect(try client.answer().text.hasPrefix("GET /b?"))
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
            #expect(try Client(server.port).get("/slow").text == "at last")
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
            $0.requestTimeout = 0.2
            $0.idleTimeout = 0.2
        } _: { server, _ in
            let half = try Client(server.port)
            try half.send("GET / HTTP/1.1\r\nHost: loc")
            #expect(try half.answer().status == 408)
            #expect(try half.rest().isEmpty)
            #expect(try Client(server.port).rest().isEmpty)
        }
    }

    @Test func `a client that does not read its answer is cut off`() async throws {
        try await serving {
            $0.requestTimeout = 0.3
        } _: { server, _ in
            let client = try Client(server.port, receiveBuffer: 4096)
            let request = "GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try client.send(String(repeating: request, count: 50))
            #expect(eventually { server.counters.connectionsOpen == 1 })
            #expect(eventually { server.counters.connectionsOpen == 0 })
            #expect(server.counters.answers[2] < 50)
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
            }
            #expect(try Client(server.port).get("/api/x").headers["cache-control"] == "no-store")
        }
    }
}
