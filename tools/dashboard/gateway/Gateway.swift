package import ClientKit
import EventLoop
import PitctlViews
package import Web

/// Where the gateway finds engines and files.
package struct GatewayPlan: Sendable {
    /// An engine: its name for pages, and how to log in.
    package struct Engine: Sendable {
        /// The name in requests.
        package var name: String
        /// Address, role and token.
        package var configuration: ClientConfiguration

        /// Puts an engine together.
        package init(name: String, configuration: ClientConfiguration) {
            self.name = name
            self.configuration = configuration
        }
    }

    /// At least one; the first is the one that is meant when none is named.
    package var engines: [Engine]
    /// The folder of the page; `nil`: no page is served.
    package var page: String?
    /// The folder of reports of backtests; `nil`: there are none.
    package var reports: String?
    /// Told by `/` and `/openapi.json`.
    package var version: String

    /// Puts a plan together.
    package init(
        engines: [Engine], page: String? = nil, reports: String? = nil, version: String
    ) {
        self.engines = engines
        self.page = page
        self.reports = reports
        self.version = version
    }
}

/// Engines seen through ClientKit, told to pages as JSON: everything `docs/reference/http.md` says,
/// between a `WebServer` and the engines' links.
package final class Gateway: WebHandler {
    /// What it was made of.
    package let plan: GatewayPlan
    /// Its engines, in the order of the plan.
    package let links: [EngineLink]
    let started: Nanoseconds
    let pageCounters = PageCounters()
    let files: PageFiles?
    /// The server, once it runs: for its counters.
    let server = Locked<WebServer?>(nil)

    /// A gateway that is not connected yet.
    package init(_ plan: GatewayPlan) {
        precondition(!plan.engines.isEmpty, "a gateway has at least 1 engine")
        let now = Nanoseconds(WallClock().now())
        self.plan = plan
        started = now
        links = plan.engines.map {
            EngineLink(name: $0.name, $0.configuration, now: now)
        }
        files = plan.page.map { PageFiles(folder: $0) }
    }

    /// Begins to connect, and tells of the server's counters from now on.
    package func start(_ server: WebServer) async {
        self.server.withLock { $0 = server }
        for link in links { await link.start() }
    }

    /// Says goodbye to the engines.
    package func stop() async {
        for link in links { await link.stop() }
        server.withLock { $0 = nil }
    }

    /// An engine by its name; the first for `nil`.
    func link(_ name: String?) throws(APIError) -> EngineLink {
        guard let name else { return links[0] }
        if let found = links.first(where: { $0.name == name }) { return found }
        let known = links.map(\.name).joined(separator: ", ")
        throw APIError(.notFound, "no engine '\(name)'; there are \(known)")
    }

    // MARK: Requests

    /// Answers a request.
    package func answer(_ request: WebRequest) async -> WebResponse {
        do throws(APIError) {
            let (route, parts) = try Routes.find(request)
            let call = try Call(self, request, route, parts)
            return try await route.answer(call)
        } catch {
            return error.response(allowing: Routes.methods(at: request.path))
        }
    }

    /// Lets a page in when what it asks for can be.
    package func accept(_ request: WebRequest) -> WebResponse? {
        do throws(APIError) {
            _ = try PageTalk.wish(of: request, self)
            return nil
        } catch {
            return error.response(allowing: [])
        }
    }

    /// A page is connected.
    package func opened(_ socket: WebSocketPeer) {
        pageCounters.opened.add()
        Task {
            await PageTalk(self, socket).run()
            pageCounters.closed.add()
        }
    }
}

/// Pages since the start.
struct PageCounters: Sendable {
    let opened = Count()
    let closed = Count()
    /// Messages of pages that were not understood.
    let refused = Count()
}

extension APIError {
    /// The error as an answer.
    func response(allowing methods: [String]) -> WebResponse {
        var headers: [(String, String)] = []
        if code == .method { headers.append(("Allow", methods.joined(separator: ", "))) }
        if code == .engineAway || code == .busy { headers.append(("Retry-After", "1")) }
        return WebResponse(
            status: code.status, contentType: "application/json", headers: headers,
            body: WebBody(json.text))
    }
}

extension WebResponse {
    /// A JSON value as an answer.
    init(_ json: JSONValue, status: Int = 200) {
        self.init(status: status, contentType: "application/json", body: WebBody(json.text))
    }
}
