import ClientKit
import PitctlViews
import Web

/// The account and its session.
extension Routes {
    static let trading: [Route] = [
        Route(
            "GET", "/api/session/status", [engine, symbol], "How the session stands.",
            .json(.status)
        ) { (call: Call) async throws(APIError) in try await call.statusAnswer() },
        Route(
            "POST", "/api/session/start", [engine, symbol], "Begins to trade.", .json(.status),
            body: .startBody, startAnswer),
        Route(
            "POST", "/api/session/stop", [engine, symbol], "Flattens, then trades no more.",
            .json(.status), body: .object([])
        ) { (call: Call) async throws(APIError) in
            try call.body.allow([])
            let (client, _) = try call.engine()
            try await call.command { () throws(ClientError) in try await client.stopSession() }
            return try await call.statusAnswer()
        },
        Route(
            "POST", "/api/session/halt", [engine, symbol], "Halts trading.", .json(.status),
            body: .object(
                [("reason", .text), ("flatten", .flag)], optional: ["reason", "flatten"]),
            haltAnswer),
        Route(
            "POST", "/api/session/resume", [engine, symbol], "Ends a halt.", .json(.status),
            body: .object([("force", .flag)], optional: ["force"]), resumeAnswer),
        Route(
            "GET", "/api/trades", [engine, limit(1...1000, 100)],
            "Trades that ended, newest first.",
            .json(.object([("trades", .list(.named("TRADE")))])), tradesAnswer),
        Route(
            "GET", "/api/positions", [engine], "Open positions.",
            .json(.object([("positions", .list(.named("POSITION")))])), positionsAnswer),
        Route(
            "GET", "/api/orders", [engine], "Open orders.",
            .json(.object([("orders", .list(.named("ORDER")))])), ordersAnswer),
        Route(
            "GET", "/api/statistics", [engine], "What the trades come to.", .json(.statistics),
            statisticsAnswer),
    ]

    private static func startAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let body = try call.body
        try body.allow(["symbol", "mode", "profit_target", "loss_limit", "position_size"])
        if let mode = try body.text("mode"), mode != "paper" {
            throw APIError(
                .badValue, "mode is paper, got '\(mode)': there is no broker in this build")
        }
        let change = try SettingsChange(body, facts)
        let session = try await call.ask { () throws(ClientError) in
            try await client.readSession()
        }
        if session?.session.state == .running {
            throw APIError(.state, "already_running: the session runs already")
        }
        let undo = try await change.apply(call, client)
        do throws(APIError) {
            try await call.command { () throws(ClientError) in try await client.startSession() }
        } catch {
            await undo.undo(client)
            throw error
        }
        return try await call.statusAnswer()
    }

    private static func haltAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, _) = try call.engine()
        try call.body.allow(["reason", "flatten"])
        let reason = try call.body.text("reason") ?? "halted on the dashboard"
        let flattens = try call.body.flag("flatten") ?? false
        try await call.command { () throws(ClientError) in try await client.halt(reason: reason) }
        if flattens {
            try await call.command { () throws(ClientError) in try await client.flatten() }
        }
        return try await call.statusAnswer()
    }

    private static func resumeAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, _) = try call.engine()
        try call.body.allow(["force"])
        let isForced = try call.body.flag("force") ?? false
        try await call.command { () throws(ClientError) in
            try await client.resume(isForced: isForced)
        }
        return try await call.statusAnswer()
    }

    private static func tradesAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let trades = try await call.ask { () throws(ClientError) in
            try await client.readTrades(limit: call.count("limit"))
        }
        let json = AccountJSON(facts.instruments, facts.strategies)
        let found = trades.records.reversed().map { JSONValue.page(json.trade($0.trade)) }
        return WebResponse(.object([("trades", .list(found))]))
    }

    private static func positionsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let found = try await call.positions(client, facts)
        let json = AccountJSON(facts.instruments, facts.strategies)
        return WebResponse(
            .object([("positions", .list(found.map { json.position($0.position, last: $0.last) }))])
        )
    }

    private static func ordersAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let orders = try await call.ask { () throws(ClientError) in try await client.readOrders() }
        let json = AccountJSON(facts.instruments, facts.strategies)
        return WebResponse(
            .object([("orders", .list(orders.records.map { json.order($0.order) }))]))
    }

    private static func statisticsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts) = try call.engine()
        let (trades, account, session) = try await call.ask { () throws(ClientError) in
            (
                try await client.readTrades().records.map(\.trade),
                try await client.readAccount()?.account, try await client.readSession()?.session
            )
        }
        let history = TradeHistory(trades, account, session)
        let json = AccountJSON(facts.instruments, facts.strategies)
        func table(_ word: (ClosedTrade) -> String?) -> JSONValue {
            .object(history.parts(by: word).map { ($0.name, AccountJSON.metrics($0.metrics)) })
        }
        return WebResponse(
            .object([
                ("overall", AccountJSON.metrics(history.overall)),
                ("today", AccountJSON.metrics(history.present)),
                ("by_pattern", table(json.pattern)), ("by_regime", table(json.regime)),
                ("by_system", table(json.system)),
            ]))
    }
}

extension Call {
    /// The body's members.
    var body: StrictBody {
        get throws(APIError) { try StrictBody(request.body) }
    }

    /// Sends a command; a refusal is an error.
    func command(
        _ send: () async throws(ClientError) -> CommandAnswer
    ) async throws(APIError) {
        let counters = try link().counters
        counters.commands.add()
        let answer: CommandAnswer
        do throws(ClientError) {
            answer = try await send()
        } catch {
            counters.commandsRefused.add()
            throw APIError(error)
        }
        guard answer.isAccepted else {
            counters.commandsRefused.add()
            throw APIError(answer)
        }
    }

    /// Open positions, each with the last price of its instrument.
    func positions(
        _ client: PitwireClient, _ facts: EngineFacts
    ) async throws(APIError) -> [(position: Position, last: Price?)] {
        try await ask { () throws(ClientError) in
            var prices: [InstrumentID: Price?] = [:]
            var found: [(position: Position, last: Price?)] = []
            for record in try await client.readPositions().records {
                let id = record.position.instrument
                if prices[id] == nil, let info = facts.instruments.first(where: { $0.id == id }) {
                    let state = try await client.state(of: info.instrument.symbol).state
                    prices[id] = .some(state.lastTick?.price)
                }
                found.append((record.position, prices[id] ?? nil))
            }
            return found
        }
    }

    /// How the session stands now, as the engine has it.
    func statusAnswer() async throws(APIError) -> WebResponse {
        let (client, facts, info) = try instrument()
        let (name, symbol) = (try link().name, info.instrument.symbol)
        let positions = try await positions(client, facts)
        let json = AccountJSON(facts.instruments, facts.strategies)
        let parts = try await ask { () throws(ClientError) in
            var parts = StatusParts(
                engine: name, facts: facts,
                session: try await client.readSession()?.session,
                account: try await client.readAccount()?.account,
                desk: try await client.desk().state,
                reading: try await client.state(of: symbol),
                profile: try await client.found { () throws(ClientError) in
                    try await client.profile(of: symbol, moment: .developing)
                })
            if facts.strategies.contains(where: { $0.name == "orderflow" }) {
                let studies = try await client.studies(of: symbol, strategy: "orderflow")
                parts.regime = studies.last { $0.ruleName == "regime" }?.word("regime")
            }
            return parts
        }
        var status = parts
        status.unrealised = json.unrealised(positions)
        return WebResponse(status.json)
    }
}

extension Shape {
    static let startBody = Shape.object(
        [
            ("symbol", .text), ("mode", .word(["paper"])), ("profit_target", .number),
            ("loss_limit", .number), ("position_size", .whole),
        ], optional: ["symbol", "mode", "profit_target", "loss_limit", "position_size"])

    static let statistics = Shape.object([
        ("overall", .named("METRICS")), ("today", .named("METRICS")),
        ("by_pattern", .map(.named("METRICS"))), ("by_regime", .map(.named("METRICS"))),
        ("by_system", .map(.named("METRICS"))),
    ])
}
