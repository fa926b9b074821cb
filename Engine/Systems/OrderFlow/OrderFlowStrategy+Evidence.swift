import Market
import Strategy

/// The numbers that a pattern was seen by, in the order of its rule.
extension OrderFlowStrategy {
    func add(
        _ evidence: PatternEvidence, _ high: Double, _ low: Double, to values: inout ValueList
    ) {
        switch evidence {
        case .imbalance(let imbalance): add(imbalance, to: &values)
        case .stack(let stack): add(stack, to: &values)
        case .exhaustion(let exhaustion): add(exhaustion, to: &values)
        case .absorption(let absorption):
            values.add(high)
            values.add(low)
            add(absorption, to: &values)
        case .divergence(let divergence): add(divergence, to: &values)
        case .unfinished(let unfinished):
            values.add(unfinished.rows)
            values.add(unfinished.bid)
            values.add(unfinished.ask)
        }
    }

    private func add(_ imbalance: ImbalanceEvidence, to values: inout ValueList) {
        values.add(imbalance.volume)
        values.add(imbalance.opposite)
        values.add(instrument.price(of: imbalance.oppositeLevel))
        values.add(imbalance.ratio)
        values.add(settings.patterns.imbalanceRatio)
        values.add(imbalance.leastVolume)
        values.add(imbalance.opposite > 0 || !settings.patterns.ignoresZeros)
    }

    private func add(_ stack: StackEvidence, to values: inout ValueList) {
        values.add(instrument.price(of: stack.lowest))
        values.add(instrument.price(of: stack.highest))
        values.add(stack.volume)
        values.add(stack.opposite)
        values.add(stack.leastRatio)
        values.add(settings.patterns.imbalanceRatio)
        values.add(settings.patterns.stackLevels)
    }

    private func add(_ exhaustion: ExhaustionEvidence, to values: inout ValueList) {
        values.add(exhaustion.extreme)
        values.add(exhaustion.previousExtreme)
        values.add(exhaustion.rows)
        values.add(settings.patterns.exhaustionLevels)
        values.add(exhaustion.extremeVolume)
        values.add(exhaustion.nextVolume)
        values.add(exhaustion.baseVolume)
        values.add(exhaustion.declines)
        values.add(settings.patterns.exhaustionLevels - 1)
        values.add(settings.patterns.exhaustionRatio)
        values.add(exhaustion.leastVolume)
    }

    private func add(_ absorption: AbsorptionEvidence, to values: inout ValueList) {
        values.add(absorption.rows)
        values.add(settings.patterns.absorptionLevels)
        values.add(absorption.sold)
        values.add(absorption.bought)
        values.add(absorption.leastVolume)
        values.add(settings.patterns.absorptionRatio)
        values.add(settings.patterns.absorptionShare)
        values.add(settings.patterns.closeFraction)
        values.add(absorption.closeLimit)
    }

    private func add(_ divergence: DivergenceEvidence, to values: inout ValueList) {
        values.add(divergence.extreme)
        values.add(divergence.previousExtreme)
        values.add(abs(divergence.extreme - divergence.previousExtreme))
        values.add(divergence.deltaShare)
        values.add(abs(divergence.deltaShare))
        values.add(settings.patterns.leastDeltaShare)
    }
}
