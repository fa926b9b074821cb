internal import CLibuv
internal import Synchronization

/// Calls back on the loop after `send` on any thread.
///
/// Several sends may become one call, but each send is followed by a call that begins after it:
/// what was written before the send is seen in the call.
public final class Wakeup: LoopHandle, @unchecked Sendable {
    private var woken: (() -> Void)?
    /// A call is on its way that has not begun.
    private let isPending = Atomic(false)
    /// Held by a sender while it touches the handle, so that `close` waits for it.
    private let isOpen = Locked(true)

    /// A wake-up that calls `woken` on the loop's thread.
    public init(on loop: EventLoop, _ woken: @escaping () -> Void) throws(EventLoopError) {
        self.woken = woken
        super.init(on: loop, uv_async_t.self)
        try check(
            uv_async_init(loop.raw, pointer(uv_async_t.self)) { handle in
                (LoopHandle.of(handle!) as? Wakeup)?.wake()
            }, "wake-up")
        opened()
    }

    /// Asks for a call; any thread. One atomic exchange while a call is pending; nothing after
    /// `close`.
    public func send() {
        // Acquire and release: the call clears the mark first, so it sees what was written before
        // every send that found the mark set.
        if isPending.exchange(true, ordering: .acquiringAndReleasing) { return }
        isOpen.withLock { isOpen in
            if isOpen { uv_async_send(pointer(uv_async_t.self)) }
        }
    }

    private func wake() {
        _ = isPending.exchange(false, ordering: .acquiringAndReleasing)
        let woken = woken
        woken?()
    }

    override func willClose() { isOpen.withLock { $0 = false } }

    override func didClose() { woken = nil }
}
