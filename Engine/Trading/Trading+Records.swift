import Market
import Records

/// What is being written: the moment, and where to.
struct Moment {
    let time: Nanoseconds
    let cause: UInt64
}

/// Telling what changed.
extension Trading {
    mutating func report(_ index: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        report(state.live[index].order, moment, &out)
    }

    mutating func report(_ order: Order, _ moment: Moment, _ out: inout OutputBuffer) {
        state.ledger.account.reports += 1
        OrderRecord(
            time: moment.time, cause: moment.cause, report: state.ledger.account.reports,
            order: order
        ).write(to: &out)
    }

    func tellAccount(_ moment: Moment, _ out: inout OutputBuffer) {
        AccountRecord(time: moment.time, cause: moment.cause, account: state.ledger.account)
            .write(to: &out)
    }

    func tellSession(_ moment: Moment, _ out: inout OutputBuffer) {
        TradingSessionRecord(time: moment.time, cause: moment.cause, session: state.session)
            .write(to: &out)
    }

    func tellPosition(_ index: Int, _ moment: Moment, _ out: inout OutputBuffer) {
        PositionRecord(
            time: moment.time, cause: moment.cause,
            position: state.ledger.holdings[index].position
        ).write(to: &out)
    }

    /// Takes ended orders out of those that live, and finds what trades concern the rest.
    mutating func settle() {
        if state.live.contains(where: { $0.order.state.isDone }) {
            for live in state.live where live.order.state.isDone { state.ended.add(live.order) }
            state.live.removeAll { $0.order.state.isDone }
        }
        for place in bands.indices { bands[place] = .quiet }
        // While something is open every trade moves what the day has brought.
        for holding in state.ledger.holdings where !holding.position.isFlat {
            bands[Int(holding.position.instrument.rawValue)] = .none
        }
        for live in state.live {
            let place = Int(live.order.instrument.rawValue)
            if live.waitsForAny {
                bands[place] = .none
            } else if live.order.state == .working {
                include(live.order.terms, live.order.terms.side, place)
            }
        }
    }

    private mutating func include(_ terms: OrderTerms, _ side: OrderSide, _ place: Int) {
        if let stop = terms.stop {
            if side == .buy {
                bands[place].include(above: stop)
            } else {
                bands[place].include(below: stop)
            }
        } else if let limit = terms.limit {
            if side == .buy {
                bands[place].include(below: limit)
            } else {
                bands[place].include(above: limit)
            }
        }
    }
}
