import CLI
import Market
import Records

/// What the systems say, in the few lines that the live view has room for.
extension SystemPanels {
    /// Signals and systems, each a title and a few lines; those that the engine runs.
    var briefs: [SystemPanel] {
        [
            signalBrief, regimeBrief, marketBrief, momentumBrief, extensionBrief, lensBrief,
        ].compactMap { $0 }
    }

    /// All of them in one line: what a small terminal has room for.
    var glance: SystemPanel.Line {
        var parts: SystemPanel.Line = []
        if let signal = state.signals.last { parts.append(self.signal(signal)) }
        if let study = state.study("orderflow", "regime") {
            let name = study.word("regime")
            let size = number(study.number("confidence"))
            parts.append(("\(name) \(size)", RegimeInk.of(name)))
        }
        if let study = state.study("auction", "market") {
            parts.append((study.word("state"), Self.ink(market: study.word("state"))))
        }
        if let study = state.study("momentum", "bar") {
            let name = study.word("state")
            parts.append(("\(name) \(study.count("count"))", MomentumInk.of(state: name)))
        }
        if let study = state.study("convergence", "minute") {
            parts.append(
                ("lenses \(study.count("entry_count"))/\(study.count("exit_count"))", []))
        }
        if let box = state.extensions(symbol: symbol), box.action != "none" {
            parts.append((box.action, .yellow))
        }
        return parts.isEmpty ? [("the systems have told nothing yet", .dim)] : parts
    }

    private func signal(_ signal: DecisionText) -> (text: String, ink: Ink) {
        let evaluation = signal.evaluation
        return (
            "\(signal.id) \(way(evaluation)) \(signal.priceText)",
            evaluation.direction.ink
        )
    }

    private func way(_ evaluation: Evaluation) -> String {
        evaluation.direction == .none ? "-" : evaluation.direction.name
    }

    /// A rule of one word says little without its strategy.
    private func label(_ signal: DecisionText) -> String {
        signal.ruleName.contains("_")
            ? signal.ruleAndKey : "\(signal.systemName) \(signal.ruleAndKey)"
    }

    private var signalBrief: SystemPanel? {
        guard !state.isEmpty else { return nil }
        let lines = state.signals.suffix(5).reversed().map { signal -> SystemPanel.Line in
            let evaluation = signal.evaluation
            return [
                (look.clock.clock(evaluation.time), .dim),
                (
                    "\(way(evaluation)) \(signal.priceText)",
                    evaluation.direction.ink.union(.bold)
                ),
                (label(signal), []),
            ]
        }
        return SystemPanel("signals", lines.isEmpty ? [[("none yet", .dim)]] : lines)
    }

    private var regimeBrief: SystemPanel? {
        guard state.strategy("orderflow") != nil else { return nil }
        guard let study = state.study("orderflow", "regime") else { return waiting("regime") }
        let name = study.word("regime")
        return SystemPanel(
            "regime",
            [
                [
                    (name, RegimeInk.of(name)),
                    ("confidence \(number(study.number("confidence")))", []),
                    ("size x \(number(study.number("size_multiplier")))", []),
                    (study.reason, .yellow),
                ],
                [
                    ("ADX \(number(study.number("adx")))", .dim),
                    ("ATR \(price(study.number("atr")))", .dim), (study.word("structure"), .dim),
                ],
            ])
    }

    private var marketBrief: SystemPanel? {
        guard state.strategy("auction") != nil else { return nil }
        guard let study = state.study("auction", "market") else { return waiting("market") }
        let (isNear, score) = (study.flag("lvn_alert"), study.number("score"))
        let momentum = MomentumText.strength(study.number("momentum")).lowercased()
        let ratio =
            study.number("volume_ratio").map { Figures.decimal($0, places: 1) } ?? "-"
        func percent(_ name: String) -> String {
            study.number(name).map { "\(Figures.decimal($0, places: 1)) %" } ?? "-"
        }
        return SystemPanel(
            "market",
            [
                [
                    (study.word("state"), Self.ink(market: study.word("state"))),
                    ("\(percent("distance_pct")) from POC", []), ("momentum \(momentum)", []),
                ],
                [
                    ("LVN \(price(study.number("nearest_lvn")))", isNear ? .yellow : []),
                    ("\(percent("lvn_distance_pct")) away", []),
                    (isNear ? "ALERT" : "", [.yellow, .bold]),
                ],
                [
                    (
                        "flow \(study.word("flow_direction")) \(study.count("score"))/100",
                        (score ?? 0) < 40 ? .dim : (score ?? 0) < 70 ? .yellow : .red
                    ),
                    ("volume x \(ratio)", []),
                ],
            ])
    }

    private var momentumBrief: SystemPanel? {
        guard state.strategy("momentum") != nil else { return nil }
        guard let study = state.study("momentum", "bar") else { return waiting("momentum") }
        let (name, bias) = (study.word("state"), study.word("bias"))
        let way = study.word("open_direction")
        var lines: [SystemPanel.Line] = [
            [
                ("\(name) \(study.count("count"))", MomentumInk.of(state: name)),
                ("bias \(bias)", MomentumInk.of(bias: bias)),
                (trades(study), .dim),
            ]
        ]
        if way == "LONG" || way == "SHORT" {
            lines.append([
                ("\(way) \(price(study.number("open_entry")))", way == "LONG" ? .green : .red),
                ("stop \(price(study.number("open_stop")))", []),
                ("target \(price(study.number("open_target")))", []),
            ])
        }
        return SystemPanel("momentum", lines)
    }

    private var extensionBrief: SystemPanel? {
        guard state.strategy("sef") != nil else { return nil }
        guard let box = state.extensions(symbol: symbol) else { return waiting("extension") }
        let isCalm = box.action == "none"
        return SystemPanel(
            "extension",
            isCalm
                ? [[("no action", .dim), ("\(box.rows.count) levels extended", .dim)]]
                : [[(box.action, .yellow)]])
    }

    private var lensBrief: SystemPanel? {
        guard state.strategy("convergence") != nil else { return nil }
        guard let study = state.study("convergence", "minute") else { return waiting("lenses") }
        let (entry, exit) = (study.count("entry_count"), study.count("exit_count"))
        var lines: [SystemPanel.Line] = [
            [
                ("entry \(entry) of 8", study.flag("entry_signal") ? [.green, .bold] : []),
                ("exit \(exit) of 8", study.flag("exit_signal") ? [.red, .bold] : []),
                ("divergences \(study.count("divergence_count"))", []),
            ]
        ]
        if study.number("pending_exit") != nil {
            lines.append([
                ("exit due \(time("pending_exit", study))", .yellow)
            ])
        }
        return SystemPanel("lenses", lines)
    }

    /// Yellow in balance, green and red out of it.
    static func ink(market: String) -> Ink {
        switch market {
        case "BALANCE": .yellow
        case "IMBALANCE_UP": [.green, .bold]
        case "IMBALANCE_DOWN": [.red, .bold]
        default: .dim
        }
    }
}
