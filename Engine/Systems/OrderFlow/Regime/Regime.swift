/// What the market is doing, which decides the patterns that count.
@frozen
public enum Regime: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Strong directional movement upwards, in order.
    case trendingUp = 0
    /// Strong directional movement downwards, in order.
    case trendingDown = 1
    /// No strong movement.
    case ranging = 2
    /// Strong movement without order, or wide bars.
    case volatile = 3
    /// Nothing is to be done.
    case noTrade = 4

    /// The name used in files and output: `TRENDING_UP`.
    public var name: String {
        switch self {
        case .trendingUp: "TRENDING_UP"
        case .trendingDown: "TRENDING_DOWN"
        case .ranging: "RANGING"
        case .volatile: "VOLATILE"
        case .noTrade: "NO_TRADE"
        }
    }
}

/// Why nothing is to be done.
@frozen
public enum RegimeReason: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// Something is: the regime is another one.
    case none = 0
    /// An input is not defined yet.
    case warmup = 1
    /// The bar starts outside the regular hours of the NYSE.
    case outsideRTH = 2
    /// The bar lies in the first or the last minutes of regular hours.
    case sessionEdge = 3
    /// The bar ends around a configured event.
    case news = 4
    /// The bar has little volume.
    case lowVolume = 5

    /// The name used in files and output, empty for none.
    public var name: String {
        switch self {
        case .none: ""
        case .warmup: "warmup"
        case .outsideRTH: "outside_rth"
        case .sessionEdge: "session_edge"
        case .news: "news"
        case .lowVolume: "low_volume"
        }
    }
}
