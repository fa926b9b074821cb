import BenchKit
import Intake
import Market
import Measures
import Pipeline
import Records

/// Measures the core by stage on the peers' trades: JSON lines on standard output.
///
///     corebench [--ticks N] [--minutes N] [--symbols N] [--rounds N]
///               [--only stages|closes|convergence|position|symbols|STAGE]
///
/// 5,000,000 ticks, 5 rounds and all stages by default, in processor time; each round runs every stage in turn. Then the
/// answers that every implementation must give are printed, and last the cost of a tick from one to
/// a thousand symbols.
@main
struct CoreBench {
    static func main() {
        let options = BenchOptions()
        let rounds = options.number("--rounds", 5)
        let only = options.text("--only")
        if !["symbols", "closes", "convergence", "position"].contains(only) {
            stages(options.number("--ticks", 5_000_000), rounds, only)
        }
        if only == nil || only == "closes" {
            SystemsBench.reportCloses(
                PeerTicks.make(options.number("--ticks", 2_000_000)), rounds: rounds)
            SystemsBench.reportMemory()
        }
        if only == nil || only == "closes" || only == "convergence" {
            ConvergenceBench.report(
                minutes: options.number("--minutes", 2_000_000), rounds: rounds)
        }
        if only == nil || only == "position" {
            PositionBench.report(
                ticks: options.number("--ticks", 1_000_000), rounds: rounds)
        }
        if only == nil || only == "symbols" {
            let symbols = options.number("--symbols", 0)
            Symbols.report(
                ticks: options.number("--ticks", 4_000_000), rounds: rounds,
                symbols: symbols > 0 ? symbols : nil)
        }
    }

    static func stages(_ count: Int, _ rounds: Int, _ only: String?) {
        let inputs = PeerTicks.make(count)
        let stages: [(name: String, run: () -> Double)] = [
            ("intake", { timeIntake(inputs) }),
            ("stream+", { stream(inputs, by: 1) { _ in }.seconds }),
            ("stream+ by 64", { stream(inputs, by: 64) { _ in }.seconds }),
            ("default", { timeDefault(inputs) }),
            ("default with systems", { SystemsBench.time(inputs) }),
        ].filter { only == nil || only == "stages" || only == $0.name }
        guard !stages.isEmpty else { Measured.fail("corebench: no stage \(only ?? "")") }
        var rates: [String: [Double]] = [:]
        func note(_ work: String, _ seconds: Double) {
            rates[work, default: []].append(Double(count) / seconds)
        }
        for _ in 0..<rounds {
            var seconds: [String: Double] = [:]
            for stage in stages {
                let time = stage.run()
                seconds[stage.name] = time
                note(stage.name, time)
            }
            guard let intake = seconds["intake"] else { continue }
            for work in ["stream+", "stream+ by 64"] {
                if let all = seconds[work] { note("\(work) after intake", all - intake) }
            }
        }
        for (work, rates) in rates.sorted(by: { $0.key < $1.key }) {
            Measured.report(bench: "core", work: work, unit: "ticks/s", isRate: true, rates)
        }
        if only == nil { printAnswers(inputs) }
    }

    static func printAnswers(_ inputs: [Input]) {
        var answers = Answers()
        answers.bands = stream(inputs, by: 1) { answers.add($0) }.bands / 100
        print(answers.line)
    }

    /// The settings of the streaming work: 1-second bars and footprints, one VWAP, one profile,
    /// imbalances without a minimum, sides as given, nothing reset within the input.
    static var streaming: PipelineSettings {
        var settings = PipelineSettings()
        settings.bars = [.second1]
        settings.barsMode = .utc
        settings.footprint = .second1
        settings.footprintMode = .utc
        settings.imbalance = ImbalanceRule(minimumVolume: .zero)
        settings.profiles = [.weekly]
        settings.profilesMode = .utc
        settings.vwaps = [.weekly]
        settings.vwapsMode = .utc
        settings.vwapPeriod = nil
        settings.tracesTicks = true
        settings.intake.infersSides = false
        return settings
    }

    /// The pipeline's first stage alone: what it does in runs of 64, the records it leaves included.
    @inline(never)
    static func timeIntake(_ inputs: [Input]) -> Double {
        var intake = Intake(
            instrument: InstrumentID(0), scale: PeerTicks.scale, settings: streaming.intake)
        intake.centre(on: PeerTicks.scale.level(of: Price(inputs[0].price)))
        var out = OutputBuffer(capacity: 1 << 16)
        var accepted = 0
        let start = Measured.processorSeconds()
        inputs.withUnsafeBufferPointer { inputs in
            for first in stride(from: 0, to: inputs.count, by: 64) {
                let run = UnsafeBufferPointer(
                    rebasing: inputs[first..<min(first + 64, inputs.count)])
                out.reserve(run.count)
                let taken = intake.take(
                    run: run, from: 0, before: .max, below: .min, above: .max,
                    flags: [.inBars, .inFootprint, .inProfiles, .inVWAPs],
                    firstCause: UInt64(first), into: out.free)
                out.commit(taken.count)
                accepted += taken.count
                if out.count >= 4096 { empty(&out) { _ in } }
            }
        }
        let seconds = Measured.processorSeconds() - start
        precondition(accepted == inputs.count, "\(accepted) of \(inputs.count) ticks accepted")
        return seconds
    }

    /// One pass in runs of `length` ticks; the VWAP's deviation after every tick is read. Records go
    /// to `sink`, four thousand slots at a time.
    @inline(never)
    static func stream(
        _ inputs: [Input], by length: Int, _ sink: (UnsafeBufferPointer<OutputSlot>) -> Void
    ) -> (seconds: Double, bands: Double) {
        let pipeline = hold(streaming)
        defer { release(pipeline) }
        var out = OutputBuffer(capacity: 1 << 16)
        var bands = 0.0
        let start = Measured.processorSeconds()
        inputs.withUnsafeBufferPointer { inputs in
            for first in stride(from: 0, to: inputs.count, by: length) {
                let run = inputs[first..<min(first + length, inputs.count)]
                pipeline.pointee.apply(
                    run: UnsafeBufferPointer(rebasing: run), firstCause: 0, into: &out)
                for reading in pipeline.pointee.traced { bands += reading.sigma }
                if out.count >= 4096 { empty(&out, sink) }
            }
        }
        pipeline.pointee.finish(cause: 0, into: &out)
        empty(&out, sink)
        return (Measured.processorSeconds() - start, bands)
    }

    /// A pipeline at a fixed place, as a shard holds it.
    static func hold(
        _ settings: PipelineSettings, _ strategies: [SeatedStrategy] = []
    ) -> UnsafeMutablePointer<TickPipeline> {
        let place = UnsafeMutablePointer<TickPipeline>.allocate(capacity: 1)
        place.initialize(
            to: TickPipeline(
                instrument: InstrumentID(0), scale: PeerTicks.scale, settings: settings,
                strategies: strategies))
        return place
    }

    static func release(_ place: UnsafeMutablePointer<TickPipeline>) {
        place.deinitialize(count: 1)
        place.deallocate()
    }

    @inline(__always)
    static func empty(
        _ out: inout OutputBuffer, _ sink: (UnsafeBufferPointer<OutputSlot>) -> Void
    ) {
        sink(out.slots)
        out.removeAll()
    }

    @inline(never)
    static func timeDefault(_ inputs: [Input]) -> Double {
        let pipeline = hold(SystemsBench.pipeline)
        defer { release(pipeline) }
        var out = OutputBuffer(capacity: 1 << 16)
        let start = Measured.processorSeconds()
        inputs.withUnsafeBufferPointer { inputs in
            for first in stride(from: 0, to: inputs.count, by: 64) {
                let run = inputs[first..<min(first + 64, inputs.count)]
                pipeline.pointee.apply(
                    run: UnsafeBufferPointer(rebasing: run), firstCause: UInt64(first), into: &out)
                if out.count >= 4096 { out.removeAll() }
            }
        }
        return Measured.processorSeconds() - start
    }
}

/// What every implementation must answer on these trades.
struct Answers {
    var bars = 0
    var ohlc: Int64 = 0
    var volume = 0.0
    var cells = 0
    var footprints = 0.0
    var delta = 0.0
    var imbalances = 0
    var stacked = 0
    var poc: Int64 = 0
    var vwap = 0.0
    var bands = 0.0

    /// Reads closed records; ticks are passed over.
    mutating func add(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            switch slots[index].kind {
            case .bar: add(BarRecord(record).bar)
            case .footprint: add(FootprintRecord(record))
            case .profile:
                let profile = ProfileRecord(record)
                let largest = profile.rows.map(\.volume).max()
                poc = profile.rows.first { $0.volume == largest }?.row ?? 0
            default: break
            }
            index += size
        }
    }

    private mutating func add(_ bar: Bar) {
        bars += 1
        ohlc +=
            (bar.open.rawValue + 3 * bar.high.rawValue + 5 * bar.low.rawValue
                + 7 * bar.close.rawValue) / 25
        volume += bar.volume.rawValue
        delta += bar.delta.rawValue
        vwap += (bar.vwap ?? 0) * bar.volume.rawValue
    }

    private mutating func add(_ footprint: FootprintRecord) {
        cells += footprint.rows.count
        imbalances += footprint.buyImbalances + footprint.sellImbalances
        for mark in [FootprintRow.Marks.buyImbalance, .sellImbalance] {
            var run = 0
            var last: Int64 = .min
            for row in footprint.rows {
                run = row.marks.contains(mark) ? (row.row == last + 1 ? run : 0) + 1 : 0
                last = row.row
                if run >= 3 { stacked += 1 }
            }
        }
        for row in footprint.rows {
            let (bid, ask) = (row.bid.rawValue, row.ask.rawValue)
            footprints += bid * bid + 3 * ask * ask + (bid + ask) * Double(row.row)
        }
    }

    var line: String {
        """
        {"bench":"core","work":"answers","bars":\(bars),"ohlc":\(ohlc),"vol":\(Int(volume)),\
        "cells":\(cells),"fp":\(Int(footprints)),"delta":\(Int(delta)),\
        "vwap":\(vwap / volume),"imbalances":\(imbalances),"stacked":\(stacked),\
        "poc":\(Double(poc) / 4),"band_sum":\(bands)}
        """
    }
}
