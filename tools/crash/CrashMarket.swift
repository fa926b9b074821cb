import Chance
import Feed
import Market
import Records

/// An invented market whose feed stutters: some trades come twice, some too late.
struct CrashMarket {
    private let source: SimulatedMarket
    private var random: SplitMix64
    private var trades: [Int]
    private var lateCount: UInt64 = 0
    /// How many trades of each instrument an engine has to drop.
    private(set) var dropped: [(duplicate: Int64, late: Int64)]
    /// The latest event time.
    private(set) var time = CrashPlan.start
    /// The last price of each instrument.
    private(set) var prices: [Price]

    private var room = [Input](
        repeating: Input(kind: .tick, instrument: InstrumentID(0), time: .zero), count: Self.size)
    private static let size = 256
    private static let lateness = Nanoseconds.seconds(5)

    /// What they are.
    let facts: [Instrument]

    init(_ symbols: [SimulatedMarket.Symbol], _ facts: [Instrument], seed: UInt64) {
        self.facts = facts
        source = SimulatedMarket(symbols: symbols, seed: seed, start: CrashPlan.start)
        random = SplitMix64(seed &+ 0x5eed)
        trades = symbols.map { _ in 0 }
        dropped = symbols.map { _ in (0, 0) }
        prices = symbols.map { _ in Price(1) }
    }

    /// The next inputs, by instrument, each instrument's in its order.
    mutating func next() throws(FeedError) -> [[Input]] {
        let count = try Self.read(source, &room)
        var runs: [[Input]] = trades.map { _ in [] }
        for input in room[..<count] {
            let place = Int(input.instrument.rawValue)
            time = max(time, input.time)
            runs[place].append(input)
            guard input.kind == .tick else { continue }
            trades[place] += 1
            prices[place] = Price(input.price)
            if random.once(in: 97) {
                runs[place].append(input)
                dropped[place].duplicate += 1
            }
            if random.once(in: 331), trades[place] > 1 {
                runs[place].append(late(input))
                dropped[place].late += 1
            }
        }
        return runs
    }

    private static func read(
        _ source: SimulatedMarket, _ room: inout [Input]
    ) throws(FeedError) -> Int {
        let result = room.withUnsafeMutableBufferPointer { batch -> Result<Int, FeedError> in
            do throws(FeedError) {
                return .success(try source.next(into: batch))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func late(_ input: Input) -> Input {
        lateCount += 1
        var late = input
        late.time = input.time - Self.lateness
        // An id that the market never gives.
        late.tradeID = 1 << 60 + lateCount
        return late
    }
}
