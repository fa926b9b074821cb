/// The length of a time bar.
@frozen
public enum BarPeriod: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    case second1 = 0
    case minute1 = 1
    case minute5 = 2
    case minute15 = 3
    case hour1 = 4
    case hour2 = 5
    /// One bar a session.
    case day1 = 6

    /// Nominal length in seconds; a `day1` bar lasts as long as its session.
    @inlinable
    public var seconds: Int64 {
        switch self {
        case .second1: 1
        case .minute1: 60
        case .minute5: 300
        case .minute15: 900
        case .hour1: 3600
        case .hour2: 7200
        case .day1: 86400
        }
    }

    /// The name used in configuration, files and output: `1s`, `1m`, `5m`, `15m`, `1h`, `2h`, `1d`.
    public var name: String {
        switch self {
        case .second1: "1s"
        case .minute1: "1m"
        case .minute5: "5m"
        case .minute15: "15m"
        case .hour1: "1h"
        case .hour2: "2h"
        case .day1: "1d"
        }
    }

    /// The period of that name, or `nil`.
    public init?(name: String) {
        guard let period = BarPeriod.allCases.first(where: { $0.name == name }) else { return nil }
        self = period
    }
}

/// How whole a bar or footprint is, and how its sides were found.
@frozen
public struct Completeness: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Ticks of this instrument dropped as late while the bar was open.
    public var late: UInt32 = 0
    /// Ticks lost at a ring while the bar was open.
    public var lost: UInt32 = 0
    /// Ticks refused as out of range while the bar was open.
    public var outOfRange: UInt32 = 0
    /// Feed gaps reported while the bar was open.
    public var feedGaps: UInt32 = 0
    /// Volume whose side the venue gave.
    public var exchangeVolume = Volume.zero
    /// Volume whose side came from the quote.
    public var quoteVolume = Volume.zero
    /// Volume whose side came from the tick rule.
    public var tickVolume = Volume.zero
    /// Volume whose side a simulation made.
    public var simulatedVolume = Volume.zero
    /// Volume without a side.
    public var unknownVolume = Volume.zero

    /// Complete, and empty.
    @inlinable
    public init() {}

    /// Nothing was dropped, lost or missed.
    public var isWhole: Bool { late == 0 && lost == 0 && outOfRange == 0 && feedGaps == 0 }

    /// All volume, over the rules.
    public var volume: Volume {
        Volume(
            exchangeVolume.rawValue + quoteVolume.rawValue + tickVolume.rawValue
                + simulatedVolume.rawValue + unknownVolume.rawValue)
    }

    /// The share of the volume whose side was inferred by quote or tick rule, 0 to 1; 0 without
    /// volume.
    public var inferredShare: Double {
        let total = volume.rawValue
        return total > 0 ? (quoteVolume.rawValue + tickVolume.rawValue) / total : 0
    }

    /// The worst rule used by more than 5 % of the volume.
    public var sideQuality: SideQuality {
        let limit = 0.05 * volume.rawValue
        if unknownVolume.rawValue > limit { return .unknown }
        if simulatedVolume.rawValue > limit { return .simulated }
        if tickVolume.rawValue > limit { return .tick }
        if quoteVolume.rawValue > limit { return .quote }
        return .exchange
    }
}

/// A time bar with its order flow.
@frozen
public struct Bar: Hashable, Sendable, Codable {
    /// The first instant of the bar's period.
    public var start: Nanoseconds
    /// The first instant after it: the period's or the session's end, whichever is first.
    public var end: Nanoseconds
    /// The session it belongs to.
    public var session: SessionDate
    /// The session mode that made it.
    public var mode: SessionMode
    /// Its period.
    public var period: BarPeriod
    /// Made from ticks; otherwise from a provider's bars, which leave delta extremes and the
    /// number of trades unknown.
    public var isFromTicks: Bool
    /// First traded price.
    public var open: Price
    /// Highest traded price.
    public var high: Price
    /// Lowest traded price.
    public var low: Price
    /// Last traded price, in order of arrival.
    public var close: Price
    /// All volume, size units.
    public var volume: Volume
    /// Buyer-initiated volume.
    public var buyVolume: Volume
    /// Seller-initiated volume.
    public var sellVolume: Volume
    /// Highest running delta after any tick of the bar.
    public var maxDelta: Volume
    /// Lowest running delta after any tick of the bar.
    public var minDelta: Volume
    /// Cumulative delta of the session at the bar's close.
    public var cumulativeDelta: Volume
    /// Number of trades.
    public var trades: Int64
    /// Volume-weighted mean price in real price, undefined without volume.
    public var vwap: Double?
    /// How whole it is.
    public var completeness: Completeness

    /// Buyer- minus seller-initiated volume.
    @inlinable
    public var delta: Volume { buyVolume - sellVolume }

    /// Puts a bar together; nothing is checked.
    @inlinable
    public init(
        start: Nanoseconds, end: Nanoseconds, session: SessionDate, mode: SessionMode,
        period: BarPeriod, isFromTicks: Bool, open: Price, high: Price, low: Price, close: Price,
        volume: Volume, buyVolume: Volume, sellVolume: Volume, maxDelta: Volume,
        minDelta: Volume, cumulativeDelta: Volume, trades: Int64, vwap: Double?,
        completeness: Completeness
    ) {
        self.start = start
        self.end = end
        self.session = session
        self.mode = mode
        self.period = period
        self.isFromTicks = isFromTicks
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.buyVolume = buyVolume
        self.sellVolume = sellVolume
        self.maxDelta = maxDelta
        self.minDelta = minDelta
        self.cumulativeDelta = cumulativeDelta
        self.trades = trades
        self.vwap = vwap
        self.completeness = completeness
    }
}
