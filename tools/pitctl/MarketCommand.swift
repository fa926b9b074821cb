import CLI
import ClientKit
import PitctlViews

/// `pitctl market`: what the systems make of a market now.
let marketCommand = Command(
    name: "market", summary: "Show what the systems make of a market now: state, regime, momentum",
    discussion: """
        A box each for the auction (state, nearest low volume node, aggressive flow,
        session), the order-flow regime, the momentum state, the convergence lenses and
        the extension; only those that the engine runs. `pitctl explain SYMBOL
        STRATEGY.RULE` tells the conditions behind one. With --follow it is drawn anew
        whenever something changed, at most twice a second.
        """,
    options: Flags.with(MarketFlags.follow.declaration),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl market SPY", "as it stands now"),
        Command.Example("pitctl market SPY --follow", "live; q ends"),
        Command.Example("pitctl market SPY --json", "one object with all values"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let isFollowing = arguments[MarketFlags.follow]
        return try await Engine.with(arguments, reconnects: isFollowing) { client in
            let market = try await MarketWatch(arguments, client)
            if isFollowing { return try await market.follow() }
            let page = try await market.page()
            if arguments[Flags.json] { return try Answer.write(page(.max).json) }
            return try Answer.write(page(Terminal.output.columns).lines)
        }
    })

enum MarketFlags {
    static let follow = Option(
        flag: "follow", short: "f", help: "Go on until q, Ctrl-C or an interrupt.")
}

/// The market page of one symbol.
private struct MarketWatch {
    let arguments: Arguments
    let client: PitwireClient
    let instrument: Instrument
    let strategies: [StrategySchema]
    let look: Look

    init(_ arguments: Arguments, _ client: PitwireClient) async throws {
        self.arguments = arguments
        self.client = client
        instrument = try await client.facts(of: arguments[Flags.symbol])
        strategies = try await client.strategies()
        look = Look(arguments)
    }

    /// The page as it stands, for as many columns as it is given.
    func page() async throws -> (Int) -> MarketPage {
        var state = SystemsState(strategies)
        if !strategies.isEmpty {
            for study in try await client.studies(
                of: instrument.symbol, strategy: nil, asOf: Past.asOf)
            {
                state.take(study: study.evaluation)
            }
        }
        let trades = try await trades(until: state.time)
        return { [state, instrument, look] room in
            MarketPage(state, instrument, trades: trades, look, room: room)
        }
    }

    /// The closed signals of the auction playbook since the session's beginning.
    private func trades(until time: Nanoseconds?) async throws -> SessionTrades {
        guard let time, strategies.contains(where: { $0.name == "auction" }) else {
            return SessionTrades()
        }
        let midnight = NewYorkTime.instant(
            NewYorkTime.wallClock(at: time - .seconds(1)).date, second: 0)
        let decisions = try await client.evaluations(
            of: instrument.symbol, strategy: "auction", rule: "signal", verdicts: [.event],
            from: midnight, asOf: Past.asOf)
        return SessionTrades(decisions.map { DecisionText($0, look) })
    }

    /// Shows the page anew whenever it changed.
    func follow() async throws -> ExitCode {
        StopSignal.watch()
        let isDrawn = !arguments[Flags.json] && Terminal.output.canRewriteLine
        let screen = isDrawn ? TerminalScreen() : nil
        defer { screen?.leave() }
        var shown = ""
        var top = 0
        while !StopSignal.hasCome {
            let page = try await page()
            if let screen {
                // Keys are read in between.
                for _ in 0..<5 {
                    for key in screen.keys() {
                        switch key {
                        case .quit: return .ok
                        case .next: top += 4
                        case .previous: top -= 4
                        case .redraw: screen.redraw()
                        case .symbol, .panels: break
                        }
                    }
                    guard draw(page, &top, screen) else { return .ok }
                    try await Task.sleep(for: .milliseconds(100))
                }
                continue
            }
            let text =
                arguments[Flags.json]
                ? page(.max).json.text + "\n"
                : page(Terminal.output.columns).lines.map { $0 + "\n" }.joined()
            if text != shown {
                shown = text
                guard Output.write(text) else { return .ok }
            }
            try await Task.sleep(for: .milliseconds(500))
        }
        return .ok
    }

    /// Shows the lines from `top` on, which is kept within the page.
    private func draw(
        _ page: (Int) -> MarketPage, _ top: inout Int, _ screen: TerminalScreen
    ) -> Bool {
        screen.show { size in
            let lines = page(size.columns).lines
            let room = size.lines - 1
            top = max(0, min(top, lines.count - room))
            let shown = lines.dropFirst(top).prefix(room)
            let rest = [String](repeating: "", count: room - shown.count)
            let keys = lines.count > room ? "arrows scroll  q quit" : "q quit"
            return shown + rest + [look.hint(keys)]
        }
    }
}
