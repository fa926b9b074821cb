import Chance
import Market
import Records
import Settings
import StateCoding
import Strategy
import Testing

/// A strategy that is saved, forgotten and restored after some of its calls.
struct Reborn<Inner: Strategy>: Strategy {
    private var inner: Inner
    /// As it was before the first call.
    private let fresh: Inner
    /// Saved after one call in so many.
    private let rarity: UInt64
    /// The seed of whether it is saved after the next.
    private var calls: UInt64 = 0

    init(_ inner: Inner, oneIn rarity: UInt64) {
        self.inner = inner
        fresh = inner
        self.rarity = rarity
    }

    init(_ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode) {
        self.init(Inner(options, instrument, mode: mode), oneIn: 1)
    }

    static var schema: StrategySchema { Inner.schema }
    static var keys: [StrategyKey] { Inner.keys }
    var needs: StrategyNeeds { inner.needs }
    var quietBand: QuietBand { inner.quietBand }

    mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        inner.closed(bar, market, &out)
        maybeReborn()
    }

    mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter) {
        inner.sessionEnded(date, &out)
        maybeReborn()
    }

    mutating func traded(_ tick: borrowing Tick, _ out: inout EvaluationWriter) {
        inner.traded(tick, &out)
        maybeReborn()
    }

    mutating func ended(_ out: inout EvaluationWriter) { inner.ended(&out) }

    private mutating func maybeReborn() {
        calls += 1
        var random = SplitMix64(calls)
        guard random.below(rarity) == 0 else { return }
        let bytes = state(of: inner)
        #expect(state(of: inner) == bytes)
        // As a seat holds it: its type is known at run time only.
        var other: any Strategy = fresh
        do {
            var reader = StateReader(bytes)
            try other.restore(from: &reader)
            try reader.end()
        } catch {
            Issue.record(error)
        }
        #expect(state(of: other) == bytes)
        if let other = other as? Inner { inner = other }
    }
}

/// A strategy as bytes.
func state(of strategy: any Strategy) -> [UInt8] {
    var writer = StateWriter()
    strategy.save(into: &writer)
    return writer.finish()
}

/// The same for a strategy of any type.
func reborn(_ strategy: some Strategy, oneIn rarity: UInt64) -> any Strategy {
    Reborn(strategy, oneIn: rarity)
}
