public import Market

/// Words for what a trade carries as numbers.
public struct TradeWords: Sendable {
    let schemas: [StrategySchema]
    let symbols: [String]

    /// The words of some strategies, and of instruments by number.
    public init(schemas: [StrategySchema], symbols: [String]) {
        self.schemas = schemas
        self.symbols = symbols
    }

    private func schema(_ book: Book) -> StrategySchema? {
        schemas.first { $0.number == book.rawValue }
    }

    /// The strategy's name, `manual` for orders by hand.
    public func system(_ book: Book) -> String {
        if book == .manual { return "manual" }
        return schema(book)?.name ?? "strategy \(book.rawValue)"
    }

    /// What of its strategy's rules a trade follows: the rule's key where there is one.
    public func setup(_ book: Book, rule: UInt8, key: UInt16) -> String {
        guard let found = schema(book)?.rule(at: rule) else { return "-" }
        return Int(key) < found.keys.count ? found.keys[Int(key)] : found.name
    }

    /// What of its strategy's rules a trade follows.
    public func setup(_ trade: ClosedTrade) -> String {
        setup(trade.book, rule: trade.rule, key: trade.key)
    }

    /// What the market was like, in the strategy's words; `-` where it does not say.
    public func regime(_ trade: ClosedTrade) -> String {
        guard trade.regime != 255 else { return "-" }
        let rules = schema(trade.book)?.rules ?? []
        let own = rules.indices.contains(Int(trade.rule)) ? [rules[Int(trade.rule)]] : []
        for value in (own + rules).flatMap(\.values) where Self.regimeValues.contains(value.name) {
            guard case .choice(let words) = value.kind, Int(trade.regime) < words.count else {
                continue
            }
            return words[Int(trade.regime)]
        }
        return "regime \(trade.regime)"
    }

    /// What strategies call it.
    private static let regimeValues: Set = ["regime", "state"]

    /// The symbol of an instrument.
    public func symbol(_ instrument: InstrumentID) -> String {
        let number = Int(instrument.rawValue)
        return number < symbols.count ? symbols[number] : "instrument \(number)"
    }
}
