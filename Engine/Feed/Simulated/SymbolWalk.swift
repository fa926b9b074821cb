import Chance
import Market
import Records

/// One symbol of an invented market: a book of one level on each side that trades and moves.
struct SymbolWalk {
    /// What the market is doing.
    private enum Phase {
        /// Back and forth, at the mean pace.
        case quiet
        /// Mostly one way, faster.
        case trending(up: Bool)
        /// Very fast and large, one way.
        case bursting(up: Bool)
    }

    /// When the next input happens.
    private(set) var time: Nanoseconds
    private let symbol: SimulatedMarket.Symbol
    private var random: SplitMix64
    private var phase = Phase.quiet
    private var eventsLeft: UInt64 = 400
    private var bid: Int64
    private var tradeID: UInt64 = 0

    init(_ symbol: SimulatedMarket.Symbol, seed: UInt64, start: Nanoseconds) {
        self.symbol = symbol
        random = SplitMix64(seed)
        bid = symbol.firstLevel.rawValue
        time = start
        time = Nanoseconds(start.rawValue &+ nextGap())
    }

    /// The next input: a trade, or a quote when the book changed.
    mutating func next() -> Input {
        if eventsLeft == 0 { changePhase() }
        eventsLeft -= 1
        let input = random.chance(350) ? quote() : trade()
        let (later, overflow) = time.rawValue.addingReportingOverflow(nextGap())
        time = overflow ? .never : Nanoseconds(later)
        return input
    }

    private var bidPrice: Price { symbol.instrument.prices.price(of: Level(bid)) }
    private var askPrice: Price { symbol.instrument.prices.price(of: Level(bid + 1)) }

    /// The chance in a thousand that a trade is a buyer's, or a move goes up.
    private var upChance: UInt64 {
        switch phase {
        case .quiet: 500
        case .trending(let up): up ? 590 : 410
        case .bursting(let up): up ? 720 : 280
        }
    }

    private mutating func changePhase() {
        let draw = random.below(100)
        let up = random.chance(500)
        switch draw {
        case ..<55:
            phase = .quiet
            eventsLeft = 300 + random.below(1200)
        case ..<88:
            phase = .trending(up: up)
            eventsLeft = 200 + random.below(900)
        default:
            phase = .bursting(up: up)
            eventsLeft = 50 + random.below(250)
        }
    }

    /// The product of two uniform numbers: many short gaps, few long ones.
    private mutating func nextGap() -> Int64 {
        let mean: Int64 =
            switch phase {
            case .quiet: symbol.quietGap
            case .trending: symbol.quietGap / 3
            case .bursting: symbol.quietGap / 20
            }
        let product: UInt64 = random.below(1 << 20) * random.below(1 << 20)
        let gap = product.multipliedFullWidth(by: UInt64(mean) * 4)
        return 1 + Int64(gap.high << 24 | gap.low >> 40)
    }

    private mutating func trade() -> Input {
        let isBuyer = random.chance(upChance)
        tradeID += 1
        return .tick(
            symbol.id, time: time, price: isBuyer ? askPrice : bidPrice, size: tradeSize(),
            side: isBuyer ? .buyer : .seller, quote: (bid: bidPrice, ask: askPrice),
            tradeID: tradeID, flags: random.chance(800) ? [.simulated, .endOfEvent] : .simulated)
    }

    private mutating func tradeSize() -> Size {
        let typical = UInt64(symbol.typicalSize)
        let usual = 1 + min(random.below(typical * 4), random.below(typical * 4))
        let isBlock = random.chance(isBursting ? 40 : 8)
        return Size(Int64(isBlock ? usual + typical * (10 + random.below(30)) : usual))
    }

    private var isBursting: Bool { if case .bursting = phase { true } else { false } }

    /// Changes the book: its sizes, and sometimes its prices, away from zero and far from
    /// overflow.
    private mutating func quote() -> Input {
        let isUp = random.chance(upChance)
        if random.chance(symbol.moveChance) {
            bid += isUp || bid < 100 * symbol.step ? symbol.step : -symbol.step
        }
        return .quote(
            symbol.id,
            Quote(
                time: time, bid: bidPrice, ask: askPrice, bidSize: bookSize(),
                askSize: bookSize()))
    }

    private mutating func bookSize() -> Size {
        Size(Int64(1 + random.below(UInt64(symbol.typicalSize) * 20)))
    }
}
