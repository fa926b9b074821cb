public import Market
import Records

/// A history with the facts of its instruments: what every export starts from.
///
/// Files, a journal or anything else that gives inputs can stand behind it.
public struct History {
    /// Gives the inputs in their order.
    public var source: any InputSource
    /// The instruments; an input's number is its instrument's place here.
    public var instruments: [Instrument]
    /// All bytes that `source` will report, `nil` when unknown.
    public var totalBytes: Int?

    /// Puts a history together.
    public init(source: any InputSource, instruments: [Instrument], totalBytes: Int? = nil) {
        self.source = source
        self.instruments = instruments
        self.totalBytes = totalBytes
    }

    /// The number of a symbol.
    public func number(of symbol: String) -> InstrumentID? {
        instruments.firstIndex { $0.symbol == symbol }.map { InstrumentID(UInt32($0)) }
    }
}

/// Copies a history, or a part of it, into a writer.
public struct HistoryCopy {
    /// What came of it.
    public struct Outcome {
        /// What was read, with its bad rows.
        public var report: SourceReport
        /// What was written.
        public var tally: HistoryTally
        /// Ticks, quotes and bars outside of the filter.
        public var outside: Int
    }

    private static let batch = 4096
    private let history: History
    private let filter: HistoryFilter

    /// Prepares a copy.
    public init(_ history: History, _ filter: HistoryFilter = HistoryFilter()) {
        self.history = history
        self.filter = filter
    }

    /// Copies everything and finishes the writer.
    ///
    /// - Parameter progress: told after every few thousand inputs what was read so far.
    /// - Throws: When the source or the writer can not go on, or nothing was left to write.
    public func run(
        into writer: any HistoryWriter, progress: (SourceReport) -> Void = { _ in }
    ) throws(FeedError) -> Outcome {
        let read = UnsafeMutableBufferPointer<Input>.allocate(capacity: Self.batch)
        let kept = UnsafeMutableBufferPointer<Input>.allocate(capacity: Self.batch)
        defer {
            read.deallocate()
            kept.deallocate()
        }
        var outside = 0
        while true {
            let count = try history.source.next(into: read)
            if count == 0 { break }
            var taken = 0
            for input in read[..<count] {
                if filter.takes(input) {
                    kept[taken] = input
                    taken += 1
                } else if [.tick, .quote, .bar].contains(input.kind) {
                    outside += 1
                }
            }
            try writer.add(UnsafeBufferPointer(rebasing: kept[..<taken]))
            progress(history.source.report)
        }
        let report = history.source.report
        guard writer.tally.count > 0 else {
            throw FeedError(
                source: report.name, place: .whole,
                expected: "something to write in the time and of the symbol asked for",
                found: "\(report.rows) rows, \(report.bad) of them bad, \(outside) others")
        }
        try writer.finish()
        return Outcome(report: report, tally: writer.tally, outside: outside)
    }
}
