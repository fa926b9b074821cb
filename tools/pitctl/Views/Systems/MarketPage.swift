import CLI
public import Market
import Records

/// Everything the systems say of one market now, as boxes; each system only when the engine runs
/// it.
public struct MarketPage: Sendable {
    let panels: SystemPanels
    let trades: SessionTrades
    let room: Int

    /// The page of a state.
    ///
    /// - Parameters:
    ///   - trades: the session's closed signals of the auction playbook.
    ///   - room: columns of a line.
    public init(
        _ state: SystemsState, _ instrument: Instrument, trades: SessionTrades = SessionTrades(),
        _ look: Look, room: Int
    ) {
        panels = SystemPanels(state, instrument, look)
        self.trades = trades
        self.room = room
    }

    private var state: SystemsState { panels.state }
    private var look: Look { panels.look }
    private var instrument: Instrument { panels.instrument }

    /// A title and the boxes.
    public var lines: [String] {
        guard !state.isEmpty else { return [title, "the engine runs no strategy"] }
        let found =
            auction
            + [
                panels.regime, panels.momentum, panels.convergence, panels.extensions,
            ].compactMap { $0 } + panels.others
        return [title] + PanelBoxes(look: look, room: room).lines(found)
    }

    private var title: String {
        var line = LineText(look, room: room)
        let time = state.time.map { "\(look.clock.dateTime($0)) \(look.clock.zone($0))" }
        line.addFitting([
            (instrument.symbol, [.bold, .cyan]), (time ?? "no study yet", .dim),
        ])
        return line.text
    }

    /// The boxes of the auction playbook, of one reading each.
    private var auction: [SystemPanel] {
        guard state.strategy("auction") != nil else { return [] }
        guard let study = state.study("auction", "market") else {
            return [panels.waiting("auction")]
        }
        let widgets = MarketWidgets(study.evaluation, study.rule, panels.numbers, look)
        let plain = MarketWidgets(
            study.evaluation, study.rule, panels.numbers,
            Look(isUnicode: look.glyphs != .ascii, clock: look.clock))
        let inner = PanelBoxes(look: look, room: room).inner
        func panel(_ name: String, _ lines: (MarketWidgets) -> [String]) -> SystemPanel {
            let painted = lines(widgets)
            // Lines that are drawn already can not be broken.
            return painted.allSatisfy { DisplayWidth.of($0) <= inner }
                ? SystemPanel(name, [], painted: painted)
                : SystemPanel(name, lines(plain).map { line in [(line, Ink())] })
        }
        return [
            panel("market", \.marketState), panel("node", \.nearestLVN),
            panel("flow", \.aggressiveFlow), panel("session") { $0.session(trades) },
        ]
    }

    /// The same as an object: the studies as they are.
    public var json: JSONValue {
        func study(_ strategy: String, _ rule: String) -> JSONValue {
            guard let found = state.study(strategy, rule) else { return .null }
            return DecisionJSON.decision(
                DecisionText(found.evaluation, instrument, state.strategy(strategy)))
        }
        let action = state.extensions(symbol: instrument.symbol).map { box in
            JSONValue.string(box.action)
        }
        return .object([
            ("symbol", .string(instrument.symbol)),
            ("event_time_ns", state.time.map { .time($0) } ?? .null),
            ("market", study("auction", "market")), ("regime", study("orderflow", "regime")),
            ("momentum", study("momentum", "bar")),
            ("convergence", study("convergence", "minute")),
            ("extension_action", action ?? .null),
            (
                "session_trades",
                .object([
                    ("count", .number(trades.count)), ("wins", .number(trades.wins)),
                    ("profit_usd", .number(trades.profit)),
                ])
            ),
        ])
    }
}

extension SessionTrades {
    /// The closed signals among decisions of the auction playbook's rule `signal`, what they gained
    /// per unit or, where it is known, for their size.
    public init(_ decisions: [DecisionText]) {
        self.init()
        for decision in decisions {
            guard decision.ruleName == "signal", let gained = decision["result"] else { continue }
            let instrument = decision.instrument
            let point = Double(instrument.tickValueNanos) / 1e9 / instrument.prices.tickSize
            count += 1
            wins += gained > 0 ? 1 : 0
            profit += gained * point * (decision["position_size"] ?? 1)
        }
    }
}

extension SystemPanels {
    /// What the extension system calls for, and the longest runs.
    var extensions: SystemPanel? {
        guard state.strategy("sef") != nil else { return nil }
        guard let box = state.extensions(symbol: symbol) else { return waiting("extension") }
        let rows = box.rows.prefix(4).map { row -> SystemPanel.Line in
            let way = row.isUp ? "\(look.glyphs.up) UP" : "\(look.glyphs.down) DOWN"
            return [
                (row.level, []), (way, row.isUp ? .green : .red),
                ("\(row.candles) candles", []), (row.trigger, .dim),
            ]
        }
        let action = box.action
        return SystemPanel(
            "extension",
            [[("ACTION: \(action)", action == "none" ? [] : [.yellow, .bold])]]
                + (rows.isEmpty ? [[("not extended beyond any level", .dim)]] : rows))
    }

    /// Strategies that have no panel of their own: what their studies say of themselves.
    var others: [SystemPanel] {
        let known = ["orderflow", "momentum", "sef", "auction", "convergence"]
        return state.strategies.filter { !known.contains($0.name) }.map { schema in
            let studies = state.studies(of: schema).prefix(6)
            let lines = studies.flatMap { study -> [SystemPanel.Line] in
                let text = DecisionText(study, instrument, schema, clock: look.clock)
                return [[(text.ruleAndKey, .dim)], [(text.summary, [])]]
            }
            return lines.isEmpty ? waiting(schema.name) : SystemPanel(schema.name, lines)
        }
    }
}
