import Core
import Feed
import Glibc
import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems
import Testing

/// SPY of 2013-10-08, trade by trade, once through a core whose account follows momentum and order
/// flow, and once through the pipeline that batches drive.
private struct TradedDay {
    static let path: String? = {
        let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
        let path = "\(folder)/equities-lean/normalised/SPY-20131008.trades.csv.gz"
        return access(path, R_OK) == 0 ? path : nil
    }()

    var events: [TradingEvent] = []
    /// The momentum trades of the core's own evaluations, and of a batch.
    var stated: [Evaluation] = []
    var batch: [Evaluation] = []
    var choices: [UInt64: Evaluation] = [:]
    var account = Account()
    var digest: UInt64 = 0
    let instrument: Instrument

    static let day = Result { try TradedDay() }

    init() throws {
        instrument = try EngineSettings().instrumentSettings(for: "SPY").instrument
        let opened = try SourceOpener.open(
            try #require(Self.path), instrument: instrument, id: InstrumentID(0))
        let ticks = try opened.source.readAll()
        try runCore(ticks)
        runBatch(ticks)
    }

    private func seats() -> [SeatedStrategy] {
        ["momentum", "orderflow"].map { name in
            let keys = SystemCatalog.all.first { $0.schema.name == name }?.keys ?? []
            return SystemCatalog.catalog.seat(
                name, on: StrategyInstrument(instrument), StrategyOptions(keys), mode: .rth)
        }
    }

    /// What a rule of a strategy's evaluations means.
    static func rule(_ evaluation: Evaluation) throws -> RuleSchema {
        let schema = try #require(
            SystemCatalog.catalog.schemas.first { $0.number == evaluation.system })
        return schema.rules[Int(evaluation.rule)]
    }

    private mutating func runCore(_ ticks: [Input]) throws {
        var one = CoreInstrument(
            instrument: InstrumentID(0), symbol: "SPY", scale: instrument.prices,
            sizes: instrument.sizes, settings: PipelineSettings())
        one.strategies = seats()
        one.tickValueNanos = instrument.tickValueNanos
        var core = Core(instruments: [one], producers: [[0]])
        let id = try #require(CommandID("start"))
        var inputs =
            CommandInput(
                time: try #require(ticks.first).time, instrument: .all, id: id,
                sender: CommandInput.Sender(role: 3, session: 1, name: "test"),
                command: .startSession
            ).inputs
        var second = try #require(ticks.first).time.rawValue / 1_000_000_000
        for tick in ticks {
            while tick.time.rawValue >= (second + 1) * 1_000_000_000 {
                second += 1
                inputs.append(
                    Input(kind: .watermark, instrument: InstrumentID(0), time: .seconds(second)))
            }
            inputs.append(tick)
        }
        for start in stride(from: 0, to: inputs.count, by: 4096) {
            try take(core.run(inputs[start..<min(start + 4096, inputs.count)]))
        }
    }

    private mutating func take(_ slots: [OutputSlot]) {
        slots.withUnsafeBufferPointer { slots in
            var first = 0
            while first < slots.count {
                let count = slots[first].slots
                let record = UnsafeBufferPointer(rebasing: slots[first..<first + count])
                if let event = TradingEvent(record) { note(event) }
                if record[0].kind == .evaluation { note(Evaluation(record)) }
                first += count
            }
        }
    }

    private mutating func note(_ event: TradingEvent) {
        events.append(event)
        if case .account(let record) = event { account = record.account }
        var hasher = FNV(state: digest)
        hasher.add("\(event)")
        digest = hasher.state
    }

    private mutating func note(_ evaluation: Evaluation) {
        if evaluation.system == 2, evaluation.rule == 2 { stated.append(evaluation) }
        if evaluation.system == 1, evaluation.verdict == .approved {
            choices[evaluation.number] = evaluation
        }
    }

    private mutating func runBatch(_ ticks: [Input]) {
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: instrument.prices, sizes: instrument.sizes,
            settings: PipelineSettings(), strategies: [seats()[0]])
        var out = OutputBuffer()
        var found: [Evaluation] = []
        func read(_ slots: UnsafeBufferPointer<OutputSlot>) {
            var first = 0
            while first < slots.count {
                let count = slots[first].slots
                if slots[first].kind == .evaluation {
                    let one = Evaluation(
                        UnsafeBufferPointer(rebasing: slots[first..<first + count]))
                    if one.rule == 2 { found.append(one) }
                }
                first += count
            }
        }
        for (place, tick) in ticks.enumerated() {
            pipeline.apply(tick, cause: UInt64(place + 1), into: &out)
            if out.count > 4096 {
                read(out.slots)
                out.removeAll()
            }
        }
        pipeline.finish(cause: UInt64(ticks.count + 1), into: &out)
        read(out.slots)
        batch = found
    }

    func trades(of system: UInt8) -> [ClosedTradeRecord] {
        events.compactMap {
            if case .trade(let record) = $0, record.trade.book.rawValue == system {
                record
            } else {
                nil
            }
        }
    }

    var fills: [FillRecord] {
        events.compactMap { if case .fill(let record) = $0 { record } else { nil } }
    }
}

/// A digest of texts, the same in every run of the process and of another.
private struct FNV {
    var state: UInt64

    mutating func add(_ text: String) {
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}

@Suite(
    .enabled(
        if: TradedDay.path != nil,
        "the recorded trades are not here: PITWIRE_DATA names their folder"))
struct IntentTests {
    private func value(_ evaluation: Evaluation, _ name: String) throws -> Double {
        let rule = try TradedDay.rule(evaluation)
        let place = try #require(rule.place(of: name))
        return try #require(evaluation.values[place])
    }

    @Test func `an account that follows momentum has the trades of a batch, one by one`() throws {
        let day = try TradedDay.day.get()
        let trades = day.trades(of: 2).map(\.trade)
        #expect(!trades.isEmpty)
        #expect(trades.count == day.batch.count)
        for (trade, row) in zip(trades, day.batch) {
            func price(_ name: String) throws -> Double {
                (try value(row, name) * day.instrument.prices.unitsPerOne).rounded()
            }
            let entered = try value(row, "entry_ts_ns")
            let left = try value(row, "exit_ts_ns")
            #expect(Double(trade.entryTime.rawValue / 1_000_000) == entered)
            #expect(Double(trade.exitTime.rawValue / 1_000_000) == left)
            #expect(trade.direction == row.direction && trade.quantity == Size(1))
            #expect(try trade.entry == price("entry"))
            #expect(try trade.exit == price("exit"))
            #expect(try Double(trade.stop?.rawValue ?? 0) == price("stop"))
            #expect(try Double(trade.target?.rawValue ?? 0) == price("target"))
            let reasons = try TradedDay.rule(row).reasons
            #expect(trade.reason.name == reasons[Int(row.reason)])
            // Half a price unit at each end, where a target lies between two.
            let profit = try value(row, "pnl")
            #expect(abs(trade.gross.real - profit) <= 1 / day.instrument.prices.unitsPerOne)
        }
    }

    @Test func `what the strategy said of its trades is what a batch says`() throws {
        let day = try TradedDay.day.get()
        #expect(day.stated.map(\.values) == day.batch.map(\.values))
        #expect(day.stated.map(\.reason) == day.batch.map(\.reason))
    }

    @Test func `what the fills brought is what the account has`() throws {
        let day = try TradedDay.day.get()
        let realised = day.fills.reduce(Money.zero) { $0 + $1.fill.realised }
        let commission = day.fills.reduce(Money.zero) { $0 + $1.fill.commission }
        #expect(realised == day.account.realised)
        #expect(day.account.balance == day.account.start + realised - commission)
        let trades = day.trades(of: 1) + day.trades(of: 2)
        #expect(trades.reduce(Money.zero) { $0 + $1.trade.gross } == realised)
        #expect(day.account.trades == UInt64(trades.count))
    }

    @Test func `every trade names the decision that it follows from`() throws {
        let day = try TradedDay.day.get()
        let trades = day.trades(of: 1).map(\.trade)
        #expect(!trades.isEmpty)
        for trade in trades {
            let choice = try #require(day.choices[trade.decision])
            #expect(choice.direction == trade.direction && choice.rule == trade.rule)
            #expect(try value(choice, "pattern") == Double(trade.key))
            #expect(trade.entryTime >= choice.time)
            // The stop is 4 to 40 ticks away, the target 1.5 times as far.
            let tick = Double(day.instrument.prices.tick)
            let stop = Double(try #require(trade.stop).rawValue)
            let risk = abs((trade.entry / tick).rounded() - stop / tick)
            #expect((4...40).contains(risk))
        }
    }

    @Test func `the same day once more has the same digest`() throws {
        #expect(try TradedDay().digest == TradedDay.day.get().digest)
    }
}
