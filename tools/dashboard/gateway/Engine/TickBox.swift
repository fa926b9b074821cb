import ClientKit

/// The last tick of an instrument, from the client's thread to the link.
final class TickBox: Sendable {
    private let state = Locked<(last: Tick?, isNew: Bool)>((nil, false))

    /// Any thread.
    func note(_ last: Tick) { state.withLock { $0 = (last, true) } }

    /// Any thread.
    func clear() { state.withLock { $0 = (nil, false) } }

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
