import BenchKit
import Convergence
import Market
import Records
import Settings
import Strategy

/// The convergence system alone over two million minutes, its evaluations written.
enum ConvergenceBench {
    static func report(minutes: Int, rounds: Int) {
        let bars = walk(20_000)
        let rates = (0..<rounds).map { _ in Double(minutes) / seconds(bars, minutes) }
        Measured.report(
            bench: "core", work: "convergence minutes", unit: "bars/s", isRate: true, rates)
    }

    /// Seconds of a pass over the bars again and again, later each time.
    @inline(never)
    private static func seconds(_ bars: [StudyBar], _ minutes: Int) -> Double {
        guard let facts = try? EngineSettings().instrumentSettings(for: "ES").instrument else {
            Measured.fail("corebench: ES is not known")
        }
        var system = ConvergenceSystem(
            StrategyOptions(ConvergenceSystem.keys), StrategyInstrument(facts), mode: .utc)
        let reading = MarketReading()
        let buffer = UnsafeMutablePointer<OutputBuffer>.allocate(capacity: 1)
        buffer.initialize(to: OutputBuffer(capacity: 4096))
        var numbers: UInt64 = 0
        defer {
            buffer.deinitialize(count: 1)
            buffer.deallocate()
        }
        let start = Measured.processorSeconds()
        withUnsafeMutablePointer(to: &numbers) { numbers in
            for index in 0..<minutes {
                var bar = bars[index % bars.count]
                let later = Nanoseconds(Int64(index / bars.count * bars.count) * 60_000_000_000)
                bar.start = bar.start + later
                bar.end = bar.end + later
                var writer = EvaluationWriter(
                    buffer: buffer, numbers: numbers, instrument: InstrumentID(0),
                    system: ConvergenceSystem.schema.number, cause: UInt64(index))
                writer.isAbout(bar)
                system.closed(bar, reading, &writer)
                if buffer.pointee.count > 2048 { buffer.pointee.removeAll() }
            }
        }
        return Measured.processorSeconds() - start
    }

    /// Minutes of the peers' trades, a minute for each hundred.
    private static func walk(_ count: Int) -> [StudyBar] {
        var walk = PeerWalk()
        return (0..<count).map { minute in
            let prices = (0..<100).map { _ in walk.next().price }
            let start = Nanoseconds(Int64(1_577_836_800 + minute * 60) * 1_000_000_000)
            let bar = Bar(
                start: start, end: start + .seconds(60), session: SessionDate(rawValue: 18_262),
                mode: .utc, period: .minute1, isFromTicks: true, open: Price(prices[0]),
                high: Price(prices.max() ?? 0), low: Price(prices.min() ?? 0),
                close: Price(prices[99]), volume: Volume(Double(prices[50] % 997 + 100)),
                buyVolume: .zero, sellVolume: .zero, maxDelta: .zero, minDelta: .zero,
                cumulativeDelta: .zero, trades: 100, vwap: nil, completeness: Completeness())
            return StudyBar(
                bar, prices: PeerTicks.scale, sizes: SizeScale(decimals: 0, lot: 1))
        }
    }
}
