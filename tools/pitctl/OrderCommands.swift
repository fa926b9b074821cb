import CLI
import ClientKit
import PitctlViews

/// `pitctl buy`.
let buyCommand = order(
    .buy,
    examples: [
        CLI.Command.Example("pitctl buy SPY 10 --limit 580.25", "at 580.25 or less"),
        CLI.Command.Example("pitctl buy SPY 10 --yes --id open-1", "from a script, once"),
    ])

/// `pitctl sell`.
let sellCommand = order(
    .sell,
    examples: [
        CLI.Command.Example("pitctl sell SPY 10 --limit 584.50", "at 584.50 or more"),
        CLI.Command.Example("pitctl sell SPY 10 --stop 578", "once 578 trades"),
    ])

private func order(_ side: OrderSide, examples: [CLI.Command.Example]) -> CLI.Command {
    CLI.Command(
        name: side.name,
        summary: "\(side == .buy ? "Buy" : "Sell"): at the market, or at a limit or stop",
        discussion: """
            Without --limit and --stop it is filled at the next trade. Ends when the
            engine has the order on its disk; `pitctl orders` and `pitctl fills` show
            what becomes of it. Asks first on a terminal. Needs the role trade.
            """,
        options: Flags.with(
            OrderFlags.limit.declaration, OrderFlags.stop.declaration,
            OrderFlags.force.declaration, OrderFlags.partner.declaration,
            CommandFlags.yes.declaration, CommandFlags.id.declaration),
        positionals: [Flags.symbol.declaration, OrderFlags.quantity.declaration],
        examples: examples, exitCodes: Flags.exitCodes,
        action: .async { arguments in
            let symbol = arguments[Flags.symbol]
            let quantity = arguments[OrderFlags.quantity]
            let (limit, stop) = (arguments[OrderFlags.limit], arguments[OrderFlags.stop])
            var question = "\(side.name) \(quantity) \(symbol)"
            question += stop.map { " once \($0) trades" } ?? ""
            question += limit.map { " at \($0)" } ?? " at the market"
            return try await CommandRun(arguments, role: .trade).run(
                of: symbol, question: question + "?"
            ) { client in
                .submit(
                    try await client.terms(
                        side, quantity, of: symbol, limit: limit, stop: stop,
                        force: arguments[OrderFlags.force],
                        partner: arguments[OrderFlags.partner]))
            }
        })
}

/// `pitctl bracket`.
let bracketCommand = CLI.Command(
    name: "bracket", summary: "Enter with a stop and a target",
    discussion: """
        The stop and the target begin to work once the entry is filled; the fill of one
        cancels the other. Asks first on a terminal. Needs the role trade.
        """,
    options: Flags.with(
        OrderFlags.bracketStop.declaration, OrderFlags.target.declaration,
        OrderFlags.limit.declaration, OrderFlags.entryStop.declaration,
        OrderFlags.force.declaration, CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [
        OrderFlags.side.declaration, Flags.symbol.declaration, OrderFlags.quantity.declaration,
    ],
    examples: [
        CLI.Command.Example(
            "pitctl bracket buy SPY 10 --stop 578 --target 584", "in at the market"),
        CLI.Command.Example(
            "pitctl bracket sell ES 1 --limit 5100 --stop 5110 --target 5080", "in at a limit"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let (side, symbol) = (arguments[OrderFlags.side], arguments[Flags.symbol])
        let quantity = arguments[OrderFlags.quantity]
        let limit = arguments[OrderFlags.limit]
        let stop = arguments[OrderFlags.bracketStop]
        let target = arguments[OrderFlags.target]
        return try await CommandRun(arguments, role: .trade).run(
            of: symbol,
            question: "\(side.name) \(quantity) \(symbol) at "
                + "\(limit?.text ?? "the market"), stop \(stop), target \(target)?"
        ) { client in
            .submit(
                try await client.terms(
                    side, quantity, of: symbol, limit: limit,
                    stop: arguments[OrderFlags.entryStop], force: arguments[OrderFlags.force],
                    bracket: (stop, target)))
        }
    })

/// `pitctl cancel`.
let cancelCommand = CLI.Command(
    name: "cancel", summary: "Take back an order, or all of them",
    discussion: """
        ORDER is the number that `pitctl orders` shows, or the id it was sent with; with
        its entry a whole bracket goes. Asks first on a terminal. Needs the role trade.
        """,
    options: Flags.with(
        OrderFlags.all.declaration, OrderFlags.symbol.declaration, CommandFlags.yes.declaration,
        CommandFlags.id.declaration),
    positionals: [OrderFlags.optionalOrder.declaration],
    examples: [
        CLI.Command.Example("pitctl cancel 41", "one order, by its number"),
        CLI.Command.Example("pitctl cancel --all --symbol SPY", "all of one instrument"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let (name, symbol) = (arguments[OrderFlags.optionalOrder], arguments[OrderFlags.symbol])
        let run = CommandRun(arguments, role: .trade)
        switch (name, arguments[OrderFlags.all]) {
        case (.some(let name), false):
            guard symbol == nil else { throw UsageError("--symbol goes with --all") }
            return try await run.run(
                of: nil, question: "cancel order \(OrderFlags.text(name))?"
            ) { _ in .cancel(name) }
        case (nil, true):
            return try await run.run(
                of: symbol, question: "cancel all orders\(symbol.map { " of \($0)" } ?? "")?"
            ) { _ in .cancelAll }
        default: throw UsageError("one ORDER or --all, to say which")
        }
    })

/// `pitctl replace`.
let replaceCommand = CLI.Command(
    name: "replace", summary: "Change what is open of an order",
    discussion: """
        What is not given stays as it is. The quantity is the whole of it, what is
        filled included. Asks first on a terminal. Needs the role trade.
        """,
    options: Flags.with(
        OrderFlags.newQuantity.declaration, OrderFlags.limit.declaration,
        OrderFlags.stop.declaration, CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [OrderFlags.order.declaration, Flags.symbol.declaration],
    examples: [
        CLI.Command.Example("pitctl replace 41 SPY --limit 580.50", "another limit"),
        CLI.Command.Example("pitctl replace open-1 SPY --quantity 5", "half of it"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let (name, symbol) = (arguments[OrderFlags.order], arguments[Flags.symbol])
        let quantity = arguments[OrderFlags.newQuantity]
        let (limit, stop) = (arguments[OrderFlags.limit], arguments[OrderFlags.stop])
        guard quantity != nil || limit != nil || stop != nil else {
            throw UsageError("--quantity, --limit or --stop, to say what changes")
        }
        return try await CommandRun(arguments, role: .trade).run(
            of: symbol, question: "change order \(OrderFlags.text(name)) of \(symbol)?"
        ) { client in
            .replace(
                name,
                try await client.change(
                    of: symbol, quantity: quantity, limit: limit, stop: stop))
        }
    })

/// `pitctl flatten`.
let flattenCommand = CLI.Command(
    name: "flatten", summary: "Take back every order and close every position",
    discussion: "At the market. Asks first on a terminal. Needs the role trade.",
    options: Flags.with(CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl flatten SPY", "one instrument"),
        CLI.Command.Example("pitctl flatten --yes", "everything, from a script"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let symbol = arguments[CommandFlags.optionalSymbol]
        return try await CommandRun(arguments, role: .trade).run(
            of: symbol,
            question:
                "cancel all orders and close all positions\(symbol.map { " of \($0)" } ?? "")?"
        ) { _ in .flatten }
    })

enum OrderFlags {
    static let quantity = Positional<Exact>(
        "QUANTITY", amount("QUANTITY"), help: "Contracts, shares or coins.")
    static let newQuantity = Option<Exact?>("quantity", amount("N"), help: "The whole quantity.")
    static let limit = Option<Exact?>("limit", amount("PRICE"), help: "The worst price it takes.")
    static let stop = Option<Exact?>(
        "stop", amount("PRICE"), help: "It waits until this price trades.")
    static let bracketStop = Option<Exact>(
        required: "stop", amount("PRICE"), help: "Where the loss ends.")
    static let target = Option<Exact>(
        required: "target", amount("PRICE"), help: "Where the profit is taken.")
    static let entryStop = Option<Exact?>(
        "entry-stop", amount("PRICE"), help: "The entry waits until this price trades.")
    static let force = Option(
        "force", .choice("FORCE", of: TimeInForce.allCases.map { ($0.name, $0) }),
        default: TimeInForce.day, help: "Until its session ends, or until it is cancelled.")
    static let partner = Option<CommandID?>(
        "partner",
        ValueForm(
            name: "ID", allowed: "the id of an order", parse: { CommandID($0) },
            text: { $0.text }),
        help: "An order that goes when this one is filled, and the other way round.")
    static let side = Positional<OrderSide>(
        "SIDE", .choice("SIDE", of: OrderSide.allCases.map { ($0.name, $0) }), help: "Of the entry."
    )
    static let all = Option(flag: "all", help: "Every open order.")
    static let symbol = Option<String?>(
        "symbol", Flags.symbolForm, help: "With --all: only this instrument's.")
    static let order = Positional<OrderName>("ORDER", orderForm, help: "Its number or id.")
    static let optionalOrder = Positional<OrderName?>(
        optional: "ORDER", orderForm, help: "Its number or id.")

    private static let orderForm = ValueForm<OrderName>(
        name: "ORDER", allowed: "the number or the id of an order",
        parse: { text in
            UInt64(text).map { .number($0) } ?? CommandID(text).map { .id($0) }
        }, text: { OrderFlags.text($0) })

    /// A number above zero, as it is written.
    private static func amount(_ name: String) -> ValueForm<Exact> {
        ValueForm(
            name: name, allowed: "a number above 0",
            parse: { text in
                guard let units = try? DecimalText.units(text, decimals: 9), units > 0 else {
                    return nil
                }
                return Exact(text)
            }, text: { $0.text })
    }

    static func text(_ name: OrderName) -> String {
        switch name {
        case .number(let number): "\(number)"
        case .id(let id): id.text
        }
    }
}
