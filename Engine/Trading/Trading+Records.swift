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
        noteNews(of: order)
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
}
