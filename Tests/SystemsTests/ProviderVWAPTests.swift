import Market
import Pipeline
import Records
import Settings
import StateCoding
import Strategy
import Systems
import Testing

/// Second bars that bring their provider's session VWAP, through the pipeline to the momentum
/// system.
@Suite struct ProviderVWAPTests {
    private static let start = Nanoseconds(1_705_415_700_000_000_000)

    private func pipeline() throws -> TickPipeline {
        let instrument = try InstrumentCatalog.instrument(symbol: "AAPL", tickSize: nil)
        let type = try #require(SystemCatalog.all.first { $0.schema.name == "momentum" })
        let seat = SystemCatalog.catalog.seat(
            "momentum", on: StrategyInstrument(instrument), StrategyOptions(type.keys), mode: .rth)
        return TickPipeline(
            instrument: InstrumentID(0), scale: instrument.prices, sizes: instrument.sizes,
            settings: PipelineSettings(), strategies: [seat])
    }

    /// A bar of so many seconds after the start, its high, low and close around 100.
    private func bar(_ second: Int64, _ a: Double?, vwap: Double? = nil) throws -> BarInput {
        let prices = try InstrumentCatalog.instrument(symbol: "AAPL", tickSize: nil).prices
        func price(_ level: Int64) -> Price { Price(level * prices.tick) }
        return BarInput(
            start: Self.start + .seconds(second), period: .second1, open: price(10_000),
            high: price(10_003), low: price(9997), close: price(10_000),
            volume: Volume(100), vwap: vwap, sessionVWAP: a)
    }

    /// The `vwap` that the momentum system says it used, bar by bar.
    private func used(_ out: borrowing OutputBuffer) -> [Double?] {
        let rule = SystemCatalog.catalog.schemas.first { $0.name == "momentum" }?.rules[0]
        guard let place = rule?.place(of: "vwap") else { return [] }
        let slots = out.slots
        var found: [Double?] = []
        var index = 0
        while index < slots.count {
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + slots[index].slots])
            index += record.count
            guard record[0].kind == .evaluation else { continue }
            let evaluation = Evaluation(record)
            if evaluation.rule == 0, evaluation.verdict == .study {
                found.append(evaluation.values[place])
            }
        }
        return found
    }

    @Test func `each bar is read with its own figure, or with the computed one`() throws {
        var pipeline = try pipeline()
        var out = OutputBuffer(capacity: 64)
        let given: [Double?] = [99.5, nil, 100.123456789, 0, -2, 0.1 + 0.2]
        for (second, a) in given.enumerated() {
            let (first, rest) = try bar(Int64(second), a).inputs(for: InstrumentID(0))
            pipeline.apply(bar: BarInput(first, rest), cause: UInt64(second + 1), into: &out)
        }
        pipeline.finish(cause: 9, into: &out)
        #expect(used(out) == [99.5, 100, 100.123456789, 100, 100, 0.1 + 0.2])
    }

    @Test func `the computed one takes the bar's own VWAP, else the typical price`() throws {
        var pipeline = try pipeline()
        var out = OutputBuffer(capacity: 64)
        pipeline.apply(bar: try bar(0, nil, vwap: 100.5), cause: 1, into: &out)
        pipeline.apply(bar: try bar(1, nil), cause: 2, into: &out)
        pipeline.finish(cause: 3, into: &out)
        #expect(used(out) == [100.5, 100.25])
    }

    @Test func `the figure of an open bar survives a checkpoint`() throws {
        for a in [99.5, nil] {
            var pipeline = try pipeline()
            var out = OutputBuffer(capacity: 64)
            pipeline.apply(bar: try bar(0, a), cause: 1, into: &out)
            var writer = StateWriter()
            pipeline.save(into: &writer)
            var restored = try self.pipeline()
            var reader = StateReader(writer.finish())
            try restored.restore(from: &reader)
            restored.finish(cause: 2, into: &out)
            #expect(used(out) == [a ?? 100])
        }
    }
}
