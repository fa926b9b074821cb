public import Bytes
public import Market

/// An instrument with its number: what a client needs before it can read its ticks.
///
/// | size | field | meaning |
/// |-----:|-------|---------|
/// | 4 | id | `InstrumentID` in this epoch |
/// | 1 | class | `AssetClass` |
/// | 1 | price decimals | 0 to 9 |
/// | 1 | size decimals | 0 to 9 |
/// | 1 | reserved | 0 |
/// | 8 | tick | price units, at least 1 |
/// | 8 | lot | size units, at least 1 |
/// | 8 | tick value | nano-dollars |
/// | text | symbol | at most 64 bytes |
public struct InstrumentInfo: WireRecord, Hashable, Sendable {
    /// Its records carry this kind.
    public static let kind = RecordKind.instrument

    /// Its number in this epoch.
    public var id: InstrumentID
    /// Symbol, class and scales.
    public var instrument: Instrument

    /// Puts an instrument and its number together.
    public init(id: InstrumentID, instrument: Instrument) {
        self.id = id
        self.instrument = instrument
    }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(id.rawValue)
        writer.append(instrument.assetClass.rawValue)
        writer.append(instrument.prices.decimals)
        writer.append(instrument.sizes.decimals)
        writer.append(UInt8(0))
        writer.append(instrument.prices.tick)
        writer.append(instrument.sizes.lot)
        writer.append(instrument.tickValueNanos)
        writer.append(text: instrument.symbol)
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        id = InstrumentID(try reader.read())
        let assetClass = try reader.read(case: AssetClass.self)
        let priceDecimals = try Self.readDecimals(&reader)
        let sizeDecimals = try Self.readDecimals(&reader)
        _ = try reader.read(UInt8.self)
        let tick = try Self.readStep(&reader)
        let lot = try Self.readStep(&reader)
        let tickValue = try reader.read(Int64.self)
        instrument = Instrument(
            symbol: try reader.readText(limit: 64), assetClass: assetClass,
            prices: PriceScale(decimals: priceDecimals, tick: tick),
            sizes: SizeScale(decimals: sizeDecimals, lot: lot), tickValueNanos: tickValue)
    }

    private static func readDecimals(_ reader: inout ByteReader) throws(BytesError) -> Int {
        let decimals = Int(try reader.read(UInt8.self))
        guard decimals <= 9 else { throw reader.badValue(decimals, width: 1) }
        return decimals
    }

    private static func readStep(_ reader: inout ByteReader) throws(BytesError) -> Int64 {
        let step = try reader.read(Int64.self)
        guard step >= 1 else { throw reader.badValue(Int(step), width: 8) }
        return step
    }
}
