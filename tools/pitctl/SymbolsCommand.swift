import CLI
import ClientKit
import PitctlViews

/// `pitctl symbols`: what the engine trades in.
let symbolsCommand = Command(
    name: "symbols", summary: "List the engine's instruments",
    options: Flags.with(SymbolsFlags.names.declaration),
    examples: [
        Command.Example("pitctl symbols", "symbols, tick sizes and what a tick is worth"),
        Command.Example("pitctl symbols --json", "the same, one object a line"),
        Command.Example("pitctl symbols --names", "for a script's loop over all of them"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbols = try await client.symbols()
            if arguments[Flags.json] {
                return try Answer.write(symbols.map { RecordJSON.instrument($0).text })
            }
            if arguments[SymbolsFlags.names] {
                return try Answer.write(symbols.map { VisibleText.of($0.instrument.symbol) })
            }
            return try Answer.write(
                RecordTables.instruments(
                    symbols, Look(arguments), columns: Terminal.output.columns))
        }
    })

/// The options of `pitctl symbols`.
enum SymbolsFlags {
    static let names = Option(flag: "names", help: "Write the symbols alone, one a line.")
}

extension PitwireClient {
    /// The instrument of a symbol.
    func facts(of symbol: String) async throws -> Instrument {
        let all = try await symbols()
        guard let found = all.first(where: { $0.instrument.symbol == symbol }) else {
            throw CommandFailure(
                "no instrument \(VisibleText.of(symbol)) at \(configuration.address): "
                    + "`pitctl symbols` lists them", code: .refused)
        }
        return found.instrument
    }
}
