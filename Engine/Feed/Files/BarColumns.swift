import Market
import Records

/// Where the fields of a bar are, and how they are read.
struct BarColumns {
    let count: Int
    let time: Int
    let open: Int
    let high: Int
    let low: Int
    let close: Int
    let volume: Int
    let vwap: Int?
    let buyVolume: Int?
    let sellVolume: Int?

    init(_ header: CSVHeader) throws(FeedError) {
        count = header.names.count
        time = try header.required("ts_ns", or: "timestamp")
        open = try header.required("open")
        high = try header.required("high")
        low = try header.required("low")
        close = try header.required("close")
        volume = try header.required("volume")
        vwap = try header.column("vwap")
        buyVolume = try header.column("buy_volume")
        sellVolume = try header.column("sell_volume")
    }

    /// Reads a row: exact prices, a high and a low that hold the others, no volume below 0.
    func bar(
        _ row: borrowing CSVRow, _ instrument: Instrument, _ period: BarPeriod
    ) throws(RowFault) -> BarInput {
        guard row.count == count else { throw .fields(count) }
        let decimals = Int(instrument.prices.decimals)
        var bar = BarInput(
            start: try row.time(time), period: period,
            open: Price(try row.units(open, decimals, "an opening price")),
            high: Price(try row.units(high, decimals, "a high")),
            low: Price(try row.units(low, decimals, "a low")),
            close: Price(try row.units(close, decimals, "a closing price")),
            volume: try volume(row, volume, instrument))
        if bar.high < max(bar.open, bar.close) {
            throw .field(high, expected: "a high not below open and close")
        }
        if bar.low > min(bar.open, bar.close) {
            throw .field(low, expected: "a low not above open and close")
        }
        if let vwap, !row[vwap].isEmpty { bar.vwap = try real(row, vwap, "a vwap") }
        if let buyVolume, let sellVolume, !row[buyVolume].isEmpty, !row[sellVolume].isEmpty {
            bar.sides = (
                try volume(row, buyVolume, instrument), try volume(row, sellVolume, instrument)
            )
        }
        return bar
    }

    private func volume(
        _ row: borrowing CSVRow, _ column: Int, _ instrument: Instrument
    ) throws(RowFault) -> Volume {
        let decimals = Int(instrument.sizes.decimals)
        let units = try real(row, column, "a volume", decimals: decimals)
        if units < 0 { throw .field(column, expected: "a volume not below 0") }
        return Volume(units)
    }

    private func real(
        _ row: borrowing CSVRow, _ column: Int, _ what: String, decimals: Int = 0
    ) throws(RowFault) -> Double {
        guard let value = RealField.parse(row[column], decimals: decimals) else {
            throw .field(column, expected: "\(what) as a decimal number")
        }
        return value
    }
}

/// Reads numbers that need not be exact.
enum RealField {
    /// The double nearest to the number times `10^decimals`; `nil` when the text is no finite
    /// decimal number. Digits beyond the nineteenth cost at most one more rounding.
    static func parse(_ text: UnsafeBufferPointer<UInt8>, decimals: Int) -> Double? {
        if let exact = try? ExactDecimal(text) { return exact.real(decimals: decimals) }
        // What is left is no number, or has more digits than fit: only those are tried again.
        let digits = text.allSatisfy { byte in
            (0x30...0x39).contains(byte) || byte == 0x2e || byte == 0x2d || byte == 0x2b
                || byte | 0x20 == 0x65
        }
        guard digits, let value = Double(String(decoding: text, as: UTF8.self)) else { return nil }
        let scaled = value * Double(ExactDecimal.powers[decimals])
        return scaled.isFinite ? scaled : nil
    }
}
