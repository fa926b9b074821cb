import Market
import Records
import Strategy

/// What the system wants to be traded: each minute's signals, out of which trading builds and
/// leaves its position in parts.
extension ConvergenceSystem {
    /// Says what a minute came to, whether or not there is a signal: the rest of an entry or an
    /// exit waits for minutes.
    ///
    /// - Parameter decision: the number of the signal's evaluation; 0 for none.
    func intend(_ step: MinuteStep, _ decision: UInt64, _ out: inout EvaluationWriter) {
        let close = (step.minute.close * prices.unitsPerOne).rounded(.toNearestOrAwayFromZero)
        // A price that can not be is no price to trade at; its minute says that trading halts.
        var minute = PortfolioMinute(
            time: step.minute.end, close: Price(Int64(exactly: close) ?? 0))
        minute.isEntry = step.entry == EntryReason.none
        minute.isExit = step.now.exitSignal
        if minute.isExit {
            let hours = settings.delays.hours(step.now.category)
            minute.exitTime = step.minute.end + .seconds(3600 * Int64(hours))
        }
        minute.isFalling = step.now.category == .down
        minute.divergences = step.now.divergenceCount
        minute.isHalted = risk.halt != nil
        minute.rules = settings.portfolio
        out.intend(
            TradeIntent(
                decision: decision, rule: UInt8(Rule.portfolio.rawValue), direction: .long,
                action: .minute(minute)))
    }
}
