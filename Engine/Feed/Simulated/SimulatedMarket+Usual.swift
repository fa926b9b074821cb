public import Market

extension SimulatedMarket {
    /// ES, NQ, SPY and BTC-USD with prices and paces near those of November 2024.
    public static var usualSymbols: [Symbol] {
        [
            symbol(
                0, "ESZ4", .future, PriceScale(decimals: 2, tick: 25), tickValue: 12_500_000_000,
                price: 5900, gap: 60_000_000, size: 3, moveChance: 80),
            symbol(
                1, "NQZ4", .future, PriceScale(decimals: 2, tick: 25), tickValue: 5_000_000_000,
                price: 20_500, gap: 50_000_000, size: 2, moveChance: 300),
            symbol(
                2, "SPY", .share, PriceScale(decimals: 2, tick: 1), tickValue: 10_000_000,
                price: 590, gap: 40_000_000, size: 100, moveChance: 150),
            symbol(
                3, "BTC-USD", .crypto, PriceScale(decimals: 2, tick: 1), tickValue: 10_000_000,
                sizeDecimals: 8, price: 90_000, gap: 80_000_000, size: 2_000_000,
                moveChance: 350, step: 150),
        ]
    }

    private static func symbol(
        _ id: UInt32, _ name: String, _ assetClass: AssetClass, _ prices: PriceScale,
        tickValue: Int64, sizeDecimals: Int = 0, price: Int64, gap: Int64, size: Int64,
        moveChance: UInt64, step: Int64 = 1
    ) -> Symbol {
        Symbol(
            instrument: Instrument(
                symbol: name, assetClass: assetClass, prices: prices,
                sizes: SizeScale(decimals: sizeDecimals, lot: 1), tickValueNanos: tickValue),
            id: InstrumentID(id), firstLevel: Level(price * 100 / prices.tick), quietGap: gap,
            typicalSize: size, moveChance: moveChance, step: step)
    }
}

extension SimulatedMarket.Symbol {
    /// A plausible walk for any instrument: that of the usual symbol of its root or name, else of
    /// its class.
    public static func usual(_ instrument: Instrument, id: InstrumentID) -> Self {
        let known = SimulatedMarket.usualSymbols
        let near =
            known.first { instrument.symbol.hasPrefix(String($0.instrument.symbol.prefix(2))) }
            ?? known.first { $0.instrument.assetClass == instrument.assetClass } ?? known[0]
        let price = near.instrument.prices.real(near.firstLevel)
        return Self(
            instrument: instrument, id: id,
            firstLevel: Level(Int64((price / instrument.prices.tickSize).rounded())),
            quietGap: near.quietGap, typicalSize: near.typicalSize, moveChance: near.moveChance,
            step: near.step)
    }
}
