internal import CLibuv
internal import Glibc

/// Calls back on the loop when the process gets a signal.
///
///     let watcher = try SignalWatcher(on: loop, SIGTERM) { loop.stop() }
public final class SignalWatcher: LoopHandle {
    private var received: (() -> Void)?

    /// Watches from now to `close`; several watchers of one signal are all called.
    ///
    /// - Parameters:
    ///   - signal: `SIGTERM`, `SIGINT`, `SIGHUP`, `SIGUSR1`...; not `SIGKILL` or `SIGSTOP`.
    public init(
        on loop: EventLoop, _ signal: Int32, _ received: @escaping () -> Void
    ) throws(EventLoopError) {
        self.received = received
        super.init(on: loop, uv_signal_t.self)
        try check(uv_signal_init(loop.raw, pointer(uv_signal_t.self)), "signal \(signal)")
        opened()
        let status = uv_signal_start(
            pointer(uv_signal_t.self),
            { handle, _ in
                guard let watcher = LoopHandle.of(handle!) as? SignalWatcher else { return }
                let received = watcher.received
                received?()
            }, signal)
        if status < 0 {
            close()
            throw EventLoopError(status: status, what: "signal \(signal)")
        }
    }

    override func didClose() { received = nil }
}
