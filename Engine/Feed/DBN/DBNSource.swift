public import Market
public import Records

/// Reads trades, quotes and bars out of a DBN stream.
///
/// Records of type mbp-0 are trades; of mbp-1 and tbbo those with action `T` are trades with the
/// book as their quote, the others quotes; ohlcv records are bars. In a stream of mixed schemas
/// mbp-1 trades stop counting as trades once an mbp-0 record was seen, so that none counts twice.
public final class DBNSource: InputSource {
    /// Which records become inputs of an instrument.
    public enum Selection: Hashable, Sendable {
        /// Those of a DBN instrument number.
        case number(UInt32)
        /// Those of a symbol: the venue's, or the one the stream was asked for.
        case symbol(String)
        /// Those of every number that has a symbol.
        case allMapped
    }

    /// One instrument to read.
    public struct Route: Sendable {
        /// Which records.
        public var selection: Selection
        /// Whose scales turn prices of 1e-9 into units.
        public var instrument: Instrument
        /// What its inputs are tagged with.
        public var id: InstrumentID
        /// Calendar spreads too, which are only taken when asked for by name or number otherwise.
        public var takesSpreads: Bool

        /// Puts a route together.
        public init(
            _ selection: Selection, instrument: Instrument, id: InstrumentID,
            takesSpreads: Bool = false
        ) {
            self.selection = selection
            self.instrument = instrument
            self.id = id
            self.takesSpreads = takesSpreads
        }
    }

    let reader: DBNReader
    let converters: [DBNConverter]
    private(set) var routes: DBNRoutes
    var counts: SourceReport
    var hasSeenTrades = false
    private let barPeriod: BarPeriod?
    /// A bar waits here until the batch has room for both of its halves.
    private var waiting: (Input, Input)?
    var lastTime = Nanoseconds.zero

    /// Reads the metadata.
    ///
    /// - Parameters:
    ///   - routes: the first that matches a record takes it.
    ///   - fragmentVersion: the version of a stream of records only.
    /// - Throws: When the stream is no DBN of version 1 to 3.
    public init(
        _ bytes: ByteSource, routes: [Route], fragmentVersion: UInt8? = nil
    ) throws(FeedError) {
        reader = try DBNReader(bytes, fragmentVersion: fragmentVersion)
        converters = routes.map { DBNConverter($0.instrument, $0.id) }
        self.routes = DBNRoutes(routes, DBNSymbols(reader.metadata))
        counts = SourceReport(name: bytes.name)
        barPeriod =
            switch reader.metadata.schema {
            case "ohlcv-1s": .second1
            case "ohlcv-1m": .minute1
            case "ohlcv-1h": .hour1
            case "ohlcv-1d", "ohlcv-eod": .day1
            default: nil
            }
    }

    /// Whether the stream's schema is of bars; `false` where it is of no single one.
    public var holdsBars: Bool { barPeriod != nil }

    /// Records are in the order in which the vendor received them, not in that of their events: of
    /// several instruments one may be behind, by far less than a second.
    public var skew: Nanoseconds { converters.count > 1 ? .seconds(1) : .zero }

    /// What has been read so far.
    public var report: SourceReport {
        var report = counts
        report.bytes = reader.source.storedOffset
        return report
    }

    /// Fills the batch; a stream without matching records ends with an error, and so does one in
    /// which a symbol asked for is the name of no number.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        var count = 0
        while count < batch.count {
            if let (first, rest) = waiting {
                if count + 2 > batch.count { break }
                (batch[count], batch[count + 1]) = (first, rest)
                waiting = nil
                count += 2
                continue
            }
            let common = readCommonTrades(into: batch, from: count)
            count += common
            if common > 0 { continue }
            guard let record = try reader.next() else { break }
            if let input = take(record) {
                batch[count] = input
                count += 1
            }
        }
        if count == 0 { try checkWhatCame() }
        return count
    }

    /// Says at the end what was asked for and is not there.
    private func checkWhatCame() throws(FeedError) {
        if counts.good == 0 {
            throw FeedError(
                source: counts.name, place: .byte(reader.offset),
                expected: "at least one record of the chosen instruments",
                found: "\(counts.bad) bad and \(counts.skipped) others")
        }
        guard let first = routes.unnamed.min() else { return }
        let others = routes.unnamed.count - 1
        throw FeedError(
            source: counts.name, place: .whole, expected: "the symbol \(first)",
            found: "no number of that name\(others == 0 ? "" : ", nor of \(others) others")")
    }

    /// A record's input, if it has one; a bar goes to `waiting`.
    private func take(_ record: DBNRawRecord) -> Input? {
        guard let kind = record.kind else { return skip() }
        guard record.isComplete else {
            return bad(
                record, InstrumentID(0),
                DBNFault(
                    expected: "\(kind.length(version: record.version)) bytes of \(kind)",
                    found: "\(record.length)"))
        }
        switch kind {
        case .trade, .bookTop, .bar1s, .bar1m, .bar1h, .bar1d, .barEndOfDay, .barDeprecated:
            guard let route = routes.route(of: record) else { return skip() }
            do throws(DBNFault) {
                return try convert(record, kind, converters[route])
            } catch {
                return bad(record, converters[route].id, error)
            }
        case .symbolMapping:
            routes.add(DBNSymbolMapping(record.bytes, version: record.version), record.instrument)
            return skip()
        default: return skip()
        }
    }

    private func convert(
        _ record: DBNRawRecord, _ kind: DBNKind, _ converter: DBNConverter
    ) throws(DBNFault) -> Input? {
        switch kind {
        case .trade:
            hasSeenTrades = true
            return good(try converter.trade(record, withQuote: false), record)
        case .bookTop:
            if record.isTrade, !hasSeenTrades {
                return good(try converter.trade(record, withQuote: true), record)
            }
            return good(try converter.quote(record), record)
        default:
            guard let period = kind.barPeriod ?? barPeriod else { return skip() }
            let bar = try converter.bar(record, period)
            waiting = bar.inputs(for: converter.id)
            good(bar.start)
            return nil
        }
    }

    private func good(_ input: Input, _ record: DBNRawRecord) -> Input {
        if input.kind == .tick, input.size <= 0 {
            counts.addBad(
                BadRow(
                    place: .byte(record.offset), expected: "a size above 0",
                    found: "\(input.size)"))
            return input
        }
        good(input.time)
        return input
    }

    private func good(_ time: Nanoseconds) {
        counts.rows += 1
        counts.good += 1
        lastTime = time
    }

    private func skip() -> Input? {
        counts.rows += 1
        counts.skipped += 1
        return nil
    }

    private func bad(_ record: DBNRawRecord, _ id: InstrumentID, _ fault: DBNFault) -> Input {
        counts.addBad(
            BadRow(place: .byte(record.offset), expected: fault.expected, found: fault.found))
        return Input(kind: .malformed, instrument: id, time: lastTime, size: 1)
    }
}
