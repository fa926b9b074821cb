import CLI
import Feed
import Market

/// The options of `pitwire run` that rehearse a bad day.
enum FaultFlags {
    static let plan = Option<String?>(
        "faults", .text("PLAN"),
        help: "Rehearse a bad day: drop=0.1%,duplicate=0.1%,reorder=0.1%,late=0.1%,"
            + "malformed=0.1%,gap=3/day:1s,stall=2/day:5s,burst=4/day:1000,clock=1/day:-2s,"
            + "sequenced.")
    static let seed = Option(
        "fault-seed", .integer(in: 0...Int.max), default: 1,
        help: "Seed of --faults: the same seed, the same bad day.")
}

/// A feed with a bad day, and what is said of it.
struct FaultRehearsal {
    /// The feed as it comes through.
    let source: FaultySource
    private let plan: String
    private let seed: Int

    /// What `--faults` asks for; `nil` without it.
    ///
    /// - Parameter feed: what is played, `nil` when all ticks come from clients.
    init?(_ arguments: Arguments, _ feed: MergedSource?, instruments: [InstrumentID]) throws {
        guard let text = arguments[FaultFlags.plan] else {
            if arguments.has(FaultFlags.seed) { throw UsageError("--fault-seed needs --faults") }
            return nil
        }
        guard let feed else {
            throw UsageError("--faults needs files or --simulate: what clients send is left alone")
        }
        plan = text
        seed = arguments[FaultFlags.seed]
        do {
            source = FaultySource(
                feed, plan: try FaultPlan(text), seed: UInt64(seed), instruments: instruments,
                marksDelivery: arguments[RunFlags.speed] > 0)
        } catch {
            throw UsageError("--faults: \(error)")
        }
    }

    /// Says that none of this is a market.
    func announce() {
        Output.note(
            "rehearsal of a bad day: --faults \(plan) --fault-seed \(seed); status says simulated\n"
        )
    }

    /// Says what was done; once the feed has ended.
    func tell() {
        let done = source.counts.readings.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }
        Output.note("rehearsed: \(done.isEmpty ? "nothing" : done.joined(separator: ", "))\n")
    }
}
