import Chance
import Testing

@testable import Web

@Suite struct RefusalTests {
    /// What is sent, and the status of its answer. What libwebsockets itself turns away is answered
    /// with its own page of 403, or with nothing at all: 0.
    static let malformed: [(String, Int)] = [
        ("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET /%4 HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET /a?x=%g1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a?b=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /..%5cb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a%01b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a;b&c HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a& HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        ("GET /%00../../b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET /a?b=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        ("GET /a\u{0}b HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        ("GET a HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost:\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: local\u{1}host\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: a\u{0}b\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n", 505),
        ("GET /\r\nHost: localhost\r\n\r\n", 505),
        ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        // An escaped line end must not make a header of what is in a link.
        ("GET /a%0d%0aX: HTTP/1.1\r\nHost: localhost\r\n\r\n", 505),
        ("GET /a%0aOrigin:x HTTP/1.1\r\nHost: localhost\r\n\r\n", 505),
        ("GET /a%0aHost:localhost HTTP/1.1\r\nHost: evil.example\r\n\r\n", 505),
        ("G T / HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 403),
        ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nPut: /b\r\n\r\n", 0),
        ("GET / HTTP/1.1\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n", 0),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\n Content-Length: 1\r\n\r\n", 400),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400
        ),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n", 501
        ),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\n{}\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n", 501
        ),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n", 501
        ),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n", 413),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999999\r\n\r\n",
            413
        ),
    ]

    @Test(arguments: malformed)
    func `what is malformed is refused and its connection ended`(
        _ sent: String, _ status: Int
    ) async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            try client.send(sent)
            if status == 0 {
                #expect(try client.rest().isEmpty, "\(sent.debugDescription)")
            } else {
                let answer = try client.answer()
                #expect(answer.status == status, "\(sent.debugDescription)")
                #expect(answer.headers["content-security-policy"] != nil)
                if status != 403 {
                    #expect(answer.text.contains("\"error\""))
                    #expect(answer.headers["connection"] == "close")
                    #expect(server.counters.refused == 1)
                }
                #expect(try client.rest().isEmpty)
            }
            #expect(handler.asked == 0)
            #expect(try Client(server.port).get("/a").status == 200)
        }
    }

    @Test func `headers and paths have their bounds`() async throws {
        try await serving { server, handler in
            let long = String(repeating: "a", count: 20_000)
            let fields = (0..<2000).map { "X-\($0): 1\r\n" }.joined()
            for (target, headers) in [("/", "Long: \(long)\r\n"), ("/\(long)", ""), ("/", fields)] {
                let client = try Client(server.port)
                try client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
                #expect(try client.rest().isEmpty)
            }
            #expect(handler.asked == 0)
            for (target, headers) in [
                ("/\(long.prefix(8000))", ""), ("/", "Long: \(long.prefix(16000))\r\n"),
            ] { #expect(try Client(server.port).get(target, headers).status == 200) }
            // Without an end: closed before all of it is sent.
            let client = try Client(server.port)
            try client.send("GET / HTTP/1.1\r\n" + String(repeating: "Long: \(long)", count: 4))
            #expect(try client.rest().isEmpty)
            let many = (0..<65).map { "a\($0)=1" }.joined(separator: "&")
            #expect(try Client(server.port).get("/?\(many)").status == 400)
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

    @Test func `dots and slashes in a row are taken out of a path, and never leave its root`()
        async throws
    {
        try await serving { server, _ in
            let client = try Client(server.port)
            for (target, path) in [
                ("//a///b", "/a/b"), ("/./a/./b", "/a/b"), ("/a/", "/a/"), ("/", "/"),
                ("//", "/"), ("/a..b/...", "/a..b/..."), ("/%61%2Fb", "/a/b"), ("/é", "/é"),
                ("/%c3%a9", "/é"), ("/../etc/passwd", "/etc/passwd"), ("/a/../../b", "/b"),
                ("/a/..", "/"), ("/..", "/"), ("/%2e%2e/etc/passwd", "/etc/passwd"),
                ("/a%2f..%2f..%2fb", "/b"), ("/%252e%252e/b", "/%2e%2e/b"),
                ("/a%3fb%23", "/a?b#"), ("/....//..//../b", "/b"),
            ] {
                let text = try client.get(target).text
                #expect(text.hasPrefix("GET \(path)?"), "\(target): \(text)")
            }
        }
    }

    @Test func `a query is decoded once`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            for (query, values) in [
                ("a=1&b=2;c=3", "a=1|b=2|c=3"), ("a=%26%3B%3D", "a=&;="), ("a=b=c", "a=b=c"),
                ("a=%252b+%2B", "a=%2b +"), ("a&&b=", "a=|b="), ("a=../..", "a=../.."),
                ("%61=x", "a=x"), ("", ""),
            ] {
                let text = try client.get("/q?\(query)").text
                #expect(text.hasPrefix("GET /q?\(values)\n"), "\(query): \(text)")
            }
        }
    }

    @Test func `a thousand random requests leave the server as it was`() async throws {
        try await serving {
            $0.maxConnections = 64
        } _: { server, _ in
            var random = SplitMix64(20_260_101)
            let seeds =
                RefusalTests.malformed.map(\.0) + [
                    HTTPTests.post("/a"), HTTPTests.post("/a") + HTTPTests.post("/b"),
                    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\n\r\n",
                    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade"
                        + "\r\nSec-WebSocket-Key: \(Client.key)\r\nSec-WebSocket-Version: 13\r\n\r\n",
                ]
            for round in 0..<1000 {
                let client = try Client(server.port)
                if round % 3 == 0 { #expect(try client.get("/first").status == 200) }
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
