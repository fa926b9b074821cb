import Market
import Records
import Strategy

@testable import Trading

/// A portfolio at the paper venue, driven by hand: shares at about $100, prices in cents, an account
/// of $10,000, no slippage.
struct PortfolioBench {
    static let share = InstrumentID(0)
    static let book = Book(rawValue: 5)
    /// 2023-11-14 22:13:20 UTC.
    static let start = Nanoseconds(1_700_000_000_000_000_000)

    var trading: Trading
    var time = PortfolioBench.start
    var cause: UInt64 = 0
    /// Every order as it was told last, by number.
    var orders: [Order] = []
    var fills: [Fill] = []
    var trades: [ClosedTrade] = []
    /// What was said, but for mere changes of state.
    var notes: [PortfolioNote] = []
    /// The states that were told, in order.
    var states: [PortfolioState] = []

    init(_ change: (inout TradingSettings) -> Void = { _ in }) throws {
        var settings = TradingSettings()
        settings.mode = .utc
        settings.paper.slippage = 0
        settings.limits.profitTarget = Money(nanos: 1_000_000_000_000_000)
        settings.limits.lossLimit = Money(nanos: -1_000_000_000_000_000)
        change(&settings)
        let facts = Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        trading = Trading(
            instruments: [TradedInstrument(facts: facts, mode: .utc, books: [Self.book: .utc])],
            settings: settings)
        guard let id = CommandID("start") else { return }
        let start = CommandInput(
            time: time, instrument: .all, id: id,
            sender: CommandInput.Sender(role: 3, session: 1, name: "ann"), command: .startSession)
        note { bench, out in
            _ = bench.trading.perform(start, now: bench.time, cause: 1, into: &out)
        }
    }

    // MARK: What happens

    /// A minute closes, a minute after the last.
    mutating func minute(
        _ cents: Int64 = 10_000, divergences: Int = 0,
        _ change: (inout PortfolioMinute) -> Void = { _ in }
    ) {
        time = Nanoseconds((time.rawValue / 60_000_000_000 + 1) * 60_000_000_000)
        var minute = PortfolioMinute(time: time, close: Price(cents))
        minute.divergences = divergences
        change(&minute)
        let intent = TradeIntent(
            decision: 7, rule: 4, direction: .long, action: .minute(minute))
        note { bench, out in
            bench.trading.intends(
                [intent], system: Self.book.rawValue, of: Self.share, at: bench.time,
                cause: bench.cause, into: &out)
        }
    }

    /// What a strategy of the same book wants.
    mutating func want(
        _ action: TradeIntent.Action, _ direction: Direction = .long, decision: UInt64 = 7
    ) {
        let intent = TradeIntent(
            decision: decision, rule: 4, key: 2, regime: 1, direction: direction, action: action)
        note { bench, out in
            bench.trading.intends(
                [intent], system: Self.book.rawValue, of: Self.share, at: bench.time,
                cause: bench.cause, into: &out)
        }
    }

    mutating func entry(_ cents: Int64 = 10_000) { minute(cents) { $0.isEntry = true } }

    mutating func exit(_ cents: Int64 = 10_000, hours: Int64 = 0, divergences: Int = 3) {
        minute(cents, divergences: divergences) {
            $0.isExit = true
            $0.exitTime = $0.time + .seconds(3600 * hours)
        }
    }

    mutating func minutes(_ count: Int, _ cents: Int64 = 10_000, divergences: Int = 0) {
        for _ in 0..<count { minute(cents, divergences: divergences) }
    }

    /// A trade a second later.
    mutating func tick(_ cents: Int64 = 10_000, size: Int64 = 1000) {
        time = time + .seconds(1)
        let tick = Tick(
            time: time, price: Price(cents), size: Size(size), level: Level(cents),
            aggressor: .none, rule: .simulated, flags: [])
        note { bench, out in
            bench.trading.traded(tick, of: Self.share, cause: bench.cause, into: &out)
        }
    }

    /// A provider's minute bar, a minute later.
    mutating func bar(_ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64) {
        time = time + .seconds(60)
        let bar = BarInput(
            start: time, period: .minute1, open: Price(open), high: Price(high), low: Price(low),
            close: Price(close), volume: Volume(1000))
        note { bench, out in
            bench.trading.traded(bar: bar, of: Self.share, cause: bench.cause, into: &out)
        }
    }

    /// What a strategy of the same book wants at one close, in this order.
    mutating func want(
        _ wishes: [(action: TradeIntent.Action, direction: Direction, decision: UInt64)]
    ) {
        let intents = wishes.map { wish in
            TradeIntent(
                decision: wish.decision, rule: 4, key: 2, regime: 1, direction: wish.direction,
                action: wish.action)
        }
        note { bench, out in
            bench.trading.intends(
                intents, system: Self.book.rawValue, of: Self.share, at: bench.time,
                cause: bench.cause, into: &out)
        }
    }

    /// The clock goes on, a beat a second.
    mutating func wait(_ seconds: Int) {
        for _ in 0..<seconds {
            time = time + .seconds(1)
            note { bench, out in
                bench.trading.beat(bench.time, cause: bench.cause, into: &out)
            }
        }
    }

    mutating func temper(_ temper: VenueTemper) {
        var paper = trading.state.settings.paper
        paper.temper = temper
        note { bench, out in
            bench.trading.set(.paper(paper), at: bench.time, cause: bench.cause, into: &out)
        }
    }

    mutating func endSession() {
        let window = SessionWindow(
            date: SessionDate(rawValue: 0), start: Self.start, end: time + .seconds(1))
        note { bench, out in
            bench.trading.sessionEnded(
                window, .utc, of: Self.share, cause: bench.cause, into: &out)
        }
    }

    mutating func command(_ command: Command) {
        guard let id = CommandID("c\(cause)") else { return }
        let input = CommandInput(
            time: time, instrument: Self.share, id: id,
            sender: CommandInput.Sender(role: 3, session: 1, name: "ann"), command: command)
        note { bench, out in
            _ = bench.trading.perform(input, now: bench.time, cause: bench.cause, into: &out)
        }
    }

    // MARK: What came of it

    private mutating func note(_ body: (inout PortfolioBench, inout OutputBuffer) -> Void) {
        cause += 1
        var out = OutputBuffer()
        body(&self, &out)
        var first = 0
        while first < out.count {
            let count = out[first].slots
            let record = UnsafeBufferPointer(rebasing: out.slots[first..<first + count])
            if let event = TradingEvent(record) { note(event) }
            if record[0].kind == .evaluation { note(Evaluation(record)) }
            first += count
        }
    }

    private mutating func note(_ event: TradingEvent) {
        switch event {
        case .order(let record):
            orders.removeAll { $0.number == record.order.number }
            orders.append(record.order)
            orders.sort { $0.number < $1.number }
        case .fill(let record): fills.append(record.fill)
        case .trade(let record): trades.append(record.trade)
        case .position, .account, .session: break
        }
    }

    private mutating func note(_ study: Evaluation) {
        guard let note = PortfolioNote(rawValue: study.reason),
            let state = study.values[0].flatMap({ PortfolioState(rawValue: UInt8($0)) })
        else { return }
        if note == .none { states.append(state) } else { notes.append(note) }
    }

    var portfolio: Portfolio? { trading.state.portfolios.first }
    /// Shares held.
    var held: Int64 { trading.positions.first?.quantity ?? 0 }

    /// `buy 98 filled 98 filled cv0-1700000040-b1` for each order.
    var told: [String] {
        orders.map {
            "\($0.terms.side.name) \($0.terms.quantity.rawValue) filled \($0.filled.rawValue) "
                + "\($0.state.name) \($0.id.text)"
        }
    }

    /// The same without ids.
    var lives: [String] {
        told.map { $0.split(separator: " ").dropLast().joined(separator: " ") }
    }
}
