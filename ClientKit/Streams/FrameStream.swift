/// The records of one frame with the frame's stamps.
public struct StreamFrame<Record: Sendable>: Sendable {
    /// What happened before these records: gaps, restarts, snapshots, rolls, the end.
    public var events: [StreamEvent<Record>] = []
    /// When the frame passed each stage; `nil` when only events came.
    public var stamps: FrameStamps?
    /// The records, in order; a roll in their midst begins another element.
    public var records: ArraySlice<Record> = []
}

/// A stream frame by frame: for readers who measure, or work on many records at a time.
public struct FrameStream<Record: Sendable>: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = StreamFrame<Record>
    /// A loop never throws.
    public typealias Failure = Never

    let source: StreamSource<Record>

    init(source: StreamSource<Record>) { self.source = source }

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

    /// Reads the frames; they are split among several iterators.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: StreamSource<Record>
        private var batch = StreamBatch<Record>()
        private var record = 0
        private var mark = 0
        private var stamps: FrameStamps?

        init(source: StreamSource<Record>) { self.source = source }

        /// The next frame; `nil` behind the last one or when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> StreamFrame<Record>? {
            while record == batch.records.count, mark == batch.marks.count {
                (record, mark, stamps) = (0, 0, nil)
                guard await source.refill(&batch, isolation: actor) else { return nil }
            }
            var frame = StreamFrame<Record>()
            while mark < batch.marks.count, batch.marks[mark].position == record {
                switch batch.marks[mark].kind {
                case .event(let event): frame.events.append(event)
                case .frame(let stamps): self.stamps = stamps
                }
                mark += 1
            }
            let end = mark < batch.marks.count ? batch.marks[mark].position : batch.records.count
            guard end > record else { return frame }
            frame.records = batch.records[record..<end]
            frame.stamps = stamps
            record = end
            return frame
        }
    }
}
