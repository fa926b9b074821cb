/// The ten patterns of a footprint, in the order of their output within a bar.
@frozen
public enum Pattern: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Aggressive buying at a row: its ask outweighs the bid one row lower.
    case buyImbalance = 0
    /// Aggressive selling at a row: its bid outweighs the ask one row higher.
    case sellImbalance = 1
    /// Buy imbalances on adjacent rows.
    case stackedBuyImbalance = 2
    /// Sell imbalances on adjacent rows.
    case stackedSellImbalance = 3
    /// Buying that thins out row by row into a fresh high.
    case buyingExhaustion = 4
    /// Selling that thins out row by row into a fresh low.
    case sellingExhaustion = 5
    /// Passive buyers that take heavy selling at the low; named after the buyer.
    case buyingAbsorption = 6
    /// Passive sellers that take heavy buying at the high; named after the seller.
    case sellingAbsorption = 7
    /// A new high on selling, or a new low on buying.
    case deltaDivergence = 8
    /// Both sides traded at the bar's extreme: the auction there is not finished.
    case unfinishedBusiness = 9

    /// The name used in files and output: `BUY_IMBALANCE`.
    public var name: String {
        switch self {
        case .buyImbalance: "BUY_IMBALANCE"
        case .sellImbalance: "SELL_IMBALANCE"
        case .stackedBuyImbalance: "STACKED_BUY_IMBALANCE"
        case .stackedSellImbalance: "STACKED_SELL_IMBALANCE"
        case .buyingExhaustion: "BUYING_EXHAUSTION"
        case .sellingExhaustion: "SELLING_EXHAUSTION"
        case .buyingAbsorption: "BUYING_ABSORPTION"
        case .sellingAbsorption: "SELLING_ABSORPTION"
        case .deltaDivergence: "DELTA_DIVERGENCE"
        case .unfinishedBusiness: "UNFINISHED_BUSINESS"
        }
    }

    /// Which of several approved signals of a bar is traded: the lowest.
    public var rank: Int {
        switch self {
        case .stackedBuyImbalance, .stackedSellImbalance: 0
        case .buyingAbsorption, .sellingAbsorption: 1
        case .buyingExhaustion, .sellingExhaustion: 2
        case .deltaDivergence: 3
        case .buyImbalance, .sellImbalance: 4
        case .unfinishedBusiness: 5
        }
    }
}
