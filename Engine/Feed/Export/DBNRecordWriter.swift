import Market
import Records

/// Inputs to DBN records, one instrument's numbers to DBN's: prices of 1e-9, whole sizes.
struct DBNRecordWriter {
    /// What trades are written as.
    enum TradeForm {
        /// 48 bytes without a book.
        case trades
        /// 80 bytes with the best bid and ask.
        case withBook
    }

    let file: String
    let instruments: [Instrument]
    let form: TradeForm
    /// The latest capture time: records are in its order.
    private var captured: UInt64 = 0
    private var sequence: UInt32 = 0

    init(file: String, instruments: [Instrument], form: TradeForm) {
        self.file = file
        self.instruments = instruments
        self.form = form
    }

    /// The number that stands for an instrument in the stream.
    static func number(_ id: InstrumentID) -> UInt32 { id.rawValue + 1 }

    /// Appends a trade or a quote.
    mutating func append(_ input: Input, to bytes: inout [UInt8]) throws(FeedError) {
        let isTrade = input.kind == .tick
        let instrument = instruments[Int(input.instrument.rawValue)]
        let hasBook = !isTrade || form == .withBook
        var record = DBNBlock(count: hasBook ? 80 : 48)
        try header(&record, hasBook ? .bookTop : .trade, input)
        if isTrade {
            record.put(try price(input.price, instrument, input), at: 16)
            record.put(try size(input.size, instrument, input), at: 24)
        } else {
            record.put(DBNUndefined.price, at: 16)
        }
        record.put(UInt8(ascii: isTrade ? "T" : "M"), at: 28)
        record.put(Self.letter(input.side), at: 29)
        // The last record of its event; a quote always is.
        let isLast = !isTrade || input.flags.contains(.endOfEvent)
        record.put(UInt8(isLast ? 0x80 : 0), at: 30)
        captured = max(captured, UInt64(max(input.time.rawValue, input.received.rawValue)))
        record.put(captured, at: 32)
        sequence &+= 1
        record.put(sequence, at: 44)
        if hasBook { try putBook(&record, input, instrument) }
        bytes += record.bytes
    }

    /// Appends a bar.
    mutating func append(_ bar: BarInput, of input: Input, to bytes: inout [UInt8])
        throws(FeedError)
    {
        guard let kind = DBNKind(bar.period) else {
            throw refusal("bars of 1s, 1m, 1h or 1d", "one of \(bar.period.name)", input)
        }
        let instrument = instruments[Int(input.instrument.rawValue)]
        var record = DBNBlock(count: 56)
        try header(&record, kind, input)
        for (index, value) in [bar.open, bar.high, bar.low, bar.close].enumerated() {
            record.put(try price(value.rawValue, instrument, input), at: 16 + 8 * index)
        }
        let unit = Double(ExactDecimal.powers[Int(instrument.sizes.decimals)])
        let whole = (bar.volume.rawValue / unit).rounded()
        guard whole >= 0, whole < 0x1p63, whole * unit == bar.volume.rawValue else {
            throw refusal("a whole volume", "\(bar.volume.rawValue / unit)", input)
        }
        record.put(UInt64(whole), at: 48)
        bytes += record.bytes
    }

    private func header(
        _ record: inout DBNBlock, _ kind: DBNKind, _ input: Input
    ) throws(FeedError) {
        guard let time = UInt64(exactly: input.time.rawValue) else {
            throw refusal("a time from 1970 on", "an earlier one", input)
        }
        record.put(UInt8(record.bytes.count / 4), at: 0)
        record.put(kind.rawValue, at: 1)
        record.put(Self.number(input.instrument), at: 4)
        record.put(time, at: 8)
    }

    private func putBook(
        _ record: inout DBNBlock, _ input: Input, _ instrument: Instrument
    ) throws(FeedError) {
        let isQuote = input.kind == .quote
        guard isQuote || input.flags.contains(.hasQuote) else {
            record.put(DBNUndefined.price, at: 48)
            record.put(DBNUndefined.price, at: 56)
            return
        }
        for (offset, value) in [(48, input.bid), (56, input.ask)] {
            record.put(
                value == Price.none.rawValue
                    ? DBNUndefined.price : try price(value, instrument, input), at: offset)
        }
        if isQuote {
            record.put(try size(input.quote.bidSize.rawValue, instrument, input), at: 64)
            record.put(try size(input.quote.askSize.rawValue, instrument, input), at: 68)
        }
    }

    private static func letter(_ side: Aggressor) -> UInt8 {
        switch side {
        case .buyer: UInt8(ascii: "B")
        case .seller: UInt8(ascii: "A")
        case .none: UInt8(ascii: "N")
        }
    }

    // MARK: Numbers

    private func price(
        _ units: Int64, _ instrument: Instrument, _ input: Input
    ) throws(FeedError) -> Int64 {
        let factor = Int64(ExactDecimal.powers[9 - Int(instrument.prices.decimals)])
        let (value, isTooLarge) = units.multipliedReportingOverflow(by: factor)
        guard !isTooLarge, value != DBNUndefined.price, value != Int64.min else {
            throw refusal("a price below 2^63 units of 1e-9", "\(units) of the instrument's", input)
        }
        return value
    }

    private func size(
        _ units: Int64, _ instrument: Instrument, _ input: Input
    ) throws(FeedError) -> UInt32 {
        let unit = Int64(ExactDecimal.powers[Int(instrument.sizes.decimals)])
        let (whole, rest) = units.quotientAndRemainder(dividingBy: unit)
        guard rest == 0, let size = UInt32(exactly: whole), size != DBNUndefined.size else {
            let decimals = Int(instrument.sizes.decimals)
            throw refusal(
                "a whole size up to \(DBNUndefined.size - 1)",
                DecimalText.text(units: units, decimals: decimals), input)
        }
        return size
    }

    private func refusal(_ expected: String, _ found: String, _ input: Input) -> FeedError {
        let symbol = instruments[Int(input.instrument.rawValue)].symbol
        return FeedError(
            source: file, place: .whole, expected: "\(expected), which is all that DBN holds",
            found: "\(found) (\(symbol), \(InstantText.utc(input.time)))")
    }
}

extension DBNKind {
    /// The records of bars of a period; `nil` where DBN has none.
    init?(_ period: BarPeriod) {
        switch period {
        case .second1: self = .bar1s
        case .minute1: self = .bar1m
        case .hour1: self = .bar1h
        case .day1: self = .bar1d
        case .minute5, .minute15, .hour2: return nil
        }
    }
}
