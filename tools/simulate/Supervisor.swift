import CLI
import Glibc
import JSON

/// Has seeds run in a process of their own, watches it, and reports.
final class Supervisor {
    /// Seconds after which a seed hangs.
    static let longest = 120.0

    private let first: Int
    private let count: Int
    private let faults: String
    private let isVerbose: Bool
    private let isJSON: Bool
    private let terminal = Terminal.error
    private let began = Clock.now()

    private var totals = RunTotals()
    private var failures: [(seed: Int, why: String)] = []
    /// Failures after which a run ends.
    private static let mostFailures = 10

    init(first: Int, count: Int, faults: String, isVerbose: Bool, isJSON: Bool) {
        self.first = first
        self.count = count
        self.faults = faults
        self.isVerbose = isVerbose
        self.isJSON = isJSON
    }

    /// - Returns: Whether every seed held.
    func run() throws(CommandFailure) -> Bool {
        var next = first
        while next < first + count, failures.count < Self.mostFailures {
            next = try runWorker(from: next)
        }
        report()
        return failures.isEmpty
    }

    /// Runs seeds until the worker ends.
    ///
    /// - Returns: The seed to go on with.
    private func runWorker(from seed: Int) throws(CommandFailure) -> Int {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw CommandFailure("no pipe: error \(errno)") }
        let process = try start(seed, ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        var reading = Reading(next: seed)
        while reading.read(ends[0], take) {
            if Clock.now() - reading.heard > Self.longest {
                kill(process, SIGKILL)
                reading.isHung = true
            }
            progress(reading.next)
            if failures.count >= Self.mostFailures { kill(process, SIGKILL) }
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        clearLine()
        if let seed = reading.running, failures.count < Self.mostFailures {
            let signal = status & 0x7f
            fail(
                seed,
                reading.isHung
                    ? "no end within \(Int(Self.longest)) s"
                    : "trapped: signal \(signal), \(String(cString: strsignal(signal)))")
            return seed + 1
        }
        return reading.next
    }

    private func start(_ seed: Int, _ descriptor: Int32) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptor, Worker.descriptor)
        // A trap is reported in one line; `--seed` shows where it was.
        if !isVerbose { setenv("SWIFT_BACKTRACE", "enable=no", 1) }
        var words = [
            "pitsim", "--worker", "--seeds", "\(seed)..\(first + count - 1)", "--faults", faults,
        ]
        if isVerbose { words.append("--verbose") }
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        let error = posix_spawn(&process, "/proc/self/exe", &actions, nil, &pointers, environ)
        guard error == 0 else { throw CommandFailure("no worker: error \(error)") }
        return process
    }

    private func take(_ fields: [String]) {
        guard fields.count > 4, let seed = Int(fields[1]) else { return }
        totals.add(fields[3..<fields.count - 1].map { Int($0) ?? 0 })
        if isVerbose, !isJSON { Output.write("event log \(fields[2])\n") }
        if let why = fields.last, !why.isEmpty { fail(seed, why) }
    }

    private func fail(_ seed: Int, _ why: String) {
        failures.append((seed, why))
        clearLine()
        Output.note("pitsim: seed \(seed): \(why): \(reproducer(seed))\n")
    }

    private func reproducer(_ seed: Int) -> String {
        "pitsim --seed \(seed)\(faults == "all" ? "" : " --faults \(faults)") --verbose"
    }

    // MARK: What is shown

    private func progress(_ seed: Int) {
        guard terminal.canRewriteLine, !isVerbose else { return }
        let done = seed - first
        let rate = Double(done) / max(0.001, Clock.now() - began)
        Output.note(
            "\r\u{1b}[K\(Figures.count(done)) of \(Figures.count(count)) seeds, "
                + "\(Figures.decimal(rate, places: 1))/s")
    }

    private func clearLine() {
        if terminal.canRewriteLine { Output.note("\r\u{1b}[K") }
    }

    private func report() {
        let seconds = Clock.now() - began
        if isJSON { return writeJSON(seconds) }
        let rate = Figures.decimal(Double(totals.seeds) / max(0.001, seconds), places: 1)
        Output.write(
            "\(Figures.count(totals.seeds)) seeds, \(failures.count) failures, "
                + "\(Figures.seconds(seconds)), \(rate) seeds/s\n"
                + "\(Figures.count(totals.inputs)) inputs, \(Figures.count(totals.records)) "
                + "records followed, \(Figures.count(totals.gaps)) announced gaps, "
                + "\(Figures.count(totals.starts)) engine starts\n")
        for kind in FaultKind.allCases where totals.faults[kind] > 0 {
            Output.write("  \(kind.name): \(Figures.count(totals.faults[kind]))\n")
        }
    }

    private func writeJSON(_ seconds: Double) {
        let faults = FaultKind.allCases.map { ($0.name, "\(totals.faults[$0])") }
        let failed = failures.map { failure in
            JSONText.object([
                ("seed", "\(failure.seed)"), ("why", JSONText.quoted(failure.why)),
                ("command", JSONText.quoted(reproducer(failure.seed))),
            ])
        }
        Output.write(
            JSONText.object([
                ("seeds", "\(totals.seeds)"), ("seconds", Figures.decimal(seconds, places: 3)),
                ("inputs", "\(totals.inputs)"), ("records", "\(totals.records)"),
                ("gaps", "\(totals.gaps)"), ("starts", "\(totals.starts)"),
                ("faults", JSONText.object(faults.map { (name: $0.0, value: $0.1) })),
                ("failures", JSONText.array(failed)),
            ]) + "\n")
    }
}

/// Sums over seeds.
struct RunTotals {
    private(set) var seeds = 0
    private(set) var inputs = 0
    private(set) var starts = 0
    private(set) var records = 0
    private(set) var gaps = 0
    private(set) var faults = FaultCounts()

    mutating func add(_ numbers: [Int]) {
        guard numbers.count >= 5 else { return }
        seeds += 1
        inputs += numbers[0]
        starts += numbers[1]
        records += numbers[2]
        gaps += numbers[3]
        faults.add(Array(numbers[5...]))
    }
}

/// The lines of a worker.
private struct Reading {
    var next: Int
    /// The seed that was begun and has not ended.
    var running: Int?
    var heard = Clock.now()
    var isHung = false
    private var held: [UInt8] = []

    init(next: Int) { self.next = next }

    /// Waits a while for what the worker says; `false` once it has ended.
    mutating func read(_ descriptor: Int32, _ take: ([String]) -> Void) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, 100) > 0 else { return true }
        var room = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &room, room.count)
        guard count > 0 else { return false }
        held += room[..<count]
        heard = Clock.now()
        while let end = held.firstIndex(of: 10) {
            let line = String(decoding: held[..<end], as: UTF8.self)
            held.removeSubrange(...end)
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            let seed = fields.count > 1 ? Int(fields[1]) : nil
            if fields[0] == "begin" {
                running = seed
            } else {
                running = nil
                next = (seed ?? next) + 1
                take(fields)
            }
        }
        return true
    }
}

/// Seconds that only go on.
private enum Clock {
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
