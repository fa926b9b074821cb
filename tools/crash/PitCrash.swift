import CLI
import Settings

/// Kills engines at random moments and checks that they come back as what they acknowledged.
@main
enum PitCrash {
    static func main() async {
        // One command: its name may be left out.
        var words = Array(CommandLine.arguments.dropFirst())
        let isNamed = ["run", "serve", "help", "completion", "--version"]
            .contains(words.first ?? "")
        if !isNamed { words.insert("run", at: 0) }
        await Program(
            name: "pitcrash", version: "0.1.0", summary: "kills engines and checks their return",
            commands: [runCommand, serveCommand]
        ).main(words)
    }
}

private let runCommand = Command(
    name: "run",
    summary: "Kill an engine so often; the command when none is named",
    discussion: """
        An engine with a journal is fed over the wire and given commands, killed at random moments,
        started again on the same folder, and asked for everything it had acknowledged. At the end
        its journal is replayed without interruption and compared with its output log, with an
        engine that was never killed, and with its SQLite file. A violation ends the run, keeps
        the folder and names it.
        """,
    options: Flags.ofRun,
    examples: [
        Command.Example("pitcrash --kills 5", "a few seconds"),
        Command.Example("pitcrash --kills 200 --seed 7 --json", "some minutes, one JSON object"),
        Command.Example("pitcrash --kills 50 --sync off", "acknowledged before it is synced"),
    ],
    action: .async(run))

private let serveCommand = Command(
    name: "serve",
    summary: "Be the engine that is killed",
    options: Flags.ofServe,
    examples: [Command.Example("pitcrash serve --folder j", "an engine on the journal j")],
    isHidden: true,
    action: .blocking(serve))

private enum Flags {
    static let kills = Option(
        "kills", .integer(in: 1...1_000_000), default: 20, help: "Kills in all.")
    static let seed = Option(
        "seed", .integer("S", in: 0...Int.max), default: 1,
        help: "What market, commands and moments follow from.")
    static let symbols = Option(
        "symbols", .integer(in: 1...CrashPlan.symbols.count), default: 4, help: "Instruments.")
    static let sync = Option(
        "sync", .choice("WHEN", of: SyncChoice.allCases.map { ($0.rawValue, $0) }),
        default: SyncChoice.always, help: "When the journal is on disk.")
    static let checkpoint = Option(
        "checkpoint", .integer(in: 1...Int.max), default: 20_000,
        help: "Inputs between checkpoints.")
    static let life = Option(
        "life", .integer("TICKS", in: 1...100_000_000), default: 30_000,
        help: "The most inputs between two kills.")
    static let gap = Option(
        "gap", .integer("MS", in: 1...1_000_000), default: 10_000,
        help: "Market time between two events of an instrument.")
    static let folder = Option<String?>(
        "folder", .text("DIR"), help: "An empty or new folder for the journal; it is kept.")
    static let port = Option(
        "port", .integer(in: 0...65535), default: 0, help: "The port to listen on.")
    static let place = Option(required: "folder", .text("DIR"), help: "The journal's folder.")

    static let ofRun = [
        kills.declaration, seed.declaration, symbols.declaration, sync.declaration,
        checkpoint.declaration, life.declaration, gap.declaration, folder.declaration,
        StandardOptions.json.declaration,
    ]
    static let ofServe = [
        place.declaration, port.declaration, symbols.declaration, sync.declaration,
        checkpoint.declaration,
    ]
}

@Sendable
private func run(_ arguments: Arguments) async throws -> ExitCode {
    let plan = CrashPlan(
        folder: try WorkFolder.make(arguments[Flags.folder]),
        symbolCount: arguments[Flags.symbols], sync: arguments[Flags.sync],
        checkpoint: arguments[Flags.checkpoint], gap: arguments[Flags.gap])
    let report = await Campaign(
        plan, kills: arguments[Flags.kills], seed: UInt64(arguments[Flags.seed]),
        longestLife: arguments[Flags.life]
    ).run()
    Output.write(arguments[StandardOptions.json] ? report.json + "\n" : report.text)
    let isKept = report.violation != nil || arguments[Flags.folder] != nil
    if isKept {
        Output.note("pitcrash: the journal is in \(plan.folder)\n")
    } else {
        WorkFolder.remove(plan.folder)
    }
    return report.violation == nil ? .ok : .failed
}

@Sendable
private func serve(_ arguments: Arguments) throws -> ExitCode {
    let plan = CrashPlan(
        folder: arguments[Flags.place], symbolCount: arguments[Flags.symbols],
        sync: arguments[Flags.sync], checkpoint: arguments[Flags.checkpoint])
    return try ServedEngine.run(plan, port: arguments[Flags.port])
}
