import CLI
import ClientKit
import PitctlViews

/// `pitctl vwap`: VWAPs now.
let vwapCommand = Command(
    name: "vwap", summary: "Show VWAPs with the bands of one to three deviations",
    options: Flags.with(),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl vwap ES", "of the day, the week and the month"),
        Command.Example("pitctl vwap ES --json", "one object an anchor"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbol = arguments[Flags.symbol]
            let numbers = NumberText(try await client.facts(of: symbol))
            let states = try await client.state(of: symbol, asOf: Past.asOf).vwaps
            if arguments[Flags.json] {
                return try Answer.write(
                    states.map { RecordJSON.vwap($0, symbol: symbol, numbers).text })
            }
            return try Answer.write(
                RecordTables.vwaps(
                    states, symbol: symbol, numbers, Look(arguments),
                    columns: Terminal.output.columns))
        }
    })
