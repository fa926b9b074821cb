import Market
import Measures
import Records
import Strategy

/// Evaluations, their values in the order of the schema.
extension SEFSystem {
    /// The places of the rules in the schema.
    enum Rule {
        static let level = 0
        static let headsUp = 1
        static let setup = 2
        static let trade = 3
        static let calibration = 4
    }

    func write(_ study: LevelStudy, _ bar: borrowing StudyBar, _ out: inout EvaluationWriter) {
        let (open, high, low, close) = (bar.open, bar.high, bar.low, bar.close)
        let volume = bar.volume
        out.write(rule: Rule.level, key: study.level.place, .study) { values in
            addColumns(of: study, &values)
            values.add(open)
            values.add(high)
            values.add(low)
            values.add(close)
            values.add(volume)
            addCandle(of: study, &values)
            addBase(of: study, &values)
            values.add(study.isSetupTimeframe)
            addThresholds(&values)
        }
    }

    /// The columns of extension.csv.
    private func addColumns(of study: LevelStudy, _ values: inout ValueList) {
        let plan = study.isSetup(settings) ? study.plan : nil
        values.add(study.price)
        values.add(study.atr)
        values.add(study.distance)
        values.add(SEFSchema.place(of: study.run.side))
        values.add(study.run.candles)
        values.add(study.run.hours)
        values.add(study.trigger.rawValue)
        values.add(study.shape?.isRejection ?? false)
        values.add(study.shape?.isContinuation ?? false)
        values.add(study.run.isVolumeDeclining)
        values.add(study.isExtreme)
        values.add(study.isAligned)
        values.add(study.probability)
        values.add(study.energy)
        values.add(study.quality)
        values.add(plan != nil)
        values.add(plan?.entry)
        values.add(plan?.target)
        values.add(plan?.stop)
    }

    private func addCandle(of study: LevelStudy, _ values: inout ValueList) {
        let run = study.run
        let isExtended = run.side != nil
        values.add(abs(study.distance))
        values.add(study.shape?.range)
        values.add(study.shape?.farWick)
        values.add(study.shape?.body)
        values.add(state.previous?.high)
        values.add(state.previous?.low)
        values.add(study.candlesBefore)
        values.add(isExtended ? run.high : nil)
        values.add(isExtended ? run.low : nil)
        values.add(run.candles >= 2 ? run.volumeBefore : nil)
        values.add(run.candles >= 3 ? run.volumeTwoBefore : nil)
        values.add(study.vwap)
        values.add(study.poc)
        values.add(study.edge)
    }

    private func addBase(of study: LevelStudy, _ values: inout ValueList) {
        let base = study.base
        values.add(base?.prior)
        values.add(base?.blended)
        values.add(base.map { Double($0.cell.count) })
        values.add(base.map { Double($0.cell.hits) })
        values.add(base?.interval?.low)
        values.add(base?.interval?.high)
        values.add(base?.used)
        values.add(base.map { $0.isBlended ? 1 : 0 })
        values.add(study.plan?.rewardRisk)
    }

    private func addThresholds(_ values: inout ValueList) {
        values.add(settings.minExtension)
        values.add(settings.watching)
        values.add(settings.alert)
        values.add(settings.highProb)
        values.add(settings.extreme)
        values.add(settings.rejectionWick)
        values.add(settings.continuationBody)
        values.add(settings.extremeExtension)
        values.add(settings.rejectionBonus)
        values.add(settings.decliningBonus)
        values.add(settings.extremeBonus)
        values.add(settings.continuationPenalty)
        values.add(settings.minQuality)
        values.add(settings.minObservations)
    }

    func writeHeadsUp(
        _ study: LevelStudy, _ bar: borrowing StudyBar, _ out: inout EvaluationWriter
    ) {
        let close = bar.close
        let direction = study.run.side?.trade ?? .none
        out.write(rule: Rule.headsUp, key: study.level.place, .alert, direction) { values in
            addRun(of: study, close, &values)
            values.add(settings.minCandles)
            values.add(settings.minQuality)
        }
    }

    /// What heads-up and setup have in common.
    private func addRun(of study: LevelStudy, _ close: Double, _ values: inout ValueList) {
        values.add(study.price)
        values.add(study.atr)
        values.add(study.distance)
        values.add(close)
        values.add(study.run.candles)
        values.add(study.run.hours)
        values.add(study.trigger.rawValue)
        values.add(study.shape?.isRejection ?? false)
        values.add(study.run.isVolumeDeclining)
        values.add(study.isAligned)
        values.add(study.probability)
        values.add(study.base.map { $0.isBlended ? 1 : 0 })
        values.add(study.base.map { Double($0.cell.count) })
        values.add(study.energy)
        values.add(study.quality)
    }

    /// - Returns: The number of the decision.
    func writeSetup(
        _ study: LevelStudy, _ reason: SetupReason?, isBest: Bool, inPosition: Bool,
        _ bar: borrowing StudyBar, _ out: inout EvaluationWriter
    ) -> UInt64 {
        let close = bar.close
        return out.write(
            rule: Rule.setup, key: study.level.place, reason == nil ? .approved : .rejected,
            reason: reason?.rawValue ?? 0, study.run.side?.trade ?? .none
        ) { values in
            addRun(of: study, close, &values)
            values.add(study.plan?.entry)
            values.add(study.plan?.target)
            values.add(study.plan?.stop)
            values.add(study.plan?.rewardRisk)
            values.add(study.plan?.target != nil)
            values.add(study.vwap)
            values.add(study.poc)
            values.add(study.run.high)
            values.add(study.run.low)
            values.add(study.shape?.range)
            values.add(study.shape?.farWick)
            values.add(study.isSetupTimeframe)
            values.add(inPosition)
            values.add(isBest)
            values.add(settings.givesSetups)
            values.add(settings.highProb)
            values.add(settings.rejectionWick)
            values.add(settings.minQuality)
            values.add(settings.stopDistance)
        }
    }

    func write(
        _ trade: SetupTrade, _ exit: SetupTrade.Exit, _ bar: borrowing StudyBar,
        _ out: inout EvaluationWriter
    ) {
        let (open, high, low, close) = (bar.open, bar.high, bar.low, bar.close)
        let profit = trade.profit(at: exit.price)
        let risk = abs(trade.entry - trade.stop)
        out.write(
            rule: Rule.trade, key: trade.level.place, .event, reason: exit.end.rawValue,
            trade.direction
        ) { values in
            values.add(Double(trade.number))
            values.add(trade.start)
            values.add(trade.entry)
            values.add(trade.target)
            values.add(trade.stop)
            values.add(exit.price)
            values.add(profit)
            values.add(profit * pointValue)
            values.add(Comparison.exceeds(risk, 0) ? profit / risk : nil)
            values.add(trade.bars)
            values.add(open)
            values.add(high)
            values.add(low)
            values.add(close)
            values.add(settings.horizon)
        }
    }

    func writeCell(_ cell: Int, _ out: inout EvaluationWriter) {
        let trigger = Calibration.trigger(of: cell)
        let base = BaseProbability(
            prior: trigger.prior ?? 0, state.calibration.cells[cell], settings)
        out.write(rule: Rule.calibration, key: cell, .study) { values in
            values.add(min(cell / 8, ReferenceLevel.count))
            values.add(cell < Calibration.cellCount ? cell / 4 % 2 : 2)
            values.add(trigger.rawValue)
            values.add(base.cell.count)
            values.add(base.cell.hits)
            values.add(base.rate)
            values.add(base.interval?.low)
            values.add(base.interval?.high)
            values.add(base.prior)
            values.add(base.blended)
            values.add(base.isPriorOutside)
            values.add(base.isBlended)
            values.add(settings.horizon)
            values.add(settings.minObservations)
            values.add(settings.priorWeight)
        }
    }
}
