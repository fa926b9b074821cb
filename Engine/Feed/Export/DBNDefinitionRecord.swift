import Market

/// The facts of an instrument as a definition record; what is not known carries its field's mark
/// for nothing.
struct DBNDefinitionRecord {
    let bytes: [UInt8]

    init(_ instrument: Instrument, _ id: InstrumentID, version: UInt8, time: UInt64) {
        let length = DBNKind.definition.length(version: version)
        var record = DBNBlock(count: length)
        record.put(UInt8(length / 4), at: 0)
        record.put(DBNKind.definition.rawValue, at: 1)
        record.put(DBNRecordWriter.number(id), at: 4)
        record.put(time, at: 8)
        for number in DBNDefinition.Number.allCases {
            Self.put(Self.value(of: number, instrument, id, time), number, version, &record)
        }
        for text in DBNDefinition.Text.allCases {
            guard let (offset, length) = DBNDefinitionLayout.place(text, version) else { continue }
            // What does not fit is cut, with room for the zero byte behind it.
            let most = length == 1 ? 1 : length - 1
            let value = Self.value(of: text, instrument)
            record.put(String(decoding: value.utf8.prefix(most), as: UTF8.self), at: offset)
        }
        bytes = record.bytes
    }

    /// A known number, or `nil`.
    private static func value(
        of number: DBNDefinition.Number, _ instrument: Instrument, _ id: InstrumentID,
        _ time: UInt64
    ) -> Int64? {
        let unit = Int64(ExactDecimal.powers[9 - Int(instrument.prices.decimals)])
        return switch number {
        case .receiveTime: Int64(time)
        case .minPriceIncrement: instrument.prices.tick * unit
        case .minPriceIncrementAmount: instrument.tickValueNanos
        case .displayFactor: 1_000_000_000
        case .rawInstrument: Int64(DBNRecordWriter.number(id))
        // None, rather than unknown.
        case .underlying, .legCount, .legIndex, .legInstrument, .legUnderlying,
            .legRatioPriceNumerator, .legRatioPriceDenominator, .legRatioQuantityNumerator,
            .legRatioQuantityDenominator, .marketSegment:
            0
        default: nil
        }
    }

    private static func value(of text: DBNDefinition.Text, _ instrument: Instrument) -> String {
        switch text {
        case .rawSymbol: instrument.symbol
        case .asset: FuturesRoot.of(symbol: instrument.symbol)?.root ?? ""
        case .currency, .settlementCurrency: "USD"
        case .exchange: FuturesRoot.of(symbol: instrument.symbol)?.exchange ?? ""
        case .instrumentClass:
            switch instrument.assetClass {
            case .future: "F"
            case .share: "K"
            case .crypto: "X"
            }
        case .securityKind: instrument.assetClass == .future ? "FUT" : ""
        case .matchAlgorithm: " "
        case .updateAction: "A"
        case .userDefined, .legSide: "N"
        default: ""
        }
    }

    private static func put(
        _ value: Int64?, _ number: DBNDefinition.Number, _ version: UInt8, _ record: inout DBNBlock
    ) {
        let field = DBNDefinitionLayout.field(number)
        guard let offset = field.offset(version) else { return }
        switch field.width(version) {
        case .u8: record.put(value.map { UInt8($0) } ?? .max, at: offset)
        case .i8: record.put(value.map { Int8($0) } ?? .max, at: offset)
        case .u16: record.put(value.map { UInt16($0) } ?? .max, at: offset)
        case .i16: record.put(value.map { Int16($0) } ?? .max, at: offset)
        case .u32: record.put(value.map { UInt32($0) } ?? .max, at: offset)
        case .i32: record.put(value.map { Int32($0) } ?? .max, at: offset)
        case .i64: record.put(value ?? .max, at: offset)
        case .u64: record.put(value.map { UInt64($0) } ?? .max, at: offset)
        }
    }
}
