import CLI
import ClientKit
import PitctlViews

/// `pitctl strategies`: what the engine runs, and what it means.
let strategiesCommand = Command(
    name: "strategies", summary: "Tell what the engine's strategies do: rules, conditions, values",
    discussion: """
        Without a name, every strategy with its rules, a line each. With one, all of it:
        what each rule is applied to, its conditions in the order of testing, the
        reasons it may give, and what every value of its decisions means.
        """,
    options: Flags.with(StrategiesFlags.names.declaration),
    positionals: [StrategiesFlags.name.declaration],
    examples: [
        Command.Example("pitctl strategies", "all of them at a glance"),
        Command.Example("pitctl strategies momentum", "one of them in full"),
        Command.Example("pitctl strategies orderflow.buying_absorption", "one rule"),
        Command.Example("pitctl strategies --json", "one object a strategy"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let all = try await client.strategies()
            if arguments[StrategiesFlags.names] {
                return try Answer.write(all.map { VisibleText.of($0.name) })
            }
            let name = arguments[StrategiesFlags.name]
            let parts = name?.split(separator: ".", maxSplits: 1).map(String.init) ?? []
            var schemas = all
            if let wanted = parts.first { schemas = [try find(wanted, in: all)] }
            if parts.count == 2 {
                schemas[0].rules = [try find(parts[1], in: schemas[0])]
            }
            if arguments[Flags.json] {
                return try Answer.write(schemas.map { DecisionJSON.strategy($0).text })
            }
            let room = Terminal.output.isTerminal ? Terminal.output.columns : 100
            let page = StrategyPage(Look(arguments), room: room)
            return try Answer.write(
                parts.isEmpty ? page.list(schemas) : page.strategy(schemas[0]))
        }
    })

enum StrategiesFlags {
    static let name = Positional<String?>(
        optional: "NAME",
        .text(
            "NAME",
            hint: .answer(["strategies", "--names"], passing: ["host", "port", "token-file"])),
        help: "A strategy, or STRATEGY.RULE.")
    static let names = Option(flag: "names", help: "Write the names alone, one a line.")
}

private func find(_ name: String, in schemas: [StrategySchema]) throws -> StrategySchema {
    if let found = schemas.first(where: { $0.name == name }) { return found }
    let names = schemas.map(\.name)
    throw CommandFailure(
        "the engine runs no strategy \(VisibleText.of(name)); it runs "
            + (names.isEmpty ? "none" : names.joined(separator: ", ")), code: .refused)
}

private func find(_ name: String, in schema: StrategySchema) throws -> RuleSchema {
    if let found = schema.rules.first(where: { $0.name == name }) { return found }
    throw CommandFailure(
        "\(schema.name) has no rule \(VisibleText.of(name)); it has "
            + schema.rules.map(\.name).joined(separator: ", "), code: .refused)
}
