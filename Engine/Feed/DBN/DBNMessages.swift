/// What the gateway says went wrong.
package struct DBNErrorMessage: Hashable, Sendable {
    package var text: String
    /// 255 when unset, as in version 1.
    package var code: UInt8
    /// 1 for the last of a run of messages, 255 when unset.
    package var isLast: UInt8

    init(_ bytes: DBNBytes, version: UInt8) {
        text = bytes.text(16, version == 1 ? 64 : 302)
        code = version == 1 ? 255 : bytes.integer(318)
        isLast = version == 1 ? 255 : bytes.integer(319)
    }
}

/// What the gateway says about itself: heartbeat 0, acknowledgement 1, slow reader 2, replay
/// completed 3, end of interval 4.
package struct DBNSystemMessage: Hashable, Sendable {
    package var text: String
    /// 255 when unset, as in version 1.
    package var code: UInt8

    init(_ bytes: DBNBytes, version: UInt8) {
        text = bytes.text(16, version == 1 ? 64 : 303)
        code = version == 1 ? 255 : bytes.integer(319)
    }

    /// Nothing else was sent for a while.
    package var isHeartbeat: Bool { code == 0 || (code == 255 && text == "Heartbeat") }
}

/// From now on the header's instrument number means this symbol.
package struct DBNSymbolMapping: Hashable, Sendable {
    /// `nil` when unset, as in version 1.
    package var stypeIn: String?
    /// The symbol asked for.
    package var symbolIn: String
    package var stypeOut: String?
    /// What it stands for.
    package var symbolOut: String
    package var start: UInt64
    package var end: UInt64

    init(_ bytes: DBNBytes, version: UInt8) {
        if version == 1 {
            symbolIn = bytes.text(16, 22)
            symbolOut = bytes.text(38, 22)
        } else {
            stypeIn = DBNNames.symbolType(bytes.integer(16))
            symbolIn = bytes.text(17, 71)
            stypeOut = DBNNames.symbolType(bytes.integer(88))
            symbolOut = bytes.text(89, 71)
        }
        start = bytes.integer(version == 1 ? 64 : 160)
        end = bytes.integer(version == 1 ? 72 : 168)
    }

    /// The venue's symbol: what the number stands for, unless that is the number again.
    package var rawSymbol: String {
        symbolOut.isEmpty || symbolOut.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            ? symbolIn : symbolOut
    }
}

/// A record with its fields.
package enum DBNRecord: Hashable, Sendable {
    case trade(DBNTrade)
    case book(DBNBook)
    case bestBidOffer(DBNBestBidOffer)
    case order(DBNOrder)
    case bar(DBNBar)
    case status(DBNStatus)
    case statistic(DBNStatistic)
    case definition(DBNDefinition)
    case imbalance(DBNImbalance)
    case error(DBNErrorMessage)
    case system(DBNSystemMessage)
    case symbolMapping(DBNSymbolMapping)
}

extension DBNRawRecord {
    /// The record with its fields; `nil` for a type this reader does not know, or when a field
    /// is missing.
    package var decoded: DBNRecord? {
        guard let kind, isComplete else { return nil }
        return switch kind {
        case .trade: .trade(DBNTrade(bytes))
        case .bookTop, .consolidatedTop, .consolidatedTrade: .book(DBNBook(bytes, levels: 1))
        case .bookDepth: .book(DBNBook(bytes, levels: 10))
        case .consolidated1s, .consolidated1m, .bestBidOffer1s, .bestBidOffer1m:
            .bestBidOffer(DBNBestBidOffer(bytes))
        case .order: .order(DBNOrder(bytes))
        case .barDeprecated, .bar1s, .bar1m, .bar1h, .bar1d, .barEndOfDay: .bar(DBNBar(bytes))
        case .status: .status(DBNStatus(bytes))
        case .statistic: .statistic(DBNStatistic(bytes, version: version))
        case .definition: .definition(DBNDefinition(bytes, version: version))
        case .imbalance: .imbalance(DBNImbalance(bytes))
        case .error: .error(DBNErrorMessage(bytes, version: version))
        case .system: .system(DBNSystemMessage(bytes, version: version))
        case .symbolMapping: .symbolMapping(DBNSymbolMapping(bytes, version: version))
        }
    }
}
