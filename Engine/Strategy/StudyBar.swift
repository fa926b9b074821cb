public import Market

/// A closed bar in real numbers, as strategies read it.
@frozen
public struct StudyBar: Hashable, Sendable, Codable {
    /// The first instant of the bar's period.
    public var start: Nanoseconds
    /// The first instant after it.
    public var end: Nanoseconds
    /// The session it belongs to.
    public var session: SessionDate
    /// Its period.
    public var period: BarPeriod
    /// The session mode that made it.
    public var mode: SessionMode
    /// Made from ticks; otherwise from a provider's bars.
    public var isFromTicks: Bool
    /// First traded price.
    public var open: Double
    /// Highest traded price.
    public var high: Double
    /// Lowest traded price.
    public var low: Double
    /// Last traded price.
    public var close: Double
    /// The level of the highest price.
    public var highLevel: Level
    /// The level of the lowest price.
    public var lowLevel: Level
    /// The level of the last price.
    public var closeLevel: Level
    /// All volume, in shares, contracts or coins; 0 only where empty bars count.
    public var volume: Double
    /// Buyer-initiated volume.
    public var buyVolume: Double
    /// Seller-initiated volume.
    public var sellVolume: Double
    /// Cumulative delta of the session at the close.
    public var cumulativeDelta: Double
    /// Number of trades, 0 when unknown.
    public var trades: Int64
    /// Volume-weighted mean price of the bar, undefined without volume.
    public var vwap: Double?
    /// How whole it is, volumes in size units.
    public var completeness: Completeness

    /// The bar in real numbers.
    public init(_ bar: Bar, prices: PriceScale, sizes: SizeScale) {
        start = bar.start
        end = bar.end
        session = bar.session
        period = bar.period
        mode = bar.mode
        isFromTicks = bar.isFromTicks
        open = prices.real(bar.open)
        high = prices.real(bar.high)
        low = prices.real(bar.low)
        close = prices.real(bar.close)
        highLevel = prices.level(of: bar.high)
        lowLevel = prices.level(of: bar.low)
        closeLevel = prices.level(of: bar.close)
        volume = sizes.real(bar.volume)
        buyVolume = sizes.real(bar.buyVolume)
        sellVolume = sizes.real(bar.sellVolume)
        cumulativeDelta = sizes.real(bar.cumulativeDelta)
        trades = bar.trades
        vwap = bar.vwap
        completeness = bar.completeness
    }

    /// Buyer- minus seller-initiated volume.
    @inlinable
    public var delta: Double { buyVolume - sellVolume }

    /// Highest minus lowest price.
    @inlinable
    public var range: Double { high - low }

    /// The provider's or computed VWAP of the bar, else `(high + low + close) / 3`.
    @inlinable
    public var meanPrice: Double { vwap ?? (high + low + close) / 3 }

    /// How good its sides are: the worst rule used by more than 5 % of the volume.
    public var sideQuality: SideQuality { isFromTicks ? completeness.sideQuality : .bar }
}
