import Glibc

/// SIGINT and SIGTERM as something to wait for.
enum StopSignals {
    /// Keeps them from ending the process: before any thread is started, as each inherits this.
    static func block() {
        var set = all
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var all: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        return set
    }

    /// Returns once one has come.
    static func wait() async {
        await withCheckedContinuation { continuation in
            var thread = pthread_t()
            let waiter = Unmanaged.passRetained(Waiter(continuation))
            let failure = pthread_create(
                &thread, nil,
                { raw in
                    guard let raw else { return nil }
                    var (set, signal) = (StopSignals.all, Int32(0))
                    sigwait(&set, &signal)
                    Unmanaged<Waiter>.fromOpaque(raw).takeRetainedValue().continuation.resume()
                    return nil
                }, waiter.toOpaque())
            precondition(failure == 0, "no thread for signals: error \(failure)")
            pthread_detach(thread)
        }
    }

    private final class Waiter: Sendable {
        let continuation: CheckedContinuation<Void, Never>

        init(_ continuation: CheckedContinuation<Void, Never>) {
            self.continuation = continuation
        }
    }
}
