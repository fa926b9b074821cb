import CLI
import JSON

/// What a run came to.
struct CrashReport: Sendable {
    var seed: UInt64
    /// Kills by moment.
    var kills: [(moment: KillMoment, count: Int)] = []
    var inputs: UInt64 = 0
    var commands = 0
    var repeats = 0
    var fromBeginning = 0
    /// Seconds from the start of a process until it listened.
    var starts: [Double] = []
    /// Seconds of processor time of the same.
    var processor: [Double] = []
    /// Inputs that starts replayed, the most.
    var mostReplayed: UInt64 = 0
    /// Records that starts put into the log again.
    var appended: UInt64 = 0
    var verdict: [String] = []
    var seconds = 0.0
    var violation: String?

    private var killCount: Int { kills.reduce(0) { $0 + $1.count } }

    /// Milliseconds that a share of them stays below.
    private func milliseconds(_ times: [Double], _ share: Double) -> String {
        let sorted = times.sorted()
        guard !sorted.isEmpty else { return "0" }
        let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        return Figures.decimal(time * 1000, places: 0)
    }

    /// For people.
    var text: String {
        var lines = [
            "seed \(seed): \(Figures.count(killCount)) kills in \(Figures.seconds(seconds))"
                + " (\(kills.map { "\($0.count) \($0.moment.rawValue)" }.joined(separator: ", ")))",
            "  \(Figures.count(Int(inputs))) inputs fed, \(Figures.count(commands)) commands, "
                + "\(Figures.count(repeats)) answered again",
            "  \(Figures.count(starts.count)) starts until it listens: p50 "
                + "\(milliseconds(starts, 0.5)) ms, p99 \(milliseconds(starts, 0.99)) ms, max "
                + "\(milliseconds(starts, 1)) ms; processor p50 "
                + "\(milliseconds(processor, 0.5)) ms, max \(milliseconds(processor, 1)) ms",
            "  \(fromBeginning) starts without a checkpoint, at most "
                + "\(Figures.count(Int(mostReplayed))) inputs replayed, "
                + "\(Figures.count(Int(appended))) records logged again",
        ]
        lines += verdict.map { "  \($0)" }
        lines.append(violation.map { "VIOLATION: \($0)" } ?? "  0 violations")
        return lines.map { $0 + "\n" }.joined()
    }

    /// For programs.
    var json: String {
        JSONText.object([
            ("seed", String(seed)), ("kills", String(killCount)),
            ("seconds", Figures.decimal(seconds, places: 1)), ("inputs", String(inputs)),
            ("commands", String(commands)), ("repeats", String(repeats)),
            ("starts", String(starts.count)), ("start_ms_p50", milliseconds(starts, 0.5)),
            ("start_ms_p99", milliseconds(starts, 0.99)),
            ("start_ms_max", milliseconds(starts, 1)),
            ("start_processor_ms_p50", milliseconds(processor, 0.5)),
            ("start_processor_ms_max", milliseconds(processor, 1)),
            ("without_checkpoint", String(fromBeginning)),
            ("most_replayed", String(mostReplayed)), ("records_logged_again", String(appended)),
            ("checks", JSONText.array(verdict.map(JSONText.quoted))),
            ("violation", violation.map(JSONText.quoted) ?? "null"),
        ])
    }
}

/// When an engine is killed.
enum KillMoment: String, CaseIterable, Sendable {
    /// While it is fed and given commands.
    case load = "under load"
    /// Right after a session of bars began, while a checkpoint is made.
    case boundary = "at a session's start"
    /// Before it listens, or just then.
    case start = "while starting"
    /// Again at once.
    case again = "twice in a row"
}
