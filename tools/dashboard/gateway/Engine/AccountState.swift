import ClientKit
import PitctlViews

/// The account of an engine, folded from its streams.
struct AccountState {
    /// Trades that a new page is told.
    static let tradeCount = 100

    var session: TradingSession?
    var account: Account?
    /// Positions that are open.
    var positions: [Position] = []
    /// What open positions follow from, as far as it was looked up.
    private(set) var openTrades: [OpenTrade] = []
    /// All trades that the engine keeps, oldest first.
    var trades: [ClosedTrade] = []
    /// Halts, settings, alerts and anchors.
    var desk = DeskState()

    /// Takes a position in.
    ///
    /// Trades come on a stream of their own and may be ahead of positions.
    ///
    /// - Returns: Whether it was opened by this: another one, or none, was held before, and it is not
    ///   known to have been closed since.
    mutating func take(_ position: Position) -> Bool {
        let place = positions.firstIndex { $0.isSameSeat(as: position) }
        let before = place.map { positions[$0].opened }
        switch (place, position.isFlat) {
        case (let place?, true): positions.remove(at: place)
        case (let place?, false): positions[place] = position
        case (nil, false): positions.append(position)
        case (nil, true): break
        }
        openTrades.removeAll {
            $0.position.isSameSeat(as: position) && $0.position.opened != position.opened
        }
        guard !position.isFlat, before != position.opened else { return false }
        return !isClosed(position)
    }

    /// Takes in what a position that was opened follows from.
    ///
    /// - Returns: Whether it is open still: it may have been closed while that was looked up.
    mutating func take(_ trade: OpenTrade) -> Bool {
        guard !isClosed(trade.position) else { return false }
        openTrades.removeAll { $0.position.isSameSeat(as: trade.position) }
        openTrades.append(trade)
        return true
    }

    /// Takes in what is open now: nothing else is.
    mutating func take(_ open: [Position]) {
        positions = open
        openTrades.removeAll { trade in
            !open.contains {
                $0.isSameSeat(as: trade.position) && $0.opened == trade.position.opened
            }
        }
    }

    /// It ended as one of the trades.
    private func isClosed(_ position: Position) -> Bool {
        trades.contains { position.ended(as: $0) }
    }

    /// Takes a trade in; one that is known changes nothing.
    ///
    /// - Returns: Whether it is new.
    mutating func take(_ trade: ClosedTrade) -> Bool {
        guard trade.number > trades.last?.number ?? 0 else { return false }
        trades.append(trade)
        openTrades.removeAll { $0.position.ended(as: trade) }
        if trades.count > 2 * TradingBook.kept {
            trades.removeFirst(trades.count - TradingBook.kept)
        }
        return true
    }
}

/// A position as a trade that has not ended.
struct OpenTrade {
    let position: Position
    /// `nil` for orders by hand.
    let decision: DecisionText?
}

extension Position {
    /// Of the same instrument and book.
    func isSameSeat(as other: Position) -> Bool {
        instrument == other.instrument && book == other.book
    }

    /// The trade is what it came to.
    func ended(as trade: ClosedTrade) -> Bool {
        instrument == trade.instrument && book == trade.book && opened == trade.entryTime
    }
}

extension DeskState {
    /// A setting of all instruments as it was changed; `nil` when it was not.
    func setting(_ key: String) -> String? {
        settings.last { $0.setting.instrument == .all && $0.setting.key == key }?.setting.value
    }
}
