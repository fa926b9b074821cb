import Desk
import Market
import Pipeline
import Records
import Strategy
import Trading

/// Holds the desk and trading where the pipelines find them, and lets each know of the other.
final class DeskHolder: PipelineWatch {
    var desk: Desk
    /// Looked at after every run of ticks, by the one thread that has the core: that its uses do
    /// not overlap is not checked anew each time.
    @exclusivity(unchecked) var trading: Trading

    init(_ desk: Desk, _ trading: Trading) {
        self.desk = desk
        self.trading = trading
    }

    func watched(of instrument: InstrumentID) -> WatchedPrices {
        let alerts = desk.watched(of: instrument)
        let (orders, quotes) = trading.watched(of: instrument)
        return WatchedPrices(
            below: max(Price(alerts.below), orders.below),
            above: min(Price(alerts.above), orders.above), quotes: quotes)
    }

    func traded(
        _ tick: borrowing Tick, of instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        desk.traded(tick.price, of: instrument, at: tick.time, cause: cause, into: &out)
        trading.traded(tick, of: instrument, cause: cause, into: &out)
        doAsWished(tick.time, cause, &out)
    }

    func traded(
        bar: BarInput, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer
    ) {
        for price in [bar.high, bar.low] {
            desk.traded(price, of: instrument, at: bar.start, cause: cause, into: &out)
        }
        trading.traded(bar: bar, of: instrument, cause: cause, into: &out)
        doAsWished(bar.start, cause, &out)
    }

    func quoted(
        _ quote: Quote, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer
    ) {
        trading.quoted(quote, of: instrument)
    }

    func intends(
        _ intents: [TradeIntent], system: UInt8, of instrument: InstrumentID, last: LastPrice,
        at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) {
        trading.saw(last.price, at: last.time, of: instrument)
        trading.intends(
            intents, system: system, of: instrument, at: time, cause: cause, into: &out)
        doAsWished(time, cause, &out)
    }

    func sessionEnded(
        _ window: SessionWindow, _ mode: SessionMode, of instrument: InstrumentID, last: LastPrice,
        cause: UInt64, into out: inout OutputBuffer
    ) {
        trading.saw(last.price, at: last.time, of: instrument)
        trading.sessionEnded(window, mode, of: instrument, cause: cause, into: &out)
        doAsWished(window.end, cause, &out)
    }

    /// Takes a command: of the desk, or of trading.
    func command(
        _ input: CommandInput, now: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) -> DeskEffect {
        let before = (desk.halts, desk.settings)
        let effect = desk.apply(input, to: &trading, cause: cause, now: now, into: &out)
        if desk.settings != before.1 { tellSettings(now, cause, &out) }
        if desk.halts != before.0 { tellHalts(now, cause, &out) }
        doAsWished(now, cause, &out)
        return effect
    }

    /// A beat of the clock.
    func beat(_ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer) {
        trading.beat(time, cause: cause, into: &out)
        doAsWished(time, cause, &out)
    }

    /// The feed of an instrument missed something.
    func feedGap(
        of instrument: InstrumentID, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        desk.feedGap(of: instrument, at: time, cause: cause, into: &out)
        tellHalts(time, cause, &out)
    }

    /// Halts what trading wants to be halted, and lets go on what a limit of another day halted.
    private func doAsWished(
        _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        let wishes = trading.takeWishes()
        var isOther = false
        if wishes.endsLimits {
            isOther = desk.endLimits(at: time, cause: cause, into: &out)
        }
        if let limit = wishes.limit {
            desk.haltForLimit(limit, at: time, cause: cause, into: &out)
            isOther = true
        }
        if isOther { tellHalts(time, cause, &out) }
    }

    private func tellHalts(_ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer) {
        let all = desk.halts.filter { $0.instrument == .all }
        let halted = (0..<trading.instrumentCount).map {
            desk.isHalted(InstrumentID(UInt32($0)))
        }
        // Where each is halted by itself nothing is traded either.
        let isWhole = !halted.isEmpty && halted.allSatisfy { $0 }
        let reason = all.last?.reason ?? (isWhole ? desk.halts.last?.reason : nil)
        trading.haltsChanged(
            halted, all: reason, needsForce: all.contains { $0.origin == .limit }, at: time,
            cause: cause, into: &out)
    }

    private func tellSettings(_ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer) {
        // One copy of the desk for all keys.
        for change in trading.changes(by: { [desk] in desk.changedValue(of: $0) }) {
            trading.set(change, at: time, cause: cause, into: &out)
        }
    }
}
