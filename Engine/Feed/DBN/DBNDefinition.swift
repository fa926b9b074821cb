/// The facts of an instrument on a day.
///
/// Three versions hold the same facts at different places, so the places are a table.
package struct DBNDefinition: Hashable, Sendable {
    /// A fact that is a number. Prices are in 1e-9; unset numbers carry their type's maximum.
    package enum Number: CaseIterable, Sendable {
        case receiveTime, minPriceIncrement, displayFactor, expiration, activation
        case highLimitPrice, lowLimitPrice, maxPriceVariation, tradingReferencePrice
        case unitOfMeasureQuantity, minPriceIncrementAmount, priceRatio, strikePrice
        case rawInstrument, legPrice, legDelta, attributeValue, underlying
        case impliedDepth, depth, marketSegment, maxTradeVolume
        case minLotSize, minLotSizeBlock, minLotSizeRound, minTradeVolume
        case contractMultiplier, decayQuantity, originalContractSize
        case legInstrument, legRatioPriceNumerator, legRatioPriceDenominator
        case legRatioQuantityNumerator, legRatioQuantityDenominator, legUnderlying
        case tradingReferenceDate, application, maturityYear, decayStartDate, channel
        case legCount, legIndex, tradingStatus, mainFraction, displayFormat
        case settlementPriceKind, subFraction, underlyingProduct
        case maturityMonth, maturityDay, maturityWeek
        case contractMultiplierUnit, flowScheduleKind, tickRule
    }

    /// A fact that is a text.
    package enum Text: CaseIterable, Sendable {
        case currency, settlementCurrency, securitySubtype, rawSymbol, group, exchange, asset
        case cfi, securityKind, unitOfMeasure, underlying, strikePriceCurrency, legRawSymbol
        case instrumentClass, matchAlgorithm, updateAction, userDefined
        case legInstrumentClass, legSide
    }

    package let version: UInt8
    private let bytes: [UInt8]

    init(_ bytes: DBNBytes, version: UInt8) {
        self.version = version
        let length = DBNKind.definition.length(version: version)
        self.bytes = (0..<length).map { bytes.integer($0) }
    }

    /// A number, sign- or zero-extended; `nil` where the version has none, or above `Int64.max`.
    package subscript(number: Number) -> Int64? {
        let field = DBNDefinitionLayout.field(number)
        guard let offset = field.offset(version) else { return nil }
        return bytes.withUnsafeBytes { raw in
            let bytes = DBNBytes(raw)
            return switch field.width(version) {
            case .u8: Int64(bytes.integer(offset, as: UInt8.self))
            case .i8: Int64(bytes.integer(offset, as: Int8.self))
            case .u16: Int64(bytes.integer(offset, as: UInt16.self))
            case .i16: Int64(bytes.integer(offset, as: Int16.self))
            case .u32: Int64(bytes.integer(offset, as: UInt32.self))
            case .i32: Int64(bytes.integer(offset, as: Int32.self))
            case .i64: bytes.integer(offset)
            case .u64: Int64(exactly: bytes.integer(offset, as: UInt64.self))
            }
        }
    }

    /// A text; `nil` where the version has none.
    package subscript(text: Text) -> String? {
        guard let (offset, length) = DBNDefinitionLayout.place(text, version) else { return nil }
        return bytes.withUnsafeBytes { DBNBytes($0).text(offset, length) }
    }
}
