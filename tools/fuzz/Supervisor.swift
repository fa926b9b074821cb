import CFuzzSupport
import CLI
import Glibc

/// Starts workers, watches them, and goes on behind an input that ended one.
struct Supervisor {
    /// Wall seconds after which an input that uses no processor time hangs.
    static let longestWait = 60.0
    /// Resident bytes a worker may have.
    static let mostMemory = 1 << 30
    /// Failures after which a run ends.
    static let mostFailures = 20

    let plan: Plan
    /// Wall seconds a run may take.
    let seconds: Double?
    /// Processor seconds after which an input hangs.
    let patience: Double
    /// What the worker is called with, besides its own options.
    let words: [String]

    private let began = Clock.wall()
    private let terminal = Terminal.error

    init(plan: Plan, seconds: Double?, patience: Double, words: [String]) {
        self.plan = plan
        self.seconds = seconds
        self.patience = patience
        self.words = words
    }

    /// Runs the plan.
    ///
    /// - Returns: How many inputs failed.
    func run() throws(CommandFailure) -> Int {
        let descriptor = pitfuzz_shared_memory()
        guard descriptor >= 0, let page = SharedPage(descriptor: descriptor, isNew: true) else {
            throw CommandFailure("no shared page: error \(errno)")
        }
        defer { close(descriptor) }
        var failures = 0
        var next = 0
        while next < plan.count, failures < Self.mostFailures {
            page.input = next
            let ending = watch(try start(from: next, descriptor), page)
            let reached = page.input
            switch ending {
            case .finished:
                next = reached
                clearLine()
                report(next, failures)
                return failures
            case .failed(let why):
                failures += 1
                clearLine()
                let what =
                    reached >= plan.count || page.stops
                    ? "after the last input" : plan.reproducer(of: reached)
                Output.note("pitfuzz: \(why): \(what)\n")
                next = reached + 1
            }
        }
        report(next, failures)
        return failures
    }

    private enum Ending {
        case finished
        case failed(String)
    }

    private func start(
        from input: Int, _ descriptor: Int32
    ) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptor, SharedPage.descriptor)
        // The sanitizer shows traps itself; the runtime's own reporter would be caught by it.
        if pitfuzz_has_address_sanitizer() == 1 { setenv("SWIFT_BACKTRACE", "enable=no", 1) }
        let arguments = ["pitfuzz"] + words + ["--worker", String(input)]
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        let error = posix_spawn(&process, "/proc/self/exe", &actions, nil, &pointers, environ)
        guard error == 0 else { throw CommandFailure("no worker: error \(error)") }
        return process
    }

    /// Waits for the end of a worker, and ends it when an input takes too long or too much.
    private func watch(_ process: pid_t, _ page: SharedPage) -> Ending {
        var clock = clockid_t()
        clock_getcpuclockid(process, &clock)
        var last = (input: -1, processor: 0.0, wall: 0.0)
        while true {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process { return Self.ending(status) }
            let (input, processor, wall) = (page.input, Clock.of(clock), Clock.wall())
            if input != last.input { last = (input, processor, wall) }
            let resident = Self.residentBytes(of: process)
            let hangs =
                processor - last.processor > patience || wall - last.wall > Self.longestWait
            if hangs || resident > Self.mostMemory {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                return .failed(hangs ? "hang" : "\(Figures.bytes(resident)) of memory")
            }
            if let seconds, wall - began > seconds { page.stops = true }
            progress(input)
            var pause = timespec(tv_sec: 0, tv_nsec: 50_000_000)
            nanosleep(&pause, nil)
        }
    }

    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7f
        if signal != 0 { return .failed("signal \(signal), \(String(cString: strsignal(signal)))") }
        let code = (status >> 8) & 0xff
        return code == 0 ? .finished : .failed("exit \(code)")
    }

    private static func residentBytes(of process: pid_t) -> Int {
        guard let file = fopen("/proc/\(process)/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}

/// What is shown.
extension Supervisor {
    private func progress(_ input: Int) {
        guard terminal.canRewriteLine, input >= 0 else { return }
        let rate = Double(input) / max(1e-9, Clock.wall() - began)
        Output.note(
            "\r\u{1b}[K\(Figures.count(input)) of \(Figures.count(plan.count)) inputs, "
                + "\(Figures.count(Int(rate)))/s")
    }

    private func clearLine() {
        if terminal.canRewriteLine { Output.note("\r\u{1b}[K") }
    }

    private func report(_ inputs: Int, _ failures: Int) {
        let rate = Double(inputs) / max(1e-9, Clock.wall() - began)
        Output.write(
            "\(Figures.count(inputs)) inputs, \(failures) failures, "
                + "\(Figures.count(Int(rate))) inputs/s\n")
    }
}

/// Seconds.
enum Clock {
    static func wall() -> Double { of(CLOCK_MONOTONIC) }

    static func of(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
