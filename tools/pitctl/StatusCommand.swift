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
            let statistics = try await client.statistics()
            var lines: [StatusView.Line] = []
            for info in try await client.symbols() {
                let symbol = info.instrument.symbol
                lines.append(
                    StatusView.Line(
                        instrument: info.instrument,
                        state: try await client.presentState(of: symbol),
                        counters: try await client.counters(of: symbol)))
            }
            let view = StatusView(
                address: client.configuration.address, welcome: welcome, lines: lines,
                statistics: statistics, Look(arguments), columns: Terminal.output.columns)
            return arguments[Flags.json]
                ? try Answer.write(view.json) : try Answer.write(view.text)
        }
    })

extension PitwireClient {
    /// Where an instrument stands; `nil` before its first tick.
    func presentState(of symbol: String) async throws -> InstrumentState? {
        do {
            return try await state(of: symbol).state
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// The intake counters of an instrument, from the first reading of its status.
    ///
    /// - Returns: `nil` when none comes within two seconds.
    func counters(of symbol: String) async throws -> CountersRecord? {
        let stream = try await status(of: symbol, every: .milliseconds(100))
        return await withTaskGroup(of: CountersRecord?.self) { group in
            group.addTask {
                for await event in stream {
                    switch event {
                    case .record(let record) where record.counters != nil:
                        return record.counters
                    case .snapshot(let records):
                        if let found = records.last?.counters { return found }
                    default: continue
                    }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
