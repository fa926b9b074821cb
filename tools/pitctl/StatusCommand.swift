import CLI
import ClientKit
import PitctlViews

/// `pitctl status`: the engine at a glance.
let statusCommand = Command(
    name: "status", summary: "Show the engine, its feeds and how good the data is",
    discussion: """
        One line an instrument: how its feed stands, its last price, and what the intake took and
        dropped since the engine's start. SIMULATED means that ticks are made up.
        """,
    options: Flags.with(),
    examples: [
        Command.Example("pitctl status", "is it up, and is anything missing"),
        Command.Example("pitctl status --json", "the same as one object"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            guard let welcome = client.welcome else {
                throw CommandFailure("the connection broke", code: .connection)
            }
            let statistics = Past.asOf == nil ? try await client.statistics() : nil
            var lines: [StatusView.Line] = []
            for info in try await client.symbols() {
                let symbol = info.instrument.symbol
                let reading = try await client.presentState(of: symbol)
                lines.append(
                    StatusView.Line(
                        instrument: info.instrument, state: reading?.state,
                        counters: reading?.counters))
            }
            if Past.asOf != nil, client.lastMoment == nil, let first = lines.first {
                // Nothing has a past as of then: why, in the engine's words.
                _ = try await client.state(of: first.instrument.symbol, asOf: Past.asOf)
            }
            let view = StatusView(
                address: client.configuration.address, welcome: welcome, lines: lines,
                statistics: statistics, Look(arguments), columns: Terminal.output.columns)
            return arguments[Flags.json]
                ? try Answer.write(view.json) : try Answer.write(view.text)
        }
    })

extension PitwireClient {
    /// Where an instrument stands; `nil` when the engine has nothing of it yet.
    func presentState(of symbol: String) async throws -> InstrumentReading? {
        do {
            return try await state(of: symbol, asOf: Past.asOf)
        } catch  where error.code == .notFound {
            return nil
        }
    }
}
