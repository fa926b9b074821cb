internal import Glibc
internal import Synchronization

/// A program that this one started, spoken to through its standard input and output.
///
/// It is in a process group of its own, so that a key that interrupts this one does not reach it, with
/// every signal as usual. All calls are blocking; one thread writes, one reads, any may signal it.
public final class ChildProcess: Sendable {
    /// Where what it says on its standard error goes.
    public enum Errors: Sendable {
        /// To this one's.
        case inherited
        /// Into its output.
        case output
    }

    /// How it ended.
    public enum End: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with a status.
        case status(Int32)
        /// By a signal.
        case signal(Int32)

        /// Such as "with status 1".
        public var description: String {
            switch self {
            case .status(let status): "with status \(status)"
            case .signal(let signal): "by signal \(signal)"
            }
        }
    }

    private struct State {
        /// Its standard input; `nil` when it was closed.
        var input: Int32?
        /// How it ended; it has been waited for.
        var end: End?
    }

    /// The number of its process.
    public let pid: Int32
    private let state: Mutex<State>
    private let output: Int32

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: its file.
    ///   - words: its command line, its own name first.
    ///   - environment: all of its environment, as `NAME=value`.
    public init(
        path: String, words: [String], environment: [String], errors: Errors
    ) throws(EventLoopError) {
        let (input, output) = (try PipeEnds(), try PipeEnds())
        defer {
            close(input.read)
            close(output.write)
        }
        do throws(EventLoopError) {
            pid = try Self.spawn(path, words, environment, input.read, output.write, errors)
        } catch {
            close(input.write)
            close(output.read)
            throw error
        }
        state = Mutex(State(input: input.write))
        self.output = output.read
    }

    /// One that still runs is ended at once.
    deinit {
        closeInput()
        if state.withLock({ $0.end }) == nil {
            signal(SIGKILL)
            wait()
        }
        close(output)
    }

    /// Writes all of some bytes to its standard input.
    ///
    /// - Returns: `false` when it reads no more.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let input = state.withLock({ $0.input }) else { return false }
        return BlockingIO.write(bytes, to: input)
    }

    /// Closes its standard input.
    public func closeInput() {
        let input = state.withLock { state -> Int32? in
            defer { state.input = nil }
            return state.input
        }
        if let input { close(input) }
    }

    /// Reads what it wrote, as far as there is room; waits until there is something.
    ///
    /// - Returns: How many bytes; 0 when it writes no more.
    public func read(into room: UnsafeMutableRawBufferPointer) -> Int {
        BlockingIO.read(output, into: room)
    }

    /// Waits until it wrote something or has ended.
    ///
    /// - Returns: `false` when it did not within so many milliseconds.
    public func hasOutput(within milliseconds: Int32) -> Bool {
        var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, milliseconds) != 0
    }

    /// Sends it a signal, unless it has been waited for.
    public func signal(_ number: Int32) {
        state.withLock { state in
            if state.end == nil { _ = kill(pid, number) }
        }
    }

    /// Waits until it has ended.
    @discardableResult
    public func wait() -> End {
        while true { if let end = wait(atMost: .max) { return end } }
    }

    /// Waits until it has ended, or so long, ns.
    ///
    /// - Returns: How it ended; `nil` when it did not.
    public func wait(atMost span: Int64) -> End? {
        let clock = MonotonicClock()
        let began = clock.now()
        while true {
            if let end = ended() { return end }
            guard clock.now() - began < span else { return nil }
            var pause = timespec(tv_sec: 0, tv_nsec: Self.pause)
            nanosleep(&pause, nil)
        }
    }

    /// Between two looks at whether it has ended, ns.
    private static let pause = 2_000_000

    /// How it ended, if it has.
    private func ended() -> End? {
        state.withLock { state in
            if let end = state.end { return end }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let number = status & 0x7f
            state.end = number == 0 ? .status(status >> 8 & 0xff) : .signal(number)
            return state.end
        }
    }

    /// Lets one of its threads run that gave way to everybody, as nice as it is.
    public func hurry(thread: Int32) {
        var parameter = sched_param()
        parameter.sched_priority = 0
        state.withLock { state in
            if state.end == nil { _ = sched_setscheduler(thread, SCHED_OTHER, &parameter) }
        }
    }

    private static func spawn(
        _ path: String, _ words: [String], _ environment: [String], _ input: Int32,
        _ output: Int32, _ errors: Errors
    ) throws(EventLoopError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if errors == .output { posix_spawn_file_actions_adddup2(&actions, output, 2) }
        var facts = posix_spawnattr_t()
        posix_spawnattr_init(&facts)
        defer { posix_spawnattr_destroy(&facts) }
        var (blocked, usual) = (sigset_t(), sigset_t())
        sigemptyset(&blocked)
        sigfillset(&usual)
        posix_spawnattr_setsigmask(&facts, &blocked)
        posix_spawnattr_setsigdefault(&facts, &usual)
        posix_spawnattr_setpgroup(&facts, 0)
        posix_spawnattr_setflags(
            &facts,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var (arguments, variables) = (words.map { strdup($0) }, environment.map { strdup($0) })
        defer { (arguments + variables).forEach { free($0) } }
        arguments.append(nil)
        variables.append(nil)
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, path, &actions, &facts, arguments, variables)
        if failure != 0 { throw EventLoopError(status: -failure, what: "start", address: path) }
        return pid
    }
}

/// The two ends of a pipe, closed in programs that are started.
private struct PipeEnds {
    let read: Int32
    let write: Int32

    init() throws(EventLoopError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw EventLoopError(status: -errno, what: "pipe")
        }
        (read, write) = (ends[0], ends[1])
    }
}
