import Market
import Records

/// Where the fields of a tick are, and how they are read.
struct TickColumns {
    let count: Int
    let time: Int
    let price: Int
    let size: Int
    let side: Int
    let bid: Int?
    let ask: Int?
    let id: Int?

    init(_ header: CSVHeader) throws(FeedError) {
        count = header.names.count
        time = try header.required("ts_ns", or: "timestamp")
        price = try header.required("price")
        size = try header.required("size")
        side = try header.required("side")
        bid = try header.column("bid")
        ask = try header.column("ask")
        id = try header.column("id")
    }

    /// Exactly time, price, size, side.
    var isCommonLayout: Bool { count == 4 && time == 0 && price == 1 && size == 2 && side == 3 }

    /// Reads a row.
    func tick(
        _ row: borrowing CSVRow, _ instrument: Instrument, _ id: InstrumentID
    ) throws(RowFault) -> Input {
        guard row.count == count else { throw .fields(count) }
        let instant = try row.time(time)
        let decimals = Int(instrument.prices.decimals)
        var input = Input(
            kind: .tick, instrument: id, time: instant,
            price: try row.units(price, decimals, "a price"),
            size: try row.units(size, Int(instrument.sizes.decimals), "a size"),
            side: SideField.parse(row[side]))
        // A quote that cannot be read is one that is not known.
        if let bid, let ask, let quote = row.quote(bid, ask, decimals) {
            (input.bid, input.ask) = quote
            input.flags.insert(.hasQuote)
        }
        if let column = self.id, let tradeID = TradeIDField.parse(row[column]) {
            input.tradeID = tradeID
            input.flags.insert(.hasTradeID)
        }
        return input
    }
}

extension CSVRow {
    /// A field as an instant: a whole number whose size tells its unit, or ISO 8601.
    func time(_ column: Int) throws(RowFault) -> Nanoseconds {
        let field = self[column]
        if let quick = Digits.time(field) { return Nanoseconds(quick) }
        guard let time = InstantText.parse(UnsafeRawBufferPointer(field)) else {
            throw .field(column, expected: "a time as a whole number or ISO 8601")
        }
        return time
    }

    /// A field as a whole number of units of `10^-decimals`.
    func units(_ column: Int, _ decimals: Int, _ what: String) throws(RowFault) -> Int64 {
        let field = self[column]
        if let quick = Digits.units(field, decimals) { return quick }
        do {
            return try ExactDecimal(field).units(decimals: decimals)
        } catch {
            let expected =
                switch error {
                case .notANumber: "\(what) as a decimal number"
                case .finerThanUnit: "\(what) with at most \(decimals) decimals"
                case .tooLarge: "\(what) below 2^63 units"
                }
            throw .field(column, expected: expected)
        }
    }

    /// Two fields as bid and ask in units of `10^-decimals`; `nil` unless both can be read.
    func quote(_ bid: Int, _ ask: Int, _ decimals: Int) -> (bid: Int64, ask: Int64)? {
        guard let bid = try? units(bid, decimals, ""), let ask = try? units(ask, decimals, "")
        else { return nil }
        return (bid, ask)
    }
}
