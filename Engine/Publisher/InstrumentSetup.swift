public import Market
public import Measures
public import Wire

/// An instrument and what the core computes of it: the streams that there are.
///
/// It has to say what the core's own settings say; the publisher folds the same ticks.
public struct InstrumentSetup: Sendable {
    /// The instrument it is about.
    public var instrument: Instrument
    /// Periods of the bars, each at most once.
    public var bars: [BarPeriod] = [.second1, .minute1, .minute5, .hour2]
    /// The hours of the bars.
    public var barsMode = SessionMode.rth
    /// The footprint's period, or `nil` for none.
    public var footprint: BarPeriod? = .minute5
    /// The hours of the footprint.
    public var footprintMode = SessionMode.rth
    /// Height of a footprint row.
    public var footprintRow = RowHeight.ticks(1)
    /// When a footprint row is an imbalance.
    public var imbalance = ImbalanceRule(minimumVolume: Volume(10))
    /// Which profiles there are; not `user`.
    public var profiles: [Anchor] = [.daily, .weekly, .monthly]
    /// Height of a profile row.
    public var profileRow = RowHeight.ticks(1)
    /// How a profile is read.
    public var profileRule = ProfileRule()
    /// Which VWAPs there are; not `user`.
    public var vwaps: [Anchor] = [.daily, .weekly, .monthly]
    /// Instants at which further VWAPs start; their numbers are their places, from 1.
    public var userAnchors: [Nanoseconds] = []
    /// The most rows of one ladder.
    public var ladderLimit = 4_000_000
    /// Its ticks come in over the wire; otherwise a feed that offers them is refused.
    public var isWireFed = false
    /// How its feed stands at the start.
    public var feed = FeedState.none

    /// An instrument with the measures of the base column.
    public init(_ instrument: Instrument) { self.instrument = instrument }
}

/// Ticks a row, as the core counts them.
enum RowTicks {
    /// A fixed height, or the one that suits a price.
    static func of(_ height: RowHeight, at price: Price, _ scale: PriceScale) -> Int64 {
        switch height {
        case .ticks(let count): max(1, count)
        case .auto: ClassDefaults.autoRow(price: price, prices: scale)
        }
    }
}
