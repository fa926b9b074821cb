import Market
import Records
import Strategy

/// What the system wants to be traded: the prices that its trades are counted with, slippage
/// included, so that an account that follows it has the same trades.
extension MomentumSystem {
    /// Wants the trade that an expansion opened, at the close of its bar.
    func intendEntry(
        of trade: MomentumTrade, decision: UInt64, _ out: inout EvaluationWriter
    ) {
        guard out.takesIntents else { return }
        let entry = StatedEntry(
            size: size, price: price(trade.filledEntry(slippage: settings.slippage)),
            stop: price(trade.stop), target: price(trade.target))
        out.intend(intent(.enterAt(entry), .entry, trade.direction, decision))
    }

    /// Writes the end of a trade, and wants out of it.
    func leave(
        _ trade: MomentumTrade, _ exit: TradeExit, at time: Nanoseconds,
        _ out: inout EvaluationWriter
    ) {
        let number = writeTrade(trade, exit, at: time, &out)
        guard out.takesIntents else { return }
        let price = price(trade.filledExit(exit, slippage: settings.slippage))
        out.intend(
            intent(.leaveAt(price, exit.reason.ofTrading), .trade, trade.direction, number))
    }

    /// As much as is configured: whole ones are held within the account's own limit.
    private var size: EntrySize {
        if let whole = Int64(exactly: settings.quantity) { return .whole(whole) }
        return .units(Size(Int64((settings.quantity * sizes.unitsPerOne).rounded())))
    }

    private func intent(
        _ action: TradeIntent.Action, _ rule: Rule, _ direction: Direction, _ decision: UInt64
    ) -> TradeIntent {
        TradeIntent(
            decision: decision, rule: UInt8(rule.rawValue), direction: direction, action: action)
    }

    /// The nearest price: a target may lie between two.
    private func price(_ real: Double) -> Price {
        Price(Int64((real * prices.unitsPerOne).rounded(.toNearestOrAwayFromZero)))
    }
}

extension ExitReason {
    /// The same reason, as trading has it.
    var ofTrading: Records.ExitReason {
        switch self {
        case .stop: .stop
        case .target: .target
        case .timeExit: .time
        case .sessionEnd: .sessionEnd
        }
    }
}
