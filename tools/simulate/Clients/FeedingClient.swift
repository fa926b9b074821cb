import ClientKit
import Core
import Market
import Records
import Wire

/// Feeds one instrument: every trade and quote must come into the engine once, in order.
final class FeedingClient: SimClient {
    private let place: Int
    let instrument: Instrument
    private var feed: FeedID?
    /// The process has not yet been told where to go on.
    private var isFresh = true
    /// All it ever made, in order: its memory on a disk of its own.
    private(set) var made: [Input] = []
    /// How many of them this process has handed to its session.
    private var sent = 0
    /// The most that the engine ever acknowledged.
    private(set) var acknowledged = 0
    private var time = SeedPlan.marketStart
    /// Where the market is, ticks.
    private(set) var level: Int64

    init(_ world: World, place: Int) {
        self.place = place
        instrument = world.kit.instruments[place]
        level = [23_600, 9_000_000, 59_000][place % 3]
        super.init(world, "feed-\(instrument.symbol)", .feed, seed: 100 + UInt64(place))
    }

    var symbol: String { instrument.symbol }

    override func start() {
        feed = session.openFeed([instrument.symbol], at: now)
        super.start()
        makeMore()
    }

    override func forgetAll() {
        feed = nil
        isFresh = true
    }

    private func makeMore() {
        guard !world.isCalm else { return }
        let life = life
        let gap = Int64(number(world.plan.feedGap))
        world.schedule.after(gap) { [weak self] in
            guard let self, self.life == life else { return }
            if !isStopped, (feed.flatMap { session.unacknowledged($0) } ?? 0) < 3000 { makeBatch() }
            makeMore()
        }
    }

    private func makeBatch() {
        for _ in 0..<int(world.plan.feedBatch) { made.append(makeOne()) }
        send()
    }

    private func makeOne() -> Input {
        time = Nanoseconds(time.rawValue + number(world.plan.tickGap))
        // Now and then the next session begins.
        if chance(1) { time = Nanoseconds(time.rawValue + 86_400_000_000_000) }
        level += number(-2...2)
        let tick = instrument.prices.tick
        let id = InstrumentID(UInt32(place))
        let price = level * tick
        guard !chance(150) else {
            return Input.quote(
                id,
                Quote(
                    time: time, bid: Price(price - tick), ask: Price(price + tick),
                    bidSize: Size(number(1...50)), askSize: Size(number(1...50))))
        }
        return Input.tick(
            id, time: time, price: Price(price), size: Size(number(1...20)),
            side: chance(500) ? .buyer : .seller, tradeID: UInt64(made.count + 1))
    }

    /// Hands what is new to the session, once the feed was granted.
    private func send() {
        guard let feed, !isFresh, sent < made.count else { return }
        session.feed(feed, line: 0, made[sent...], at: now)
        sent = made.count
        asked()
    }

    override func handle(_ event: SessionEvent) {
        switch event {
        case .feedOpened(let id, let lines):
            if feed == id, let line = lines.first { opened(line) }
        case .feedAcknowledged: note()
        case .feedRefused(_, let error):
            // The engine still counts the instrument to the process before: asked again.
            world.check(error.code == .refused, "\(name): \(error)")
            let life = life
            feed = nil
            isFresh = true
            world.schedule.after(300_000_000) { [weak self] in
                guard let self, self.life == life else { return }
                feed = session.openFeed([instrument.symbol], at: now)
                asked()
            }
        default: break
        }
    }

    private func opened(_ line: FeedOpened.Line) {
        let count = Int(line.acceptedThrough)
        world.check(
            count <= made.count && count >= acknowledged,
            "\(name): the engine has \(count) of \(made.count), acknowledged were \(acknowledged)")
        if isFresh {
            isFresh = false
            sent = min(count, made.count)
        }
        note()
        send()
    }

    /// Keeps count of what was acknowledged.
    private func note() {
        guard let feed, !isFresh, let waiting = session.unacknowledged(feed) else { return }
        acknowledged = max(acknowledged, sent - waiting)
    }

    override func engineStarted(_ positions: [FeedPosition]) {
        world.check(
            positions[place].taken >= acknowledged,
            "\(name): \(acknowledged) were acknowledged, \(positions[place].taken) came back")
    }

    override var isSettled: Bool { acknowledged == made.count && sent == made.count }
    override var state: String { "\(name): \(acknowledged) of \(made.count) acknowledged" }

    /// The engine has exactly what was made, each once and in order.
    func checkInputs() {
        let taken = world.truth.inputs.filter {
            $0.instrument.rawValue == UInt32(place) && ($0.kind == .tick || $0.kind == .quote)
        }
        world.check(
            taken.count == made.count, "\(name): \(made.count) were made, \(taken.count) taken")
        for (index, pair) in zip(taken, made).enumerated() where !Self.isSame(pair.0, pair.1) {
            return world.fail("\(name): number \(index + 1) was taken as another")
        }
    }

    private static func isSame(_ one: Input, _ other: Input) -> Bool {
        one.kind == other.kind && one.time == other.time && one.price == other.price
            && one.size == other.size && one.bid == other.bid && one.ask == other.ask
            && one.tradeID == other.tradeID && one.side == other.side
    }
}
