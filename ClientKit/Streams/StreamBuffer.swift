internal import EventLoop

/// Records and what happened between them, in order.
@usableFromInline
struct StreamBatch<Record: Sendable>: Sendable {
    /// Something that stands before the record at `position`.
    @usableFromInline
    struct Mark: Sendable {
        @usableFromInline let position: Int
        @usableFromInline let kind: Kind

        init(position: Int, kind: Kind) {
            self.position = position
            self.kind = kind
        }
    }

    @usableFromInline
    enum Kind: Sendable {
        case frame(FrameStamps)
        case event(StreamEvent<Record>)
    }

    @usableFromInline var records: [Record] = []
    @usableFromInline var marks: [Mark] = []

    @usableFromInline
    init() {}

    var isEmpty: Bool { records.isEmpty && marks.isEmpty }

    mutating func add(_ event: StreamEvent<Record>) {
        marks.append(Mark(position: records.count, kind: .event(event)))
    }

    mutating func add(_ stamps: FrameStamps, at position: Int) {
        marks.append(Mark(position: position, kind: .frame(stamps)))
    }

    /// Adds a frame's stamps before what was appended of it from `position` on.
    mutating func insert(_ stamps: FrameStamps, at position: Int) {
        let mark = Mark(position: position, kind: .frame(stamps))
        let index = marks.firstIndex { $0.position > position } ?? marks.count
        marks.insert(mark, at: index)
    }

    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
    }
}

/// What waits between the loop and one reader: bounded, and taken whole.
///
/// The loop appends, the reader swaps the batch for an emptied one, so a record costs a copy and
/// no hand-over of its own.
final class StreamBuffer<Record: Sendable>: Sendable {
    private struct State {
        var batch = StreamBatch<Record>()
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isFull = false
        var isEnded = false
        var isAbandoned = false
        var most = 0
    }

    enum Refill { case taken, wait, ended }

    /// Records and marks at which the writer is told to pause.
    let limit: Int
    /// The reader took what filled the buffer: the writer may go on. Any thread.
    private let drained: @Sendable () -> Void
    /// The reader is gone. Any thread, at most once.
    private let abandoned: @Sendable () -> Void
    private let state = Locked(State())

    init(
        limit: Int, drained: @escaping @Sendable () -> Void,
        abandoned: @escaping @Sendable () -> Void
    ) {
        precondition(limit >= 1, "a stream's buffer holds at least 1 record, got \(limit)")
        self.limit = limit
        self.drained = drained
        self.abandoned = abandoned
    }

    /// The most records and marks that ever waited.
    var mostWaiting: Int { state.withLock { $0.most } }

    /// Lets `body` append.
    ///
    /// - Returns: Whether there is room for more.
    func put<Failure: Error>(
        _ body: (inout StreamBatch<Record>) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var woken: [CheckedContinuation<Void, Never>] = []
        let hasRoom = try state.withLock { (state) throws(Failure) -> Bool in
            guard !state.isEnded else { return true }
            try body(&state.batch)
            let waiting = state.batch.records.count + state.batch.marks.count
            state.most = max(state.most, waiting)
            state.isFull = waiting >= limit
            if waiting > 0 { swap(&woken, &state.waiters) }
            return !state.isFull
        }
        for waiter in woken { waiter.resume() }
        return hasRoom
    }

    /// The last event; what comes after it is dropped.
    func end(_ reason: StreamEndReason) {
        var woken: [CheckedContinuation<Void, Never>] = []
        state.withLock { state in
            guard !state.isEnded else { return }
            state.batch.add(.ended(reason))
            state.isEnded = true
            swap(&woken, &state.waiters)
        }
        for waiter in woken { waiter.resume() }
    }

    /// Takes what waits in exchange for `taken`, which must be used up.
    func take(_ taken: inout StreamBatch<Record>) -> Refill {
        taken.removeAll()
        var wasFull = false
        let outcome = state.withLock { state -> Refill in
            if state.batch.isEmpty { return state.isEnded ? .ended : .wait }
            swap(&state.batch, &taken)
            wasFull = state.isFull
            state.isFull = false
            return .taken
        }
        if wasFull { drained() }
        return outcome
    }

    /// Waits until there is something to take.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.batch.isEmpty || state.isEnded { return true }
                state.waiters.append(continuation)
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// The reader is gone: nothing is kept for it any more.
    func abandon() {
        var woken: [CheckedContinuation<Void, Never>] = []
        let isFirst = state.withLock { state in
            let isFirst = !state.isAbandoned
            state.isAbandoned = true
            state.isEnded = true
            state.batch = StreamBatch()
            swap(&woken, &state.waiters)
            return isFirst
        }
        for waiter in woken { waiter.resume() }
        if isFirst { abandoned() }
    }
}
