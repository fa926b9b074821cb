import Market
import Records
import Strategy

/// What the system says, value by value in the order of `MomentumSystem.schema`.
extension MomentumSystem {
    func writeBar(
        _ bar: borrowing StudyBar, _ reading: WindowReading, _ signs: BarSigns, vwap: Double?,
        _ out: inout EvaluationWriter
    ) {
        let close = bar.close
        out.write(rule: Rule.bar.rawValue, .study) { values in
            values.add(Int(signs.bias.rawValue))
            values.add(signs.compressed)
            values.add(machine.count)
            values.add(signs.expansion)
            values.add(Int(machine.state.rawValue))
            values.add(close)
            values.add(vwap)
            values.add(reading.range)
            values.add(reading.maxRange)
            values.add(reading.meanRange)
            values.add(settings.compressionRangeFactor)
            values.add(reading.volume)
            values.add(reading.meanVolume)
            values.add(reading.priorRange)
            values.add(settings.rangeExpandFactor)
            values.add(reading.priorVolume)
            values.add(settings.volumeExpandFactor)
            values.add(settings.minCompressionBars)
            values.add(trade.map { Double($0.direction.rawValue) } ?? 0)
            values.add(trade?.entry)
            values.add(trade?.stop)
            values.add(trade?.target)
            values.add(today.trades)
            values.add(today.pnl)
        }
    }

    /// Says what became of an expansion, unless a trade was open.
    ///
    /// - Returns: The decision's number; 0 where nothing was said.
    func writeEntry(
        _ bar: borrowing StudyBar, _ reading: WindowReading, _ signs: BarSigns,
        _ step: MomentumStep, vwap: Double?, before: MomentumMachine,
        _ out: inout EvaluationWriter
    ) -> UInt64 {
        guard signs.expansion, before.state != .inTrade else { return 0 }
        let (verdict, reason): (Verdict, EntryReason) =
            switch step {
            case .entered: (.approved, .none)
            case .rejectedByBias: (.rejected, .bias)
            case .rejectedByClose: (.rejected, .close)
            default: (.rejected, .notCompressed)
            }
        let direction = signs.bias.direction
        // The same trade for a rejected one: what it would have been.
        let (close, high, low) = (bar.close, bar.high, bar.low)
        let plan: MomentumTrade? =
            direction == .none
            ? nil
            : MomentumTrade(
                direction, high: high, low: low, close: close, end: bar.end,
                targetFactor: settings.targetFactor)
        return out.write(
            rule: Rule.entry.rawValue, verdict, reason: Int(reason.rawValue), direction
        ) { values in
            values.add(close)
            values.add(plan?.stop)
            values.add(plan?.target)
            values.add(reading.range)
            values.add(reading.volume)
            values.add(reading.priorRange)
            values.add(settings.rangeExpandFactor)
            values.add(reading.priorVolume)
            values.add(settings.volumeExpandFactor)
            values.add(Int(signs.bias.rawValue))
            values.add(vwap)
            values.add(before.count)
            values.add(settings.minCompressionBars)
            values.add(direction.edgeDistance(high: high, low: low, close: close))
            values.add(settings.closeEdge)
            values.add(plan?.filledEntry(slippage: settings.slippage))
        }
    }

    /// - Returns: The evaluation's number.
    func writeTrade(
        _ trade: MomentumTrade, _ exit: TradeExit, at time: Nanoseconds,
        _ out: inout EvaluationWriter
    ) -> UInt64 {
        out.write(
            rule: Rule.trade.rawValue, .event, reason: Int(exit.reason.rawValue), trade.direction
        ) { values in
            values.add(trade.entryTime)
            values.add(time)
            values.add(trade.direction == .long ? 0 : 1)
            values.add(trade.filledEntry(slippage: settings.slippage))
            values.add(trade.stop)
            values.add(trade.target)
            values.add(trade.filledExit(exit, slippage: settings.slippage))
            values.add(pnl(of: trade, exit))
            values.add(trade.entry)
            values.add(exit.price)
            values.add(settings.slippage)
            values.add(Int((time - trade.entryTime).rawValue / 1_000_000_000))
        }
    }

    /// Says that the state is another one now.
    func writeChange(
        from before: MomentumState, _ reason: ChangeReason, _ out: inout EvaluationWriter
    ) {
        guard machine.state != before else { return }
        out.write(rule: Rule.state.rawValue, .event, reason: Int(reason.rawValue)) { values in
            values.add(Int(before.rawValue))
            values.add(Int(machine.state.rawValue))
            values.add(machine.count)
        }
    }

    func writeSilence(_ gap: Nanoseconds, _ out: inout EvaluationWriter) {
        writeTrouble(.noMessage, silence: gap.rawValue / 1_000_000_000, &out)
    }

    func writeNoTrade(_ out: inout EvaluationWriter) { writeTrouble(.noTrade, silence: nil, &out) }

    private func writeTrouble(
        _ reason: TroubleReason, silence: Int64?, _ out: inout EvaluationWriter
    ) {
        out.write(rule: Rule.trouble.rawValue, .alert, reason: Int(reason.rawValue)) { values in
            values.add(today.compressions)
            values.add(today.expansions)
            values.add(today.rejectedByBias)
            values.add(today.rejectedByClose)
            values.add(silence.map { Double($0) })
            values.add(today.dropped)
        }
    }
}

extension Bias {
    /// The way a trade would go.
    var direction: Direction {
        switch self {
        case .neutral: .none
        case .bullish: .long
        case .bearish: .short
        }
    }
}

extension Direction {
    /// How far the close is from the extreme it should be at; undefined without a direction.
    fileprivate func edgeDistance(high: Double, low: Double, close: Double) -> Double? {
        switch self {
        case .none: nil
        case .long: high - close
        case .short: close - low
        }
    }
}
