import Market
import Measures
import Records
import Strategy

/// How much a setup trades.
struct SetupSizing: Hashable, Sendable, Codable {
    /// The account, US dollars.
    var balance: Double
    /// What a trade may lose, percent of the account.
    var riskPercent: Double
    var allowsAnyPercent: Bool
    /// A fixed quantity, shares, contracts or coins, whatever the risk.
    var quantity: Double?
}

/// What the system wants to be traded: the one setup of a candle, back to value.
extension SEFSystem {
    /// Wants a setup's trade, unless its risk leaves no quantity. Weekends and nights do not end
    /// it: its horizon is counted in candles.
    func intend(
        _ plan: TradePlan, target: Double, _ level: ReferenceLevel, _ decision: UInt64,
        _ out: inout EvaluationWriter
    ) {
        guard out.takesIntents, let size = size(plan, target) else { return }
        var entry = EntryPlan(
            size: size, price: price(plan.entry),
            stop: stop(plan), target: self.target(plan.direction, target))
        entry.endsWithSession = false
        out.intend(
            TradeIntent(
                decision: decision, rule: UInt8(Rule.setup), key: UInt16(level.place),
                direction: plan.direction, action: .enter(entry)))
    }

    /// Wants out of a trade whose horizon is over.
    func leave(_ trade: SetupTrade, _ out: inout EvaluationWriter) {
        out.intend(
            TradeIntent(
                decision: trade.number, rule: UInt8(Rule.trade), key: UInt16(trade.level.place),
                direction: trade.direction, action: .leave(decision: trade.number, .horizon)))
    }

    private func size(_ plan: TradePlan, _ target: Double) -> EntrySize? {
        let facts = instrument.facts
        if let quantity = settings.sizing.quantity {
            let units = (quantity * facts.sizes.unitsPerOne).rounded()
            return .units(Size(Int64(units)))
        }
        let calculator = RiskCalculator(
            balance: settings.sizing.balance, riskPercent: settings.sizing.riskPercent,
            allowsAnyPercent: settings.sizing.allowsAnyPercent, instrument: instrument)
        guard
            case .sized(let size) = calculator.size(
                entry: plan.entry, stop: plan.stop, target: target)
        else { return nil }
        return .units(size.size)
    }

    private func price(_ real: Double) -> Price {
        Price(Int64((real * instrument.facts.prices.unitsPerOne).rounded()))
    }

    /// The tick at the stop or the next beyond it.
    private func stop(_ plan: TradePlan) -> Price {
        tick(plan.stop, plan.direction == .long ? .down : .up)
    }

    /// The tick at the target or the next before it.
    private func target(_ direction: Direction, _ real: Double) -> Price {
        tick(real, direction == .long ? .down : .up)
    }

    private func tick(_ real: Double, _ rule: FloatingPointRoundingRule) -> Price {
        let ticks = real / instrument.tickSize
        let nearest = ticks.rounded()
        // 171.23 / 0.01 is a whole number but for its last bits.
        let whole = Comparison.reaches(ticks, nearest) && Comparison.reaches(nearest, ticks)
        return instrument.facts.prices.price(
            of: Level(Int64(whole ? nearest : ticks.rounded(rule))))
    }
}
