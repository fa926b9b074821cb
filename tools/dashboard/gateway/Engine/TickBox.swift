import ClientKit
import EventLoop

/// The last tick of an instrument and what is missing of them, from the client's thread to the link.
final class TickBox: Sendable {
    private struct State: Sendable {
        var last: Tick?
        var isNew = false
        var missing: (count: UInt64, reason: StreamGap.Reason)?
    }

    private let state = Locked(State())

    /// Any thread.
    func note(_ last: Tick) {
        state.withLock { state in
            state.last = last
            state.isNew = true
        }
    }

    /// Any thread.
    func note(_ gap: StreamGap) {
        state.withLock { state in
            state.missing = ((state.missing?.count ?? 0) + gap.count, gap.reason)
        }
    }

    /// How many ticks are missing since the last call, and why the last of them are.
    func takeGap() -> (count: UInt64, reason: StreamGap.Reason)? {
        state.withLock { $0.missing.take() }
    }

    /// Any thread.
    var last: Tick? { state.withLock { $0.last } }

    /// Whether a tick came since the last call.
    func takeNews() -> Bool {
        state.withLock { state in
            let isNew = state.isNew
            state.isNew = false
            return isNew
        }
    }
}
