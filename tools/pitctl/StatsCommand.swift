import CLI
import ClientKit
import PitctlViews

/// `pitctl stats`: rings, hops and counters.
let statsCommand = Command(
    name: "stats", summary: "Show ring depths, rates and latencies of every stage",
    discussion: """
        Reads twice, --seconds apart, so that rates can be shown; 0 reads once. HIGH is the most a
        ring ever held, FULL how often its producer found it full.
        """,
    options: Flags.with(StatsFlags.seconds.declaration),
    examples: [
        Command.Example("pitctl stats", "rates over one second"),
        Command.Example("pitctl stats --seconds 0 --json", "one reading, at once"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let seconds = arguments[StatsFlags.seconds]
            var before: Statistics?
            if seconds > 0 {
                before = try await client.statistics()
                try await Task.sleep(for: .seconds(seconds))
            }
            let view = StatsView(
                try await client.statistics(), since: before, Look(arguments),
                columns: Terminal.output.columns)
            return arguments[Flags.json]
                ? try Answer.write(view.json) : try Answer.write(view.text)
        }
    })

enum StatsFlags {
    static let seconds = Option(
        "seconds", .number("N", in: 0...3600, allowed: "a number of seconds from 0 to 3600"),
        default: 1, help: "Seconds between the two readings.")
}
