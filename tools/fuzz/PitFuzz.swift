import CLI
import Glibc

/// Feeds bent inputs to every decoder.
@main
enum PitFuzz {
    static func main() async {
        // One command: its name may be left out.
        var words = Array(CommandLine.arguments.dropFirst())
        let isNamed = ["run", "help", "completion", "--version"].contains(words.first ?? "")
        if !isNamed { words.insert("run", at: 0) }
        await Program(
            name: "pitfuzz", version: "0.1.0", summary: "fuzzer of every decoder",
            commands: [runCommand]
        ).main(words)
    }
}

private let runCommand = Command(
    name: "run",
    summary: "Feed bent inputs to every decoder; the command when none is named",
    discussion: """
        An input is a function of the seed, the decoder and its number, so every failure names the
        line that repeats it. Inputs run in a process of their own: one that traps, hangs for
        --patience or takes too much memory is reported, and the run goes on behind it. Built with
        --sanitize=address, reads out of bounds and leaks are failures too.
        """,
    options: Flags.all,
    examples: [
        Command.Example("pitfuzz --inputs 200000", "all decoders in turn"),
        Command.Example("pitfuzz --only dbn --seconds 60 --seed 7", "one decoder for a minute"),
        Command.Example(
            "pitfuzz --only csv --seed 1 --from 4711 --inputs 1 --print", "one input, shown"),
    ],
    action: .blocking(run))

private enum Flags {
    static let inputs = Option(
        "inputs", .integer(in: 1...Int.max), default: 200_000,
        help: "Inputs over all decoders together.")
    static let seed = Option(
        "seed", .integer("S", in: 0...Int.max), default: 1, help: "What the inputs follow from.")
    static let only = Option<String?>("only", .text("NAME"), help: "One decoder; see --list.")
    static let seconds = Option<Int?>(
        "seconds", .integer(in: 1...1_000_000), help: "Stop after so many seconds.")
    static let patience = Option(
        "patience", .integer("S", in: 1...3600), default: 2,
        help: "Seconds of the processor after which an input hangs; more for builds without "
            + "optimisation.")
    static let from = Option(
        "from", .integer(in: 0...Int.max / 2), default: 0,
        help: "Number of the first input of each decoder.")
    static let corpus = Option(
        "corpus", .folder(), default: "Tests/WireTests/Golden",
        help: "Folder of .hex files that hold a frame each; passed over when missing.")
    static let prints = Option(flag: "print", help: "Print every input as hexadecimal.")
    static let list = Option(flag: "list", help: "Print the decoders and end.")
    static let worker = Option<Int?>(
        "worker", .integer(in: 0...Int.max), help: "Run inputs from this one on.", isHidden: true)

    static let all = [
        inputs.declaration, seed.declaration, only.declaration, seconds.declaration,
        patience.declaration, from.declaration, corpus.declaration, prints.declaration,
        list.declaration,
        worker.declaration,
    ]
}

@Sendable
private func run(_ arguments: Arguments) throws -> ExitCode {
    let frames = Corpus.frames(folder: arguments[Flags.corpus])
    var decoders = Decoder.all(frames: frames)
    if arguments[Flags.list] {
        Output.write(decoders.map { $0.name + "\n" }.joined())
        return .ok
    }
    if let name = arguments[Flags.only] {
        let names = decoders.map(\.name)
        guard names.contains(name) else {
            throw UsageError(
                "--only: \"\(name)\" is no decoder; they are \(names.joined(separator: ", "))")
        }
        decoders.removeAll { $0.name != name }
    }
    let plan = Plan(
        seed: UInt64(arguments[Flags.seed]), names: decoders.map(\.name),
        first: arguments[Flags.from], count: arguments[Flags.inputs])
    if let first = arguments[Flags.worker] {
        guard let page = SharedPage(descriptor: SharedPage.descriptor, isNew: false) else {
            throw CommandFailure("--worker is for pitfuzz itself")
        }
        Worker(decoders: decoders, plan: plan, page: page, prints: arguments[Flags.prints])
            .run(from: first)
        return .ok
    }
    if frames.isEmpty { Output.note("pitfuzz: no frames in \(arguments[Flags.corpus])\n") }
    let supervisor = Supervisor(
        plan: plan, seconds: arguments[Flags.seconds].map(Double.init),
        patience: Double(arguments[Flags.patience]),
        words: Array(CommandLine.arguments.dropFirst()))
    return try supervisor.run() == 0 ? .ok : .failed
}
