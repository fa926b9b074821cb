/// What a record is, from the second byte of its header.
package enum DBNKind: UInt8, Sendable, CaseIterable {
    case trade = 0x00
    /// Best bid and offer after a change (mbp-1), or before a trade (tbbo).
    case bookTop = 0x01
    /// Ten levels of the book.
    case bookDepth = 0x0a
    /// A bar of a schema that is no longer made; its period is the stream's.
    case barDeprecated = 0x11
    case status = 0x12
    case definition = 0x13
    case imbalance = 0x14
    case error = 0x15
    case symbolMapping = 0x16
    case system = 0x17
    case statistic = 0x18
    case bar1s = 0x20
    case bar1m = 0x21
    case bar1h = 0x22
    case bar1d = 0x23
    case barEndOfDay = 0x24
    case order = 0xa0
    case consolidatedTop = 0xb1
    case consolidated1s = 0xc0
    case consolidated1m = 0xc1
    case consolidatedTrade = 0xc2
    case bestBidOffer1s = 0xc3
    case bestBidOffer1m = 0xc4

    /// The least length of a trade in every version, in bytes.
    static var tradeLength: Int { 48 }

    /// The least length of such a record in a version, in bytes.
    func length(version: UInt8) -> Int {
        switch self {
        case .trade: Self.tradeLength
        case .bookTop, .consolidatedTop, .consolidated1s, .consolidated1m, .consolidatedTrade,
            .bestBidOffer1s, .bestBidOffer1m:
            80
        case .bookDepth: 368
        case .barDeprecated, .bar1s, .bar1m, .bar1h, .bar1d, .barEndOfDay, .order: 56
        case .status: 40
        case .definition: version == 1 ? 360 : version == 2 ? 400 : 520
        case .imbalance: 112
        case .error, .system: version == 1 ? 80 : 320
        case .symbolMapping: version == 1 ? 80 : 176
        case .statistic: version == 3 ? 80 : 64
        }
    }
}

/// Names of schemas and symbol types, by their numbers.
package enum DBNNames {
    private static let schemas = [
        "mbo", "mbp-1", "mbp-10", "tbbo", "trades", "ohlcv-1s", "ohlcv-1m", "ohlcv-1h", "ohlcv-1d",
        "definition", "statistics", "status", "imbalance", "ohlcv-eod", "cmbp-1", "cbbo-1s",
        "cbbo-1m", "tcbbo", "bbo-1s", "bbo-1m",
    ]
    private static let symbolTypes = [
        "instrument_id", "raw_symbol", "smart", "continuous", "parent", "nasdaq_symbol",
        "cms_symbol", "isin", "us_code", "bbg_comp_id", "bbg_comp_ticker", "figi", "figi_ticker",
    ]

    /// `nil` when the stream mixes schemas.
    package static func schema(_ number: UInt16) -> String? {
        schemas.indices.contains(Int(number)) ? schemas[Int(number)] : nil
    }

    /// The number of a schema; that of a mixed stream for `nil`.
    package static func number(ofSchema name: String?) -> UInt16 {
        schemas.firstIndex { $0 == name }.map { UInt16($0) } ?? UInt16.max
    }

    /// The number of a symbol type; that of mixed ones for `nil`.
    package static func number(ofSymbolType name: String?) -> UInt8 {
        symbolTypes.firstIndex { $0 == name }.map { UInt8($0) } ?? UInt8.max
    }

    /// `nil` when the stream mixes symbol types.
    package static func symbolType(_ number: UInt8) -> String? {
        symbolTypes.indices.contains(Int(number)) ? symbolTypes[Int(number)] : nil
    }
}
