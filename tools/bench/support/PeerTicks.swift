public import Market
public import Records

/// The trades that peers are measured on: five million by default, seed 1, in quarter points.
///
/// Integer arithmetic on a counter-based SplitMix64 stream, so every language makes the same: row
/// `i` uses words `4 i` to `4 i + 3` (gap, step, size, side).
public enum PeerTicks {
    /// Cents, ticks of a quarter.
    public static let scale = PriceScale(decimals: 2, tick: 25)

    /// The trades as inputs of instrument 0.
    public static func make(_ count: Int, seed: UInt64 = 1) -> [Input] {
        var inputs: [Input] = []
        inputs.reserveCapacity(count)
        var walk = PeerWalk(seed: seed)
        for _ in 0..<count { inputs.append(walk.next()) }
        return inputs
    }
}

/// The same trades one by one.
public struct PeerWalk {
    private let seed: UInt64
    private var index: UInt64 = 0
    private var time: Int64 = 1_731_508_200_000_000_000
    private var walk: Int64 = 0

    /// A walk at its beginning.
    public init(seed: UInt64 = 1) { self.seed = seed }

    /// The next trade.
    public mutating func next() -> Input {
        time += Self.gap(Self.word(seed, index, 0))
        let step = Self.step(Self.word(seed, index, 1))
        walk += step
        let input = Input.tick(
            InstrumentID(0), time: Nanoseconds(time),
            price: Price((20_000 + Self.fold(walk)) * 25),
            size: Size(Self.size(Self.word(seed, index, 2))),
            side: Self.side(Self.word(seed, index, 3), step))
        index += 1
        return input
    }

    private static func word(_ seed: UInt64, _ index: UInt64, _ place: UInt64) -> UInt64 {
        var z = seed &+ 0x9E37_79B9_7F4A_7C15 &* (index &* 4 &+ place &+ 1)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func gap(_ w: UInt64) -> Int64 {
        let product = ((w >> 32) &* (w & 0xffff_ffff)) >> 32
        return Int64((product &* 80_000_000) >> 32)
    }

    private static func step(_ w: UInt64) -> Int64 {
        let r = w % 1000
        return r < 120 ? 1 : r < 240 ? -1 : 0
    }

    private static func fold(_ walk: Int64) -> Int64 {
        let period: Int64 = 8000
        let rest = (walk + 2000) % period
        let f = rest < 0 ? rest + period : rest
        return f <= 4000 ? f - 2000 : 6000 - f
    }

    private static func size(_ w: UInt64) -> Int64 {
        let least = min(w & 63, (w >> 6) & 63, (w >> 12) & 63)
        return 1 + Int64(least) + ((w >> 32) % 200 == 0 ? 50 : 0)
    }

    private static func side(_ w: UInt64, _ step: Int64) -> Aggressor {
        if w % 50 == 0 { return .none }
        if step != 0 { return step > 0 ? .buyer : .seller }
        return (w >> 32) & 1 == 1 ? .buyer : .seller
    }
}
