import Market

extension SettingsTable {
    static let trading: [SettingKey<EngineSettings>] = session + orders + paper

    private static let session: [SettingKey<EngineSettings>] = [
        key(
            "trading", "start", \.trading.startsItself, .flag,
            "Whether the trading session starts with an engine that has no past; on paper."),
        key(
            "trading", "balance", \.trading.balance, .money(0...1_000_000_000),
            unit: "US dollars", "What the account begins with."),
        key(
            "trading", "profit_target", \.trading.profitTarget, .money(0...1_000_000_000),
            unit: "US dollars", "Profit of a day, open positions included, that ends trading."),
        key(
            "trading", "loss_limit", \.trading.lossLimit,
            .money(-1_000_000_000...1_000_000_000).map({ $0 > .zero ? -$0 : $0 }, { $0 }),
            unit: "US dollars",
            "Loss of a day, open positions included, that ends trading; with or without its sign."),
        key(
            "trading", "position_size", \.trading.positionSize, .whole(1...1_000_000),
            unit: "contracts, shares, coins", "The largest position of a book in an instrument."),
        key(
            "trading", "session", \.trading.session,
            SettingFormat.choice(SessionMode.allCases) { $0.name }.or("default"),
            "Hours of the account's days; `default` those of the first symbol."),
    ]

    private static let orders: [SettingKey<EngineSettings>] = [
        key(
            "trading", "max_order", \.trading.maxOrder, .whole(1...1_000_000_000),
            unit: "contracts, shares, coins", "The largest quantity of an order."),
        key(
            "trading", "max_notional", \.trading.maxNotional, .money(1...1_000_000_000_000),
            unit: "US dollars", "The largest worth of an order."),
        key(
            "trading", "max_rate", \.trading.maxRate, .whole(1...1_000_000),
            unit: "orders a second", "Orders by hand that are taken within a second."),
        key(
            "trading", "max_orders", \.trading.maxOrders, .whole(1...100_000), unit: "orders",
            "Orders that may be open at a time."),
        key(
            "trading", "price_band", \.trading.priceBand, .number(0.01...100), unit: "percent",
            "How far an order's price may be from the last one."),
    ]

    private static let paper: [SettingKey<EngineSettings>] = [
        key(
            "trading", "fills", \.trading.fills,
            .choice(TradingSection.FillChoice.allCases) { $0.rawValue },
            "When a resting limit is filled: at its price, beyond it, or by its place in the queue."
        ),
        key(
            "trading", "latency", \.trading.latency, .whole(0...60_000), unit: "ms",
            "From an order to the paper venue, by the market's clock."),
        key(
            "trading", "slippage", \.trading.slippage, .whole(0...1000), unit: "ticks",
            "How much worse than the trade market and stop orders are filled."),
        key(
            "trading", "target_slippage", \.trading.targetSlippage, .whole(0...1000),
            unit: "ticks", "How much worse than their price targets are filled."),
        key(
            "trading", "commission", \.trading.commission, .money(0...1000),
            unit: "US dollars", "For each side, and each contract, share or coin."),
    ]
}

extension SettingFormat where Value == Money {
    /// An amount of US dollars, at most nine decimals, within whole bounds.
    static func money(_ range: ClosedRange<Int>) -> Self {
        let low = Money(nanos: Int128(range.lowerBound) * 1_000_000_000)
        let high = Money(nanos: Int128(range.upperBound) * 1_000_000_000)
        return Self(
            type: "an amount", range: "\(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard let amount = try? Money(text), amount >= low, amount <= high else {
                    return nil
                }
                return amount
            },
            show: { $0.description })
    }
}
