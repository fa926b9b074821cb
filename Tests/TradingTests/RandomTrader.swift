import Chance
import Glibc
import Market
import Records
import Testing

@testable import Trading

/// Random trades of the market, orders, cancels, changes, halts, settings and sessions, by a seed.
struct RandomTrader {
    private var random: SplitMix64
    var bench: TradingBench
    /// Cents a step of each instrument's walk.
    private let steps: [Int64] = [25, 25, 1]
    /// How many of each were made, by name: to know that the walk goes everywhere.
    var counts: [String: Int] = [:]
    /// Limits of the position stay as they are, however settings change.
    let positionSize: Int64

    init(seed: UInt64, positionSize: Int64 = 3) throws {
        random = SplitMix64(seed)
        self.positionSize = positionSize
        bench = try TradingBench {
            $0.limits.positionSize = positionSize
            $0.orders.open = 12
            $0.orders.size = 4
            $0.paper.commission = Money(nanos: 333_333_333)
            $0.balance = Money(nanos: 1_000_000_000_000_000)
        }
    }

    mutating func next(_ count: Int) -> Int { random.below(count) }

    /// One random operation.
    mutating func step() -> [TradingEvent] {
        let instrument = InstrumentID(UInt32(next(3)))
        switch next(100) {
        case 0..<62: return trade(instrument)
        case 62..<77: return submit(instrument)
        case 77..<84: return manage(instrument)
        case 84..<86: return beat()
        case 86: return bench.note(.flatten, next(2) == 0 ? .all : instrument, &counts)
        case 87: return bench.note(.cancelAll, instrument, &counts)
        case 88: return bench.note(.cancelOf(session: UInt64(next(3))), .all, &counts)
        case 89: return bench.note(.stopSession, .all, &counts)
        case 90..<94: return bench.note(.startSession, .all, &counts)
        case 94: return bench.halt("look", of: next(2) == 0 ? .all : instrument)
        case 95..<97: return bench.halt(nil)
        case 97: return temper()
        case 98: return quote(instrument)
        default: return next(20) == 0 ? bench.endSession(instrument) : []
        }
    }

    private mutating func trade(_ instrument: InstrumentID) -> [TradingEvent] {
        let place = Int(instrument.rawValue)
        let moves: [Int64] = [-3, -2, -1, -1, 0, 0, 1, 1, 2, 3]
        var price = bench.last[place].rawValue + moves[next(10)] * steps[place]
        if next(200) == 0 { price += Int64(next(81) - 40) * steps[place] }
        return bench.tick(
            price, instrument, size: Int64(1 + next(4)) * (place == 2 ? 500_000 : 1),
            after: Int64(next(30_000_000)))
    }

    private mutating func price(_ place: Int) -> Int64 {
        bench.last[place].rawValue + Int64(next(17) - 8) * steps[place]
    }

    private mutating func submit(_ instrument: InstrumentID) -> [TradingEvent] {
        let place = Int(instrument.rawValue)
        let side: OrderSide = next(2) == 0 ? .buy : .sell
        let type = OrderType.allCases[next(4)]
        let size = Int64(1 + next(4)) * (place == 2 ? 250_000 : 1)
        var terms = OrderTerms(side: side, type: type, quantity: Size(size))
        if type.hasLimit { terms.limit = Price(price(place)) }
        if type.hasStop { terms.stop = Price(price(place)) }
        terms.force = next(3) == 0 ? .untilCancelled : .day
        let way = side.sign * steps[place]
        if next(3) == 0 {
            let entry = terms.limit ?? terms.stop ?? bench.last[place]
            terms.bracket = Bracket(
                stop: Price(entry.rawValue - Int64(1 + next(8)) * way),
                target: Price(entry.rawValue + Int64(1 + next(8)) * way))
        } else if next(4) == 0 {
            let own = bench.trading.orders.filter { $0.instrument == instrument }
            if !own.isEmpty { terms.partner = own[next(own.count)].id }
        }
        return bench.note(.submit(terms), instrument, &counts, session: UInt64(next(3)))
    }

    private mutating func manage(_ instrument: InstrumentID) -> [TradingEvent] {
        let open = bench.trading.orders
        guard !open.isEmpty else { return [] }
        let order = open[next(open.count)]
        let name: OrderName = next(2) == 0 ? .number(order.number) : .id(order.id)
        if next(2) == 0 { return bench.note(.cancel(name), order.instrument, &counts) }
        let place = Int(order.instrument.rawValue)
        var change = OrderChange()
        if next(2) == 0 {
            change.quantity = Size(Int64(1 + next(4)) * (place == 2 ? 250_000 : 1))
        }
        if order.terms.limit != nil, next(2) == 0 { change.limit = Price(price(place)) }
        if order.terms.stop != nil, next(2) == 0 { change.stop = Price(price(place)) }
        return bench.note(.replace(name, change), order.instrument, &counts)
    }

    private mutating func beat() -> [TradingEvent] {
        let wait = next(40) == 0 ? 43_200_000_000_000 : Int64(next(100_000_000))
        return bench.beat(after: wait)
    }

    private mutating func temper() -> [TradingEvent] {
        let temper = next(2) == 0 ? .fair : VenueTemper.allCases[next(5)]
        let model = FillModel.allCases[next(3)]
        let latency = Nanoseconds(next(2) == 0 ? 0 : Int64(next(40_000_000)))
        return bench.change {
            $0.temper = temper
            $0.model = model
            $0.latency = latency
        }
    }

    private mutating func quote(_ instrument: InstrumentID) -> [TradingEvent] {
        let place = Int(instrument.rawValue)
        let bid = bench.last[place].rawValue - Int64(next(4)) * steps[place]
        bench.trading.quoted(
            Quote(
                time: bench.time, bid: Price(bid), ask: Price(bid + steps[place]),
                bidSize: Size(Int64(next(20))), askSize: Size(Int64(next(20)))), of: instrument)
        return []
    }
}

extension TradingBench {
    /// Sends a command, counts its outcome, and follows what trading wishes as a desk does.
    mutating func note(
        _ command: Command, _ instrument: InstrumentID, _ counts: inout [String: Int],
        session: UInt64 = 1
    ) -> [TradingEvent] {
        made += 1
        wall += 50_000_000
        guard command.fault == nil, let id = CommandID("c\(made)") else { return [] }
        let done = send(
            CommandInput(
                time: wall, instrument: instrument, id: id,
                sender: CommandInput.Sender(role: 2, session: session, name: "ann"),
                command: command))
        counts["\(command.kind.name) \(done.answer.outcome.name)", default: 0] += 1
        return done.events
    }
}

/// How many operations long tests do: `PITWIRE_LONG=1` for all of them.
enum Long {
    static func count(_ all: Int) -> Int {
        getenv("PITWIRE_LONG") == nil ? all / 50 : all
    }
}
