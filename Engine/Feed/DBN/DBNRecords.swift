/// A trade print: price in 1e-9, side of the aggressor.
package struct DBNTrade: Hashable, Sendable {
    package var price: Int64
    package var size: UInt32
    /// `T` trade, `A` add, `C` cancel, `M` modify, `R` clear, `F` fill, `N` none.
    package var action: String
    package var side: String
    package var flags: UInt8
    package var depth: UInt8
    package var receiveTime: UInt64
    package var sendDelta: Int32
    package var sequence: UInt32

    init(_ bytes: DBNBytes) {
        price = bytes.integer(16)
        size = bytes.integer(24)
        action = bytes.character(28)
        side = bytes.character(29)
        flags = bytes.integer(30)
        depth = bytes.integer(31)
        receiveTime = bytes.integer(32)
        sendDelta = bytes.integer(40)
        sequence = bytes.integer(44)
    }
}

/// One level of a book. In consolidated records the counts are publishers.
package struct DBNLevel: Hashable, Sendable {
    package var bid: Int64
    package var ask: Int64
    package var bidSize: UInt32
    package var askSize: UInt32
    package var bidCount: UInt32
    package var askCount: UInt32

    init(_ bytes: DBNBytes, _ offset: Int) {
        bid = bytes.integer(offset)
        ask = bytes.integer(offset + 8)
        bidSize = bytes.integer(offset + 16)
        askSize = bytes.integer(offset + 20)
        bidCount = bytes.integer(offset + 24)
        askCount = bytes.integer(offset + 28)
    }
}

/// A trade or book change with the levels of the book: one, or ten.
package struct DBNBook: Hashable, Sendable {
    package var change: DBNTrade
    package var levels: [DBNLevel]

    init(_ bytes: DBNBytes, levels: Int) {
        change = DBNTrade(bytes)
        self.levels = (0..<levels).map { DBNLevel(bytes, 48 + 32 * $0) }
    }
}

/// The best bid and offer at an interval, with the last trade.
package struct DBNBestBidOffer: Hashable, Sendable {
    package var price: Int64
    package var size: UInt32
    package var side: String
    package var flags: UInt8
    package var receiveTime: UInt64
    package var sequence: UInt32
    package var level: DBNLevel

    init(_ bytes: DBNBytes) {
        price = bytes.integer(16)
        size = bytes.integer(24)
        side = bytes.character(29)
        flags = bytes.integer(30)
        receiveTime = bytes.integer(32)
        sequence = bytes.integer(44)
        level = DBNLevel(bytes, 48)
    }
}

/// One order of the full book.
package struct DBNOrder: Hashable, Sendable {
    package var order: UInt64
    package var price: Int64
    package var size: UInt32
    package var flags: UInt8
    package var channel: UInt8
    package var action: String
    /// Of the resting order.
    package var side: String
    package var receiveTime: UInt64
    package var sendDelta: Int32
    package var sequence: UInt32

    init(_ bytes: DBNBytes) {
        order = bytes.integer(16)
        price = bytes.integer(24)
        size = bytes.integer(32)
        flags = bytes.integer(36)
        channel = bytes.integer(37)
        action = bytes.character(38)
        side = bytes.character(39)
        receiveTime = bytes.integer(40)
        sendDelta = bytes.integer(48)
        sequence = bytes.integer(52)
    }
}

/// A bar; its event time is its start.
package struct DBNBar: Hashable, Sendable {
    package var open: Int64
    package var high: Int64
    package var low: Int64
    package var close: Int64
    package var volume: UInt64

    init(_ bytes: DBNBytes) {
        open = bytes.integer(16)
        high = bytes.integer(24)
        low = bytes.integer(32)
        close = bytes.integer(40)
        volume = bytes.integer(48)
    }
}

/// A change of an instrument's trading status.
package struct DBNStatus: Hashable, Sendable {
    package var receiveTime: UInt64
    /// 7 trading, 8 halt, 9 pause, 10 suspend.
    package var action: UInt16
    package var reason: UInt16
    package var tradingEvent: UInt16
    /// `Y`, `N`, or `~` for not available.
    package var isTrading: String
    package var isQuoting: String
    package var isShortSellRestricted: String

    init(_ bytes: DBNBytes) {
        receiveTime = bytes.integer(16)
        action = bytes.integer(24)
        reason = bytes.integer(26)
        tradingEvent = bytes.integer(28)
        isTrading = bytes.character(30)
        isQuoting = bytes.character(31)
        isShortSellRestricted = bytes.character(32)
    }
}

/// A figure the venue publishes: settlement, open interest, session high.
package struct DBNStatistic: Hashable, Sendable {
    package var receiveTime: UInt64
    package var referenceTime: UInt64
    package var price: Int64
    /// `nil` when undefined, in every version.
    package var quantity: Int64?
    package var sequence: UInt32
    package var sendDelta: Int32
    /// 3 settlement, 9 open interest.
    package var kind: UInt16
    package var channel: UInt16
    /// 1 new, 2 delete.
    package var update: UInt8
    package var flags: UInt8

    init(_ bytes: DBNBytes, version: UInt8) {
        receiveTime = bytes.integer(16)
        referenceTime = bytes.integer(24)
        price = bytes.integer(32)
        let rest = version == 3 ? 48 : 44
        if version == 3 {
            let quantity: Int64 = bytes.integer(40)
            self.quantity = quantity == Int64.max ? nil : quantity
        } else {
            let quantity: Int32 = bytes.integer(40)
            self.quantity = quantity == Int32.max ? nil : Int64(quantity)
        }
        sequence = bytes.integer(rest)
        sendDelta = bytes.integer(rest + 4)
        kind = bytes.integer(rest + 8)
        channel = bytes.integer(rest + 10)
        update = bytes.integer(rest + 12)
        flags = bytes.integer(rest + 13)
    }
}

/// An auction imbalance.
package struct DBNImbalance: Hashable, Sendable {
    package var receiveTime: UInt64
    package var referencePrice: Int64
    package var auctionTime: UInt64
    package var pairedQuantity: UInt32
    package var totalQuantity: UInt32
    package var auctionKind: String
    package var side: String

    init(_ bytes: DBNBytes) {
        receiveTime = bytes.integer(16)
        referencePrice = bytes.integer(24)
        auctionTime = bytes.integer(32)
        pairedQuantity = bytes.integer(88)
        totalQuantity = bytes.integer(92)
        auctionKind = bytes.character(104)
        side = bytes.character(105)
    }
}
