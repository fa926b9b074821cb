import CLI
import ClientKit
import Glibc
import PitctlViews

/// `pitctl events`: what stands at the desk, and what changes.
let eventsCommand = CLI.Command(
    name: "events", summary: "Show alerts, halts, settings and anchors, and what changes",
    discussion: """
        What stands now, as tables; with --follow each change as a log line when it is
        on the engine's disk: alerts that are set, fire or go, halts, settings, anchors.
        A symbol leaves out the other instruments', not what is about all (`*`).
        """,
    options: Flags.with(DecisionFlags.follow.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl events", "what stands"),
        CLI.Command.Example("pitctl events SPY --follow", "and what changes"),
        CLI.Command.Example("pitctl events --follow --json >> events.jsonl", "a log of it"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let isFollowing = arguments[DecisionFlags.follow]
        return try await Engine.with(arguments, reconnects: isFollowing) { client in
            let symbol = arguments[CommandFlags.optionalSymbol]
            if isFollowing {
                let text = DeskText(try await client.symbols())
                try await EventFollowing(text: text, isJSON: arguments[Flags.json])
                    .run(try await client.events(of: symbol))
                return .ok
            }
            let desk = try await client.desk(of: symbol, asOf: Past.asOf)
            let text = DeskText(Array(desk.instruments.values))
            if arguments[Flags.json] {
                return try Answer.write(
                    desk.state.events().map { DeskJSON.event($0, text).text })
            }
            return try Answer.write(
                DeskTables.all(
                    desk.state, text, Look(arguments), columns: Terminal.output.columns))
        }
    })

/// Events as they come.
private struct EventFollowing {
    let text: DeskText
    let isJSON: Bool

    func run(_ events: EventStream<DeskEvent>) async throws {
        do {
            for await event in events {
                switch event {
                case .record(let event): try write([event])
                // What stands, at the start and wherever something was missed.
                case .snapshot(let standing): try write(standing)
                case .gap(let gap): Output.note("\(gap.count) events missed, \(gap.reason)\n")
                case .restarted: Output.note("the engine was started anew\n")
                case .ended(.failed(let error)): throw error
                case .roll, .ended: break
                }
            }
        } catch is ReaderGone {
            return
        }
    }

    private func write(_ events: [DeskEvent]) throws {
        let lines = events.map { isJSON ? DeskJSON.event($0, text).text : text.line($0) }
        guard Output.write(lines.map { $0 + "\n" }.joined()) else {
            if errno == EPIPE { throw ReaderGone() }
            throw CommandFailure("can not write: \(String(cString: strerror(errno)))")
        }
    }
}
