package import ClientKit

/// The trades of an account, with what they come to.
///
/// A session is a date of the exchange: what ended behind 18:00 New York counts to the next day
/// where there is trading at night. Sessions without trades between the first trade and the last
/// count, as far as the NYSE is open.
package struct TradeHistory: Sendable {
    private let trades: [DatedTrade]
    private let sessions: [SessionDate]
    private let start: Money
    private let dayTrades: Int

    /// The trades of an account, in the order of their ends.
    package init(_ trades: [ClosedTrade], _ account: Account?, _ session: TradingSession?) {
        let dates = trades.map { Self.date(of: $0.exitTime) }
        var sessions = Set(dates)
        if let first = dates.min(),
            let last = [dates.max(), session?.date].compactMap(\.self).max()
        {
            var date = first
            while date < last {
                date = SessionDate(rawValue: date.rawValue + 1)
                if NYSECalendar.standard.session(on: date) != nil { sessions.insert(date) }
            }
        }
        let ordered = sessions.sorted()
        let places = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
        self.sessions = ordered
        self.trades = zip(trades, dates).map { DatedTrade($0, session: places[$1] ?? 0) }
        start = account?.start ?? .zero
        dayTrades = Int(clamping: account?.dayTrades ?? 0)
    }

    private static func date(of time: Nanoseconds) -> SessionDate {
        let clock = NewYorkTime.wallClock(at: time)
        let isNight = clock.seconds >= 18 * 3600
        return SessionDate(rawValue: clock.date.rawValue + (isNight ? 1 : 0))
    }

    /// What all trades come to.
    package var overall: TradeMetrics {
        TradeMetrics(trades, start: start, sessions: sessions.count)
    }

    /// What those of the present session come to, as many as the account counts; the first peak is
    /// what it held before them.
    package var present: TradeMetrics {
        let found = trades.suffix(dayTrades)
        let balance = trades.dropLast(dayTrades).reduce(start) { $0 + $1.profit }
        return TradeMetrics(
            found.map { DatedTrade($0.trade) }, start: balance, sessions: found.isEmpty ? 0 : 1)
    }

    /// What trades come to, told apart by a word; those without one are left out.
    package func parts(
        by word: (ClosedTrade) -> String?
    ) -> [(name: String, metrics: TradeMetrics)] {
        var parts: [String: [DatedTrade]] = [:]
        for one in trades { if let name = word(one.trade) { parts[name, default: []].append(one) } }
        return parts.sorted { $0.key < $1.key }.map {
            ($0.key, TradeMetrics($0.value, start: start, sessions: sessions.count))
        }
    }
}
