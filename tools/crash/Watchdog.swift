import CLI
import Glibc
import Synchronization

/// Ends the run, saying where it stood, when nothing has gone on for a minute.
final class Watchdog: Sendable {
    private struct Standing {
        var text = "start"
        var since = Clock.seconds()
        var process: pid_t = 0
    }

    private static let patience = 60.0
    private let standing = Mutex(Standing())

    /// Starts to watch, for as long as the program lives.
    func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let watchdog = Unmanaged<Watchdog>.fromOpaque(argument).takeRetainedValue()
                while true {
                    Clock.pass(microseconds: 500_000)
                    watchdog.look()
                }
            }, Unmanaged.passRetained(self).toOpaque())
    }

    /// Something went on.
    func note(_ text: String) {
        standing.withLock {
            $0.text = text
            $0.since = Clock.seconds()
        }
    }

    /// The engine that goes with the run.
    func watch(_ process: pid_t) { standing.withLock { $0.process = process } }

    private func look() {
        let standing = standing.withLock { $0 }
        guard Clock.seconds() - standing.since > Self.patience else { return }
        Output.note("pitcrash: nothing for \(Int(Self.patience)) s: \(standing.text)\n")
        if standing.process > 0 { kill(standing.process, SIGKILL) }
        _exit(1)
    }
}
