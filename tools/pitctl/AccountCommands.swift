import CLI
import ClientKit
import Glibc
import PitctlViews

/// `pitctl orders`.
let ordersCommand = CLI.Command(
    name: "orders", summary: "Show open orders, and the last that ended",
    discussion: """
        --from shows what became of orders instead: every report of one from a number
        on, a line each, however old. The last line says where to go on; with --json
        it goes to standard error. With --follow new ones come behind them, each
        once, over lost connections too.
        """,
    options: Flags.with(
        AccountFlags.ended.declaration, AccountFlags.from.declaration,
        DecisionFlags.follow.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl orders", "what is open"),
        CLI.Command.Example("pitctl orders SPY --ended 20", "and the last twenty that ended"),
        CLI.Command.Example("pitctl orders --follow", "each change as a line"),
        CLI.Command.Example("pitctl orders --from 1", "all that ever happened to orders"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        if let first = arguments[AccountFlags.from] {
            return try await ReportView(arguments, from: first) {
                if case .order = $0 { true } else { false }
            }.run { try await $0.orders() }
        }
        return try await orders(arguments)
    })

private func orders(_ arguments: Arguments) async throws -> ExitCode {
    try await AccountView(arguments).run(
        { .order($0) }, follow: { try await $0.orders() },
        read: {
            try await $0.readOrders(
                of: arguments[CommandFlags.optionalSymbol],
                ended: arguments[AccountFlags.ended], asOf: Past.asOf)
        }, table: TradingTables.orders)
}

/// `pitctl fills`.
let fillsCommand = CLI.Command(
    name: "fills", summary: "Show the last fills",
    discussion: """
        --from shows all from a report number on instead, a line each, however old.
        The last line says where to go on; with --json it goes to standard error.
        With --follow new ones come behind them, each once, over lost connections
        too. Orders and fills are numbered together.
        """,
    options: Flags.with(
        AccountFlags.last.declaration, AccountFlags.from.declaration,
        DecisionFlags.follow.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl fills SPY --last 50", "of one instrument"),
        CLI.Command.Example("pitctl fills --follow --json >> fills.jsonl", "a log of them"),
        CLI.Command.Example("pitctl fills --from 1 --json", "all there ever were"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        if let first = arguments[AccountFlags.from] {
            return try await ReportView(arguments, from: first) {
                if case .fill = $0 { true } else { false }
            }.run { try await $0.fills() }
        }
        return try await fills(arguments)
    })

private func fills(_ arguments: Arguments) async throws -> ExitCode {
    try await AccountView(arguments).run(
        { .fill($0) }, follow: { try await $0.fills() },
        read: {
            try await $0.readFills(
                of: arguments[CommandFlags.optionalSymbol],
                limit: arguments[AccountFlags.last], asOf: Past.asOf)
        }, table: TradingTables.fills)
}

/// `pitctl trades`.
let tradesCommand = CLI.Command(
    name: "trades", summary: "Show the last trades: positions from flat to flat",
    options: Flags.with(AccountFlags.last.declaration, DecisionFlags.follow.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [CLI.Command.Example("pitctl trades --last 50", "of all instruments")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await AccountView(arguments).run(
            { .trade($0) }, follow: { try await $0.trades() },
            read: {
                try await $0.readTrades(
                    of: arguments[CommandFlags.optionalSymbol],
                    limit: arguments[AccountFlags.last], asOf: Past.asOf)
            }, table: TradingTables.trades)
    })

/// `pitctl positions`.
let positionsCommand = CLI.Command(
    name: "positions", summary: "Show open positions",
    options: Flags.with(DecisionFlags.follow.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [CLI.Command.Example("pitctl positions", "of all instruments and books")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await AccountView(arguments).run(
            { .position($0) }, follow: { try await $0.positions() },
            read: {
                try await $0.readPositions(
                    of: arguments[CommandFlags.optionalSymbol], asOf: Past.asOf)
            }, table: TradingTables.positions)
    })

/// `pitctl account`.
let accountCommand = CLI.Command(
    name: "account", summary: "Show the money of the account",
    options: Flags.with(DecisionFlags.follow.declaration),
    examples: [CLI.Command.Example("pitctl account", "balance, profit of the day, trades")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await AccountView(arguments).run(
            { .account($0) }, follow: { try await $0.account() },
            read: {
                AccountReading(
                    records: try await $0.readAccount(asOf: Past.asOf).map { [$0] } ?? [],
                    instruments: [:])
            }, table: { records, _, look, _ in TradingTables.account(records.first, look) })
    })

/// `pitctl session`: the trading session.
let sessionCommand = CLI.Command(
    name: "session", summary: "Start, stop and show the trading session",
    commands: [sessionStatusCommand, sessionStartCommand, sessionStopCommand])

private let sessionStatusCommand = CLI.Command(
    name: "status", summary: "Show whether the account trades, and its limits",
    options: Flags.with(DecisionFlags.follow.declaration),
    examples: [CLI.Command.Example("pitctl session status", "RUNNING, HALTED or STOPPED")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await AccountView(arguments).run(
            { .session($0) }, follow: { try await $0.session() },
            read: {
                AccountReading(
                    records: try await $0.readSession(asOf: Past.asOf).map { [$0] } ?? [],
                    instruments: [:])
            }, table: { records, _, look, _ in TradingTables.session(records.first, look) })
    })

private let sessionStartCommand = CLI.Command(
    name: "start", summary: "Begin to trade",
    discussion: "Strategies and orders by hand. Asks first on a terminal. Needs the role trade.",
    options: Flags.with(CommandFlags.yes.declaration, CommandFlags.id.declaration),
    examples: [CLI.Command.Example("pitctl session start --yes", "from a script")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await CommandRun(arguments, role: .trade).run(
            of: nil, question: "begin to trade?"
        ) { _ in .startSession }
    })

private let sessionStopCommand = CLI.Command(
    name: "stop", summary: "Flatten, then trade no more",
    discussion: "Asks first on a terminal. Needs the role trade.",
    options: Flags.with(CommandFlags.yes.declaration, CommandFlags.id.declaration),
    examples: [CLI.Command.Example("pitctl session stop", "closes every position")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await CommandRun(arguments, role: .trade).run(
            of: nil, question: "close every position and stop trading?"
        ) { _ in .stopSession }
    })

enum AccountFlags {
    static let ended = Option(
        "ended", .integer("N", in: 0...4096), default: 0, help: "The last so many that ended.")
    static let last = Option(
        "last", short: "n", .integer("N", in: 1...4096), default: 20, help: "The last so many.")
    static let from = Option<Int?>(
        "from", .integer("NUMBER", in: 1...Int.max), help: "All from this report number on.")
}

/// Shows records of the account: those that stand, or each as it comes.
private struct AccountView {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run<Record>(
        _ event: @escaping (Record) -> TradingEvent,
        follow: (PitwireClient) async throws -> EventStream<Record>,
        read: (PitwireClient) async throws -> AccountReading<Record>,
        table: ([Record], DeskText, Look, Int) -> String
    ) async throws -> ExitCode {
        let isFollowing = arguments[DecisionFlags.follow]
        return try await Engine.with(arguments, reconnects: isFollowing) { client in
            if isFollowing {
                let text = DeskText(try await client.symbols())
                try await self.follow(try await follow(client), text, event)
                return .ok
            }
            let reading = try await read(client)
            let text = DeskText(Array(reading.instruments.values))
            if arguments[Flags.json] {
                return try Answer.write(
                    reading.records.map { TradingJSON.event(event($0), text).text })
            }
            return try Answer.write(
                table(reading.records, text, Look(arguments), Terminal.output.columns))
        }
    }

    private func follow<Record>(
        _ records: EventStream<Record>, _ text: DeskText, _ event: (Record) -> TradingEvent
    ) async throws {
        let symbol = isOfAccount ? nil : arguments[CommandFlags.optionalSymbol]
        func write(_ found: [Record]) throws {
            let events = found.map(event).filter { event in
                symbol.map { text.instruments[event.instrument]?.instrument.symbol == $0 } ?? true
            }
            let lines = events.map {
                arguments[Flags.json] ? TradingJSON.event($0, text).text : text.line($0)
            }
            guard Output.write(lines.map { $0 + "\n" }.joined()) else {
                if errno == EPIPE { throw ReaderGone() }
                throw CommandFailure("can not write: \(String(cString: strerror(errno)))")
            }
        }
        do {
            for await told in records {
                switch told {
                case .record(let record): try write([record])
                // What stands, at the start and wherever something was missed.
                case .snapshot(let standing): try write(standing)
                case .gap(let gap): Output.note("\(gap.count) records missed, \(gap.reason)\n")
                case .restarted: Output.note("the engine was started anew\n")
                case .ended(.failed(let error)): throw error
                case .roll, .ended: break
                }
            }
        } catch is ReaderGone {
            return
        }
    }

    /// What is shown is of the whole account: its command takes no symbol.
    private var isOfAccount: Bool {
        arguments.path.hasSuffix("account") || arguments.path.hasSuffix("status")
    }
}
