import Testing

@testable import Web

@Suite struct RefusalTests {
    /// What is sent, and the status of its answer.
    static let malformed: [(String, Int)] = [
        ("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /%4 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a?x=%g1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a/../../b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a/.. HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a%2f..%2f..%2fb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /..%5cb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a?b=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a\u{0}b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /é HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n", 400),
        ("GET /\r\nHost: localhost\r\n\r\n", 400),
        ("G T / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET / HTTP/1.1\nHost: localhost\n\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n X: folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX : 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400
        ),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n", 400
        ),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1\r\nab\r\n", 400
        ),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "FFFFFFFF\r\n", 413
        ),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n", 413),
    ]

    @Test(arguments: malformed)
    func `what is malformed is refused and its connection ended`(
        _ sent: String, _ status: Int
    ) async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            try client.send(sent)
            let answer = try client.answer()
            #expect(answer.status == status, "\(sent.debugDescription)")
            #expect(answer.text.contains("\"error\""))
            #expect(answer.headers["connection"] == "close")
            #expect(try client.rest().isEmpty)
            #expect(handler.asked == 0)
            #expect(server.counters.refused == 1)
            #expect(try Client(server.port).get("/a").status == 200)
        }
    }

    @Test func `headers and paths have their bounds`() async throws {
        try await serving { server, _ in
            let long = String(repeating: "a", count: 20_000)
            let fields = (0..<101).map { "X-\($0): 1\r\n" }.joined()
            for (target, headers, status) in [
                ("/", "X: \(long)\r\n", 431), ("/\(long)", "", 431), ("/", fields, 431),
                ("/\(long.prefix(8500))", "", 414), ("/\(long.prefix(8000))", "", 200),
                ("/", "X: \(long.prefix(16000))\r\n", 200),
            ] {
                let answer = try Client(server.port).get(target, headers)
                #expect(answer.status == status)
            }
            // Without an end: told before all of it is sent.
            let client = try Client(server.port)
            try client.send("GET / HTTP/1.1\r\n" + String(repeating: "X: \(long)", count: 4))
            #expect(try client.answer().status == 431)
        }
    }

    @Test func `a body of 64 KiB is taken, one byte more is not`() async throws {
        try await serving { server, _ in
            let body = "\"" + String(repeating: "a", count: 65534) + "\""
            let client = try Client(server.port)
            #expect(try client.post("/a", body).status == 200)
            let answer = try client.post("/a", body + " ")
            #expect(answer.status == 413)
            #expect(answer.text.contains("65537"))
            #expect(answer.text.contains("65536"))
        }
    }

    @Test func `a body that is not JSON is refused, and the connection goes on`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            for type in [
                "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "",
            ] {
                let answer = try client.post("/a", "{}", type: type)
                #expect(answer.status == 415)
                #expect(answer.text.contains("media_type"))
            }
            #expect(handler.asked == 0)
            #expect(
                try client.post("/a", "{}", type: "application/json; charset=utf-8").status == 200)
            #expect(try client.post("/a", "", type: "").status == 200)
        }
    }

    @Test func `slashes in a row and dots are taken out of a path`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            for (target, path) in [
                ("//a///b", "/a/b"), ("/./a/./b/.", "/a/b"), ("/a/", "/a/"), ("/", "/"),
                ("//", "/"), ("/a..b/...", "/a..b/..."), ("/%61%2Fb", "/a/b"),
                ("http://localhost/x?y=1", "/x"), ("http://localhost", "/"),
            ] {
                let text = try client.get(target).text
                #expect(text.hasPrefix("GET \(path)?"), "\(target): \(text)")
            }
        }
    }

    @Test func `a thousand random requests leave the server as it was`() async throws {
        try await serving {
            $0.maxConnections = 64
        } _: { server, _ in
            var random = SplitMix(state: 20_260_101)
            let seeds =
                RefusalTests.malformed.map(\.0) + [
                    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade"
                        + "\r\nSec-WebSocket-Key: \(Client.key)\r\nSec-WebSocket-Version: 13\r\n\r\n"
                ]
            for round in 0..<1000 {
                let client = try Client(server.port)
                var bytes: [UInt8]
                if round % 2 == 0 {
                    bytes = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                } else {
                    bytes = Array(seeds.randomElement(using: &random)!.utf8)
                    for _ in 0..<Int.random(in: 0...4, using: &random) {
                        let index = Int.random(in: 0..<bytes.count, using: &random)
                        bytes[index] = UInt8.random(in: 0...255, using: &random)
                    }
                    bytes.append(
                        contentsOf: (0..<20).map { _ in
                            UInt8.random(in: 0...255, using: &random)
                        })
                }
                try client.send(bytes)
                client.end()
                _ = try client.rest()
            }
            #expect(try Client(server.port).get("/a").status == 200)
            #expect(eventually { server.counters.connectionsOpen <= 1 })
            #expect(eventually { server.counters.socketsOpen == 0 })
        }
    }
}

/// The same numbers every time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
