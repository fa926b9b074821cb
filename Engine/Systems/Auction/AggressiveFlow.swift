import Measures
import Records

/// What of a minute's volume was bought and sold, size units.
struct MinuteFlow: Hashable, Sendable {
    var buy: Double
    var sell: Double

    /// `100 * buy / (buy + sell)`, 50 without either.
    var buyPressure: Double {
        // Never above 100 by the last bit of the quotient.
        buy + sell > 0 ? min(100, 100 * buy / (buy + sell)) : 50
    }

    /// The sides of a provider's bar, estimated: the buy share is where its close lies between low
    /// and high; of a bar of one price all, nothing or half by the close before.
    static func estimated(
        volume: Double, high: Double, low: Double, close: Double, previousClose: Double?
    ) -> MinuteFlow {
        let share: Double
        if high > low {
            share = (close - low) / (high - low)
        } else if let previousClose, close != previousClose {
            share = close > previousClose ? 1 : 0
        } else {
            share = 0.5
        }
        return MinuteFlow(buy: share * volume, sell: (1 - share) * volume)
    }
}

/// How aggressive the flow of the last minutes was.
struct FlowReading: Hashable, Sendable {
    /// Shares, contracts or coins.
    var volume: Double
    /// Cumulative delta of the session.
    var cvd: Double
    /// Mean volume of the minutes before, 0 when this is the first.
    var average: Double
    /// 0 while there are too few minutes.
    var volumeRatio: Double
    /// Change of cumulative delta over the window.
    var cvdChange: Double
    /// That change by the minutes of the window.
    var cvdMomentum: Double
    /// Percent.
    var buyPressure: Double
    /// What the change per minute must exceed.
    var cvdLimit: Double
    /// 0 to 100.
    var score: Int
    /// The same with the pressure of buyers only.
    var literalScore: Int
    var direction: Direction
    var isSpike: Bool
    /// The change grew against the minute before.
    var isAccelerating: Bool

    /// The flow of the last minute of a session.
    ///
    /// - Parameters:
    ///   - unit: size units in one share, contract or coin.
    ///   - before: the change per minute at the minute before, `nil` at the first.
    init(
        _ history: borrowing MinuteHistory, _ flow: MinuteFlow, unit: Double, before: Double?,
        _ rule: FlowRule
    ) {
        let last = history.last
        let bars = min(last, rule.averageBars)
        var sum = 0.0
        for index in last - bars..<last { sum += history[index].volume }
        let mean = bars > 0 ? sum / Double(bars) : 0
        volume = history[last].volume / unit
        cvd = history[last].cvd / unit
        average = mean / unit
        volumeRatio = bars >= rule.fewestBars && mean > 0 ? history[last].volume / mean : 0
        cvdChange = (history[last].cvd - history[max(last - rule.lookback + 1, 0)].cvd) / unit
        // By 5 although the window of 5 spans four steps: the source's own formula.
        cvdMomentum = cvdChange / Double(rule.lookback)
        buyPressure = flow.buyPressure
        direction =
            Comparison.exceeds(cvdMomentum, 0)
            ? .long : Comparison.exceeds(0, cvdMomentum) ? .short : .none
        isSpike = Comparison.exceeds(volumeRatio, rule.volumeRatio)
        cvdLimit = rule.cvdShare.map { $0 * mean / unit } ?? rule.cvdThreshold
        isAccelerating = Self.grew(from: before ?? 0, to: cvdMomentum)
        let isMoving =
            (rule.cvdShare == nil || mean > 0)
            && Comparison.exceeds(abs(cvdMomentum), cvdLimit)
        let isBought = Comparison.exceeds(buyPressure, rule.pressure)
        let isSold = Comparison.exceeds(100 - rule.pressure, buyPressure)
        let base = (isSpike ? 30 : 0) + (isMoving ? 40 : 0)
        let isPressed =
            direction == .long && isBought || direction == .short && isSold
        score = min(100, base + (isPressed ? 30 : 0))
        literalScore = min(100, base + (isBought ? 30 : 0))
    }

    /// Farther from zero on the same side.
    static func grew(from before: Double, to now: Double) -> Bool {
        (before > 0 && now > 0 || before < 0 && now < 0)
            && Comparison.exceeds(abs(now), abs(before))
    }
}
