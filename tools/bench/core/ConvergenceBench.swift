import BenchKit
import Convergence
import Feed
import Glibc
import Market
import Records
import Settings
import Strategy

/// The convergence system alone over two million minutes: what it computes, and that with every
/// minute's record of 63 values.
///
/// The minutes are those of ES in the first half of 2020, again and again, each time later; where
/// the recorded data is not there, those of the peers' trades, which the figures' names say.
enum ConvergenceBench {
    static func report(minutes: Int, rounds: Int) {
        let recorded = recordedMinutes()
        let bars = recorded ?? walk(20_000)
        let name = recorded == nil ? ", synthetic" : ""
        for (work, writes) in [("indicator work", false), ("with records", true)] {
            let rates = (0..<rounds).map { _ in Double(minutes) / seconds(bars, minutes, writes) }
            Measured.report(
                bench: "core", work: "convergence \(work)\(name)", unit: "bars/s", isRate: true,
                rates)
        }
    }

    /// Seconds of a pass over the bars again and again, later each time.
    @inline(never)
    private static func seconds(_ bars: [StudyBar], _ minutes: Int, _ writes: Bool) -> Double {
        var system = ConvergenceSystem(
            StrategyOptions(ConvergenceSystem.keys), StrategyInstrument(facts), mode: .utc)
        let lap = bars[bars.count - 1].end - bars[0].start
        let start = Measured.processorSeconds()
        var (done, later) = (0, Nanoseconds.zero)
        while done < minutes {
            let pass = bars.prefix(minutes - done)
            if writes { write(&system, pass, later) } else { advance(&system, pass, later) }
            done += bars.count
            later = later + lap
        }
        return Measured.processorSeconds() - start
    }

    /// Everything that a minute changes: indicators, divergences, history, windows, the exit plan.
    @inline(__always)
    private static func advance(
        _ system: inout ConvergenceSystem, _ bars: ArraySlice<StudyBar>, _ later: Nanoseconds
    ) {
        var signals = 0
        for var bar in bars {
            (bar.start, bar.end) = (bar.start + later, bar.end + later)
            signals += system.advance(bar) ? 1 : 0
        }
        precondition(signals >= 0, "\(signals) signals")
    }

    /// The same, through what a pipeline calls.
    @inline(__always)
    private static func write(
        _ system: inout ConvergenceSystem, _ bars: ArraySlice<StudyBar>, _ later: Nanoseconds
    ) {
        let reading = MarketReading()
        var buffer = OutputBuffer(capacity: 4096)
        var numbers: UInt64 = 0
        withUnsafeMutablePointer(to: &buffer) { buffer in
            withUnsafeMutablePointer(to: &numbers) { numbers in
                for var bar in bars {
                    (bar.start, bar.end) = (bar.start + later, bar.end + later)
                    var writer = EvaluationWriter(
                        buffer: buffer, numbers: numbers, instrument: InstrumentID(0),
                        system: ConvergenceSystem.schema.number, cause: 0)
                    writer.isAbout(bar)
                    system.closed(bar, reading, &writer)
                    if buffer.pointee.count > 2048 { buffer.pointee.removeAll() }
                }
            }
        }
    }

    private static var facts: Instrument {
        guard let facts = try? EngineSettings().instrumentSettings(for: "ES").instrument else {
            Measured.fail("corebench: ES is not known")
        }
        return facts
    }

    /// The recorded minutes, in `../shared/data` or the folder that `PITWIRE_DATA` names; `nil`
    /// when they are not there.
    private static func recordedMinutes() -> [StudyBar]? {
        let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
        let path = "\(folder)/bars/normalised/ES-RTH-2020H1.bars-1m.csv.gz"
        guard access(path, R_OK) == 0 else { return nil }
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 4096)
        defer { batch.deallocate() }
        do {
            let opened = try SourceOpener.open(path, instrument: facts, id: InstrumentID(0))
            var bars: [StudyBar] = []
            while true {
                let count = try opened.source.next(into: batch)
                if count == 0 { return bars }
                for place in stride(from: 0, to: count - 1, by: 2) where batch[place].kind == .bar {
                    bars.append(studyBar(BarInput(batch[place], batch[place + 1])))
                }
            }
        } catch {
            Measured.fail("corebench: \(error)")
        }
    }

    private static func studyBar(_ input: BarInput) -> StudyBar {
        let bar = Bar(
            start: input.start, end: input.start + .seconds(60),
            session: SessionDate(rawValue: 18_262), mode: .utc, period: .minute1,
            isFromTicks: false, open: input.open, high: input.high, low: input.low,
            close: input.close, volume: input.volume, buyVolume: .zero, sellVolume: .zero,
            maxDelta: .zero, minDelta: .zero, cumulativeDelta: .zero, trades: 0, vwap: nil,
            completeness: Completeness())
        return StudyBar(bar, prices: facts.prices, sizes: facts.sizes)
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
