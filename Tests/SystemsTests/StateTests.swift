import Chance
import Market
import Pipeline
import Records
import Settings
import StateCoding
import Strategy
import Systems
import Testing

/// Every strategy, saved and restored between its bars, ticks and sessions, says the same as one
/// that ran through.
@Suite struct StateTests {
    private let catalog = SystemCatalog.catalog

    /// All strategies of SPY, in hours that the tape has, with thresholds that a made-up tape meets.
    private func seats() throws -> [SeatedStrategy] {
        let text = """
            [strategy momentum]
            min_compression_bars = 2
            [strategy auction]
            min_score = 30
            leg_atr = 0.5
            cvd_share = 0.05
            min_reward = 0.2
            [strategy orderflow]
            min_volume = 20
            [strategy indicators]
            on = true
            timeframe = 1m
            [symbol SPY]
            """
        let read = try SettingsLoader.load(text: text, strategies: catalog.declarations).get()
        let seats = catalog.seats(on: try read.instrumentSettings(for: "SPY"), of: read)
        #expect(seats.count == 6)
        return seats
    }

    /// All that a pipeline writes.
    private func output(_ inputs: [Input], _ seats: [SeatedStrategy]) -> [[UInt64]] {
        var settings = PipelineSettings()
        settings.bars = []
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: PriceScale(decimals: 2, tick: 1),
            settings: settings, strategies: seats)
        var out = OutputBuffer()
        for (place, input) in inputs.enumerated() where input.kind != .barRest {
            if input.kind == .bar {
                pipeline.apply(
                    bar: BarInput(input, inputs[place + 1]), cause: UInt64(place) + 1, into: &out)
            } else {
                pipeline.apply(input, cause: UInt64(place) + 1, into: &out)
            }
        }
        pipeline.finish(cause: UInt64(inputs.count), into: &out)
        return out.slots.map { slot in
            withUnsafeBytes(of: slot) { Array($0.bindMemory(to: UInt64.self)) }
        }
    }

    private func evaluations(_ output: [[UInt64]]) -> [Evaluation] {
        let slots = output.map { words in
            words.withUnsafeBytes { $0.loadUnaligned(as: OutputSlot.self) }
        }
        return slots.withUnsafeBufferPointer { slots in
            var found: [Evaluation] = []
            var index = 0
            while index < slots.count {
                let record = UnsafeBufferPointer(
                    rebasing: slots[index..<index + slots[index].slots])
                if record[0].kind == .evaluation { found.append(Evaluation(record)) }
                index += record.count
            }
            return found
        }
    }

    private func check(_ inputs: [Input], oneIn rarity: UInt64, decided: Set<UInt8>) throws {
        let seats = try seats()
        let plain = output(inputs, seats)
        let other = output(
            inputs,
            seats.map { SeatedStrategy(reborn($0.strategy, oneIn: rarity), mode: $0.mode) })
        #expect(plain.count == other.count)
        #expect(plain == other)
        let found = evaluations(plain)
        let deciding = Set(found.filter { $0.verdict != .study }.map(\.system))
        #expect(deciding.isSuperset(of: decided), "\(deciding.sorted())")
        #expect(Set(found.map(\.system)).isSuperset(of: decided))
    }

    @Test func `at every call of a short run of ticks`() throws {
        var tape = Tape(seed: 3)
        let inputs = tape.ticks(days: 2, hours: 0...1, gap: 6)
        try check(inputs, oneIn: 1, decided: [1, 2, 4])
    }

    @Test(arguments: [1, 3] as [UInt64])
    func `at some calls of a week of ticks`(seed: UInt64) throws {
        var tape = Tape(seed: seed)
        try check(tape.ticks(days: 5, gap: 8), oneIn: 199, decided: [1, 2, 3, 4, 5])
    }

    @Test func `at some calls of days of a provider's minutes`() throws {
        var tape = Tape(seed: 9)
        try check(tape.minutes(2 * 1440), oneIn: 97, decided: [3, 4, 5])
    }

    @Test func `a strategy is not restored from another's state`() throws {
        let seats = try seats()
        let bytes = seats.map { state(of: $0.strategy) }
        for (place, seat) in seats.enumerated() {
            var strategy = seat.strategy
            for (other, state) in bytes.enumerated() where other != place {
                #expect(throws: StateError.self) {
                    var reader = StateReader(state)
                    try strategy.restore(from: &reader)
                }
            }
        }
    }

    /// A strategy after some bars, as bytes.
    private func used(_ seat: SeatedStrategy) -> [UInt8] {
        var strategy = seat.strategy
        let period = strategy.needs.periods[0]
        let sheet = EvaluationSheet(system: type(of: strategy).schema.number)
        for number in 0..<150 as Range<Int64> {
            let start = Nanoseconds.seconds(1_710_163_800 + number * period.seconds)
            let close = Price(50_000 + number * 37 % 101)
            let bar = Bar(
                start: start, end: start + .seconds(period.seconds),
                session: SessionDate(rawValue: 19_793), mode: seat.mode, period: period,
                isFromTicks: true, open: Price(50_000), high: max(close, Price(50_003)),
                low: min(close, Price(49_990)), close: close, volume: Volume(900),
                buyVolume: Volume(Double(number)), sellVolume: Volume(5), maxDelta: .zero,
                minDelta: .zero, cumulativeDelta: .zero, trades: 9, vwap: nil,
                completeness: Completeness())
            let study = StudyBar(
                bar, prices: PriceScale(decimals: 2, tick: 1), sizes: SizeScale(decimals: 0, lot: 1)
            )
            _ = sheet.record(about: study) { strategy.closed(study, MarketReading(), &$0) }
        }
        return state(of: strategy)
    }

    @Test func `cut and changed states are refused or taken, never a trap`() throws {
        var generator = SplitMix64(6)
        for seat in try seats() {
            let bytes = used(seat)
            var refused = 0
            for round in 0..<400 {
                var changed = bytes
                if round % 8 == 0 {
                    changed.removeLast(.random(in: 1..<bytes.count, using: &generator))
                } else {
                    for _ in 0...round % 3 {
                        changed[.random(in: 16..<bytes.count, using: &generator)] ^=
                            .random(in: 1...255, using: &generator)
                    }
                }
                var other = seat.strategy
                do throws(StateError) {
                    var reader = StateReader(changed)
                    try other.restore(from: &reader)
                    try reader.end()
                } catch {
                    refused += 1
                }
            }
            #expect(refused >= 50, "\(type(of: seat.strategy).schema.name)")
        }
    }
}
