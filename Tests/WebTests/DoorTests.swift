import Testing

@testable import Web

@Suite struct DoorTests {
    @Test func `on a loopback address only names of this machine are answered`() async throws {
        try await serving { server, _ in
            for (host, status) in [
                ("localhost", 200), ("localhost:\(server.port)", 200), ("LOCALHOST:1", 200),
                ("127.0.0.1:\(server.port)", 200), ("[::1]:80", 200), ("evil.example", 403),
                ("evil.example:\(server.port)", 403), ("localhost.evil.example", 403),
                ("127.0.0.1.evil.example", 403), ("", 403), ("192.168.0.1", 403),
            ] {
                let client = try Client(server.port)
                try client.send("GET /a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                #expect(try client.answer().status == status, "\(host)")
            }
            let client = try Client(server.port)
            try client.send("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.answer().status == 403)
        }
    }

    @Test func `a page of another host can neither post nor open a socket`() async throws {
        try await serving { server, _ in
            for (origin, isOwn) in [
                ("http://localhost", true), ("https://localhost", true),
                ("http://localhost:80", true),
                ("http://evil.example", false), ("http://localhost:81", false), ("null", false),
                ("http://localhost.evil.example", false), ("ftp://localhost", false), ("", false),
            ] {
                let header = "Origin: \(origin)\r\n"
                let post = try Client(server.port).post("/a", "{}", header)
                #expect(post.status == (isOwn ? 200 : 403), "\(origin)")
                let socket = try Client(server.port).upgrade("/ws", header)
                #expect(socket.status == (isOwn ? 101 : 403), "\(origin)")
                #expect(try Client(server.port).get("/a", header).status == 200)
            }
        }
    }

    static let secret = "correct-horse-battery"

    @Test func `without the token nothing but public paths is answered`() async throws {
        try await serving {
            $0.token = DoorTests.secret
        } _: { server, handler in
            for header in [
                "", "Authorization: Bearer wrong\r\n", "Authorization: \(DoorTests.secret)\r\n",
                "Authorization: Bearer \(DoorTests.secret)x\r\n", "Authorization: Bearer \r\n",
                "Authorization: Basic \(DoorTests.secret)\r\n",
                "Cookie: pitwire_\(server.port)=\r\n",
                "Cookie: pitwire_\(server.port)=\(DoorTests.secret)\r\n",
            ] {
                let answer = try Client(server.port).get("/api/engines", header)
                #expect(answer.status == 401, "\(header)")
                #expect(answer.text.contains("\"token\""))
                #expect(try Client(server.port).upgrade("/ws", header).status == 401)
            }
            #expect(handler.asked == 0)
            for path in ["/healthz", "/dashboard", "/assets/a.js"] {
                #expect(try Client(server.port).get(path).status == 200)
            }
            for path in ["/healthzz", "/assets", "/dashboard/x"] {
                #expect(try Client(server.port).get(path).status == 401)
            }
            let header = "Authorization: Bearer \(DoorTests.secret)\r\n"
            #expect(try Client(server.port).get("/api/engines", header).status == 200)
            #expect(try Client(server.port).upgrade("/ws", header).status == 101)
        }
    }

    @Test func `a login gives a cookie that is not the token, and a logout ends it`() async throws {
        try await serving {
            $0.token = DoorTests.secret
        } _: { server, _ in
            #expect(try Client(server.port).post("/login", #"{"token": "wrong"}"#).status == 401)
            for body in ["", "{}", "[]", "\"x\"", #"{"token": 1}"#, #"{"token": "a"} x"#] {
                #expect(try Client(server.port).post("/login", body).status == 400, "\(body)")
            }
            #expect(try Client(server.port).get("/login").headers["allow"] == "POST")
            let escaped = #" { "token" : "correct\u002dhorse-battery" } "#
            let login = try Client(server.port).post("/login", escaped)
            #expect(login.status == 204)
            let cookie = try #require(login.headers["set-cookie"])
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Strict"))
            let pair = String(cookie.prefix { $0 != ";" })
            #expect(pair.utf8.count > 64)
            let header = "Cookie: other=1; \(pair)\r\n"
            #expect(try Client(server.port).get("/api/engines", header).status == 200)
            #expect(try Client(server.port).upgrade("/ws", header).status == 101)
            #expect(try Client(server.port).post("/logout", "", header).status == 204)
            #expect(try Client(server.port).get("/api/engines", header).status == 401)
        }
    }

    @Test func `the token is in no answer and reaches no handler`() async throws {
        try await serving {
            $0.token = DoorTests.secret
        } _: { server, handler in
            let header = "Authorization: Bearer \(DoorTests.secret)\r\n"
            let login = try Client(server.port).post(
                "/login", "{\"token\":\"\(DoorTests.secret)\"}")
            let pair = (login.headers["set-cookie"] ?? "").prefix { $0 != ";" }
            for answer in [
                login, try Client(server.port).get("/api/x?y=1", header),
                try Client(server.port).get("/none", header),
                try Client(server.port).get("/api/x", "Cookie: \(pair)\r\n"),
                try Client(server.port).get("/api"),
                try Client(server.port).post("/login", "{\"token\":\"no\"}"),
                try Client(server.port).post("/api/x", "{}", header),
                try Client(server.port).get("/bad%zz", header),
            ] {
                #expect(!answer.raw.contains(DoorTests.secret))
                #expect(!answer.text.contains(DoorTests.secret))
                #expect(!answer.text.contains(String(pair)))
            }
        }
    }

    @Test func `an address that others reach needs a token`() throws {
        for token in [nil, ""] {
            #expect(throws: WebError.self) {
                try WebServer(WebPlan(host: "0.0.0.0", token: token), handler: TestHandler())
            }
        }
        #expect(throws: WebError.self) {
            try WebServer(WebPlan(host: "no address"), handler: TestHandler())
        }
    }

    @Test func `a token is compared without a look at where it differs`() {
        let door = Door(WebPlan(token: "abcdef"))
        for wrong in ["", "a", "abcde", "abcdeg", "bbcdef", "abcdefa", "abcdefabcdef"] {
            #expect(!door.isToken(wrong))
        }
        #expect(door.isToken("abcdef"))
        #expect(!Door(WebPlan()).isToken(""))
    }

    @Test(arguments: [
        (#"{"token":"a"}"#, "a"), (#"{"token":"\"\\\/\b\f\n\r\t"}"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#"{"token":"\ud83d\ude00"}"#, "😀"), (#"{"token":"\ud83d"}"#, nil),
        (#"{"token":"\u12"}"#, nil), (#"{"token":"\uzzzz"}"#, nil), (#"{"token":"\x"}"#, nil),
        (#"{"token":"a"#, nil), (#"{"token":"a","b":1}"#, nil), (#"{"Token":"a"}"#, nil),
        ("{\"token\":\"a\nb\"}", nil),
    ])
    func `a login's body is an object of one text`(_ body: String, _ token: String?) {
        #expect(LoginBody.token(Array(body.utf8)) == token)
    }
}
