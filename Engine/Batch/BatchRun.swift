import Feed
import Market
import Measures
import Pipeline
import Records

/// Reads one input to its end and writes the files: the same feed and pipeline as the live
/// engine, driven by hand.
public struct BatchRun {
    /// How far a batch is.
    public struct Progress: Hashable, Sendable {
        /// Bytes of the file as stored.
        public var bytes: Int
        /// Rows read.
        public var rows: Int
    }

    private static let batch = 4096
    private static let id = InstrumentID(0)
    private let options: BatchOptions
    private let instrument: Instrument

    /// Checks the options and learns the instrument.
    public init(_ options: BatchOptions) throws(BatchError) {
        precondition(!options.periods.isEmpty, "a batch has at least 1 bar period")
        precondition(options.anchor != .user, "a batch has no user's anchors")
        self.options = options
        instrument = try options.instrument()
    }

    /// Does all of it.
    ///
    /// Either every file is written, or none and the error says why.
    ///
    /// - Parameter progress: called every few thousand rows.
    public func run(
        progress: (Progress) -> Void = { _ in }
    ) throws(BatchError) -> BatchSummary {
        let opened = try open()
        let files = try ExportFiles(options, instrument, rowLimit: PipelineSettings().ladderLimit)
        let tap = BarTap(opened) { bar throws(BatchError) in try files.add(bar) }
        let source: any InputSource =
            options.input == .simulatedTicks
            ? SimulatedTicksSource(tap, prices: instrument.prices) : tap
        var pipelines = BatchPipelines(options, instrument, Self.id)
        try drive(&pipelines, source, tap, files, progress)
        var summary = BatchSummary(input: source.report.name)
        summary.session = options.countedSession
        summary.take(source.report, pipelines.counters)
        summary.blocked = files.blocked
        guard summary.accepted > 0 else {
            throw BatchError(
                "\(summary.input): nothing could be used of \(summary.rows) rows, "
                    + "\(summary.bad) of them bad")
        }
        summary.files = try files.commit()
        return summary
    }

    /// Feeds the pipeline and the files until the source ends.
    private func drive(
        _ pipelines: inout BatchPipelines, _ source: any InputSource, _ tap: BarTap,
        _ files: ExportFiles, _ progress: (Progress) -> Void
    ) throws(BatchError) {
        let inputs = UnsafeMutableBufferPointer<Input>.allocate(capacity: Self.batch)
        defer { inputs.deallocate() }
        var out = OutputBuffer(capacity: 4 * Self.batch)
        var cause: UInt64 = 0
        while true {
            let count = try pull(source, inputs)
            if let failure = tap.failure { throw failure }
            if count == 0 { break }
            pipelines.apply(inputs, count: count, &cause, into: &out)
            try checkKinds(inputs[..<count], source)
            try files.add(out.slots)
            out.removeAll()
            let report = source.report
            progress(Progress(bytes: report.bytes, rows: report.rows))
        }
        pipelines.finish(cause + 1, into: &out)
        try files.add(out.slots)
    }

    private func pull(
        _ source: any InputSource, _ inputs: UnsafeMutableBufferPointer<Input>
    ) throws(BatchError) -> Int {
        do throws(FeedError) {
            return try source.next(into: inputs)
        } catch {
            throw BatchError(error)
        }
    }

    /// A stream that tells its kind only record by record must keep to what was announced.
    private func checkKinds(
        _ inputs: Slice<UnsafeMutableBufferPointer<Input>>, _ source: any InputSource
    ) throws(BatchError) {
        let other: Input.Kind = options.input == .bars ? .tick : .bar
        guard inputs.contains(where: { $0.kind == other }) else { return }
        throw BatchError(
            options.input == .bars
                ? "\(source.report.name) holds ticks: give it with --ticks"
                : "\(source.report.name) holds bars: give it with --bars")
    }

    private func open() throws(BatchError) -> any InputSource {
        let opened: SourceOpener.Opened
        do throws(FeedError) {
            let bytes =
                switch options.source {
                case .file(let path): try ByteSource(path: path)
                case .memory(let bytes, let name): try ByteSource(bytes: bytes, name: name)
                }
            opened = try SourceOpener.open(
                bytes, instrument: instrument, id: Self.id, options: options.openerOptions)
        } catch {
            throw BatchError(error)
        }
        let name = opened.source.report.name
        switch (opened.content, options.input) {
        case (.dbn, _) where options.symbol == nil, (.aggregates, _) where options.symbol == nil:
            throw BatchError("\(name) may hold several instruments: give --symbol")
        case (.bars, .ticks), (.aggregates, .ticks):
            throw BatchError("\(name) holds bars: give it with --bars")
        case (.ticks, .bars), (.ticks, .simulatedTicks):
            throw BatchError("\(name) holds ticks: give it with --ticks")
        default: return opened.source
        }
    }
}
