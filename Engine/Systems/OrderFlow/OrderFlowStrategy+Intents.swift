import Market
import Records
import Strategy

/// What the system wants to be traded: the one trade of a bar.
extension OrderFlowStrategy {
    /// Wants a bracket round the next trade: the stop beyond the signal's bar, within the least and
    /// the most risk from the fill, and the target by that risk.
    func intend(
        _ signal: PatternSignal, _ decision: UInt64, _ bar: borrowing StudyBar,
        _ reading: RegimeReading, _ out: inout EvaluationWriter
    ) {
        guard out.takesIntents else { return }
        let isLong = signal.direction == .long
        let edge = isLong ? bar.lowLevel.rawValue : bar.highLevel.rawValue
        let beyond = isLong ? -settings.bracket.stopTicks : settings.bracket.stopTicks
        let prices = instrument.facts.prices
        let least = settings.bracket.leastRisk
        let plan = EntryPlan(
            size: size(reading), price: prices.price(of: bar.closeLevel),
            stop: prices.price(of: Level(edge + beyond)), reward: settings.bracket.targetRatio,
            riskTicks: least...max(least, settings.bracket.mostRisk))
        out.intend(
            TradeIntent(
                decision: decision, rule: UInt8(OrderFlowSchema.choice),
                key: UInt16(signal.pattern.rawValue), regime: reading.regime.rawValue,
                direction: signal.direction, action: .enter(plan)))
    }

    /// What the regime allows: whole ones are held within the account's own limit.
    private func size(_ reading: RegimeReading) -> EntrySize {
        let amount = quantity.of(reading.sizeMultiplier)
        if let whole = Int64(exactly: amount) { return .whole(whole) }
        let units = (amount * instrument.facts.sizes.unitsPerOne).rounded()
        return .units(Size(Int64(units)))
    }
}
