import CLI
import Glibc

/// The command line of the engine's clients.
@main
enum Pitctl {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard let line = AtLine(whole: words) else {
            await program.main(AtLine.judged(words))
        }
        // A reader that goes away is a failed write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        exit(await line.run().rawValue)
    }

    static let program = Program(
        name: "pitctl", version: "0.1.0",
        summary: "look into a running engine, watch a market, command it, send ticks in",
        discussion: """
            Speaks to `pitwire run` over TCP. Tokens come from the environment
            (PITWIRE_TOKEN_READ, PITWIRE_TOKEN_FEED, PITWIRE_TOKEN_TRADE, else
            PITWIRE_TOKEN_ADMIN) or from the file that --token-file names; never from the
            command line. Times are New York's unless --utc is given.
            """,
        commands: [
            statusCommand, symbolsCommand, watchCommand, signalsCommand, decisionsCommand,
            explainCommand, marketCommand, extensionCommand, calibrateCommand,
            strategiesCommand, barsCommand, footprintCommand,
            profileCommand, vwapCommand, atCommand, statsCommand, eventsCommand, alertCommand,
            haltCommand, resumeCommand, setCommand, anchorCommand, ordersCommand, fillsCommand,
            tradesCommand, positionsCommand, accountCommand, sessionCommand, buyCommand,
            sellCommand, bracketCommand, cancelCommand, replaceCommand, flattenCommand,
            feedCommand,
        ])
}
