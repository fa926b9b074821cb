import Indicators
import Market
import Measures
import Records
import Strategy

/// Decision records, values in the order of `OrderFlowSchema`.
extension OrderFlowStrategy {
    func write(_ reading: RegimeReading, _ out: inout EvaluationWriter) {
        let limits = settings.regime
        out.write(rule: OrderFlowSchema.regime, .study, reason: Int(reading.reason.rawValue)) {
            let inputs = reading.inputs
            $0.add(inputs.close)
            $0.add(inputs.ema9)
            $0.add(inputs.ema21)
            $0.add(inputs.vwap)
            $0.add(inputs.adx)
            $0.add(inputs.plusDI)
            $0.add(inputs.minusDI)
            $0.add(inputs.atr)
            $0.add(inputs.atrRatio)
            $0.add(inputs.hh)
            $0.add(inputs.hl)
            $0.add(inputs.lh)
            $0.add(inputs.ll)
            $0.add(Int(inputs.structure.rawValue))
            $0.add(reading.scoreUp)
            $0.add(reading.scoreDown)
            $0.add(Int(reading.regime.rawValue))
            $0.add(reading.confidence)
            $0.add(reading.sizeMultiplier)
            $0.add(inputs.volume)
            $0.add(inputs.meanVolume)
            $0.add(limits.lowVolumeShare)
            $0.add(limits.trendADX)
            $0.add(limits.volatileRatio)
            $0.add(reading.raw.map { Double($0.rawValue) })
            $0.add(reading.previousRaw.map { Double($0.rawValue) })
        }
    }

    func write(
        _ signal: PatternSignal, _ verdict: RouterVerdict, _ bar: borrowing StudyBar,
        _ reading: RegimeReading, _ range: PriceRange?, _ out: inout EvaluationWriter
    ) {
        let isApproved = verdict.isApproved
        let multiplier = isApproved ? reading.sizeMultiplier : 0
        let (close, delta, volume) = (bar.close, bar.delta, bar.volume)
        let (high, low) = (bar.high, bar.low)
        out.write(
            rule: OrderFlowSchema.rule(of: signal.pattern), isApproved ? .approved : .rejected,
            reason: Int(verdict.reason.rawValue), signal.direction
        ) {
            $0.add(instrument.price(of: signal.level))
            $0.add(signal.strength)
            $0.add(signal.levels)
            $0.add(Int(reading.regime.rawValue))
            $0.add(reading.confidence)
            $0.add(multiplier)
            $0.add(quantity.of(multiplier))
            $0.add(close)
            $0.add(delta)
            $0.add(volume)
            $0.add(verdict.isEnabled)
            $0.add(verdict.isWithTrend)
            $0.add(verdict.leastStrength)
            $0.add(range?.low)
            $0.add(range?.high)
            $0.add(verdict.extremeLimit)
            $0.add(verdict.isAtExtreme)
            add(signal.evidence, high, low, to: &$0)
        }
    }

    /// The trade of a bar, or that its signals cancel.
    ///
    /// - Returns: The decision's number.
    func write(
        _ choice: TradeChoice, _ bar: borrowing StudyBar, _ reading: RegimeReading,
        _ out: inout EvaluationWriter
    ) -> UInt64 {
        let signal = choice.signal
        var bracket: Bracket?
        if let signal {
            bracket = Bracket(
                entry: bar.closeLevel, signal.direction, barLow: bar.lowLevel,
                barHigh: bar.highLevel, settings.bracket)
        }
        let amount = quantity.of(reading.sizeMultiplier)
        return out.write(
            rule: OrderFlowSchema.choice, signal == nil ? .rejected : .approved,
            reason: signal == nil ? OrderFlowSchema.conflict : 0, signal?.direction ?? .none
        ) {
            $0.add(signal.map { Double($0.pattern.rawValue) })
            $0.add(signal.map { instrument.price(of: $0.level) })
            $0.add(signal?.strength)
            $0.add(signal == nil ? nil : amount)
            $0.add(bracket.map { instrument.price(of: $0.entry) })
            $0.add(bracket.map { instrument.price(of: $0.stop) })
            $0.add(bracket.map { instrument.price(of: $0.target) })
            $0.add(bracket.map { Double($0.risk) * instrument.tickSize })
            $0.add(bracket.map { Double($0.risk) })
            $0.add(choice.longs)
            $0.add(choice.shorts)
            $0.add(!choice.isConflict)
            $0.add(Int(reading.regime.rawValue))
            $0.add(reading.confidence)
            $0.add(reading.sizeMultiplier)
        }
    }

    /// A bar came without its rows: there is nothing to choose from.
    func writeNeedsTicks(_ out: inout EvaluationWriter) {
        out.write(rule: OrderFlowSchema.choice, .blocked, reason: OrderFlowSchema.needsTicks) {
            for _ in OrderFlowSchema.choiceValues { $0.add(nil as Double?) }
        }
    }

    func write(
        _ level: OpenLevel, _ event: OrderFlowSchema.LevelEvent, at time: Nanoseconds,
        _ out: inout EvaluationWriter
    ) {
        // A late tick may be of the second before.
        let age = max(0, (time - level.opened).rawValue)
        out.write(
            rule: OrderFlowSchema.level, .event, reason: event.rawValue,
            level.isHigh ? .long : .short
        ) {
            $0.add(instrument.price(of: level.level))
            $0.add(level.isHigh ? 0 : 1)
            $0.add(level.opened)
            $0.add(Double(age) / 1e9)
            $0.add(levels.levels.count)
            $0.add(levels.crowdedOut)
        }
    }
}
