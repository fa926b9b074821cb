import CLI
import Glibc

/// Runs engine, journal, publisher and clients on simulated time, network and disk.
@main
enum PitSim {
    static func main() async {
        // Iteration over dictionaries is part of what a seed decides.
        if getenv("SWIFT_DETERMINISTIC_HASHING") == nil {
            setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
            var words = CommandLine.arguments.map { strdup($0) } + [nil]
            execv("/proc/self/exe", &words)
            Output.note("pitsim: could not begin again: error \(errno)\n")
            exit(1)
        }
        signal(SIGPIPE, SIG_IGN)
        var words = Array(CommandLine.arguments.dropFirst())
        let isNamed = ["run", "help", "completion", "--version"].contains(words.first ?? "")
        if !isNamed { words.insert("run", at: 0) }
        await Program(
            name: "pitsim", version: "0.1.0", summary: "deterministic simulator",
            commands: [runCommand]
        ).main(words)
    }
}

private let runCommand = Command(
    name: "run",
    summary: "Run seeds; the command when none is named",
    discussion: """
        A seed decides everything: sizes and limits, what feeds, commands and followers do, which
        faults come when, and in which order threads come round. Core, journal, recovery,
        publisher and the clients' sessions are the real code. Seeds run in a process of their own:
        one that traps or hangs is reported with its number, and the line that repeats it.
        """,
    options: Flags.all,
    examples: [
        CLI.Command.Example("pitsim --seeds 100", "seeds 1 to 100"),
        CLI.Command.Example("pitsim --seeds 500..600 --faults network,crash", "without the disk's"),
        CLI.Command.Example("pitsim --seed 4711 --verbose", "one seed, told as it happens"),
    ],
    action: .blocking(run))

private enum Flags {
    static let seeds = Option(
        "seeds", seedRange, default: SeedRange(first: nil, count: 100),
        help: "How many seeds, or the first and the last.")
    static let from = Option(
        "from", .integer("S", in: 0...Int.max / 2), default: 1, help: "The first seed of a count.")
    static let seed = Option<Int?>("seed", .integer("S", in: 0...Int.max), help: "One seed.")
    static let faults = Option(
        "faults", faultList, default: Set(FaultClass.allCases),
        help: "What may go wrong.")
    static let json = Option(flag: "json", help: "Print the result as JSON.")
    static let verbose = Option(flag: "verbose", help: "Print what happens, a line each.")
    static let worker = Option(
        flag: "worker", help: "Run the seeds in this process.", isHidden: true)

    static let all = [
        seeds.declaration, from.declaration, seed.declaration, faults.declaration,
        json.declaration, verbose.declaration, worker.declaration,
    ]
}

/// Seeds to be run: so many, or those of a range.
struct SeedRange: Sendable {
    var first: Int?
    var count: Int
}

private let seedRange = ValueForm<SeedRange>(
    name: "A..B|N", allowed: "a count, or a first and a last seed such as 1..1000",
    parse: { text in
        if let count = Int(text), count > 0 { return SeedRange(first: nil, count: count) }
        let ends = text.split(separator: ".", omittingEmptySubsequences: true).map { Int($0) }
        guard text.contains(".."), ends.count == 2, let first = ends[0], let last = ends[1],
            first >= 0, last >= first
        else { return nil }
        return SeedRange(first: first, count: last - first + 1)
    }, text: { range in range.first.map { "\($0)..\($0 + range.count - 1)" } ?? "\(range.count)" })

private let faultList = ValueForm<Set<FaultClass>>(
    name: "LIST", allowed: "all, none, or some of network,disk,clock,crash",
    parse: { text in
        if text == "all" { return Set(FaultClass.allCases) }
        if text == "none" { return [] }
        let found = text.split(separator: ",").map { FaultClass(rawValue: String($0)) }
        return found.contains { $0 == nil } ? nil : Set(found.compactMap { $0 })
    },
    text: { faults in
        if faults.count == FaultClass.allCases.count { return "all" }
        return faults.isEmpty ? "none" : faults.map(\.rawValue).sorted().joined(separator: ",")
    })

@Sendable
private func run(_ arguments: Arguments) throws -> ExitCode {
    let range = arguments[Flags.seeds]
    let only = arguments[Flags.seed]
    let first = only ?? range.first ?? arguments[Flags.from]
    let count = only == nil ? range.count : 1
    let faults = arguments[Flags.faults]
    if arguments[Flags.worker] {
        let worker = Worker(faults: faults, isVerbose: arguments[Flags.verbose])
        return worker.run(first, count) ? .ok : .failed
    }
    let supervisor = Supervisor(
        first: first, count: count, faults: Flags.faults.text(faults),
        isVerbose: arguments[Flags.verbose], isJSON: arguments[Flags.json])
    return try supervisor.run() ? .ok : .failed
}

extension Option {
    fileprivate func text(_ faults: Set<FaultClass>) -> String { faultList.text(faults) }
}
