import Measures
import Records

/// Picks the one trade of a bar out of its approved signals.
///
/// Stacks come before absorption, exhaustion, divergence, imbalance and unfinished business; of
/// equal rank the stronger counts, and of equal strength the one found first. Opposite directions
/// cancel.
@frozen
public struct TradeChoice: Hashable, Sendable, BitwiseCopyable {
    /// Approved signals that point up.
    public private(set) var longs = 0
    /// Approved signals that point down.
    public private(set) var shorts = 0
    /// The first of them by rank and strength.
    public private(set) var best: PatternSignal?

    /// No signal yet.
    public init() {}

    /// Adds an approved signal.
    public mutating func add(_ signal: PatternSignal) {
        if signal.direction == .long { longs += 1 } else { shorts += 1 }
        guard let best else {
            best = signal
            return
        }
        if signal.pattern.rank < best.pattern.rank
            || (signal.pattern.rank == best.pattern.rank
                && Comparison.exceeds(signal.strength, best.strength))
        {
            self.best = signal
        }
    }

    /// Signals of both directions were approved.
    public var isConflict: Bool { longs > 0 && shorts > 0 }

    /// The signal to trade, if any.
    public var signal: PatternSignal? { isConflict ? nil : best }
}
