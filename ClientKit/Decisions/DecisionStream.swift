public import Records
public import Wire

/// Evaluations with their meaning, to be read by one `for await` loop.
///
///     for await signal in try await client.signals(of: "SPY").records {
///         print(signal.id, signal.direction.name, signal["price"] ?? 0)
///     }
///
/// It lives, waits and ends as every `EventStream` does. When the engine was started anew, what its
/// strategies are is asked again before the stream goes on.
public struct DecisionStream: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = StreamEvent<Decision>
    /// A loop never throws.
    public typealias Failure = Never

    /// The evaluations as they come, for readers who know what they mean or who want the stamps
    /// of their frames.
    public let evaluations: EventStream<Evaluation>
    /// The instrument with its number and scales, as granted.
    public let instrument: InstrumentInfo
    private let book: StrategyBook
    private let client: PitwireClient

    init(
        _ evaluations: EventStream<Evaluation>, _ instrument: InstrumentInfo, _ book: StrategyBook,
        of client: PitwireClient
    ) {
        self.evaluations = evaluations
        self.instrument = instrument
        self.book = book
        self.client = client
    }

    /// The decisions alone; what the stream begins with, gaps and restarts pass unseen.
    public var records: DecisionRecords { DecisionRecords(stream: self) }

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(evaluations.makeAsyncIterator(), instrument, book, client)
    }

    /// Reads the stream; elements are split among several iterators.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var evaluations: EventStream<Evaluation>.AsyncIterator
        private var instrument: InstrumentInfo
        private var book: StrategyBook
        private let client: PitwireClient
        /// The epoch of what comes; another one than the book's asks for another book.
        private var epoch: UInt64

        init(
            _ evaluations: EventStream<Evaluation>.AsyncIterator, _ instrument: InstrumentInfo,
            _ book: StrategyBook, _ client: PitwireClient
        ) {
            self.evaluations = evaluations
            self.instrument = instrument
            self.book = book
            self.client = client
            epoch = book.epoch
        }

        /// The next event; `nil` behind the last one or when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> StreamEvent<Decision>? {
            guard let event = await evaluations.next(isolation: actor) else { return nil }
            switch event {
            case .record(let evaluation):
                if book.epoch != epoch { await readBook(isolation: actor) }
                return .record(book.decision(evaluation, of: instrument))
            case .snapshot(let evaluations):
                if book.epoch != epoch { await readBook(isolation: actor) }
                return .snapshot(evaluations.map { book.decision($0, of: instrument) })
            case .restarted(let restart):
                epoch = restart.epoch
                instrument = restart.instrument ?? instrument
                return .restarted(restart)
            case .roll(let roll): return .roll(roll)
            case .gap(let gap): return .gap(gap)
            case .ended(let reason): return .ended(reason)
            }
        }

        /// Asks what the strategies of a new engine are; what fails is tried again at the next
        /// record.
        private mutating func readBook(isolation actor: isolated (any Actor)?) async {
            guard let fresh = try? await client.book(of: epoch) else {
                return book = StrategyBook(epoch: book.epoch, schemas: [])
            }
            book = fresh
            // Of an engine that is newer still, the restart comes behind in the stream.
            epoch = fresh.epoch
        }
    }
}

/// The decisions of a stream, without the events between them.
public struct DecisionRecords: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = Decision
    /// A loop never throws.
    public typealias Failure = Never

    let stream: DecisionStream

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: stream.makeAsyncIterator())
    }

    /// Reads the decisions; they are split among several iterators.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var events: DecisionStream.AsyncIterator

        /// The next decision; `nil` behind the last one or when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> Decision? {
            while let event = await events.next(isolation: actor) {
                if case .record(let decision) = event { return decision }
            }
            return nil
        }
    }
}
