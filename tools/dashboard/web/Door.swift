/// Who gets in: the token, the cookie, and pages of other hosts. Loop thread only.
struct Door {
    private let plan: WebPlan
    private let token: [UInt8]?
    /// Cookies given out, oldest first.
    private var sessions: [String] = []
    private static let maxSessions = 256

    init(_ plan: WebPlan) {
        self.plan = plan
        token = plan.token.map { Array($0.utf8) }
    }

    /// The port is part of it: browsers keep one set of cookies for all ports of a host.
    private func cookieName(_ port: Int) -> String { "pitwire_\(port)" }

    /// What keeps `fields` out; `nil` lets it in. `isUpgrade` when a WebSocket is asked for.
    func refusal(_ fields: RequestFields, isUpgrade: Bool, port: Int) -> Refusal? {
        if plan.isLoopback, let host = fields.headers["host"], !isOwn(host) {
            return Refusal(
                status: 403, code: "origin", text: "this server is reached by its address alone")
        }
        let changes = fields.method != "GET" && fields.method != "HEAD"
        if changes || isUpgrade, let origin = fields.headers["origin"],
            !isSame(origin, fields.headers["host"] ?? "")
        {
            return Refusal(status: 403, code: "origin", text: "a page of another host may not ask")
        }
        if !isPublic(fields.path), !hasToken(fields, port: port) {
            return Refusal(
                status: 401, code: "token", text: "no token or a wrong one",
                headers: [("WWW-Authenticate", "Bearer")])
        }
        return nil
    }

    private func isPublic(_ path: String) -> Bool {
        path == "/login" || path == "/logout"
            || plan.publicPaths.contains { $0.hasSuffix("/") ? path.hasPrefix($0) : path == $0 }
    }

    // MARK: Hosts

    /// A name that can only mean this machine: a page elsewhere may have its own name point here.
    private func isOwn(_ host: String) -> Bool {
        let name = Door.withoutPort(host).lowercased()
        return ["localhost", "127.0.0.1", "[::1]", plan.host, "[\(plan.host)]"].contains(name)
    }

    private func isSame(_ origin: String, _ host: String) -> Bool {
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")]
        where origin.hasPrefix(scheme) {
            let own = origin.dropFirst(scheme.count).lowercased()
            let asked = host.lowercased()
            return own == asked || own + port == asked || own == asked + port
        }
        return false
    }

    private static func withoutPort(_ host: String) -> Substring {
        guard let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].allSatisfy(\.isNumber)
        else { return host[...] }
        // An address of IPv6 stands in brackets, with the port behind them.
        if host.hasPrefix("["), !host[..<colon].hasSuffix("]") { return host[...] }
        return host[..<colon]
    }

    // MARK: Tokens

    private func hasToken(_ fields: RequestFields, port: Int) -> Bool {
        guard token != nil else { return true }
        if let given = fields.headers["authorization"], given.lowercased().hasPrefix("bearer ") {
            return isToken(given.dropFirst("bearer ".count).trimmingBlanks())
        }
        guard let cookie = cookie(fields, port) else { return false }
        return sessions.contains(cookie)
    }

    /// Takes as long for any text of the same length.
    func isToken(_ given: String) -> Bool {
        guard let token, !token.isEmpty else { return false }
        let given = Array(given.utf8)
        var difference = token.count ^ given.count
        for index in given.indices {
            difference |= Int(given[index] ^ token[index % token.count])
        }
        return difference == 0
    }

    private func cookie(_ fields: RequestFields, _ port: Int) -> String? {
        let name = cookieName(port) + "="
        for part in (fields.headers["cookie"] ?? "").split(separator: ";") {
            let part = part.trimmingBlanks()
            if part.hasPrefix(name) { return String(part.dropFirst(name.count)) }
        }
        return nil
    }

    // MARK: Login and logout

    /// Answers `/login` and `/logout`; `nil` for other paths.
    mutating func answer(_ fields: RequestFields, body: [UInt8], port: Int) -> WebResponse? {
        guard fields.path == "/login" || fields.path == "/logout" else { return nil }
        guard fields.method == "POST" else {
            var response = WebResponse.refusal(405, "method", "only POST")
            response.headers = [("Allow", "POST")]
            return response
        }
        if fields.path == "/logout" {
            if let cookie = cookie(fields, port) { sessions.removeAll { $0 == cookie } }
            return withCookie("", "; Max-Age=0", port)
        }
        guard token != nil else { return WebResponse(status: 204) }
        guard let given = LoginBody.token(body) else {
            return .refusal(400, "bad_json", "the body is {\"token\": \"...\"}")
        }
        guard isToken(given) else { return .refusal(401, "token", "no token or a wrong one") }
        let session = Door.randomName()
        if sessions.count == Door.maxSessions { sessions.removeFirst() }
        sessions.append(session)
        return withCookie(session, "", port)
    }

    private func withCookie(_ value: String, _ more: String, _ port: Int) -> WebResponse {
        WebResponse(
            status: 204,
            headers: [
                (
                    "Set-Cookie",
                    "\(cookieName(port))=\(value); Path=/; HttpOnly; SameSite=Strict\(more)"
                )
            ])
    }

    /// 256 random bits, from the system.
    private static func randomName() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let part = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - part.count) + part
        }.joined()
    }
}
