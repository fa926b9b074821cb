import BenchKit
import Market
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
            // Later trades reach the bracket or the session's end.
            PositionBench.report(
                ticks: min(options.number("--ticks", 1_000_000), 1_000_000), rounds: rounds)
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
        func isAsked(_ name: String) -> Bool { only == nil || only == "stages" || only == name }
        var rates: [String: [Double]] = [:]
        func note(_ work: String, _ seconds: Double) {
            rates[work, default: []].append(Double(count) / seconds)
        }
        for _ in 0..<rounds {
            let streaming = Streaming.time(inputs, isAsked)
            for (name, seconds) in streaming { note(name, seconds) }
            if let (first, intake) = streaming.first, first == "intake" {
                for (name, all) in streaming.dropFirst() {
                    note("\(name) after intake", all - intake)
                }
            }
            if isAsked("default") { note("default", timeDefault(inputs)) }
            if isAsked("default with systems") {
                note("default with systems", SystemsBench.time(inputs))
            }
        }
        guard !rates.isEmpty else { Measured.fail("corebench: no stage \(only ?? "")") }
        for (work, rates) in rates.sorted(by: { $0.key < $1.key }) {
            Measured.report(bench: "core", work: work, unit: "ticks/s", isRate: true, rates)
        }
        if only == nil { printAnswers(inputs) }
    }

    static func printAnswers(_ inputs: [Input]) {
        var answers = Answers()
        var run = StreamingRun(by: 1)
        inputs.withUnsafeBufferPointer { inputs in
            for first in stride(from: 0, to: inputs.count, by: 4096) {
                run.take(
                    UnsafeBufferPointer(rebasing: inputs[first..<min(first + 4096, inputs.count)])
                ) { answers.add($0) }
            }
        }
        run.finish { answers.add($0) }
        answers.bands = run.bands / 100
        print(answers.line)
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
