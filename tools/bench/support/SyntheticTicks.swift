internal import Chance
internal import Glibc
public import Market

extension SplitMix64 {
    /// Exponential with that mean.
    fileprivate mutating func exponential(_ mean: Double) -> Double { -mean * log(1.0 - unit()) }
}

/// A stream like that of an index future: a random walk of a quarter point, sizes mostly 1 to 10,
/// bursts of trades of one event.
///
/// The same draws in the same order as the generator of the encodings that sizes are compared
/// with; that one's per-event sequence number and receive clocks are drawn and dropped, since a
/// frame's header carries them once.
public enum SyntheticTicks {
    /// Prices in cents, a quarter point a tick.
    public static let prices = PriceScale(decimals: 2, tick: 25)
    /// Whole contracts.
    public static let sizes = SizeScale(decimals: 0, lot: 1)

    /// The first so many trades of the stream of a seed.
    public static func make(_ count: Int, seed: UInt64 = 7) -> [Tick] {
        var random = SplitMix64(seed)
        var ticks: [Tick] = []
        ticks.reserveCapacity(count)
        var time: UInt64 = 1_790_000_000_000_000_000
        var bid: Int64 = 24000
        var isBuy = true
        while ticks.count < count {
            time += pause(&random) + 1
            _ = random.exponential(6)
            if random.unit() > 0.7 { isBuy.toggle() }
            let move = random.unit()
            if move < 0.06 { bid += 1 } else if move < 0.12 { bid -= 1 }
            _ = random.exponential(20000)
            _ = random.exponential(4000)
            var level = isBuy ? bid + 1 : bid
            repeat {
                ticks.append(
                    Tick(
                        time: Nanoseconds(Int64(time)), price: Price(level * 25),
                        size: Size(size(&random)), level: Level(level),
                        aggressor: isBuy ? .buyer : .seller, rule: .exchange,
                        flags: [.inBars, .inFootprint, .inProfiles, .inVWAPs]))
                if random.unit() < 0.05 { level += isBuy ? 1 : -1 }
            } while ticks.count < count && random.unit() < 0.38
            ticks[ticks.count - 1].flags.insert(.endOfEvent)
        }
        return ticks
    }

    private static func pause(_ random: inout SplitMix64) -> UInt64 {
        let kind = random.unit()
        if kind < 0.5 {
            let spread = random.unit() + random.unit() + random.unit() - 1.5
            return UInt64(exp(log(90e3) + 1.1 * spread * 2))
        }
        return UInt64(random.exponential(kind < 0.85 ? 5e6 : 150e6))
    }

    private static func size(_ random: inout SplitMix64) -> Int64 {
        let kind = random.unit()
        if kind < 0.48 { return 1 }
        if kind < 0.65 { return 2 }
        if kind < 0.73 { return 3 }
        if kind < 0.78 { return 4 }
        if kind < 0.84 { return 5 }
        if kind < 0.94 { return 6 + Int64(random.next() % 5) }
        if kind < 0.99 { return 11 + Int64(random.next() % 40) }
        return 51 + Int64(random.next() % 250)
    }
}
