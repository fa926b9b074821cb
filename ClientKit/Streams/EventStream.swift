public import Wire

/// A stream of one channel and instrument, to be read by one `for await` loop.
///
///     for await event in try await client.bars(of: "SPY", period: .minute1) {
///         switch event {
///         case .record(let bar): print(bar.close)
///         case .gap(let gap): print("\(gap.count) bars are missing")
///         default: break
///         }
///     }
///
/// The subscription lives as long as this value or a loop over it, and ends at the cancellation
/// of the task that reads. It keeps its client alive. What waits is bounded: when the loop is slower than the engine, the
/// socket is read no further, and the engine's slow-reader policy decides what happens.
public struct EventStream<Record: Sendable>: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = StreamEvent<Record>
    /// A loop never throws.
    public typealias Failure = Never

    /// The instrument with its number and scales, as granted; `nil` for the engine's status.
    public let instrument: InstrumentInfo?
    @usableFromInline let source: StreamSource<Record>

    init(
        instrument: InstrumentInfo?, buffer: StreamBuffer<Record>, of client: PitwireClient?
    ) {
        self.instrument = instrument
        source = StreamSource(buffer, of: client)
    }

    /// The records alone; gaps and restarts pass unseen.
    public var records: RecordStream<Record> { RecordStream(source: source) }

    /// The records frame by frame, with each frame's stamps.
    public var frames: FrameStream<Record> { FrameStream(source: source) }

    /// The most records and events that ever waited for the reader.
    public var mostWaiting: Int { source.buffer.mostWaiting }

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

    /// Reads the stream; elements are split among several iterators.
    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let source: StreamSource<Record>
        @usableFromInline var batch = StreamBatch<Record>()
        @usableFromInline var record = 0
        @usableFromInline var mark = 0

        @usableFromInline
        init(source: StreamSource<Record>) { self.source = source }

        /// The next event; `nil` behind the last one or when the task is cancelled.
        @inlinable
        @inline(__always)
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> StreamEvent<Record>? {
            while true {
                while mark < batch.marks.count, batch.marks[mark].position == record {
                    mark += 1
                    if case .event(let event) = batch.marks[mark - 1].kind { return event }
                }
                if record < batch.records.count {
                    record += 1
                    return .record(batch.records[record - 1])
                }
                (record, mark) = (0, 0)
                guard await source.refill(&batch, isolation: actor) else { return nil }
            }
        }
    }
}

/// The records of a stream, without the events between them.
public struct RecordStream<Record: Sendable>: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = Record
    /// A loop never throws.
    public typealias Failure = Never

    @usableFromInline let source: StreamSource<Record>

    init(source: StreamSource<Record>) { self.source = source }

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

    /// Reads the records; they are split among several iterators.
    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let source: StreamSource<Record>
        @usableFromInline var batch = StreamBatch<Record>()
        @usableFromInline var record = 0

        @usableFromInline
        init(source: StreamSource<Record>) { self.source = source }

        /// The next record; `nil` behind the last one or when the task is cancelled.
        @inlinable
        @inline(__always)
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> Record? {
            while true {
                if record < batch.records.count {
                    record += 1
                    return batch.records[record - 1]
                }
                record = 0
                guard await source.refill(&batch, isolation: actor) else { return nil }
            }
        }
    }
}

/// The reader's end of a stream: when the last copy goes, so does the subscription.
@usableFromInline
final class StreamSource<Record: Sendable>: Sendable {
    let buffer: StreamBuffer<Record>
    /// Kept while there is a reader.
    private let client: PitwireClient?

    init(_ buffer: StreamBuffer<Record>, of client: PitwireClient? = nil) {
        self.buffer = buffer
        self.client = client
    }

    deinit { buffer.abandon() }

    /// Takes what waits, or waits for it.
    ///
    /// - Returns: `false` at the end, and when the task is cancelled.
    @usableFromInline
    func refill(
        _ batch: inout StreamBatch<Record>, isolation actor: isolated (any Actor)?
    ) async -> Bool {
        let buffer = buffer
        while true {
            if Task.isCancelled {
                buffer.abandon()
                batch.removeAll()
                return false
            }
            switch buffer.take(&batch) {
            case .taken: return true
            case .ended: return false
            case .wait:
                await withTaskCancellationHandler {
                    await buffer.wait()
                } onCancel: {
                    buffer.abandon()
                }
            }
        }
    }
}
