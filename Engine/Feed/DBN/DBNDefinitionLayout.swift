/// Where the fields of a definition are in versions 1, 2 and 3 (360, 400 and 520 bytes).
enum DBNDefinitionLayout {
    enum Width { case u8, i8, u16, i16, u32, i32, i64, u64 }

    struct Field {
        /// Offsets by version; -1 where there is none.
        var offsets: (Int, Int, Int)
        var widths: (older: Width, newest: Width)

        init(_ width: Width, _ first: Int, _ second: Int, _ third: Int, newest: Width? = nil) {
            offsets = (first, second, third)
            widths = (width, newest ?? width)
        }

        func offset(_ version: UInt8) -> Int? {
            let offset = version == 1 ? offsets.0 : version == 2 ? offsets.1 : offsets.2
            return offset < 0 ? nil : offset
        }

        func width(_ version: UInt8) -> Width { version == 3 ? widths.newest : widths.older }
    }

    static func field(_ number: DBNDefinition.Number) -> Field {
        switch number {
        case .receiveTime: Field(.u64, 16, 16, 16)
        case .minPriceIncrement: Field(.i64, 24, 24, 24)
        case .displayFactor: Field(.i64, 32, 32, 32)
        case .expiration: Field(.u64, 40, 40, 40)
        case .activation: Field(.u64, 48, 48, 48)
        case .highLimitPrice: Field(.i64, 56, 56, 56)
        case .lowLimitPrice: Field(.i64, 64, 64, 64)
        case .maxPriceVariation: Field(.i64, 72, 72, 72)
        case .tradingReferencePrice: Field(.i64, 80, 80, -1)
        case .unitOfMeasureQuantity: Field(.i64, 88, 88, 80)
        case .minPriceIncrementAmount: Field(.i64, 96, 96, 88)
        case .priceRatio: Field(.i64, 104, 104, 96)
        case .strikePrice: Field(.i64, 328, 112, 104)
        case .rawInstrument: Field(.u32, 120, 128, 112, newest: .u64)
        case .legPrice: Field(.i64, -1, -1, 120)
        case .legDelta: Field(.i64, -1, -1, 128)
        case .attributeValue: Field(.i32, 112, 120, 136)
        case .underlying: Field(.u32, 116, 124, 140)
        case .impliedDepth: Field(.i32, 124, 132, 144)
        case .depth: Field(.i32, 128, 136, 148)
        case .marketSegment: Field(.u32, 132, 140, 152)
        case .maxTradeVolume: Field(.u32, 136, 144, 156)
        case .minLotSize: Field(.i32, 140, 148, 160)
        case .minLotSizeBlock: Field(.i32, 144, 152, 164)
        case .minLotSizeRound: Field(.i32, 148, 156, 168)
        case .minTradeVolume: Field(.u32, 152, 160, 172)
        case .contractMultiplier: Field(.i32, 160, 164, 176)
        case .decayQuantity: Field(.i32, 164, 168, 180)
        case .originalContractSize: Field(.i32, 168, 172, 184)
        default: smallField(number)
        }
    }

    private static func smallField(_ number: DBNDefinition.Number) -> Field {
        switch number {
        case .legInstrument: Field(.u32, -1, -1, 188)
        case .legRatioPriceNumerator: Field(.i32, -1, -1, 192)
        case .legRatioPriceDenominator: Field(.i32, -1, -1, 196)
        case .legRatioQuantityNumerator: Field(.i32, -1, -1, 200)
        case .legRatioQuantityDenominator: Field(.i32, -1, -1, 204)
        case .legUnderlying: Field(.u32, -1, -1, 208)
        case .tradingReferenceDate: Field(.u16, 176, 176, -1)
        case .application: Field(.i16, 178, 178, 212)
        case .maturityYear: Field(.u16, 180, 180, 214)
        case .decayStartDate: Field(.u16, 182, 182, 216)
        case .channel: Field(.u16, 184, 184, 218)
        case .legCount: Field(.u16, -1, -1, 220)
        case .legIndex: Field(.u16, -1, -1, 222)
        case .tradingStatus: Field(.u8, 343, 376, -1)
        case .mainFraction: Field(.u8, 344, 377, 489)
        case .displayFormat: Field(.u8, 345, 378, 490)
        case .settlementPriceKind: Field(.u8, 346, 379, -1)
        case .subFraction: Field(.u8, 347, 380, 491)
        case .underlyingProduct: Field(.u8, 348, 381, 492)
        case .maturityMonth: Field(.u8, 350, 383, 494)
        case .maturityDay: Field(.u8, 351, 384, 495)
        case .maturityWeek: Field(.u8, 352, 385, 496)
        case .contractMultiplierUnit: Field(.i8, 354, 387, 498)
        case .flowScheduleKind: Field(.i8, 355, 388, 499)
        case .tickRule: Field(.u8, 356, 389, 500)
        default: preconditionFailure("\(number) is missing in the layout")
        }
    }

    /// Offset and length of a text.
    static func place(_ text: DBNDefinition.Text, _ version: UInt8) -> (Int, Int)? {
        let (offsets, lengths) = texts(text)
        let index = Int(version) - 1
        return offsets[index] < 0 ? nil : (offsets[index], lengths[index])
    }

    private static func texts(_ text: DBNDefinition.Text) -> (offsets: [Int], lengths: [Int]) {
        func same(_ length: Int, _ offsets: Int...) -> (offsets: [Int], lengths: [Int]) {
            (offsets, [length, length, length])
        }
        return switch text {
        case .currency: same(4, 186, 186, 224)
        case .settlementCurrency: same(4, 190, 190, 228)
        case .securitySubtype: same(6, 194, 194, 232)
        case .rawSymbol: ([200, 200, 238], [22, 71, 71])
        case .group: same(21, 222, 271, 309)
        case .exchange: same(5, 243, 292, 330)
        case .asset: ([248, 297, 335], [7, 7, 11])
        case .cfi: same(7, 255, 304, 346)
        case .securityKind: same(7, 262, 311, 353)
        case .unitOfMeasure: same(31, 269, 318, 360)
        case .underlying: same(21, 300, 349, 391)
        case .strikePriceCurrency: same(4, 321, 370, 412)
        case .legRawSymbol: same(71, -1, -1, 416)
        case .instrumentClass: same(1, 325, 374, 487)
        case .matchAlgorithm: same(1, 342, 375, 488)
        case .updateAction: same(1, 349, 382, 493)
        case .userDefined: same(1, 353, 386, 497)
        case .legInstrumentClass: same(1, -1, -1, 501)
        case .legSide: same(1, -1, -1, 502)
        }
    }
}
