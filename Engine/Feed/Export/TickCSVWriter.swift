public import Market
public import Records

/// Writes trades as CSV: `ts_ns,price,size,side,bid,ask,id`.
///
/// `TickCSVSource` reads the same times, prices, sizes, sides, quotes and ids back. There is no
/// place for quotes between trades, nor for the mark of a simulated tick.
public final class TickCSVWriter: HistoryWriter {
    /// The header.
    static let columns = "ts_ns,price,size,side,bid,ask,id\n"

    private let file: OutputFile
    private let priceDecimals: Int
    private let sizeDecimals: Int
    /// What was taken so far.
    public private(set) var tally = HistoryTally()

    /// Writes the header.
    public init(_ file: OutputFile, instrument: Instrument) throws(FeedError) {
        self.file = file
        priceDecimals = Int(instrument.prices.decimals)
        sizeDecimals = Int(instrument.sizes.decimals)
        try file.write { $0 += Self.columns.utf8 }
    }

    /// Writes trades, of one instrument; bars are refused.
    public func add(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError) {
        for input in inputs {
            switch input.kind {
            case .tick: try add(input)
            case .quote: tally.lose(.quotes)
            case .feedGap, .ringLoss: tally.lose(.gaps)
            case .bar, .barRest:
                throw FeedError(
                    source: file.path, place: .whole, expected: "ticks alone in a file of ticks",
                    found: "a bar of \(InstantText.utc(input.time))")
            default: break
            }
        }
    }

    /// Moves the file to its place.
    public func finish() throws(FeedError) { try file.commit() }

    private func add(_ tick: Input) throws(FeedError) {
        guard tick.size > 0 else { return tally.lose(.unusable) }
        try file.write { bytes in
            CSVText.append(tick.time, to: &bytes)
            bytes.append(0x2c)
            DecimalText.append(units: tick.price, decimals: priceDecimals, to: &bytes)
            bytes.append(0x2c)
            DecimalText.append(units: tick.size, decimals: sizeDecimals, to: &bytes)
            bytes.append(0x2c)
            bytes.append(Self.letter(tick.side))
            bytes.append(0x2c)
            if tick.flags.contains(.hasQuote) {
                DecimalText.append(units: tick.bid, decimals: priceDecimals, to: &bytes)
                bytes.append(0x2c)
                DecimalText.append(units: tick.ask, decimals: priceDecimals, to: &bytes)
            } else {
                bytes.append(0x2c)
            }
            bytes.append(0x2c)
            if tick.flags.contains(.hasTradeID) { bytes += "\(tick.tradeID)".utf8 }
            bytes.append(0x0a)
        }
        tally.lose(.simulatedMarks, if: tick.flags.contains(.simulated))
        tally.note(tick)
    }

    private static func letter(_ side: Aggressor) -> UInt8 {
        switch side {
        case .buyer: UInt8(ascii: "B")
        case .seller: UInt8(ascii: "S")
        case .none: UInt8(ascii: "N")
        }
    }
}
