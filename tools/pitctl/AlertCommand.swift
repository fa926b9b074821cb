import CLI
import ClientKit
import PitctlViews

/// `pitctl alert`: told once, when a price is reached.
let alertCommand = CLI.Command(
    name: "alert", summary: "Set, list and remove price alerts",
    commands: [alertAddCommand, alertListCommand, alertRemoveCommand])

private let alertAddCommand = CLI.Command(
    name: "add", summary: "Be told once when an instrument trades at a price or beyond",
    discussion: """
        Fires at the first trade at the price or beyond it, by the engine, whoever is
        connected then; `pitctl events --follow` shows it. Needs the role trade.
        """,
    options: Flags.with(AlertFlags.note.declaration, CommandFlags.id.declaration),
    positionals: [
        Flags.symbol.declaration, AlertFlags.condition.declaration, AlertFlags.price.declaration,
    ],
    examples: [
        CLI.Command.Example("pitctl alert add SPY above 171.50", "at 171.50 or higher"),
        CLI.Command.Example(
            "pitctl alert add ES below 5100 --note \"lost the low\"", "with a note for later"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let symbol = arguments[Flags.symbol]
        return try await CommandRun(arguments, role: .trade).run(of: symbol) { client in
            let instrument = try await client.facts(of: symbol)
            let price = try AlertFlags.price(arguments[AlertFlags.price], of: instrument)
            return .addAlert(
                arguments[AlertFlags.condition], price: price,
                note: arguments[AlertFlags.note] ?? "")
        }
    })

private let alertListCommand = CLI.Command(
    name: "list", summary: "List alerts that wait, and the last that fired",
    options: Flags.with(),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [CLI.Command.Example("pitctl alert list SPY", "those of one symbol")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbol = arguments[CommandFlags.optionalSymbol]
            let desk = try await client.desk(of: symbol, asOf: Past.asOf)
            let text = DeskText(Array(desk.instruments.values))
            if arguments[Flags.json] {
                return try Answer.write(
                    desk.state.alerts.map { DeskJSON.event(.alert($0), text).text })
            }
            return try Answer.write(
                DeskTables.alerts(
                    desk.state, text, Look(arguments), columns: Terminal.output.columns))
        }
    })

private let alertRemoveCommand = CLI.Command(
    name: "remove", summary: "Remove an alert",
    options: Flags.with(CommandFlags.id.declaration),
    positionals: [AlertFlags.number.declaration],
    examples: [CLI.Command.Example("pitctl alert remove 3", "by its number in the list")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await CommandRun(arguments, role: .trade).run(of: nil) { _ in
            .removeAlert(.number(UInt64(arguments[AlertFlags.number])))
        }
    })

enum AlertFlags {
    static let condition = Positional<AlertCondition>(
        "CONDITION",
        .choice("CONDITION", of: AlertCondition.allCases.map { ($0.name, $0) }),
        help: "above: at the price or higher; below: at the price or lower.")
    static let price = Positional<String>("PRICE", .text("PRICE"), help: "As the market writes it.")
    static let note = Option<String?>(
        "note", CommandFlags.text("TEXT"), help: "What it is for.")
    static let number = Positional<Int>(
        "NUMBER", .integer("NUMBER", in: 1...Int.max), help: "As `pitctl alert list` shows it.")

    /// A price in an instrument's units.
    static func price(_ text: String, of instrument: Instrument) throws -> Price {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBytes { bytes in
            do throws(DecimalFault) {
                return Price(
                    try DecimalText.units(bytes, decimals: Int(instrument.prices.decimals)))
            } catch {
                throw UsageError("PRICE: \"\(text)\" \(error)")
            }
        }
    }
}
