import ClientKit
import PitctlViews
import Web

/// What the systems say.
extension Routes {
    private static let verdicts = Verdict.allCases.filter { $0 != .study }

    static let systems: [Route] = [
        Route(
            "GET", "/api/strategies", [engine], "Systems, rules, and what every value means.",
            .json(.object([("strategies", .list(.strategy))]))
        ) { (call: Call) async throws(APIError) in
            let (_, facts) = try call.engine()
            let found = facts.strategies.map(DecisionJSON.strategy)
            return WebResponse(.object([("strategies", .list(found))]))
        },
        Route(
            "GET", "/api/signals", [engine, symbol, limit(1...1000, 100)],
            "Signals, and what was refused as one, newest first.",
            .json(.object([("signals", .list(.named("SIGNAL")))]))
        ) { (call: Call) async throws(APIError) in
            let found = try await call.decisions(
                verdicts: [.approved, .rejected], limit: call.count("limit"))
            return WebResponse(.object([("signals", .list(found.map(DecisionPageJSON.signal)))]))
        },
        Route(
            "GET", "/api/decisions",
            [
                engine, symbol, limit(1...1000, 100), QueryKey("system", .text, "Of one system."),
                QueryKey("rule", .text, "Of one rule of the system."),
                QueryKey("verdict", .choice(verdicts.map(\.name)), "What came of it."),
                QueryKey("from_ns", .instant, "The first instant that counts."),
                QueryKey("to_ns", .instant, "The first instant that counts no more."),
            ], "Decisions, newest first.",
            .json(.object([("decisions", .list(.named("DECISION")))])), decisionsAnswer),
        Route(
            "GET", "/api/decisions/{id}", [engine], "One decision with all it follows from.",
            .json(.explanation), explanationAnswer),
        Route(
            "GET", "/api/systems", [engine, symbol], "Where every rule stands.",
            .json(.object([("symbol", .text), ("studies", .list(.named("STUDY")))]))
        ) { (call: Call) async throws(APIError) in
            let (_, _, info) = try call.instrument()
            let found = try await call.studies(of: nil)
            return WebResponse(
                .object([
                    ("symbol", .string(info.instrument.symbol)),
                    ("studies", .list(found.map(DecisionPageJSON.study))),
                ]))
        },
        Route(
            "GET", "/api/regime", [engine, symbol], "What the market is doing.",
            .json(.named("REGIME"))
        ) { (call: Call) async throws(APIError) in
            let found = try await call.studies(of: "orderflow")
            guard let regime = found.last(where: { $0.ruleName == "regime" }) else {
                throw call.none("regime")
            }
            return WebResponse(DecisionPageJSON.regime(regime, symbol: regime.symbol))
        },
        panel("extension", .panelOfExtension, { $0.extended() }),
        panel("market", .panelOfMarket, { $0.market() }),
        panel("momentum", .panelOfMomentum, { $0.momentum() }),
        panel("convergence", .panelOfConvergence, { $0.convergence() }),
        panel("calibration", .panelOfCalibration, { $0.calibration() }),
        Route(
            "GET", "/api/backtests", [], "Reports of backtests.", .json(.backtests)
        ) { (call: Call) async throws(APIError) in
            let found = call.gateway.plan.reports.map { Reports(folder: $0).list } ?? []
            return WebResponse(.object([("backtests", .list(found))]))
        },
        Route(
            "GET", "/api/backtests/{name}", [],
            "One report, as `pitwire backtest --json` wrote it.",
            .json(.any)
        ) { (call: Call) async throws(APIError) in
            let name = call.parts["name"] ?? ""
            guard let folder = call.gateway.plan.reports, let report = Reports(folder: folder)[name]
            else { throw APIError(.notFound, "no report '\(name)'") }
            return WebResponse(
                status: 200, contentType: "application/json", body: WebBody(report))
        },
    ]

    /// A route that shows one system in its own way.
    private static func panel(
        _ name: String, _ shape: Shape,
        _ show: @escaping @Sendable (PanelJSON) -> JSONValue?
    ) -> Route {
        let system = PanelJSON.systems[name] ?? name
        return Route(
            "GET", "/api/\(name)", [engine, symbol], "How the system \(system) sees the market.",
            .json(shape)
        ) { (call: Call) async throws(APIError) in
            let (client, facts, info) = try call.instrument()
            guard facts.strategies.contains(where: { $0.name == system }) else {
                throw APIError(.notFound, "the engine does not run the system \(system)")
            }
            let panel = try await call.ask { () throws(ClientError) in
                try await PanelJSON.ask(client, info.instrument, facts)
            }
            guard let json = show(panel) else { throw call.none(name) }
            return WebResponse(json)
        }
    }

    private static func decisionsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let verdict = call.text("verdict").flatMap { name in verdicts.first { $0.name == name } }
        let found = try await call.decisions(
            verdicts: verdict.map { [$0] } ?? [], limit: call.count("limit"))
        return WebResponse(
            .object([("decisions", .list(found.map(DecisionPageJSON.decision)))]))
    }

    private static func explanationAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let text = call.parts["id"] ?? ""
        guard let id = DecisionID(text), facts.instrument(id.symbol) != nil else {
            throw APIError(.notFound, "no decision '\(text)': one is named like SPY-37")
        }
        let found = try await call.ask { () throws(ClientError) in try await client.decision(id) }
        return WebResponse(DecisionPageJSON.explanation(DecisionText(found)))
    }
}

extension Call {
    /// Decisions as the query asks for them, newest first.
    func decisions(
        verdicts: Set<Verdict>, limit: Int
    ) async throws(APIError) -> [DecisionText] {
        let (client, _, info) = try instrument()
        if text("rule") != nil, text("system") == nil {
            throw APIError(.badQuery, "rule is of a system: system is needed, too")
        }
        return try await ask { () throws(ClientError) in
            try await client.evaluations(
                of: info.instrument.symbol, strategy: text("system"), rule: text("rule"),
                verdicts: verdicts, from: instant("from_ns"), to: instant("to_ns"), limit: limit)
        }.map { DecisionText($0) }
    }

    /// Where the rules of a system stand, of all for `nil`.
    func studies(of system: String?) async throws(APIError) -> [DecisionText] {
        let (client, facts, info) = try instrument()
        guard !facts.strategies.isEmpty else { return [] }
        if let system, !facts.strategies.contains(where: { $0.name == system }) { return [] }
        return try await ask { () throws(ClientError) in
            try await client.studies(of: info.instrument.symbol, strategy: system)
        }.map { DecisionText($0) }
    }

    /// That a system has said nothing of it yet.
    func none(_ what: String) -> APIError {
        APIError(.notFound, "there is no \(what) yet: nothing was evaluated")
    }
}
