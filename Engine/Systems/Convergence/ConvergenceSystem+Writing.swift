import Market
import Records
import Strategy

/// What the system says, value by value in the order of `ConvergenceSystem.schema`.
extension ConvergenceSystem {
    /// Writes what a minute led to, in the order of the rules. Nothing changes; it is mutating, as
    /// all below that runs every minute, because another call would copy the system.
    ///
    /// - Returns: The number of the entry that was approved, or of the exit that waits from now on;
    ///   0 for neither.
    @inline(__always)
    mutating func write(_ step: MinuteStep, _ out: inout EvaluationWriter) -> UInt64 {
        var decision: UInt64 = 0
        writeMinute(step.minute, step.now, step.waiting, &out)
        writeRisk(step, &out)
        if let reason = step.entry {
            let number = writeEntry(step, reason == .none ? .approved : .rejected, reason, &out)
            if reason == .none { decision = number }
        }
        if let exit = step.planned {
            let number = writeExit(step, exit, .event, .pending, &out)
            if decision == 0 { decision = number }
        } else if !step.now.exitHolds {
            writeExitMiss(step, &out)
        }
        if let due = step.due {
            writeExit(step, due.exit, .approved, .none, type: due.type, &out)
        }
        return decision
    }

    @inline(__always)
    private mutating func writeMinute(
        _ minute: Minute, _ now: Conditions, _ waiting: Nanoseconds?, _ out: inout EvaluationWriter
    ) {
        var values = out.begin()
        values.add(minute.close)
        values.add(now.entryLenses)
        values.add(now.entryCount)
        values.add(now.entrySignal)
        values.add(now.exitLenses)
        values.add(now.exitCount)
        values.add(now.divergenceCount)
        values.add(history.range12h)
        values.add(now.momentum)
        values.add(history.support4h)
        values.add(Int(now.category.rawValue))
        values.add(settings.delays.hours(now.category))
        values.add(now.exitSignal)
        addReadings(to: &values)
        addThresholds(to: &values)
        values.add(divergences.minutes5.active.nonzeroBitCount)
        values.add(divergences.minutes15.active.nonzeroBitCount)
        values.add(divergences.minutes60.active.nonzeroBitCount)
        values.add(waiting.map { Double($0.rawValue / 1_000_000) })
        out.end(values, rule: Rule.minute.rawValue, .study)
    }

    @inline(__always)
    private mutating func addReadings(to values: inout ValueList) {
        values.add(indicators.reading.high)
        values.add(indicators.reading.low)
        values.add(indicators.reading.volume)
        values.add(indicators.reading.volumeMean)
        values.add(indicators.reading.lower20)
        values.add(indicators.reading.upper20)
        values.add(indicators.reading.upper30)
        values.add(indicators.reading.width)
        values.add(indicators.reading.lowestWidth)
        values.add(indicators.reading.rsi9)
        values.add(indicators.reading.rsi14)
        values.add(indicators.reading.before.rsi14)
        values.add(indicators.reading.k14)
        values.add(indicators.reading.k21)
        values.add(indicators.reading.macd)
        values.add(indicators.reading.signal)
        values.add(indicators.reading.before.macd)
        values.add(indicators.reading.before.signal)
        values.add(indicators.reading.ema9)
        values.add(indicators.reading.ema21)
        values.add(indicators.reading.before.ema9)
        values.add(indicators.reading.before.ema21)
    }

    @inline(__always)
    private mutating func addThresholds(to values: inout ValueList) {
        values.add(settings.volumeDeclineFactor)
        values.add(settings.squeezeFactor)
        values.add(settings.rsiLow)
        values.add(settings.stochasticLow)
        values.add(settings.rsiHigh)
        values.add(settings.stochasticHigh)
        values.add(settings.volumeSpikeFactor)
        values.add(settings.entryCount)
        values.add(settings.exitCount)
        values.add(settings.divergences)
    }

    private mutating func writeEntry(
        _ step: MinuteStep, _ verdict: Verdict, _ reason: EntryReason,
        _ out: inout EvaluationWriter
    ) -> UInt64 {
        let (minute, now, before) = (step.minute, step.now, step.before)
        return out.write(
            rule: Rule.entry.rawValue, verdict, reason: Int(reason.rawValue), .long
        ) { values in
            values.add(minute.close)
            values.add(now.entryCount)
            values.add(history.range12h)
            values.add(now.momentum)
            values.add(history.support4h)
            values.add(entryWindow.lenses)
            for place in 0..<8 { values.add(entryWindow.price(place)) }
            values.add(before.entryCount)
            values.add(settings.entryCount)
            values.add(Int(settings.window.rawValue / 60_000_000_000))
        }
    }

    /// - Parameter exit: what waits or is due; without it the bar's own state is shown.
    @discardableResult
    private mutating func writeExit(
        _ step: MinuteStep, _ exit: PendingExit?, _ verdict: Verdict,
        _ reason: ExitReason, type: ExitType? = nil, _ out: inout EvaluationWriter
    ) -> UInt64 {
        let (minute, now) = (step.minute, step.now)
        let category = exit?.category ?? now.category
        let pairs = exit?.divergences ?? now.divergences
        let lenses = exit?.lenses ?? exitWindow.lenses
        return out.write(rule: Rule.exit.rawValue, verdict, reason: Int(reason.rawValue)) {
            values in
            values.add(exit.map { Double($0.signalTime.rawValue / 1_000_000) })
            values.add(exit.map { Double($0.exitTime.rawValue / 1_000_000) })
            values.add(pairs.nonzeroBitCount)
            values.add(exit?.delayHours ?? settings.delays.hours(category))
            values.add(Int(category.rawValue))
            values.add(type.map { Double($0.rawValue) })
            values.add(minute.close)
            values.add(now.momentum)
            values.add(lenses.count)
            values.add(lenses)
            for pair in 0..<12 { values.add(pairs & 1 << UInt16(pair) != 0) }
            values.add(settings.exitCount)
            values.add(settings.divergences)
            values.add(Int(settings.window.rawValue / 60_000_000_000))
        }
    }

    /// One of the two conditions of an exit begins to hold, the other does not.
    @inline(__always)
    private mutating func writeExitMiss(_ step: MinuteStep, _ out: inout EvaluationWriter) {
        let hasLenses = step.now.exitCount >= settings.exitCount
        let hasDivergences = step.now.divergenceCount >= settings.divergences
        if hasLenses, step.before.exitCount < settings.exitCount {
            writeExit(step, nil, .rejected, .notEnoughDivergences, &out)
        }
        if hasDivergences, step.before.divergenceCount < settings.divergences {
            writeExit(step, nil, .rejected, .notEnoughLenses, &out)
        }
    }

    /// Says that a price is bad, and that bad prices halt trading or no longer do.
    @inline(__always)
    private mutating func writeRisk(_ step: MinuteStep, _ out: inout EvaluationWriter) {
        let price = step.price
        if price.sanity != .valid, !price.wasHalted {
            let reason: RiskReason =
                price.sanity == .belowMinimum ? .belowMinimum : .impossibleSpike
            writeRisk(step, .alert, reason, &out)
        }
        guard price.isHalted != price.wasHalted else { return }
        writeRisk(
            step, price.isHalted ? .blocked : .event, price.isHalted ? .badPriceData : .cleared,
            &out)
    }

    private mutating func writeRisk(
        _ step: MinuteStep, _ verdict: Verdict, _ reason: RiskReason,
        _ out: inout EvaluationWriter
    ) {
        let minute = step.minute
        let last = (price: step.price.lastPrice, time: step.price.lastTime)
        let change = last.price.flatMap { price in
            price == 0 ? nil : (abs(minute.close - price) / abs(price) * 100).finite
        }
        let age = last.price.map { _ in Double((minute.end - last.time).rawValue / 1_000_000_000) }
        out.write(rule: Rule.risk.rawValue, verdict, reason: Int(reason.rawValue)) { values in
            values.add(minute.close)
            values.add(last.price)
            values.add(age)
            values.add(change)
            values.add(settings.risk.minPrice)
            values.add(settings.risk.maxSpikePercent)
            values.add(Int(settings.risk.spikeAge.rawValue / 1_000_000_000))
            values.add(risk.badPrices)
            values.add(settings.risk.badPrices)
        }
    }
}

extension ValueList {
    /// Adds eight flags.
    @inline(__always)
    fileprivate mutating func add(_ lenses: LensSet) {
        for place in 0..<8 { add(lenses.contains(place)) }
    }
}
