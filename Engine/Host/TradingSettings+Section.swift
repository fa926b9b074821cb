public import Market
import Records
public import Settings
public import Trading

extension TradingSettings {
    /// What a configuration says.
    ///
    /// - Parameter usual: the hours of the account's days where it says nothing.
    public init(_ section: TradingSection, usual: SessionMode) {
        self.init()
        balance = section.balance
        limits.profitTarget = section.profitTarget
        limits.lossLimit = section.lossLimit
        limits.positionSize = Int64(section.positionSize)
        mode = section.session ?? usual
        orders.size = Int64(section.maxOrder)
        orders.notional = section.maxNotional
        orders.rate = section.maxRate
        orders.open = section.maxOrders
        orders.bandBasisPoints = Int64((section.priceBand * 100).rounded())
        paper.model = FillModel.allCases.first { $0.name == section.fills.rawValue } ?? .touch
        paper.latency = Nanoseconds(Int64(section.latency) * 1_000_000)
        paper.slippage = Int64(section.slippage)
        paper.targetSlippage = Int64(section.targetSlippage)
        paper.commission = section.commission
    }
}
