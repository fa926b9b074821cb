import Market
import Records
import StateCoding

@testable import Trading

/// Trading of three instruments driven by hand, as the core drives it: ticks inside the band are
/// not told, last prices are told before commands. Prices are in cents.
struct TradingBench {
    /// Tick 0.25, worth $1.25.
    static let mes = InstrumentID(0)
    /// Tick 0.25, worth $5.
    static let nq = InstrumentID(1)
    /// Tick 0.01, lots of a millionth of a coin.
    static let coin = InstrumentID(2)
    /// 2023-11-14 22:13:20 UTC.
    static let start = Nanoseconds(1_700_000_000_000_000_000)

    var trading: Trading
    var time = TradingBench.start
    var cause: UInt64 = 0
    /// Wall clock of commands, a tenth of a second apart.
    var wall = TradingBench.start
    var last = [Price](repeating: .none, count: 3)
    /// Event time of those.
    var seen = [Nanoseconds](repeating: .zero, count: 3)
    var made = 0
    /// What a client knows from the records alone.
    var book = TradingBook()
    /// All orders as they were told, by number: where they went.
    var lives: [UInt64: [OrderState]] = [:]

    init(
        isStarted: Bool = true, mode: SessionMode = .utc,
        _ change: (inout TradingSettings) -> Void = { _ in }
    ) throws {
        var settings = TradingSettings()
        settings.mode = mode
        change(&settings)
        trading = Trading(instruments: try Self.instruments(mode), settings: settings)
        guard isStarted else { return }
        send(.startSession, .all)
        tick(500_000)
        tick(1_800_000, Self.nq)
        tick(3_000_000, Self.coin)
    }

    static func instruments(_ mode: SessionMode) throws -> [TradedInstrument] {
        try ["MES", "NQ", "BTC-USD"].map { symbol in
            var overrides = InstrumentOverrides(priceDecimals: 2)
            if symbol == "BTC-USD" { overrides.sizeDecimals = 6 }
            return TradedInstrument(
                facts: try InstrumentCatalog.instrument(symbol: symbol, overrides: overrides),
                mode: mode, books: [Book(rawValue: 2): mode])
        }
    }

    // MARK: What happens

    @discardableResult
    mutating func send(
        _ command: Command, _ instrument: InstrumentID = mes, id: String? = nil,
        session: UInt64 = 7
    ) -> TradingAnswer {
        made += 1
        wall += 100_000_000
        return send(
            CommandInput(
                time: wall, instrument: instrument, id: CommandID(id ?? "c\(made)")!,
                sender: CommandInput.Sender(role: 2, session: session, name: "ann"),
                command: command)
        ).answer
    }

    mutating func send(_ input: CommandInput) -> (answer: TradingAnswer, events: [TradingEvent]) {
        see()
        var answer: TradingAnswer?
        let now = time
        let events = note { bench, out in
            answer = bench.trading.perform(input, now: now, cause: bench.cause, into: &out)
        }
        return (answer!, events)
    }

    /// Trading is told the last prices.
    mutating func see() {
        for place in last.indices {
            trading.saw(last[place], at: seen[place], of: InstrumentID(UInt32(place)))
        }
    }

    /// A trade a millisecond later.
    @discardableResult
    mutating func tick(
        _ cents: Int64, _ instrument: InstrumentID = mes, size: Int64 = 1,
        after wait: Int64 = 1_000_000
    ) -> [TradingEvent] {
        time += wait
        let price = Price(cents)
        last[Int(instrument.rawValue)] = price
        seen[Int(instrument.rawValue)] = time
        let band = trading.band(of: instrument)
        guard price <= band.below || price >= band.above else { return [] }
        let tick = Tick(
            time: time, price: price, size: Size(size), level: Level(cents), aggressor: .none,
            rule: .simulated, flags: [])
        return note { bench, out in
            bench.trading.traded(tick, of: instrument, cause: bench.cause, into: &out)
        }
    }

    @discardableResult
    mutating func bar(
        _ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64,
        _ instrument: InstrumentID = mes
    ) -> [TradingEvent] {
        time += 60_000_000_000
        last[Int(instrument.rawValue)] = Price(close)
        seen[Int(instrument.rawValue)] = time
        let bar = BarInput(
            start: time, period: .minute1, open: Price(open), high: Price(high), low: Price(low),
            close: Price(close), volume: Volume(10))
        return note { bench, out in
            bench.trading.traded(bar: bar, of: instrument, cause: bench.cause, into: &out)
        }
    }

    @discardableResult
    mutating func beat(after wait: Int64) -> [TradingEvent] {
        time += wait
        let now = time
        return note { bench, out in
            bench.trading.beat(now, cause: bench.cause, into: &out)
        }
    }

    @discardableResult
    mutating func endSession(
        _ instrument: InstrumentID = mes, _ mode: SessionMode = .utc
    ) -> [TradingEvent] {
        see()
        guard case .inside(let window) = SessionSchedule().lookup(time, mode: mode) else {
            return []
        }
        time = window.end
        return note { bench, out in
            bench.trading.sessionEnded(
                window, mode, of: instrument, cause: bench.cause, into: &out)
        }
    }

    @discardableResult
    mutating func change(_ change: (inout PaperSettings) -> Void) -> [TradingEvent] {
        var paper = trading.state.settings.paper
        change(&paper)
        return set(.paper(paper))
    }

    @discardableResult
    mutating func set(_ change: TradingChange) -> [TradingEvent] {
        let now = time
        return note { bench, out in
            bench.trading.set(change, at: now, cause: bench.cause, into: &out)
        }
    }

    /// What the desk does: halts or resumes all, or one.
    @discardableResult
    mutating func halt(
        _ reason: String?, of instrument: InstrumentID = .all, needsForce: Bool = false
    ) -> [TradingEvent] {
        let now = time
        let halted = last.indices.map {
            reason != nil && (instrument == .all || Int(instrument.rawValue) == $0)
        }
        return note { bench, out in
            bench.trading.haltsChanged(
                halted, all: instrument == .all ? reason : nil, needsForce: needsForce, at: now,
                cause: bench.cause, into: &out)
        }
    }

    /// Goes on with what is in a checkpoint of it.
    mutating func restart() throws {
        var writer = StateWriter()
        trading.save(into: &writer)
        let bytes = writer.finish()
        var other = Trading(
            instruments: trading.instruments, settings: trading.configured,
            schedule: trading.schedule)
        var reader = StateReader(bytes)
        try other.restore(from: &reader)
        try reader.end()
        trading = other
    }

    private mutating func note(
        _ act: (inout TradingBench, inout OutputBuffer) -> Void
    ) -> [TradingEvent] {
        cause += 1
        var out = OutputBuffer(capacity: 16)
        act(&self, &out)
        let events = Self.read(out.slots)
        for event in events {
            book.fold(event)
            if case .order(let record) = event {
                lives[record.order.number, default: []].append(record.order.state)
            }
        }
        return events
    }

    static func read(_ slots: UnsafeBufferPointer<OutputSlot>) -> [TradingEvent] {
        var found: [TradingEvent] = []
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            found.append(
                TradingEvent(UnsafeBufferPointer(rebasing: slots[index..<index + size]))!)
            index += size
        }
        return found
    }
}

// MARK: Orders in few words

extension TradingBench {
    @discardableResult
    mutating func buy(
        _ quantity: Int64 = 1, limit: Int64? = nil, stop: Int64? = nil,
        bracket: (stop: Int64, target: Int64)? = nil, partner: String? = nil,
        force: TimeInForce = .day, of instrument: InstrumentID = mes, id: String? = nil
    ) -> TradingAnswer {
        submit(.buy, quantity, limit, stop, bracket, partner, force, instrument, id)
    }

    @discardableResult
    mutating func sell(
        _ quantity: Int64 = 1, limit: Int64? = nil, stop: Int64? = nil,
        bracket: (stop: Int64, target: Int64)? = nil, partner: String? = nil,
        force: TimeInForce = .day, of instrument: InstrumentID = mes, id: String? = nil
    ) -> TradingAnswer {
        submit(.sell, quantity, limit, stop, bracket, partner, force, instrument, id)
    }

    private mutating func submit(
        _ side: OrderSide, _ quantity: Int64, _ limit: Int64?, _ stop: Int64?,
        _ bracket: (stop: Int64, target: Int64)?, _ partner: String?, _ force: TimeInForce,
        _ instrument: InstrumentID, _ id: String?
    ) -> TradingAnswer {
        let type: OrderType =
            limit == nil ? (stop == nil ? .market : .stop) : (stop == nil ? .limit : .stopLimit)
        var terms = OrderTerms(side: side, type: type, quantity: Size(quantity), force: force)
        terms.limit = limit.map { Price($0) }
        terms.stop = stop.map { Price($0) }
        terms.bracket = bracket.map { Bracket(stop: Price($0.stop), target: Price($0.target)) }
        terms.partner = partner.flatMap { CommandID($0) }
        return send(.submit(terms), instrument, id: id)
    }

    @discardableResult
    mutating func cancel(_ number: UInt64) -> TradingAnswer { send(.cancel(.number(number))) }

    /// The states an order went through, in words.
    func life(_ number: UInt64) -> String {
        (lives[number] ?? []).map(\.name).joined(separator: " ")
    }

    func order(_ number: UInt64) -> Order? {
        (book.orders + book.ended).last { $0.order.number == number }?.order
    }

    func position(_ instrument: InstrumentID = mes, _ book: Book = .manual) -> Position? {
        trading.positions.first { $0.instrument == instrument && $0.book == book }
    }

    func quantity(_ instrument: InstrumentID = mes) -> Int64 {
        position(instrument)?.quantity ?? 0
    }

    /// The last trade that ended, with its money in words: `STOP -17.50`.
    var lastTrade: String {
        guard let trade = book.trades.last?.trade else { return "none" }
        return "\(trade.reason.name) \(trade.profit.text(decimals: 2))"
    }

    /// Prices and sizes of the fills: `500025x2`.
    var fills: [String] {
        book.fills.map { "\($0.fill.price.rawValue)x\($0.fill.size.rawValue)" }
    }
}

extension Nanoseconds {
    static func += (time: inout Nanoseconds, wait: Int64) {
        time = Nanoseconds(time.rawValue + wait)
    }
}
