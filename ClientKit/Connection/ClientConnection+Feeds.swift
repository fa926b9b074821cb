internal import Records
internal import Wire

/// The loop's end of a feed: who waits for it to open, for room, and for it to be empty.
final class FeedEnd {
    /// Ticks that wait for room.
    struct Waiting {
        let number: Int
        let runs: [FeedRun]
        let count: Int
        let done: (Result<Void, ClientError>) -> Void
    }

    private let limit: Int
    private var granted: ((Result<[FeedOpened.Line], ClientError>) -> Void)?
    var waiting: [Waiting] = []
    private var flushing: [(Result<Void, ClientError>) -> Void] = []
    /// Why it ended, once it has.
    private(set) var failure: ClientError?

    init(
        limit: Int, _ granted: @escaping (Result<[FeedOpened.Line], ClientError>) -> Void
    ) {
        self.limit = limit
        self.granted = granted
    }

    /// It was never open.
    var isPending: Bool { granted != nil }

    func opened(_ lines: [FeedOpened.Line]) {
        let granted = granted
        self.granted = nil
        granted?(.success(lines))
    }

    func ended(_ error: ClientError) {
        failure = failure ?? error
        let granted = granted
        self.granted = nil
        granted?(.failure(error))
        for waiter in waiting { waiter.done(.failure(error)) }
        for waiter in flushing { waiter(.failure(error)) }
        waiting = []
        flushing = []
    }

    /// Whether `count` ticks may go behind `unacknowledged` others.
    func hasRoom(for count: Int, behind unacknowledged: Int) -> Bool {
        waiting.isEmpty && (unacknowledged == 0 || unacknowledged + count <= limit)
    }

    /// The next that waits, if there is room for it now.
    func next(behind unacknowledged: Int) -> Waiting? {
        guard let first = waiting.first,
            unacknowledged == 0 || unacknowledged + first.count <= limit
        else { return nil }
        return waiting.removeFirst()
    }

    func whenEmpty(_ done: @escaping (Result<Void, ClientError>) -> Void) { flushing.append(done) }

    /// Everything was acknowledged.
    func emptied() {
        let waiters = flushing
        flushing = []
        for waiter in waiters { waiter(.success(())) }
    }
}

/// Ticks of one instrument, by its place in the feed.
struct FeedRun: Sendable {
    var line: Int
    var inputs: ArraySlice<Input>
}

extension ClientConnection {
    func openFeed(
        _ symbols: [String], _ granted: @escaping (Result<[FeedOpened.Line], ClientError>) -> Void
    ) -> FeedID? {
        if let ending {
            granted(.failure(ending))
            return nil
        }
        let id = session.openFeed(symbols, at: now())
        feeds[id] = FeedEnd(limit: configuration.feedBuffer, granted)
        asked()
        return id
    }

    /// Sends ticks now or when there is room; `done` is called when they are on their way.
    ///
    /// - Returns: What `giveUp` takes.
    func send(
        _ id: FeedID, _ runs: [FeedRun], _ done: @escaping (Result<Void, ClientError>) -> Void
    ) -> Int {
        let count = runs.reduce(0) { $0 + $1.inputs.count }
        guard let feed = feeds[id], let unacknowledged = session.unacknowledged(id) else {
            done(.failure(feeds[id]?.failure ?? feedEnded))
            return 0
        }
        if feed.hasRoom(for: count, behind: unacknowledged) {
            pass(id, runs)
            done(.success(()))
            return 0
        }
        waitNumber += 1
        feed.waiting.append(
            FeedEnd.Waiting(number: waitNumber, runs: runs, count: count, done: done))
        return waitNumber
    }

    /// Takes back ticks that still wait for room; what is on its way stays so.
    func giveUp(_ id: FeedID, _ number: Int, _ error: ClientError) {
        guard let feed = feeds[id],
            let index = feed.waiting.firstIndex(where: { $0.number == number })
        else { return }
        feed.waiting.remove(at: index).done(.failure(error))
        passWaiting(id)
    }

    /// Calls `done` once everything sent is acknowledged.
    func flush(_ id: FeedID, _ done: @escaping (Result<Void, ClientError>) -> Void) {
        guard let feed = feeds[id] else { return done(.failure(feedEnded)) }
        if let failure = feed.failure { return done(.failure(failure)) }
        feed.whenEmpty(done)
        passWaiting(id)
    }

    /// The engine acknowledged ticks: what waits for room goes on.
    func passWaiting(_ id: FeedID) {
        guard let feed = feeds[id] else { return }
        while let next = feed.next(behind: session.unacknowledged(id) ?? 0) {
            pass(id, next.runs)
            next.done(.success(()))
        }
        if feed.waiting.isEmpty, session.unacknowledged(id) == 0 { feed.emptied() }
    }

    func closeFeed(_ id: FeedID) {
        session.closeFeed(id)
        feeds.removeValue(forKey: id)?.ended(feedEnded)
    }

    private func pass(_ id: FeedID, _ runs: [FeedRun]) {
        let now = now()
        for run in runs { session.feed(id, line: run.line, run.inputs, at: now) }
        asked()
    }

    private var feedEnded: ClientError {
        ending
            ?? ClientError(
                .closed, what: "feed", place: configuration.address, detail: "the feed was closed")
    }
}
