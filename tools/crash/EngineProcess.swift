import CLI
import Glibc
import Settings

/// An engine in a process of its own.
final class EngineProcess: @unchecked Sendable {
    let number: pid_t
    /// Monotonic seconds of its start.
    let started: Double
    private let output: Int32
    private let input: Int32

    /// Starts one.
    init(_ plan: CrashPlan, port: Int) throws(CommandFailure) {
        let words = [
            "pitcrash", "serve", "--folder", plan.folder, "--port", String(port), "--symbols",
            String(plan.symbolCount), "--sync", plan.sync.rawValue, "--checkpoint",
            String(plan.checkpoint),
        ]
        let toChild = try Self.pipe()
        let fromChild = try Self.pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        started = Clock.seconds()
        var number = pid_t()
        let error = posix_spawn(&number, "/proc/self/exe", &actions, nil, &pointers, environ)
        close(toChild[0])
        close(fromChild[1])
        input = toChild[1]
        output = fromChild[0]
        self.number = number
        guard error == 0 else { throw CommandFailure("no engine: error \(error)") }
    }

    /// Reading and writing end, for this process alone until they are handed on.
    private static func pipe() throws(CommandFailure) -> [Int32] {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 })
        else { throw CommandFailure("no pipe: error \(errno)") }
        return ends
    }

    deinit {
        close(input)
        close(output)
    }

    /// Waits for its greeting; `nil` when it ended before.
    func greeting() -> Greeting? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 0x0a { return Greeting(String(decoding: line, as: UTF8.self)) }
            line.append(byte)
        }
        return nil
    }

    /// Ends it as a power switch would, and waits until it is gone.
    func kill() {
        Glibc.kill(number, SIGKILL)
        _ = wait()
    }

    /// Asks it to end, and waits.
    ///
    /// - Returns: How it ended, in words; `nil` when well.
    func stop() -> String? {
        Glibc.kill(number, SIGTERM)
        return wait()
    }

    /// Waits for its end.
    func wait() -> String? {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        if status == 0 { return nil }
        let signal = status & 0x7f
        return signal == 0 ? "exit code \(status >> 8 & 0xff)" : "signal \(signal)"
    }
}

/// Time by the monotonic clock.
enum Clock {
    static func seconds() -> Double { read(CLOCK_MONOTONIC) }

    /// Processor time of this process so far.
    static func processorSeconds() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Lets so many microseconds go by: a moment to be killed in, not a wait for something.
    static func pass(microseconds: Int) {
        var span = timespec(
            tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1000)
        nanosleep(&span, nil)
    }
}
