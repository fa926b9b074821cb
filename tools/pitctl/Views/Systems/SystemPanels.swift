import CLI
import Market
import Records

/// What the systems say, as panels: those of the market page in full, those of the live view short.
struct SystemPanels {
    let state: SystemsState
    let instrument: Instrument
    let numbers: NumberText
    let look: Look

    init(_ state: SystemsState, _ instrument: Instrument, _ look: Look) {
        self.state = state
        self.instrument = instrument
        numbers = NumberText(instrument)
        self.look = look
    }

    var symbol: String { instrument.symbol }
    var values: ValueText { ValueText(numbers, look.clock) }

    /// A price, `-` when it is undefined.
    func price(_ value: Double?) -> String { value.map(values.price) ?? "-" }

    /// A plain number, `-` when it is undefined.
    func number(_ value: Double?) -> String { value.map(ValueText.number) ?? "-" }

    /// An instant among a study's values.
    func time(_ name: String, _ study: NamedValues) -> String {
        ValueText(numbers, look.clock, at: study.evaluation.time).text(study.number(name), .time)
    }

    /// Said of a system that runs and has told nothing yet.
    func waiting(_ title: String) -> SystemPanel {
        SystemPanel(title, [[("no study yet", .dim)]])
    }

    // MARK: Order flow

    /// The regime with what it follows from; `nil` when the engine does not run the order flow.
    var regime: SystemPanel? {
        guard state.strategy("orderflow") != nil else { return nil }
        guard let study = state.study("orderflow", "regime") else { return waiting("regime") }
        let name = study.word("regime")
        let movement = [study.number("plus_di"), study.number("minus_di")].map(number)
        let steps = ["hh", "hl", "lh", "ll"].map { "\($0.uppercased()) \(study.count($0))" }
        var lines: [SystemPanel.Line] = [
            [("Regime: \(name)", RegimeInk.of(name))],
            [
                ("Confidence: \(number(study.number("confidence")))", []),
                ("size x \(number(study.number("size_multiplier")))", []),
            ],
            [
                ("ADX: \(number(study.number("adx")))", []),
                ("+DI \(movement[0])  -DI \(movement[1])", .dim),
            ],
            [
                ("ATR: \(price(study.number("atr")))", []),
                ("\(number(study.number("atr_ratio"))) x its mean", .dim),
            ],
            [
                (
                    "EMA 9 / 21: \(price(study.number("ema9"))) / \(price(study.number("ema21")))",
                    []
                )
            ],
            [("VWAP: \(price(study.number("vwap")))", .cyan)],
            [("Structure: \(study.word("structure"))", []), (steps.joined(separator: " "), .dim)],
        ]
        if !study.reason.isEmpty { lines.append([("Reason: \(study.reason)", .yellow)]) }
        return SystemPanel("order-flow regime", lines)
    }

    // MARK: Momentum

    /// State, bias, ranges and volume against their means, trade and session.
    var momentum: SystemPanel? {
        guard state.strategy("momentum") != nil else { return nil }
        guard let study = state.study("momentum", "bar") else { return waiting("momentum") }
        let compressed = study.isBelow("max_range", "compression_range_factor", "mean_range")
        let quiet = study.isBelow("volume", nil, "mean_volume")
        let range =
            "\(price(study.number("max_range"))) < "
            + "\(number(study.number("compression_range_factor"))) x mean "
            + price(study.number("mean_range"))
        let volume =
            "\(values.text(study.number("volume"), .volume)) < mean "
            + values.text(study.number("mean_volume"), .volume)
        return SystemPanel(
            "momentum",
            [
                [
                    (
                        "State: \(study.word("state"))",
                        MomentumInk.of(state: study.word("state"))
                    ),
                    ("compression bars \(study.count("count"))", []),
                ],
                [("Bias: \(study.word("bias"))", MomentumInk.of(bias: study.word("bias")))],
                [marked(compressed, "widest range \(range)")],
                [marked(quiet, "volume \(volume)")],
                trade(study),
                [
                    ("Session: \(trades(study))", []),
                    ("P&L \(profit(study.number("session_pnl")))", profitInk(study)),
                ],
            ])
    }

    private func marked(_ holds: Bool?, _ text: String) -> (text: String, ink: Ink) {
        switch holds {
        case true?: ("\(look.glyphs.holds) \(text)", .green)
        case false?: ("\(look.glyphs.fails) \(text)", .red)
        case nil: ("\(look.glyphs.unknown) \(text)", .yellow)
        }
    }

    private func trade(_ study: NamedValues) -> SystemPanel.Line {
        let way = study.word("open_direction")
        guard way == "LONG" || way == "SHORT" else { return [("Trade: none", [])] }
        return [
            ("Trade: \(way) \(price(study.number("open_entry")))", way == "LONG" ? .green : .red),
            (
                "stop \(price(study.number("open_stop"))), "
                    + "target \(price(study.number("open_target")))", []
            ),
        ]
    }

    /// `1 trade`, `3 trades`
    func trades(_ study: NamedValues) -> String {
        let count = study.count("trades")
        return "\(count) \(count == "1" ? "trade" : "trades")"
    }

    private func profit(_ value: Double?) -> String {
        guard let value else { return "-" }
        return (value > 0 ? "+" : "") + price(value)
    }

    private func profitInk(_ study: NamedValues) -> Ink { .sign(study.number("session_pnl") ?? 0) }

    // MARK: Convergence

    /// Lenses that are lit, divergences, and an exit that waits.
    var convergence: SystemPanel? {
        guard state.strategy("convergence") != nil else { return nil }
        guard let study = state.study("convergence", "minute") else {
            return waiting("convergence")
        }
        let (entry, exit) = (study.lensNames.entry, study.lensNames.exit)
        let pairs = ["5m", "15m", "60m"].map { "\($0) \(study.count("divergences_\($0)"))" }
        var lines: [SystemPanel.Line] = [
            [
                (
                    "Entry: \(study.count("entry_count")) of \(entry.count) lenses",
                    study.flag("entry_signal") ? [.green, .bold] : []
                ),
                ("\(study.count("entry_indicators")) needed", .dim),
            ],
            lit(entry, study),
            [
                (
                    "Exit: \(study.count("exit_count")) of \(exit.count) lenses",
                    study.flag("exit_signal") ? [.red, .bold] : []
                ),
                ("\(study.count("exit_indicators")) needed", .dim),
            ],
            lit(exit, study),
            [
                ("Divergences: \(study.count("divergence_count"))", []),
                (pairs.joined(separator: ", "), .dim),
            ],
            [
                ("Momentum: \(study.word("momentum_category"))", []),
                ("\(number(study.number("momentum_24h"))) % in 24 h", .dim),
                ("an exit waits \(study.count("delay_hours")) h", .dim),
            ],
        ]
        if study.number("pending_exit") != nil {
            lines.append([("Pending exit: due \(time("pending_exit", study))", .yellow)])
        }
        return SystemPanel("convergence", lines)
    }

    private func lit(_ names: [String], _ study: NamedValues) -> SystemPanel.Line {
        let lit = names.filter { study.flag($0) }
        return [("lit now: \(lit.isEmpty ? "none" : lit.joined(separator: ", "))", .dim)]
    }
}

/// How regimes are drawn.
enum RegimeInk {
    static func of(_ name: String) -> Ink {
        switch name {
        case "TRENDING_UP": [.green, .bold]
        case "TRENDING_DOWN": [.red, .bold]
        case "RANGING": [.cyan, .bold]
        case "VOLATILE": [.yellow, .bold]
        default: .dim
        }
    }
}

/// How states and biases of the momentum system are drawn.
enum MomentumInk {
    static func of(state: String) -> Ink {
        switch state {
        case "COMPRESSION": .yellow
        case "IN_TRADE": [.green, .bold]
        default: []
        }
    }

    static func of(bias: String) -> Ink {
        switch bias {
        case "BULLISH": .green
        case "BEARISH": .red
        default: .dim
        }
    }
}

extension NamedValues {
    /// The flags in front of the two counts: entry lenses, exit lenses.
    package var lensNames: (entry: [String], exit: [String]) {
        guard let entry = rule.place(of: "entry_count"), let exit = rule.place(of: "exit_count"),
            entry < exit
        else { return ([], []) }
        let flags = rule.values.indices.filter { rule.values[$0].kind == .flag }
        return (
            flags.filter { $0 < entry }.map { rule.values[$0].name },
            flags.filter { $0 > entry && $0 < exit }.map { rule.values[$0].name }
                .filter { $0 != "entry_signal" }
        )
    }
}
