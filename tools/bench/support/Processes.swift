import Glibc

/// This program again, as another process whose output is read.
public struct SecondProcess {
    /// Its number.
    public let process: Int32
    private let output: Int32

    /// Starts it with these words.
    ///
    /// - Parameter processor: the one it is kept on, with all its threads; `nil` for any.
    public init(_ words: [String], on processor: Int? = nil) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { Measured.fail("no pipe: error \(errno)") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var own = [CChar](repeating: 0, count: 4096)
        guard readlink("/proc/self/exe", &own, own.count - 1) > 0 else {
            Measured.fail("no name for this program: error \(errno)")
        }
        let name = String(
            decoding: own.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pin = processor.map { ["taskset", "-c", "\($0)"] } ?? []
        let command = pin + [name] + words
        var pointers = command.map { strdup($0) } + [nil]
        var process = pid_t()
        let error = posix_spawnp(&process, command[0], &actions, nil, &pointers, environ)
        guard error == 0 else { Measured.fail("no second process: error \(error)") }
        for pointer in pointers { free(pointer) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        self.process = process
        output = ends[0]
    }

    /// Waits for its next line; `nil` at the end of its output.
    public func line() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 0x0a { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it has ended.
    public var hasEnded: Bool {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) == process
    }

    /// Ends it.
    public func end() {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}

/// What a benchmark asks of the system for its threads.
public enum BenchThread {
    /// Runs `body` on a thread of its own that nobody waits for.
    public static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(body)).toOpaque())
        guard status == 0 else { Measured.fail("no thread: error \(status)") }
        pthread_detach(thread)
    }

    /// Sleeps until a time of the monotonic clock.
    public static func sleep(until nanoseconds: Int) {
        var time = timespec(
            tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
