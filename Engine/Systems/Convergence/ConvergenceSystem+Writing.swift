import Market
import Records
import Strategy

/// What the system says, value by value in the order of `ConvergenceSystem.schema`.
extension ConvergenceSystem {
    /// Inlined, as what runs every minute is: a call would copy the system.
    @inline(__always)
    func writeMinute(_ minute: Minute, _ now: Conditions, _ out: inout EvaluationWriter) {
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
        values.add(exitPlan.pending.map { Double($0.exitTime.rawValue / 1_000_000) })
        out.end(values, rule: Rule.minute.rawValue, .study)
    }

    @inline(__always)
    private func addReadings(to values: inout ValueList) {
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
    private func addThresholds(to values: inout ValueList) {
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

    func writeEntry(
        _ minute: Minute, _ now: Conditions, _ verdict: Verdict, _ reason: EntryReason,
        _ out: inout EvaluationWriter
    ) {
        out.write(rule: Rule.entry.rawValue, verdict, reason: Int(reason.rawValue), .long) {
            values in
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
    func writeExit(
        _ minute: Minute, _ now: Conditions, _ exit: PendingExit?, _ verdict: Verdict,
        _ reason: ExitReason, type: ExitType? = nil, _ out: inout EvaluationWriter
    ) {
        let category = exit?.category ?? now.category
        let pairs = exit?.divergences ?? now.divergences
        let lenses = exit?.lenses ?? exitWindow.lenses
        out.write(rule: Rule.exit.rawValue, verdict, reason: Int(reason.rawValue)) { values in
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

    /// Says that a price is bad.
    func writeRisk(
        _ minute: Minute, _ last: (price: Double?, time: Nanoseconds), _ sanity: PriceSanity,
        _ out: inout EvaluationWriter
    ) {
        let reason: RiskReason = sanity == .belowMinimum ? .belowMinimum : .impossibleSpike
        writeRisk(minute, last, .alert, reason, &out)
    }

    /// Says that bad prices halt trading, or no longer do.
    func writeHalt(
        _ minute: Minute, _ last: (price: Double?, time: Nanoseconds), _ isHalted: Bool,
        _ out: inout EvaluationWriter
    ) {
        writeRisk(
            minute, last, isHalted ? .blocked : .event, isHalted ? .badPriceData : .cleared, &out)
    }

    private func writeRisk(
        _ minute: Minute, _ last: (price: Double?, time: Nanoseconds), _ verdict: Verdict,
        _ reason: RiskReason, _ out: inout EvaluationWriter
    ) {
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
