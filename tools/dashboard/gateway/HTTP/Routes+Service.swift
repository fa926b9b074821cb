import ClientKit
import PitctlViews
import Web

/// The page, and what those ask who look after the gateway.
extension Routes {
    static let service: [Route] = [
        Route("GET", "/", [], "That it runs, and its engines.", .json(.root), rootAnswer),
        Route("GET", "/dashboard", [], "The page.", .media("text/html; charset=utf-8")) {
            (call: Call) async throws(APIError) in
            try call.files().page(call.request)
        },
        Route("GET", "/assets/{file...}", [], "Files of the page.", .media("*/*")) {
            (call: Call) async throws(APIError) in
            try call.files().asset(call.parts["file"] ?? "", call.request)
        },
        Route("GET", "/healthz", [], "Whether an engine is connected.", .json(.health)) {
            (call: Call) async throws(APIError) in
            guard call.gateway.links.contains(where: { $0.reading.state == .live }) else {
                throw APIError(.engineAway, "no engine is connected")
            }
            return WebResponse(.object([("status", .string("ok"))]))
        },
        Route(
            "GET", "/metrics", [], "Counters of gateway and engines, for Prometheus.",
            .media(MetricsPage.mediaType)
        ) { call in
            WebResponse(
                status: 200, contentType: MetricsPage.mediaType,
                body: WebBody(await MetricsPage(call.gateway).text()))
        },
        Route("GET", "/openapi.json", [], "This document.", .json(.any)) { call in
            WebResponse(OpenAPI.document(version: call.gateway.plan.version))
        },
    ]

    private static func rootAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let gateway = call.gateway
        let first = gateway.links[0].reading.facts?.instruments.first?.instrument.symbol
        let uptime = Nanoseconds(WallClock().now()) - gateway.started
        return WebResponse(
            .object([
                ("status", .string("ok")), ("version", .string(gateway.plan.version)),
                ("symbol", .maybe(first)), ("mode", .string("paper")),
                ("uptime_s", .number(Double(uptime.rawValue / 1_000_000) / 1000)),
                ("engines", .list(gateway.links.map(\.json))),
            ]))
    }
}

extension Call {
    /// The page's files.
    fileprivate func files() throws(APIError) -> PageFiles {
        guard let files = gateway.files else {
            throw APIError(.notFound, "no page is served: --page names its folder")
        }
        return files
    }
}

extension Shape {
    static let root = Shape.object([
        ("status", .text), ("version", .text), ("symbol", .maybe(.text)), ("mode", .text),
        ("uptime_s", .number), ("engines", .list(.named("ENGINE"))),
    ])

    static let health = Shape.object([("status", .text)])
}
