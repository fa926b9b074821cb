import Bars
import Intake
import Market
import Measures
public import Records
import Strategy

/// A provider's bars as input: longer bars combine shorter ones, profiles spread a bar's volume
/// over its rows, VWAPs take its mean price. Footprints need ticks.
extension TickPipeline {
    /// Takes one provider's bar.
    ///
    /// Dropped and counted: invalid bars (`bad`), bars not after their predecessor (`late`).
    /// A bar of volume 0, in which nothing traded, counts only for strategies that want it.
    public mutating func apply(
        bar: BarInput, cause: UInt64, into out: inout OutputBuffer
    ) {
        guard Self.isValid(bar) else {
            intake.counters.bad += 1
            return
        }
        guard bar.start > lastBarInput else {
            intake.counters.late += 1
            return
        }
        if checksInput { blockStrategies(bar, cause, &out) }
        lastBarInput = bar.start
        let isEmpty = bar.volume.rawValue == 0
        if isEmpty, !(0..<laneCount).contains(where: { lanes[$0].countsEmptyBars }) { return }
        let low = scale.level(of: bar.low)
        let high = scale.level(of: bar.high)
        if bar.start.rawValue >= boundary {
            moveSessions(to: bar.start, bar.open, low, cause, &out)
        }
        guard intake.isInRange(low), intake.isInRange(high) else {
            boundary = Int64.min
            return
        }
        openBars(bar.start, bar.open, from: bar.period, isEmpty: isEmpty)
        boundary = Int64.min
        nextDue = Nanoseconds(nextEnd())
        measure(bar, low, high, isEmpty: isEmpty)
        guard !isEmpty else { return }
        tellWatch(bar, cause, &out)
    }

    private mutating func measure(
        _ bar: BarInput, _ low: Level, _ high: Level, isEmpty: Bool
    ) {
        let volume = bar.volume.rawValue
        let mean = meanPrice(bar)
        if !isEmpty {
            let sides = bar.sides ?? (settings.infersBarSides ? inferredSides(bar) : nil)
            totals.add(
                bar: volume, at: mean, buy: sides?.buy.rawValue ?? 0,
                sell: sides?.sell.rawValue ?? 0)
        }
        var extremes = Extremes()
        extremes.add(bar.high.rawValue, runningDelta: totals.delta)
        extremes.add(bar.low.rawValue, runningDelta: totals.delta)
        var taken = true
        for lane in 0..<laneCount
        where lanes[lane].clock.isInside && (!isEmpty || lanes[lane].countsEmptyBars) {
            lanes[lane].fold(extremes, close: bar.close.rawValue)
            if isEmpty { continue }
            taken = lanes[lane].spread(volume, low: low, high: high, bar.start) && taken
            lanes[lane].vwaps.add(mean, volume)
        }
        if isEmpty { return }
        lastPrice = bar.close
        // Only now: what this bar closed is read with the figure of the bar before.
        providerVWAP = bar.sessionVWAP
        intake.counters.accepted += 1
        if !flags.contains(.inBars) { intake.counters.outOfSession.bars += 1 }
        if !flags.contains(.inProfiles) { intake.counters.outOfSession.profiles += 1 }
        if !flags.contains(.inVWAPs) { intake.counters.outOfSession.vwaps += 1 }
        if !taken { intake.counters.outOfRange += 1 }
    }

    /// Says once, at the first bar and at the first after they turned to another timeframe, which
    /// strategies can not run on bars of its period.
    private mutating func blockStrategies(
        _ bar: BarInput, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        checksInput = false
        let period = bar.period
        for seat in seats.indices where !seats[seat].isBlocked {
            let shortest = seats[seat].needs.periods.first ?? period
            let reason: RuleSchema.InputReason
            if seats[seat].needs.needsTicks {
                reason = .needsTicks
            } else if shortest.seconds < period.seconds {
                reason = .needsShorterBars
            } else {
                continue
            }
            seats[seat].isBlocked = true
            withUnsafeMutablePointer(to: &out) { buffer in
                var writer = EvaluationWriter(
                    buffer: buffer, numbers: numbers, instrument: instrument,
                    system: seats[seat].system, cause: cause)
                writer.isAbout(bar.start)
                writer.writeBlocked(reason, needed: shortest, given: period)
            }
        }
    }

    /// What of a bar without sides was bought and sold: the share of its range below the close; of
    /// a bar of one price all, nothing or half by the close before.
    private func inferredSides(_ bar: BarInput) -> (buy: Volume, sell: Volume) {
        let share: Double
        if bar.high > bar.low {
            let range = Double(bar.high.rawValue) - Double(bar.low.rawValue)
            share = (Double(bar.close.rawValue) - Double(bar.low.rawValue)) / range
        } else if lastPrice == .none || lastPrice == bar.close {
            share = 0.5
        } else {
            share = bar.close > lastPrice ? 1 : 0
        }
        let buy = share * bar.volume.rawValue
        return (Volume(buy), Volume(bar.volume.rawValue - buy))
    }

    /// The provider's VWAP, else the typical price, in price units.
    private func meanPrice(_ bar: BarInput) -> Double {
        if let vwap = bar.vwap { return vwap * scale.unitsPerOne }
        let sum = Double(bar.high.rawValue) + Double(bar.low.rawValue) + Double(bar.close.rawValue)
        return sum / 3
    }

    private static func isValid(_ bar: BarInput) -> Bool {
        Intake.isUsual(bar.start.rawValue) && Intake.isUsual(bar.high.rawValue)
            && Intake.isUsual(bar.low.rawValue)
            && bar.high >= max(bar.open, bar.close) && bar.low <= min(bar.open, bar.close)
            && bar.volume.rawValue >= 0 && bar.volume.rawValue.isFinite
            && bar.vwap.map(\.isFinite) ?? true
            && bar.sessionVWAP.map(\.isFinite) ?? true
            && bar.sides.map { $0.buy.rawValue.isFinite && $0.sell.rawValue.isFinite } ?? true
    }
}
