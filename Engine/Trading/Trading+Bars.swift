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
        let count = state.live.count
        // Stops first: what else the bar reached may have come after them.
        for isStop in [true, false] {
            for index in 0..<count where state.live[index].order.instrument == instrument {
                let order = state.live[index].order
                guard (order.terms.stop != nil) == isStop,
                    let price = price(of: index, in: bar, place)
                else { continue }
                fill(index, order.open, price, moment, &out)
            }
        }
        state.last[place].price = bar.close
        state.last[place].time = bar.start
        settle()
        checkDay(moment, &out)
    }

    private mutating func price(of index: Int, in bar: BarInput, _ place: Int) -> Price? {
        let live = state.live[index]
        guard live.isAtVenue(by: bar.start), state.settings.paper.temper != .stingy,
            state.settings.paper.temper != .silent
        else { return nil }
        let isBuy = live.order.terms.side == .buy
        let slippage = state.settings.paper.slippage
        if let stop = live.order.terms.stop, !live.isTriggered {
            guard isBuy ? bar.high >= stop : bar.low <= stop else { return nil }
            state.live[index].isTriggered = true
            let reached = isBuy ? max(stop, bar.open) : min(stop, bar.open)
            guard let limit = live.order.terms.limit else {
                return slipped(reached, isBuy, slippage, place)
            }
            let isWithin = isBuy ? reached <= limit : reached >= limit
            return isWithin ? reached : nil
        }
        guard let limit = live.order.terms.limit else {
            return slipped(bar.open, isBuy, slippage, place)
        }
        guard isBuy ? bar.low <= limit : bar.high >= limit else { return nil }
        return isBuy ? min(limit, bar.open) : max(limit, bar.open)
    }
}
