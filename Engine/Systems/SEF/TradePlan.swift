import Market
import Measures
import Records

/// Entry, target and stop of a trade back to value.
struct TradePlan: Hashable, Sendable {
    /// Long or short.
    let direction: Direction
    /// The close of the candle.
    let entry: Double
    /// The nearer of VWAP and POC on the way back; `nil` when neither lies there.
    let target: Double?
    /// Beyond the extreme of the run.
    let stop: Double

    /// - Parameters:
    ///   - vwap: of the level's timeframe, as `poc`.
    ///   - distance: of the stop beyond the run's extreme, in price.
    init(
        _ side: ExtensionSide, entry: Double, vwap: Double?, poc: Double?, run: ExtensionRun,
        distance: Double
    ) {
        direction = side.trade
        self.entry = entry
        var nearest: Double?
        for case let price? in [vwap, poc] {
            switch side {
            case .up where Comparison.exceeds(entry, price):
                nearest = max(nearest ?? price, price)
            case .down where Comparison.exceeds(price, entry):
                nearest = min(nearest ?? price, price)
            default: break
            }
        }
        target = nearest
        stop = side == .up ? run.high + distance : run.low - distance
    }

    /// What is lost at the stop, in price.
    var risk: Double { abs(stop - entry) }

    /// What is won at the target over what is lost at the stop; undefined without risk.
    var rewardRisk: Double? {
        guard let target, Comparison.exceeds(risk, 0) else { return nil }
        return abs(target - entry) / risk
    }
}
