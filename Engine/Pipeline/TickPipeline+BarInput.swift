import Bars
import Intake
import Market
import Measures
public import Records

/// A provider's bars as input: longer bars combine shorter ones, profiles spread a bar's volume
/// over its rows, VWAPs take its mean price. Footprints need ticks.
extension TickPipeline {
    /// Takes one provider's bar.
    ///
    /// Dropped and counted: invalid bars (`bad`), bars not after their predecessor (`late`).
    /// Dropped without a count: a bar of volume 0, in which nothing traded.
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
        lastBarInput = bar.start
        guard bar.volume.rawValue > 0 else { return }
        let low = scale.level(of: bar.low)
        let high = scale.level(of: bar.high)
        if bar.start.rawValue >= boundary {
            moveSessions(to: bar.start, bar.open, low, cause, &out)
        }
        guard intake.isInRange(low), intake.isInRange(high) else {
            boundary = Int64.min
            return
        }
        openBars(bar.start, bar.open, from: bar.period)
        boundary = Int64.min
        nextDue = Nanoseconds(nextEnd())
        measure(bar, low, high)
        lastPrice = bar.close
    }

    private mutating func measure(_ bar: BarInput, _ low: Level, _ high: Level) {
        let volume = bar.volume.rawValue
        let mean = meanPrice(bar)
        totals.add(
            bar: volume, at: mean, buy: bar.sides?.buy.rawValue ?? 0,
            sell: bar.sides?.sell.rawValue ?? 0)
        var extremes = Extremes()
        extremes.add(bar.high.rawValue, runningDelta: totals.delta)
        extremes.add(bar.low.rawValue, runningDelta: totals.delta)
        var taken = true
        if flags.contains(.inBars) {
            for index in 0..<barCount where bars[index].isOpen {
                bars[index].add(extremes, close: bar.close.rawValue)
            }
        } else {
            intake.counters.outOfSession.bars += 1
        }
        if flags.contains(.inProfiles) {
            taken = profiles.spread(volume, low: low, high: high, bar.start)
        } else {
            intake.counters.outOfSession.profiles += 1
        }
        if flags.contains(.inVWAPs) {
            vwaps.add(mean, volume, at: bar.start)
        } else {
            intake.counters.outOfSession.vwaps += 1
        }
        intake.counters.accepted += 1
        if !taken { intake.counters.outOfRange += 1 }
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
            && bar.sides.map { $0.buy.rawValue.isFinite && $0.sell.rawValue.isFinite } ?? true
    }
}
