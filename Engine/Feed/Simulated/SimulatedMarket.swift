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

        /// Puts a symbol together.
        public init(
            instrument: Instrument, id: InstrumentID, firstLevel: Level, quietGap: Int64,
            typicalSize: Int64
        ) {
            precondition(
                (1000...3_600_000_000_000).contains(quietGap),
                "a mean gap is 1 us to 1 h, got \(quietGap) ns")
            precondition(
                (1...Int64(1) << 40).contains(typicalSize),
                "a typical size is 1 to 2^40 units, got \(typicalSize)")
            self.instrument = instrument
            self.id = id
            self.firstLevel = firstLevel
            self.quietGap = quietGap
            self.typicalSize = typicalSize
        }
    }

    private var walks: [SymbolWalk]
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
        var seeds = SplitMix64(seed: seed)
        walks = symbols.map { SymbolWalk($0, seed: seeds.next(), start: start) }
        end = duration.map { Nanoseconds(start.rawValue + $0.rawValue) } ?? .never
        counts = SourceReport(name: "simulated market, seed \(seed)")
    }

    /// What has been made so far.
    public var report: SourceReport { counts }

    /// Fills the batch in time order; symbols at the same instant in the order of the list.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < batch.count {
            var first = 0
            for index in walks.indices where walks[index].time < walks[first].time {
                first = index
            }
            if walks[first].time >= end { break }
            batch[count] = walks[first].next()
            count += 1
        }
        counts.rows += count
        counts.good += count
        return count
    }

    /// ES, NQ, SPY and BTC-USD with prices and paces near those of 2024.
    public static let usualSymbols: [Symbol] = {
        func symbol(
            _ name: String, _ kind: AssetClass, tick: Int64, sizeDecimals: Int = 0,
            tickValue: Int64, price: Int64, gap: Int64, size: Int64, _ id: UInt32
        ) -> Symbol {
            let prices = PriceScale(decimals: 2, tick: tick)
            let instrument = Instrument(
                symbol: name, assetClass: kind, prices: prices,
                sizes: SizeScale(decimals: sizeDecimals, lot: 1), tickValueNanos: tickValue)
            return Symbol(
                instrument: instrument, id: InstrumentID(id),
                firstLevel: Level(price * 100 / tick), quietGap: gap, typicalSize: size)
        }
        return [
            symbol(
                "ESZ4", .future, tick: 25, tickValue: 12_500_000_000, price: 5900,
                gap: 60_000_000, size: 3, 0),
            symbol(
                "NQZ4", .future, tick: 25, tickValue: 5_000_000_000, price: 20_500,
                gap: 50_000_000, size: 2, 1),
            symbol(
                "SPY", .share, tick: 1, tickValue: 10_000_000, price: 590, gap: 40_000_000,
                size: 100, 2),
            symbol(
                "BTC-USD", .crypto, tick: 1, sizeDecimals: 8, tickValue: 10_000_000,
                price: 90_000, gap: 80_000_000, size: 2_000_000, 3),
        ]
    }()
}
