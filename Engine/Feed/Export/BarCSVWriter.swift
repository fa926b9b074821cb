public import Market
public import Records

/// Writes bars as CSV: `ts_ns,open,high,low,close,volume,vwap,buy_volume,sell_volume`.
///
/// `BarCSVSource` reads the same bars back when it is told their period, which the file does not
/// hold. There is no place for a provider's session VWAP.
public final class BarCSVWriter: HistoryWriter {
    /// The header.
    static let columns = "ts_ns,open,high,low,close,volume,vwap,buy_volume,sell_volume\n"

    private let file: OutputFile
    private let priceDecimals: Int
    private let sizeDecimals: Int
    /// The period of the file's bars, `nil` before the first.
    public private(set) var period: BarPeriod?
    /// What was taken so far.
    public private(set) var tally = HistoryTally()

    /// Writes the header.
    public init(_ file: OutputFile, instrument: Instrument) throws(FeedError) {
        self.file = file
        priceDecimals = Int(instrument.prices.decimals)
        sizeDecimals = Int(instrument.sizes.decimals)
        try file.write { $0 += Self.columns.utf8 }
    }

    /// Writes bars of one instrument and one period; ticks are refused.
    public func add(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError) {
        for (index, input) in inputs.enumerated() {
            switch input.kind {
            case .bar: try add(BarInput(input, inputs[index + 1]), input)
            case .quote: tally.lose(.quotes)
            case .feedGap, .ringLoss: tally.lose(.gaps)
            case .tick:
                throw refusal("bars alone in a file of bars", "a tick of", input.time)
            default: break
            }
        }
    }

    /// Moves the file to its place.
    public func finish() throws(FeedError) { try file.commit() }

    private func add(_ bar: BarInput, _ first: Input) throws(FeedError) {
        let period = self.period ?? bar.period
        guard bar.period == period else {
            throw refusal(
                "bars of \(period.name), as the first one", "one of \(bar.period.name),", bar.start)
        }
        self.period = period
        try file.write { bytes in
            CSVText.append(bar.start, to: &bytes)
            for price in [bar.open, bar.high, bar.low, bar.close] {
                bytes.append(0x2c)
                DecimalText.append(units: price.rawValue, decimals: priceDecimals, to: &bytes)
            }
            bytes.append(0x2c)
            CSVText.append(bar.volume, decimals: sizeDecimals, to: &bytes)
            bytes.append(0x2c)
            if let vwap = bar.vwap { DecimalText.append(vwap, to: &bytes) }
            for volume in [bar.sides?.buy, bar.sides?.sell] {
                bytes.append(0x2c)
                if let volume { CSVText.append(volume, decimals: sizeDecimals, to: &bytes) }
            }
            bytes.append(0x0a)
        }
        tally.lose(.sessionVWAPs, if: bar.sessionVWAP != nil)
        tally.note(first)
    }

    private func refusal(_ expected: String, _ found: String, _ time: Nanoseconds) -> FeedError {
        FeedError(
            source: file.path, place: .whole, expected: expected,
            found: "\(found) \(InstantText.utc(time))")
    }
}
