/// What decides an instrument's defaults.
@frozen
public enum AssetClass: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    case future = 0
    case share = 1
    case crypto = 2
}

/// A symbol at a venue, with the facts that turn its numbers into money.
public struct Instrument: Hashable, Sendable, Codable {
    /// The symbol as traders write it: `ESZ4`, `SPY`, `BTC-USD`.
    public var symbol: String
    /// What decides its defaults.
    public var assetClass: AssetClass
    /// How its prices are counted.
    public var prices: PriceScale
    /// How its sizes are counted.
    public var sizes: SizeScale
    /// What one tick is worth for a quantity of one, in nano-dollars (1e-9 USD), exact.
    public var tickValueNanos: Int64

    /// Puts an instrument together; `InstrumentCatalog` is what checks and fills in the facts.
    public init(
        symbol: String, assetClass: AssetClass, prices: PriceScale, sizes: SizeScale,
        tickValueNanos: Int64
    ) {
        self.symbol = symbol
        self.assetClass = assetClass
        self.prices = prices
        self.sizes = sizes
        self.tickValueNanos = tickValueNanos
    }
}

/// How an instrument counts prices: its unit, and the tick in units.
@frozen
public struct PriceScale: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The price unit is `10^-decimals`, 0 to 9.
    public let decimals: UInt8
    /// The tick size in price units, at least 1.
    public let tick: Int64
    /// Price units in 1, `10^decimals`.
    public let unitsPerOne: Double
    /// The tick size as a real price, nearest double.
    public let tickSize: Double
    /// Ticks in a price unit, nearest double.
    public let ticksPerUnit: Double

    /// Makes a scale.
    ///
    /// - Parameters:
    ///   - decimals: 0 to 9; traps outside.
    ///   - tick: tick size in price units, at least 1; traps below.
    public init(decimals: Int, tick: Int64) {
        precondition((0...9).contains(decimals), "price decimals are 0 to 9, got \(decimals)")
        precondition(tick >= 1, "a tick is at least 1 price unit, got \(tick)")
        var units = 1.0
        for _ in 0..<decimals { units *= 10 }
        self.decimals = UInt8(decimals)
        self.tick = tick
        unitsPerOne = units
        tickSize = Double(tick) / units
        ticksPerUnit = 1 / Double(tick)
    }

    /// The level of a price: `round(price / tick)`, halves away from zero, as the IEEE quotient
    /// of the two real prices gives it.
    @inlinable
    @inline(__always)
    public func level(of price: Price) -> Level {
        Self.usualLevel(of: price, ticksPerUnit)
            ?? Self.levelNextToHalf(price, unitsPerOne, tickSize)
    }

    /// The level of a price, for whoever keeps no more of a scale than this; `nil` next to a half
    /// and beyond 2^50, where it takes the whole scale.
    @inlinable
    @inline(__always)
    public static func usualLevel(of price: Price, _ ticksPerUnit: Double) -> Level? {
        // A product is near the quotient, and near is enough but next to a half.
        let quotient = Double(price.rawValue) * ticksPerUnit
        // 1.5 x 2^52: the sum's last bit is worth 1, so adding rounds, and its bits count up from
        // those of the constant. Quicker than a conversion, which is checked.
        let shift = 0x1.8p52
        let shifted = quotient + shift
        let rest = abs(quotient - (shifted - shift))
        // Beyond 2^50 the rest is no fraction any more; it is not below the bound either.
        guard rest < 0.499_99, abs(quotient) < 0x1p50 else { return nil }
        return Level(Int64(bitPattern: shifted.bitPattern &- shift.bitPattern))
    }

    @usableFromInline
    @inline(never)
    static func levelNextToHalf(
        _ price: Price, _ unitsPerOne: Double, _ tickSize: Double
    ) -> Level {
        let real = Double(price.rawValue) / unitsPerOne
        return Level(Int64((real / tickSize).rounded(.toNearestOrAwayFromZero)))
    }

    /// The price of a level, in price units.
    @inlinable
    public func price(of level: Level) -> Price { Price(level.rawValue &* tick) }

    /// A price as a double: the one nearest to its decimal text.
    @inlinable
    public func real(_ price: Price) -> Double { Double(price.rawValue) / unitsPerOne }

    /// A level's price as a double: `Double(index) * tick size`.
    @inlinable
    public func real(_ level: Level) -> Double { Double(level.rawValue) * tickSize }
}

/// How an instrument counts sizes.
@frozen
public struct SizeScale: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The size unit is `10^-decimals`, 0 to 9.
    public let decimals: UInt8
    /// The smallest tradable step in size units, at least 1.
    public let lot: Int64
    /// Size units in 1, `10^decimals`.
    public let unitsPerOne: Double

    /// Makes a scale.
    ///
    /// - Parameters:
    ///   - decimals: 0 to 9; traps outside.
    ///   - lot: the lot in size units, at least 1; traps below.
    public init(decimals: Int, lot: Int64) {
        precondition((0...9).contains(decimals), "size decimals are 0 to 9, got \(decimals)")
        precondition(lot >= 1, "a lot is at least 1 size unit, got \(lot)")
        var units = 1.0
        for _ in 0..<decimals { units *= 10 }
        self.decimals = UInt8(decimals)
        self.lot = lot
        unitsPerOne = units
    }

    /// A size as a double, in shares, contracts or coins.
    @inlinable
    public func real(_ size: Size) -> Double { Double(size.rawValue) / unitsPerOne }

    /// A volume as a double, in shares, contracts or coins.
    @inlinable
    public func real(_ volume: Volume) -> Double { volume.rawValue / unitsPerOne }
}
