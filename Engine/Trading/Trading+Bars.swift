public import Market
public import Records

/// Provider's bars instead of trades.
extension Trading {
    /// A bar in which something traded: what was open before it may end in it.
    ///
    /// A bar that reaches both a stop and a target ends at the stop. A stop is filled at its
    /// price, or at the open where the bar opens beyond it; a target and a limit likewise; a market
    /// order at the open.
    public mutating func traded(
        bar: BarInput, of instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        let place = Int(instrument.rawValue)
        let moment = Moment(time: bar.start, cause: cause)
        state.last[place].isOfBars = true
        advance(instrument, moment, &out)
        // Stops first: what else the bar reached may have come after them.
        for isStop in [true, false] where fills {
            let count = state.live.count
            for index in 0..<count where isReached(index, instrument, moment) {
                guard (state.live[index].order.terms.stop != nil) == isStop,
                    !state.live[index].order.state.isDone,
                    let price = price(of: index, in: bar, place)
                else { continue }
                fill(index, state.live[index].order.open, price, moment, &out)
            }
        }
        state.last[place].price = bar.close
        state.last[place].time = bar.start
        wakePortfolios(moment, &out)
        settle()
        checkDay(moment, &out)
    }

    /// The price at which a bar fills an order that the venue has; `nil` when it does not.
    private mutating func price(of index: Int, in bar: BarInput, _ place: Int) -> Price? {
        let terms = state.live[index].order.terms
        let isBuy = terms.side == .buy
        let slippage = state.settings.paper.slippage
        if let stop = terms.stop, !state.live[index].isTriggered {
            guard isBuy ? bar.high >= stop : bar.low <= stop else { return nil }
            state.live[index].isTriggered = true
            let reached = isBuy ? max(stop, bar.open) : min(stop, bar.open)
            guard let limit = terms.limit else { return slipped(reached, isBuy, slippage, place) }
            return (isBuy ? reached <= limit : reached >= limit) ? reached : nil
        }
        guard let limit = terms.limit else { return slipped(bar.open, isBuy, slippage, place) }
        let isBeyond = isBuy ? bar.low < limit : bar.high > limit
        let isAt = isBuy ? bar.low == limit : bar.high == limit
        // A bar does not say how much traded at its last price.
        guard isBeyond || isAt && state.settings.paper.model == .touch else { return nil }
        let isTarget = state.live[index].order.leg == .target
        let worst = slipped(
            limit, isBuy, isTarget ? state.settings.paper.targetSlippage : 0, place)
        return isBuy ? min(worst, bar.open) : max(worst, bar.open)
    }
}
