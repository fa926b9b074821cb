public import Market
public import Records

/// Trades told apart by one thing, and what each part comes to.
public struct MetricTable: Hashable, Sendable {
    /// By what: `system`, `setup`, `regime`, `session`, `hours`, `symbol`.
    public var name: String
    /// The parts, in an order of their own.
    public var rows: [Row]

    /// One part.
    public struct Row: Hashable, Sendable {
        /// What its trades have in common.
        public var label: String
        /// What they come to.
        public var metrics: TradeMetrics
    }
}

/// Hours of the day by who trades in them.
public enum AuctionHours {
    /// The names in the order of the day.
    public static let names = ["ASIA", "LONDON", "NEW_YORK", "CLOSED"]

    /// The hours of an instant by the New York clock: Asia from 18:00 to 03:00, London to 09:30,
    /// New York to 16:00, then closed; half open.
    public static func name(at time: Nanoseconds) -> String {
        switch NewYorkTime.wallClock(at: time).seconds {
        case ..<10_800: "ASIA"
        case ..<34_200: "LONDON"
        case ..<57_600: "NEW_YORK"
        case ..<64_800: "CLOSED"
        default: "ASIA"
        }
    }
}

extension MetricTable {
    /// The tables of a backtest: by system, setup, regime, hours, symbol and session.
    public static func all(
        _ trades: [DatedTrade], start: Money, sessions: [SessionDate], _ words: TradeWords
    ) -> [MetricTable] {
        func table(
            _ name: String, _ label: (DatedTrade) -> String,
            _ order: (String, DatedTrade) -> SortKey
        ) -> MetricTable {
            var parts: [String: (order: SortKey, trades: [DatedTrade])] = [:]
            for one in trades {
                let text = label(one)
                parts[text, default: (order(text, one), [])].trades.append(one)
            }
            let rows = parts.sorted { ($0.value.order, $0.key) < ($1.value.order, $1.key) }.map {
                Row(
                    label: $0.key,
                    metrics: TradeMetrics($0.value.trades, start: start, sessions: sessions.count))
            }
            return MetricTable(name: name, rows: rows)
        }
        return [
            table("system", { words.system($0.trade.book) }) { _, one in
                SortKey(Int(one.trade.book.rawValue))
            },
            table("setup", { "\(words.system($0.trade.book)) \(words.setup($0.trade))" }) {
                SortKey(Int($1.trade.book.rawValue), Int($1.trade.rule), Int($1.trade.key))
            },
            table("regime", { "\(words.system($0.trade.book)) \(words.regime($0.trade))" }) {
                SortKey(Int($1.trade.book.rawValue), Int($1.trade.regime))
            },
            table("hours", { AuctionHours.name(at: $0.trade.entryTime) }) { text, _ in
                SortKey(AuctionHours.names.firstIndex(of: text) ?? 0)
            },
            table("symbol", { words.symbol($0.trade.instrument) }) { _, one in
                SortKey(Int(one.trade.instrument.rawValue))
            },
            table("session", { Self.date($0, sessions) }) { _, one in SortKey(one.session) },
        ]
    }

    private static func date(_ one: DatedTrade, _ sessions: [SessionDate]) -> String {
        if one.session < sessions.count { return "\(sessions[one.session])" }
        return "\(NewYorkTime.wallClock(at: one.trade.exitTime).date)"
    }

    /// Where a part stands in its table.
    private struct SortKey: Comparable {
        var first: Int
        var second = 0
        var third = 0

        init(_ first: Int, _ second: Int = 0, _ third: Int = 0) {
            (self.first, self.second, self.third) = (first, second, third)
        }

        static func < (left: SortKey, right: SortKey) -> Bool {
            (left.first, left.second, left.third) < (right.first, right.second, right.third)
        }
    }
}
