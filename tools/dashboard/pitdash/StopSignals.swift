import CLI
import EventLoop
import Glibc

/// SIGINT and SIGTERM as something to wait for, from the making on.
struct StopSignals: Sendable {
    private let thread: LoopThread
    /// Waits for the end of standard input; it is not waited for.
    private let reader: LoopThread?
    private let signals: AsyncStream<Void>

    /// - Parameter untilClosed: the end of standard input counts as well: whoever started this
    ///   program is gone.
    /// - Throws: `CommandFailure` when the system gives no thread or no loop.
    init(untilClosed: Bool) throws {
        let (signals, heard) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        do {
            thread = try LoopThread(name: "signals") { loop in
                for signal in [SIGINT, SIGTERM] {
                    do {
                        _ = try SignalWatcher(on: loop, signal) { heard.yield() }
                    } catch {
                        Output.note("pitdash: \(error)\n")
                    }
                }
            }
            reader = try untilClosed ? Self.reader { heard.yield() } : nil
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private static func reader(
        _ closed: @escaping @Sendable () -> Void
    ) throws(EventLoopError) -> LoopThread {
        try LoopThread(name: "input") { _ in
            var part = [UInt8](repeating: 0, count: 256)
            var count = 1
            while count > 0 || (count < 0 && errno == EINTR) { count = read(0, &part, part.count) }
            closed()
        }
    }

    /// Returns once one has come.
    func wait() async {
        for await _ in signals { break }
        thread.stop()
        thread.join()
    }
}
