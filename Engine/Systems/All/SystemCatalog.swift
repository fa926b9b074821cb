import Auction
import Convergence
import Momentum
import OrderFlow
import SEF
public import Strategy
import Studies

/// The strategies that the engine comes with: five systems, and the table of indicators.
///
/// A strategy of your own is added to `all`.
public enum SystemCatalog {
    /// The strategies, in the order of pages and lists.
    public static let all: [any Strategy.Type] = [
        OrderFlowStrategy.self, MomentumSystem.self, SEFSystem.self, AuctionPlaybook.self,
        ConvergenceSystem.self, IndicatorStudies.self,
    ]

    /// The same, by name. The indicators decide nothing and run only where they are asked for.
    public static let catalog = StrategyCatalog(all, offByDefault: ["indicators"])
}
