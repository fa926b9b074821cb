import Testing

@testable import Web

@Suite struct SocketTests {
    @Test func `an upgrade is answered as RFC 6455 says, and texts come back`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            let answer = try client.upgrade()
            #expect(answer.status == 101)
            #expect(answer.headers["sec-websocket-accept"] == Client.accept)
            #expect(answer.headers["upgrade"]?.lowercased() == "websocket")
            for text in ["a", "", "ü€😀", String(repeating: "x", count: 126)] {
                try client.sendText(text)
                #expect(
                    try client.message()
                        == .init(
                            opcode: Client.Opcode.text, isFinal: true, payload: Array(text.utf8)))
            }
            let most = String(repeating: "m", count: 16384)
            try client.sendText(most)
            #expect(try client.message().text == most)
            #expect(eventually { server.counters.messagesSent == 5 })
            #expect(server.counters.socketsOpen == 1)
        }
    }

    @Test func `a message comes in pieces, byte by byte, with a ping between`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            try client.upgrade()
            let bytes =
                Client.frame(Client.Opcode.text, Array("one ".utf8), isFinal: false)
                + Client.frame(Client.Opcode.ping, Array("there?".utf8))
                + Client.frame(Client.Opcode.continuation, Array("two ".utf8), isFinal: false)
                + Client.frame(Client.Opcode.continuation, Array("three".utf8))
            for byte in bytes { try client.send([byte]) }
            let pong = try client.message()
            #expect(pong.opcode == Client.Opcode.pong)
            #expect(pong.text == "there?")
            #expect(try client.message().text == "one two three")
        }
    }

    @Test func `what no page may send closes the socket and says why`() async throws {
        let text = Client.Opcode.text
        let big = [UInt8](repeating: 65, count: 16385)
        let half = [UInt8](repeating: 65, count: 10000)
        let cases: [([UInt8], Int)] = [
            (Client.frame(Client.Opcode.binary, [1, 2, 3]), 1003),
            (Client.frame(text, big), 1009),
            (
                Client.frame(text, half, isFinal: false)
                    + Client.frame(Client.Opcode.continuation, half), 1009
            ),
            (Client.frame(text, [0xFF, 0xFE]), 1007),
            (Client.frame(Client.Opcode.continuation, [65]), 1002),
            (Client.frame(3, [65]), 1002),
            ([0xC1, 0x81, 1, 2, 3, 4, 5], 1002),
        ]
        for (bytes, code) in cases {
            try await serving { server, _ in
                let client = try Client(server.port)
                try client.upgrade()
                try client.send(bytes)
                let close = try client.message()
                #expect(close.opcode == Client.Opcode.close)
                #expect(close.code == code)
                try client.sendFrame(Client.Opcode.close, [UInt8](close.payload.prefix(2)))
                _ = try client.rest()
                #expect(eventually { server.counters.socketsOpen == 0 })
                #expect(server.counters.messagesReceived == 0)
            }
        }
    }

    @Test func `a page that closes is answered, and its messages end`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            try client.upgrade("/ws?hold")
            let peer = try handler.sockets.take()
            try client.sendFrame(Client.Opcode.close, [0x03, 0xE9])
            let close = try client.message()
            #expect(close.opcode == Client.Opcode.close)
            #expect(close.code == 1001)
            _ = try client.rest()
            let ended = Inbox<Int>()
            Task {
                var count = 0
                for await _ in peer.messages { count += 1 }
                ended.put(count)
            }
            #expect(try ended.take() == 0)
            peer.send(WebBody("into the void"))
            peer.close(1000, "")
            #expect(peer.queued == 0)
        }
    }

    @Test func `a page that vanishes is noticed`() async throws {
        try await serving { server, handler in
            var client: Client? = try Client(server.port)
            try client?.upgrade("/ws?hold")
            _ = try handler.sockets.take()
            client = nil
            #expect(eventually { server.counters.socketsOpen == 0 })
        }
    }

    @Test func `a silent page is asked, and let go of when it does not answer`() async throws {
        try await serving {
            $0.pingInterval = 1
        } _: { server, _ in
            let client = try Client(server.port)
            try client.upgrade()
            #expect(try client.message().opcode == Client.Opcode.ping)
            #expect(eventually { server.counters.socketsOpen == 0 })
        }
    }

    @Test func `an upgrade that is none is refused in words`() async throws {
        try await serving { server, handler in
            let base = "GET /ws HTTP/1.1\r\nHost: localhost\r\n"
            for (headers, status) in [
                ("", 426), ("Upgrade: foo\r\nConnection: Upgrade\r\n", 403),
                ("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n", 426),
                ("Upgrade: websocket\r\n", 426),
                ("Upgrade: websocket\r\nConnection: Upgrade\r\n", 400),
                (
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: short\r\n", 400
                ),
                (
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
                        + "Sec-WebSocket-Key: \(Client.key)\r\n", 400
                ),
            ] {
                let client = try Client(server.port)
                try client.send(base + headers + "\r\n")
                #expect(try client.answer().status == status)
            }
            #expect(try Client(server.port).upgrade("/elsewhere").status == 426)
            #expect(try Client(server.port).upgrade("/ws?engine=none").status == 404)
            #expect(try Client(server.port).upgrade("/ws", "Content-Length: 3\r\n").status == 400)
            #expect(try Client(server.port).upgrade("/ws", "Put: /\r\n").status == 505)
            #expect(server.counters.sockets == 0)
            #expect(handler.asked == 0)
        }
    }

    /// The library lets go of the request before it asks whether the upgrade is wanted.
    @Test func `an upgrade to something unknown on a kept connection is refused`() async throws {
        try await serving { server, handler in
            for name in ["foo", "h2c", "websocket, foo", ""] {
                let client = try Client(server.port)
                #expect(try client.get("/a").status == 200)
                #expect(try client.post("/a", "{}").status == 200)
                try client.send(
                    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: \(name)\r\n"
                        + "Connection: Upgrade\r\n\r\n")
                #expect([403, 426].contains(try client.answer().status))
                if !name.isEmpty { #expect(try client.rest().isEmpty) }
            }
            #expect(handler.asked == 8)
            #expect(server.counters.sockets == 0)
        }
    }

    @Test func `what browsers send along is taken, and no extension agreed on`() async throws {
        try await serving { server, _ in
            let headers =
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\nDNT: 1\r\n"
                + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n"
                + "Sec-GPC: 1\r\nSec-Fetch-Dest: empty\r\nSec-Fetch-Mode: websocket\r\n"
                + "Sec-Fetch-Site: same-origin\r\nPragma: no-cache\r\nPriority: u=1\r\n"
                + "Cache-Control: no-cache\r\nUpgrade-Insecure-Requests: 1\r\n"
                + "Cookie: a=b; c=d\r\nOrigin: http://localhost\r\n"
            let client = try Client(server.port)
            #expect(try client.get("/a", headers).status == 200)
            let answer = try client.upgrade(
                "/ws",
                headers
                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
            #expect(answer.status == 101)
            #expect(answer.headers["sec-websocket-extensions"] == nil)
            try client.sendText("there?")
            #expect(try client.message().text == "there?")
        }
    }

    @Test func `a kept connection can become a socket, and frames may come at once`() async throws {
        try await serving { server, _ in
            let client = try Client(server.port)
            #expect(try client.get("/a").status == 200)
            try client.send(
                Array(
                    ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: \(Client.key)\r\n"
                        + "Sec-WebSocket-Version: 13\r\n\r\n").utf8)
                    + Client.frame(Client.Opcode.text, Array("early".utf8)))
            #expect(try client.answer().status == 101)
            #expect(try client.message().text == "early")
            #expect(server.counters.connectionsOpen == 0)
        }
    }

    @Test func `a page that floods is closed with 1008`() async throws {
        try await serving {
            $0.maxInbox = 4
        } _: { server, _ in
            let client = try Client(server.port)
            try client.upgrade("/ws?hold")
            for _ in 0..<5 { try client.sendText("x") }
            #expect(try client.message().code == 1008)
        }
    }

    @Test func `the server closes with code and reason`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            try client.upgrade("/ws?hold")
            try handler.sockets.take().close(4000, String(repeating: "é", count: 100))
            let close = try client.message()
            #expect(close.code == 4000)
            #expect(
                String(decoding: close.payload.dropFirst(2), as: UTF8.self)
                    == String(repeating: "é", count: 60))
        }
    }
}
