public import Market
public import Records

/// Writes trades, quotes and bars as DBN of version 1, 2 or 3.
///
/// What stands at the front of the file (schema, time span, days of each symbol) is known at the
/// end, so the inputs wait in a file without a name until then. The schema follows from them:
///
/// | inputs | schema |
/// |---|---|
/// | trades without quotes | `trades` |
/// | trades, each with its quote | `tbbo` |
/// | trades and quotes | `mbp-1` |
/// | bars of one period | `ohlcv-1s`, `-1m`, `-1h`, `-1d` |
/// | trades and bars, several periods, definitions | none, records of each kind |
///
/// There is no place for trade ids, VWAPs and sides of bars, and marks of simulated ticks.
public final class DBNWriter: HistoryWriter {
    /// What a stream holds.
    public struct Options: Hashable, Sendable {
        /// 1, 2 or 3.
        public var version: UInt8
        /// Begins with a definition of each instrument: tick size, tick value, kind.
        public var hasDefinitions: Bool
        /// The name of the data set.
        public var dataset: String

        /// Puts options together.
        public init(
            version: UInt8 = 3, hasDefinitions: Bool = false, dataset: String = "PITWIRE"
        ) {
            precondition((1...3).contains(version), "no DBN version \(version)")
            precondition(dataset.utf8.count < 16, "a data set's name has at most 15 bytes")
            self.version = version
            self.hasDefinitions = hasDefinitions
            self.dataset = dataset
        }
    }

    private let file: OutputFile
    private let instruments: [Instrument]
    private let options: Options
    private let spool: InputSpool
    private var facts: DBNStreamFacts
    /// What was taken so far.
    public private(set) var tally = HistoryTally()

    /// Prepares a stream of these instruments; an input's number is its instrument's place.
    ///
    /// - Throws: When a symbol is longer than the version's, or the disk refuses.
    public init(
        _ file: OutputFile, instruments: [Instrument], options: Options = Options()
    ) throws(FeedError) {
        self.file = file
        self.instruments = instruments
        self.options = options
        facts = DBNStreamFacts(count: instruments.count)
        let longest = DBNMetadata.longestSymbol(version: options.version)
        for instrument in instruments where instrument.symbol.utf8.count > longest {
            throw FeedError(
                source: file.path, place: .whole,
                expected: "symbols of at most \(longest) bytes in DBN version \(options.version)",
                found: instrument.symbol)
        }
        spool = try InputSpool(beside: file.path)
    }

    /// The schema of the stream so far; `nil` when it has none.
    public var schema: String? { options.hasDefinitions ? nil : facts.schema }

    /// Puts trades, quotes and bars aside.
    public func add(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError) {
        for (index, input) in inputs.enumerated() {
            switch input.kind {
            case .tick: try add(tick: input)
            case .quote:
                facts.note(quote: input)
                tally.note(input)
                try spool.append(input)
            case .bar: try add(input, inputs[index + 1])
            case .feedGap, .ringLoss: tally.lose(.gaps)
            default: break
            }
        }
    }

    private func add(tick: Input) throws(FeedError) {
        guard tick.size > 0 else { return tally.lose(.unusable) }
        facts.note(tick: tick)
        tally.note(tick)
        tally.lose(.tradeIDs, if: tick.flags.contains(.hasTradeID))
        tally.lose(.simulatedMarks, if: tick.flags.contains(.simulated))
        try spool.append(tick)
    }

    private func add(_ first: Input, _ rest: Input) throws(FeedError) {
        let bar = BarInput(first, rest)
        facts.note(bar: first, bar.period)
        tally.note(first)
        tally.lose(.barVWAPs, if: bar.vwap != nil)
        tally.lose(.barSides, if: bar.sides != nil)
        tally.lose(.sessionVWAPs, if: bar.sessionVWAP != nil)
        try spool.append(first)
        try spool.append(rest)
    }

    /// Writes the stream and moves the file to its place.
    public func finish() throws(FeedError) {
        let metadata = metadata
        try file.write { $0 += metadata.bytes }
        var records = DBNRecordWriter(
            file: file.path, instruments: instruments,
            form: facts.hasQuotes ? .withBook : .trades)
        if options.hasDefinitions { try writeDefinitions() }
        try spool.forEach { (input, rest) throws(FeedError) in
            var record: [UInt8] = []
            if let rest {
                try records.append(BarInput(input, rest), of: input, to: &record)
            } else {
                try records.append(input, to: &record)
            }
            try file.write { $0 += record }
        }
        try file.commit()
    }

    private func writeDefinitions() throws(FeedError) {
        for (index, instrument) in instruments.enumerated() where facts.isUsed(index) {
            let record = DBNDefinitionRecord(
                instrument, InstrumentID(UInt32(index)), version: options.version,
                time: UInt64(max(0, tally.first?.rawValue ?? 0)))
            try file.write { $0 += record.bytes }
        }
    }

    private var metadata: DBNMetadata {
        var metadata = DBNMetadata(fragmentVersion: options.version)
        metadata.dataset = options.dataset
        metadata.schema = schema
        metadata.start = UInt64(max(0, tally.first?.rawValue ?? 0))
        metadata.end = tally.last.map { UInt64(max(0, $0.rawValue)) + 1 }
        metadata.stypeIn = "raw_symbol"
        metadata.stypeOut = "instrument_id"
        for (index, instrument) in instruments.enumerated() {
            guard let days = facts.days(index) else { continue }
            metadata.symbols.append(instrument.symbol)
            let number = DBNRecordWriter.number(InstrumentID(UInt32(index)))
            metadata.mappings.append(
                DBNMetadata.Mapping(
                    symbol: instrument.symbol,
                    intervals: [
                        DBNMetadata.Interval(start: days.start, end: days.end, symbol: "\(number)")
                    ]))
        }
        return metadata
    }
}
