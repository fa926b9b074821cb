import ClientKit
import PitctlViews

/// The systems in ways of their own, of one instrument.
struct PanelJSON: Sendable {
    /// The systems behind the paths.
    static let systems = [
        "extension": "sef", "calibration": "sef", "market": "auction", "momentum": "momentum",
        "convergence": "convergence",
    ]

    let instrument: Instrument
    let state: SystemsState
    /// The session's closed signals of the auction playbook.
    let trades: SessionTrades
    /// All studies of the extension system.
    let extensions: [Evaluation]

    static func ask(
        _ client: PitwireClient, _ instrument: Instrument, _ facts: EngineFacts
    ) async throws(ClientError) -> PanelJSON {
        var state = SystemsState(facts.strategies)
        let studies = try await client.studies(of: instrument.symbol, strategy: nil)
        for study in studies { state.take(study: study.evaluation) }
        return PanelJSON(
            instrument: instrument, state: state,
            trades: try await trades(client, instrument.symbol, facts, until: state.time),
            extensions: studies.filter { $0.strategyName == "sef" }.map(\.evaluation))
    }

    private static func trades(
        _ client: PitwireClient, _ symbol: String, _ facts: EngineFacts, until time: Nanoseconds?
    ) async throws(ClientError) -> SessionTrades {
        guard let time, facts.strategies.contains(where: { $0.name == "auction" }) else {
            return SessionTrades()
        }
        let midnight = NewYorkTime.instant(
            NewYorkTime.wallClock(at: time - .seconds(1)).date, second: 0)
        let decisions = try await client.evaluations(
            of: symbol, strategy: "auction", rule: "signal", verdicts: [.event], from: midnight)
        return SessionTrades(decisions.map { DecisionText($0) })
    }

    private func page(
        _ time: Nanoseconds, _ members: [(String, JSONValue)]
    ) -> JSONValue {
        .page([("symbol", .string(instrument.symbol)), ("time_ns", .time(time))] + members)
    }

    // MARK: Extension

    /// The text box and its rows, longest first.
    func extended() -> JSONValue? {
        guard let box = state.extensions(symbol: instrument.symbol),
            let schema = state.strategy("sef")
        else { return nil }
        let rows = box.rows.map { row in
            JSONValue.object([
                ("level", .string(row.level)),
                ("timeframe", .string(String(row.level.split(separator: "_").last ?? ""))),
                ("direction", .string(row.isUp ? "UP" : "DOWN")),
                ("candles", .number(row.candles)), ("hours", .number(row.hours)),
                ("status", .string(row.trigger)), ("energy", .number(row.energy)),
                ("probability", .maybe(row.probability)),
                ("probability_kind", .string(row.isMeasured ? "seen" : "prior")),
                ("n", .number(row.observations)),
            ])
        }
        func holds(_ name: String) -> JSONValue {
            let rule = schema.rules.firstIndex { $0.name == "level" }
            let found = extensions.filter { $0.time == box.time && Int($0.rule) == rule }
            return .bool(found.contains { NamedValues($0, schema.rules[rule ?? 0]).flag(name) })
        }
        return page(
            box.time,
            [
                ("action", .string(box.action)), ("box", .string(box.text)),
                ("rows", .list(rows)),
                (
                    "confirmations",
                    .object([
                        ("rejection", holds("rejection")),
                        ("declining_volume", holds("declining")), ("aligned", holds("aligned")),
                    ])
                ),
            ])
    }

    /// What became of extended runs, cell by cell.
    func calibration() -> JSONValue? {
        guard let schema = state.strategy("sef") else { return nil }
        let cells = CalibrationCell.latest(of: extensions, schema)
        let report = CalibrationReport(symbol: instrument.symbol, cells: cells)
        return .object([
            ("symbol", .string(instrument.symbol)),
            (
                "cells",
                .list(
                    cells.filter { $0.count > 0 }.map { cell in
                        .object([
                            ("level", .string(cell.level)),
                            ("direction", .string(cell.direction)),
                            ("bucket", .number(cell.bucket)), ("n", .number(cell.count)),
                            ("hits", .number(cell.hits)), ("rate", .maybe(cell.rate)),
                            ("wilson_low", .maybe(cell.low)), ("wilson_high", .maybe(cell.high)),
                            ("prior", .number(cell.prior)), ("blended", .number(cell.blended)),
                        ])
                    })
            ), ("text", .string(report.text)),
        ])
    }

    // MARK: Auction

    /// Market state, nearest node, flow and hours, with the lines of the four widgets.
    func market() -> JSONValue? {
        guard let study = state.study("auction", "market") else { return nil }
        let widgets = MarketWidgets(
            study.evaluation, study.rule, NumberText(instrument), Look(isUnicode: true))
        let lines =
            widgets.marketState + widgets.nearestLVN + widgets.aggressiveFlow
            + widgets.session(trades)
        return page(
            study.evaluation.time,
            [
                ("state", .string(study.word("state"))),
                ("distance_pct", .maybe(study.number("distance_pct"))),
                ("momentum", .maybe(study.number("momentum"))),
                (
                    "lvn_alert",
                    .object([
                        ("alert", .bool(study.flag("lvn_alert"))),
                        ("price", .maybe(study.number("close"))),
                        ("lvn", .maybe(study.number("nearest_lvn"))),
                        ("distance_pct", .maybe(study.number("lvn_distance_pct"))),
                    ])
                ),
                (
                    "aggressive_flow",
                    .object([
                        ("score", .maybe(study.number("score"))),
                        ("direction", .string(study.word("flow_direction"))),
                        ("volume_ratio", .maybe(study.number("volume_ratio"))),
                        ("cvd_change", .maybe(study.number("cvd_change"))),
                        ("accelerating", .bool(study.flag("accelerating"))),
                        ("buy_pressure", .maybe(study.number("buy_pressure"))),
                    ])
                ),
                (
                    "session",
                    .object([
                        ("name", .string(study.word("trading_session"))),
                        ("holiday", .bool(study.flag("holiday"))),
                        ("recommended", .string(study.word("recommended"))),
                        ("minutes_to_next", .maybe(study.number("minutes_to_next"))),
                        ("trades", .number(trades.count)), ("wins", .number(trades.wins)),
                        ("pnl", .number(trades.profit)),
                    ])
                ), ("widgets", .list(lines.map { .string($0) })),
            ])
    }

    // MARK: Momentum

    /// State, bias, ranges against their means, the open trade and the session.
    func momentum() -> JSONValue? {
        guard let study = state.study("momentum", "bar") else { return nil }
        let way = study.word("open_direction")
        let isOpen = way == "LONG" || way == "SHORT"
        let trade = JSONValue.object([
            ("direction", .string(way)), ("entry", .maybe(study.number("open_entry"))),
            ("stop", .maybe(study.number("open_stop"))),
            ("target", .maybe(study.number("open_target"))),
        ])
        return page(
            study.evaluation.time,
            [
                ("state", .string(study.word("state"))),
                ("count", .maybe(study.number("count"))), ("bias", .string(study.word("bias"))),
                ("ranges", .list(momentumRanges(study))),
                ("average_5", .maybe(study.number("prior_range"))),
                ("average_20", .maybe(study.number("mean_range"))),
                ("volume", .maybe(study.number("volume"))),
                ("average_volume", .maybe(study.number("mean_volume"))),
                ("open_trade", isOpen ? trade : .null),
                (
                    "today",
                    .object([
                        ("trades", .maybe(study.number("trades"))),
                        ("pnl", .maybe(study.number("session_pnl"))),
                    ])
                ),
            ])
    }

    /// The range of the last bar, and the widest of the last five.
    private func momentumRanges(_ study: NamedValues) -> [JSONValue] {
        ["range", "max_range"].map { .maybe(study.number($0)) }
    }

    // MARK: Convergence

    /// The lenses of both sides, and how many are lit.
    func convergence() -> JSONValue? {
        guard let study = state.study("convergence", "minute") else { return nil }
        let decision = DecisionText(study.evaluation, instrument, state.strategy("convergence"))
        let conditions = zip(study.rule.conditions, ConditionReading.all(of: decision))
        // Conditions of a lens begin with its name.
        func lens(_ name: String) -> JSONValue {
            let own = conditions.filter { $0.0.text.hasPrefix("\(name): ") }.map(\.1)
            let lit = study.number(name).map { JSONValue.bool($0 != 0) }
            let text = own.map { String($0.text.dropFirst(name.count + 2)) }
            return .object([
                ("name", .string(name)), ("lit", lit ?? .null),
                ("value", .maybe(own.last?.left)),
                ("text", .string(text.joined(separator: ", "))),
            ])
        }
        func lenses(_ names: [String]) -> JSONValue { .list(names.map(lens)) }
        let (entry, exit) = study.lensNames
        let state =
            study.number("pending_exit") != nil
            ? "EXIT_PENDING"
            : study.flag("exit_signal")
                ? "EXIT" : study.flag("entry_signal") ? "ENTRY" : "WAITING"
        let names = [
            "entry_count", "exit_count", "entry_indicators", "exit_indicators",
            "divergence_count", "exit_divergences",
        ]
        return page(
            study.evaluation.time,
            [("entry", lenses(entry)), ("exit", lenses(exit))]
                + names.map { ($0, .maybe(study.number($0))) } + [
                    ("momentum_24h", .maybe(study.number("momentum_24h"))),
                    ("momentum_category", .string(study.word("momentum_category"))),
                    ("delay_hours", .maybe(study.number("delay_hours"))),
                ] + JSONValue.instant("exit_due", study.time("pending_exit"))
                + [("state", .string(state))])
    }
}
