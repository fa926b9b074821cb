package import ClientKit
package import PitctlViews

/// Trades, positions and orders of an account, as pages read them.
package struct AccountJSON: Sendable {
    private let instruments: [InstrumentID: Instrument]
    private let words: TradeWords
    private let schemas: [StrategySchema]

    /// Records about some instruments and strategies.
    package init(_ instruments: [InstrumentInfo], _ schemas: [StrategySchema]) {
        self.instruments = Dictionary(
            instruments.map { ($0.id, $0.instrument) }, uniquingKeysWith: { first, _ in first })
        self.schemas = schemas
        words = TradeWords(schemas: schemas, symbols: [])
    }

    private func symbol(_ instrument: InstrumentID) -> JSONValue {
        .string(instruments[instrument]?.symbol ?? "instrument \(instrument.rawValue)")
    }

    private func market(_ instrument: InstrumentID) -> MarketJSON? {
        instruments[instrument].map { MarketJSON($0) }
    }

    /// A trade that ended.
    package func trade(_ trade: ClosedTrade) -> [(String, JSONValue)] {
        let market = market(trade.instrument)
        return [
            ("id", .number(trade.number)), ("symbol", symbol(trade.instrument)),
            ("system", .string(words.system(trade.book))),
            ("direction", .string(trade.direction.name)),
            ("quantity", market?.size(trade.quantity.rawValue) ?? .null),
            ("entry_time_ns", .time(trade.entryTime)),
            ("entry", market?.mean(trade.entry) ?? .null),
            ("stop", market?.price(trade.stop) ?? .null),
            ("target", market?.price(trade.target) ?? .null),
            ("exit_time_ns", .time(trade.exitTime)), ("exit", market?.mean(trade.exit) ?? .null),
            ("reason", .string(trade.reason.name)), ("pnl", .dollars(trade.profit)),
            ("pattern", .maybe(pattern(trade))), ("regime", .maybe(regime(trade))),
        ]
    }

    /// A position as a trade that has not ended.
    package func opened(
        _ position: Position, by decision: DecisionText?
    ) -> [(String, JSONValue)] {
        let market = market(position.instrument)
        let regime = decision.flatMap {
            DecisionPageJSON.word("regime", $0) ?? DecisionPageJSON.word("state", $0)
        }
        return [
            ("id", .null), ("symbol", symbol(position.instrument)),
            ("system", .string(words.system(position.book))),
            ("direction", .string(position.direction.name)),
            ("quantity", market?.size(abs(position.quantity)) ?? .null),
            ("entry_time_ns", .time(position.opened)),
            ("entry", market?.mean(position.average) ?? .null),
            ("stop", position.stop.flatMap { market?.price($0) } ?? .price(decision?.stop)),
            (
                "target",
                position.target.flatMap { market?.price($0) } ?? .price(decision?.target)
            ), ("exit_time_ns", .null),
            ("exit", .null), ("reason", .null), ("pnl", .null),
            ("pattern", .maybe(decision.map(DecisionPageJSON.pattern))),
            ("regime", .maybe(regime)),
        ]
    }

    /// A position at the last price.
    package func position(_ position: Position, last: Price?) -> JSONValue {
        let market = market(position.instrument)
        return .page([
            ("symbol", symbol(position.instrument)),
            ("system", .string(words.system(position.book))),
            ("direction", .string(position.direction.name)),
            ("quantity", market?.size(abs(position.quantity)) ?? .null),
            ("entry", market?.mean(position.average) ?? .null),
            ("stop", market?.price(position.stop) ?? .null),
            ("target", market?.price(position.target) ?? .null),
            ("last", market?.price(last) ?? .null),
            ("unrealized_pnl", .dollars(unrealised(position, at: last))),
        ])
    }

    /// What closing positions at their last prices would bring; `nil` while one is not known.
    package func unrealised(_ positions: [(position: Position, last: Price?)]) -> Money? {
        var sum = Money.zero
        for (position, last) in positions {
            guard let profit = unrealised(position, at: last) else { return nil }
            sum += profit
        }
        return sum
    }

    /// What closing a position at a price would bring; `nil` while either is not known.
    private func unrealised(_ position: Position, at last: Price?) -> Money? {
        guard let last, let facts = instruments[position.instrument] else { return nil }
        return position.unrealised(at: last, facts)
    }

    /// An order.
    package func order(_ order: Order) -> JSONValue {
        let (market, terms) = (market(order.instrument), order.terms)
        return .page([
            ("number", .number(order.number)), ("id", .string(order.id.text)),
            ("symbol", symbol(order.instrument)), ("system", .string(words.system(order.book))),
            ("state", .string(order.state.name)), ("leg", .string(order.leg.name)),
            ("side", .string(terms.side.name)), ("type", .string(terms.type.name)),
            ("force", .string(terms.force.name)),
            ("quantity", market?.size(terms.quantity.rawValue) ?? .null),
            ("filled", market?.size(order.filled.rawValue) ?? .null),
            ("average", market?.mean(order.average) ?? .null),
            ("limit", market?.price(terms.limit) ?? .null),
            ("stop", market?.price(terms.stop) ?? .null), ("created_ns", .time(order.created)),
            ("by", .string(order.by)), ("text", .maybe(order.text)),
        ])
    }

    /// What of its strategy's rules a trade follows; `nil` for orders by hand.
    package func pattern(_ trade: ClosedTrade) -> String? {
        trade.book == .manual ? nil : words.setup(trade)
    }

    /// What the market was like; `nil` where the strategy does not say.
    package func regime(_ trade: ClosedTrade) -> String? {
        let name = words.regime(trade)
        return name == "-" ? nil : name
    }

    /// The strategy of a trade, `manual` for orders by hand.
    package func system(_ trade: ClosedTrade) -> String { words.system(trade.book) }

    /// The metrics of some trades, by the names of backtests.
    package static func metrics(_ metrics: TradeMetrics) -> JSONValue {
        .object(
            metrics.figures.map { name, figure in
                switch figure {
                case .count(let count): (name, .number(count))
                case .money(let money): (name, .dollars(money))
                case .ratio(let ratio): (name, .maybe(ratio))
                }
            })
    }
}
