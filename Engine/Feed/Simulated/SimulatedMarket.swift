import Chance
public import Market
public import Records

/// An invented market: trades and quotes of several symbols, for demonstrations and tests.
///
/// Each symbol goes through quiet, trending and bursting phases. Only integers and one seeded
/// generator are used, so a seed gives the same bytes on every machine. Trades carry a side by
/// construction, the quote they hit, a trade id, and the simulated flag.
public final class SimulatedMarket: InputSource {
    /// One invented symbol.
    public struct Symbol: Hashable, Sendable {
        /// Its name and scales.
        public var instrument: Instrument
        /// What its inputs are tagged with.
        public var id: InstrumentID
        /// Where it starts.
        public var firstLevel: Level
        /// Mean time between events in a quiet phase, ns, 1000 to 3.6e12.
        public var quietGap: Int64
        /// The typical size of a trade, in size units, at least 1.
        public var typicalSize: Int64
        /// How many of a thousand new quotes move the prices; the others change sizes.
        public var moveChance: UInt64
        /// Levels of such a move, at least 1.
        public var step: Int64

        /// Puts a symbol together.
        public init(
            instrument: Instrument, id: InstrumentID, firstLevel: Level, quietGap: Int64,
            typicalSize: Int64, moveChance: UInt64, step: Int64 = 1
        ) {
            precondition(
                (1000...3_600_000_000_000).contains(quietGap),
                "a mean gap is 1 us to 1 h, got \(quietGap) ns")
            precondition(
                (1...Int64(1) << 40).contains(typicalSize),
                "a typical size is 1 to 2^40 units, got \(typicalSize)")
            precondition(
                moveChance <= 1000 && (1...1_000_000).contains(step),
                "a move has a chance of 0 to 1000 and 1 to 1e6 levels, got \(moveChance), \(step)")
            self.moveChance = moveChance
            self.step = step
            self.instrument = instrument
            self.id = id
            self.firstLevel = firstLevel
            self.quietGap = quietGap
            self.typicalSize = typicalSize
        }
    }

    /// A symbol that waits for its next event: the earliest first, of the same instant the symbol
    /// listed first.
    private struct Turn: Comparable, BitwiseCopyable {
        let time: Nanoseconds
        let symbol: Int

        static func < (left: Turn, right: Turn) -> Bool {
            left.time != right.time ? left.time < right.time : left.symbol < right.symbol
        }
    }

    private var walks: [SymbolWalk]
    private var turns: TurnQueue<Turn>
    private let end: Nanoseconds
    private var counts: SourceReport

    /// Starts a market.
    ///
    /// - Parameters:
    ///   - symbols: at least one.
    ///   - seed: decides everything that happens.
    ///   - start: the first instant.
    ///   - duration: market time until it ends; `nil` for an endless one.
    public init(
        symbols: [Symbol], seed: UInt64, start: Nanoseconds, duration: Nanoseconds? = nil
    ) {
        precondition(!symbols.isEmpty, "a market needs a symbol")
        var seeds = SplitMix64(seed)
        walks = symbols.map { SymbolWalk($0, seed: seeds.next(), start: start) }
        turns = TurnQueue(capacity: walks.count)
        for (symbol, walk) in walks.enumerated() {
            turns.add(Turn(time: walk.time, symbol: symbol))
        }
        end = duration.map { Nanoseconds(start.rawValue + $0.rawValue) } ?? .never
        counts = SourceReport(name: "simulated market, seed \(seed)")
    }

    /// In order of time.
    public var skew: Nanoseconds { .zero }

    /// What has been made so far.
    public var report: SourceReport { counts }

    /// Fills the batch in time order; symbols at the same instant in the order of the list.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < batch.count, let turn = turns.first, turn.time < end {
            batch[count] = walks[turn.symbol].next()
            turns.replaceFirst(Turn(time: walks[turn.symbol].time, symbol: turn.symbol))
            count += 1
        }
        counts.rows += count
        counts.good += count
        return count
    }
}
