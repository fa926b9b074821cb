package import PitctlViews
import Web

/// The routes as an OpenAPI document, made of the table that answers.
package enum OpenAPI {
    /// The document.
    package static func document(version: String) -> JSONValue {
        .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("Pitwire dashboard")), ("version", .string(version)),
                    (
                        "description",
                        .string(
                            "What pitdash answers. Prices are exact decimals, money dollars; what "
                                + "is undefined is null; an instant is there twice: NAME_ns, "
                                + "nanoseconds since 1970 as a text, and NAME, ISO 8601 in UTC.")
                    ),
                ])
            ),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    ("schemas", .object(Shape.components.map { ($0.0, $0.1.schema) })),
                    ("messages", .object(Shape.messages.map { ($0.0, $0.1.schema) })),
                ])
            ),
        ])
    }

    private static var paths: [(String, JSONValue)] {
        var paths: [(String, [(String, JSONValue)])] = []
        for route in Routes.all + own {
            let operation = (route.method.lowercased(), operation(route))
            let path = route.path.replacing("...", with: "")
            if let place = paths.firstIndex(where: { $0.0 == path }) {
                paths[place].1.append(operation)
            } else {
                paths.append((path, [operation]))
            }
        }
        return paths.map { ($0.0, .object($0.1)) }
    }

    /// What the server itself answers.
    private static let own = [
        Route(
            "POST", "/login", [], "Takes the token, and sets a cookie.", .none,
            body: .object([("token", .text)])
        ) { (call: Call) async throws(APIError) in throw APIError(.notFound, call.request.path) },
        Route("POST", "/logout", [], "Takes the cookie back.", .none, body: .object([])) {
            (call: Call) async throws(APIError) in throw APIError(.notFound, call.request.path)
        },
    ]

    private static func operation(_ route: Route) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("summary", .string(route.summary)), ("parameters", .list(parameters(route))),
        ]
        if let body = route.body {
            let isNeeded = route.path == "/login"
            members.append(
                (
                    "requestBody",
                    .object([
                        ("required", .bool(isNeeded)),
                        ("content", media("application/json", body.schema)),
                    ])
                ))
        }
        members.append(("responses", .object(responses(route))))
        return .object(members)
    }

    private static func media(_ type: String, _ schema: JSONValue) -> JSONValue {
        .object([(type, .object([("schema", schema)]))])
    }

    private static func parameters(_ route: Route) -> [JSONValue] {
        let parts = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            JSONValue.object([
                ("name", .string(String(part.dropFirst().dropLast()).replacing("...", with: ""))),
                ("in", .string("path")), ("required", .bool(true)), ("schema", Shape.text.schema),
            ])
        }
        return parts
            + route.query.map { key in
                var members: [(String, JSONValue)] = [
                    ("name", .string(key.name)), ("in", .string("query")),
                    ("description", .string(key.meaning)), ("schema", key.schema),
                ]
                members.insert(("required", .bool(false)), at: 2)
                return .object(members)
            }
    }

    private static func responses(_ route: Route) -> [(String, JSONValue)] {
        let success: (String, [(String, JSONValue)])
        switch route.shape {
        case .json(let shape):
            success = ("200", [("content", media("application/json", shape.schema))])
        case .media(let type): success = ("200", [("content", media(type, .object([])))])
        case .none: success = ("204", [])
        }
        let refusals = Self.refusals(route).map { status in
            (
                "\(status)",
                JSONValue.object([
                    ("description", .string(meanings[status] ?? "")),
                    ("content", media("application/json", Shape.named("ERROR").schema)),
                ])
            )
        }
        return [(success.0, .object([("description", .string("As asked."))] + success.1))]
            + refusals
    }

    /// The statuses that a route may answer with when it does not do as asked.
    private static func refusals(_ route: Route) -> [Int] {
        var found: Set<Int> = [401, 405]
        if !route.query.isEmpty || route.body != nil { found.insert(400) }
        if route.path.contains("{") || route.path.hasPrefix("/dash") { found.insert(404) }
        if route.path == "/healthz" { found.insert(503) }
        if route.method == "POST" { found.formUnion([403, 413, 415]) }
        if route.query.contains(where: { $0.name == "engine" }) {
            found.formUnion([404, 502, 503, 504])
            if route.method == "POST" { found.insert(409) }
        }
        return found.sorted()
    }

    private static let meanings = [
        400: "The body or a parameter is none.", 401: "No token, or a wrong one.",
        403: "A foreign page, or the gateway's login to the engine does not allow it.",
        404: "There is none of that.", 405: "Not by that method.",
        409: "The engine refused in its present state.", 413: "The body is too large.",
        415: "The body is no JSON.", 502: "The engine said what is not understood.",
        503: "The engine cannot be reached, or too much is asked of it.",
        504: "The engine did not answer in time.",
    ]
}

extension QueryKey {
    /// What its values are, as a JSON Schema.
    fileprivate var schema: JSONValue {
        var members: [(String, JSONValue)] =
            switch form {
            case .text, .instant: [("type", .string("string"))]
            case .count(let range):
                [
                    ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
                    ("maximum", .number(range.upperBound)),
                ]
            case .choice(let words):
                [("type", .string("string")), ("enum", .list(words.map { .string($0) }))]
            }
        if let standard {
            if case .count = form {
                members.append(("default", JSONValue(raw: standard)))
            } else {
                members.append(("default", .string(standard)))
            }
        }
        return .object(members)
    }
}

extension Shape {
    /// What the WebSocket tells, by type: the shape of `data`.
    package static let messages: [(String, Shape)] = [
        ("snapshot", snapshot), ("status", .named("STATUS")), ("tick", tick),
        ("bar", .named("BAR")), ("footprint", .named("FOOTPRINT")),
        ("profile", .named("PROFILE")), ("vwap", .named("VWAP")), ("regime", .named("REGIME")),
        ("study", .named("STUDY")), ("signal", .named("SIGNAL")),
        ("trade", .object([("event", .word(["open", "close"]))] + tradeMembers)),
        ("position", .object([("positions", .list(.named("POSITION")))])),
        ("stats", .named("METRICS")), ("levels", levels),
        ("log", .object([("level", .word(["info", "warning", "error"])), ("text", .text)])),
        ("gap", .object([("stream", .text), ("count", .whole), ("reason", .text)])),
        ("engine", .named("ENGINE")), ("pong", .object([])), ("error", .named("ERROR")),
    ]

    private static let tick = Shape.object([
        ("symbol", .text), ("price", .number), ("size", .number),
        ("side", .word(["buy", "sell", "none"])),
    ])

    private static let snapshot = Shape.object([
        ("engine", .named("ENGINE")), ("symbol", .named("SYMBOL")), ("period", .text),
        ("periods", .list(.text)), ("footprint_periods", .list(.text)),
        ("bars", .list(.named("FOOTPRINT"))), ("footprint", .maybe(.named("FOOTPRINT"))),
        ("tick", .maybe(tick)), ("profile", .maybe(.named("PROFILE"))),
        ("vwap", .maybe(.named("VWAP"))),
        ("regime", .maybe(.named("REGIME"))), ("levels", .list(.named("LEVEL"))),
        ("studies", .list(.named("STUDY"))), ("signals", .list(.named("SIGNAL"))),
        ("trades", .list(.named("TRADE"))), ("positions", .list(.named("POSITION"))),
        ("status", .named("STATUS")), ("stats", .named("METRICS")),
    ])
}
