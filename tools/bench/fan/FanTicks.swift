import Market

/// The ticks that are published, each known by its number.
enum FanTicks {
    static let instrument = Instrument(
        symbol: "ES", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000)

    /// Tick `number`; its time is when it was pushed, ns of the monotonic clock.
    @inline(__always)
    static func tick(_ number: Int, time: Int) -> Tick {
        let level = 20_000 + Int64(number & 63)
        return Tick(
            time: Nanoseconds(Int64(time)), price: Price(level * 25),
            size: Size(1 + Int64(number & 7)), level: Level(level),
            aggressor: number & 1 == 0 ? .buyer : .seller, rule: .exchange, flags: [])
    }
}
