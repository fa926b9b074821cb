import Market
import Records

/// A trade of a position, as a venue's history has it.
struct PastTrade: Hashable, Sendable, Codable {
    /// Its number at the venue.
    var number: UInt64
    var time: Nanoseconds
    var side: OrderSide
    /// Size units.
    var size: Int64
    var price: Price
}

/// A venue's trades of a book in an instrument, and the position that follows from them.
///
/// Trades sorted by time, ties by number; one that comes again counts once. Only those of a window
/// are looked back on, so what was bought before it is missing: the balance that the venue says
/// counts, and a difference is said.
struct TradeHistory: Hashable, Sendable, Codable {
    private(set) var trades: [PastTrade] = []

    /// Adds a trade, unless it is there.
    mutating func add(_ trade: PastTrade) {
        guard !trades.contains(where: { $0.number == trade.number }) else { return }
        let place =
            trades.lastIndex { ($0.time, $0.number) < (trade.time, trade.number) }.map { $0 + 1 }
        trades.insert(trade, at: place ?? 0)
    }

    /// Forgets what is older than an instant.
    mutating func forget(before time: Nanoseconds) { trades.removeAll { $0.time < time } }

    /// What the trades leave.
    struct Position: Hashable, Sendable {
        /// Buys minus sells, size units; 0 where it is below zero by a lot at most.
        var balance: Int64 = 0
        /// Mean price of the buys of what is held, in price units; sells leave it, and it begins
        /// anew once nothing is held.
        var average: Double?
        /// What sells brought over that, price units times size units.
        var realised = 0.0
    }

    /// The position that follows.
    ///
    /// - Parameter lot: size units of the smallest step; as much or less is nothing held.
    func position(lot: Int64) -> Position {
        var position = Position()
        for trade in trades {
            let (size, price) = (Double(trade.size), Double(trade.price.rawValue))
            if trade.side == .buy {
                let held = max(0, Double(position.balance))
                let cost = (position.average ?? 0) * held + price * size
                position.balance += trade.size
                position.average = cost / (held + size)
            } else {
                position.realised += (price - (position.average ?? price)) * size
                position.balance -= trade.size
                if position.balance < lot { position.average = nil }
            }
        }
        if position.balance < 0, position.balance >= -lot { position.balance = 0 }
        return position
    }

    /// Trades and balance differ by more than a lot and more than a thousandth.
    static func differ(_ fromTrades: Int64, _ balance: Int64, lot: Int64) -> Bool {
        let difference = abs(Double(fromTrades) - Double(balance))
        return difference > max(Double(lot), abs(Double(balance)) / 1000)
    }
}
