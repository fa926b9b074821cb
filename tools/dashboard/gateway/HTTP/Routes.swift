import Web

/// One path and method, what it takes and what answers it.
package struct Route: Sendable {
    /// The segments of the path; `{name}` takes any one, `{name...}` all that follow.
    let path: String
    let method: String
    let query: [QueryKey]
    /// One sentence for the document.
    let summary: String
    /// The shape of the answer.
    let shape: Answer
    /// The shape of the body that it takes; `nil` for none.
    let body: Shape?
    let answer: @Sendable (Call) async throws(APIError) -> WebResponse

    /// What a success looks like.
    enum Answer: Sendable {
        /// JSON of a shape.
        case json(Shape)
        /// A media type of its own.
        case media(String)
        /// No content; the server itself answers.
        case none
    }

    init(
        _ method: String, _ path: String, _ query: [QueryKey] = [], _ summary: String,
        _ shape: Answer, body: Shape? = nil,
        _ answer: @escaping @Sendable (Call) async throws(APIError) -> WebResponse
    ) {
        self.path = path
        self.method = method
        self.query = query
        self.summary = summary
        self.shape = shape
        self.body = body
        self.answer = answer
    }

    /// What stands in the braces when a path is this route's; `nil` when it is not.
    func match(_ path: String) -> [String: String]? {
        let mine = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        var parts: [String: String] = [:]
        for (place, segment) in mine.enumerated() {
            guard place < given.count else { return nil }
            guard segment.hasPrefix("{") else {
                guard segment == given[place] else { return nil }
                continue
            }
            let name = segment.dropFirst().dropLast()
            if name.hasSuffix("...") {
                let rest = given[place...].joined(separator: "/")
                guard !rest.isEmpty else { return nil }
                parts[String(name.dropLast(3))] = rest
                return parts
            }
            guard !given[place].isEmpty else { return nil }
            parts[String(name)] = String(given[place])
        }
        return mine.count == given.count ? parts : nil
    }
}

/// All that is answered, as one table: what is not in it is 404, another method 405.
package enum Routes {
    /// All routes.
    package static let all: [Route] =
        service + market + systems + trading + settings

    /// The route of a request, and what stands in its braces.
    static func find(_ request: WebRequest) throws(APIError) -> (Route, [String: String]) {
        var others: [String] = []
        for route in all {
            guard let parts = route.match(request.path) else { continue }
            if route.method == request.method { return (route, parts) }
            others.append(route.method)
        }
        guard !others.isEmpty else { throw APIError(.notFound, "no path \(request.path)") }
        throw APIError(
            .method,
            "\(request.path) takes \(others.joined(separator: ", ")), got \(request.method)")
    }

    /// The methods that a path takes.
    static func methods(at path: String) -> [String] {
        let methods = all.filter { $0.match(path) != nil }.map(\.method)
        return methods.contains("GET") ? methods + ["HEAD"] : methods
    }

    // MARK: Parameters that several take

    static let engine = QueryKey("engine", .text, "The engine's name; the first without it.")
    static let symbol = QueryKey("symbol", .text, "The instrument; the engine's first without it.")
    static let period = QueryKey(
        "period", .text, "The length of a bar, such as 5m; that of the footprints without it.")
    static let anchor = QueryKey(
        "anchor", .choice(["daily", "weekly", "monthly"]), standard: "daily",
        "What its beginning is.")

    static func limit(_ range: ClosedRange<Int>, _ standard: Int) -> QueryKey {
        QueryKey("limit", .count(range), standard: "\(standard)", "The newest so many.")
    }
}
