import BenchKit
import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems

/// The five systems on top of the default pipeline: cost of a tick, of a second's close, memory.
enum SystemsBench {
    /// All five on one instrument, with live defaults, in hours that the peers' trades lie in.
    static func seats() -> [SeatedStrategy] {
        let settings = EngineSettings()
        do {
            return SystemCatalog.catalog.seats(
                on: try settings.instrumentSettings(for: "ES"), of: settings, mode: .utc)
        } catch {
            Measured.fail("corebench: \(error)")
        }
    }

    /// The default pipeline with all hours in UTC.
    static var pipeline: PipelineSettings {
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        return settings
    }

    /// Seconds of a pass in runs of 64, with all systems on.
    @inline(never)
    static func time(_ inputs: [Input]) -> Double {
        let pipeline = CoreBench.hold(pipeline, seats())
        defer { CoreBench.release(pipeline) }
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

    /// How long the tick takes that closes a second, with everything that is due at its close: the
    /// percentiles of a pass, after a first hour that warms the systems up.
    static func reportCloses(_ inputs: [Input], rounds: Int) {
        var percentiles: [String: [Double]] = [:]
        for _ in 0..<rounds {
            let times = closes(inputs)
            guard !times.isEmpty else { continue }
            for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
                let place = min(times.count - 1, Int(Double(times.count) * share))
                percentiles[name, default: []].append(Double(times[place]) / 1000)
            }
        }
        for name in ["p50", "p99", "p99.9"] {
            Measured.report(
                bench: "core", work: "second close \(name)", unit: "us", isRate: false,
                percentiles[name] ?? [])
        }
    }

    /// Nanoseconds of each close, ascending.
    private static func closes(_ inputs: [Input]) -> [Int] {
        let pipeline = CoreBench.hold(pipeline, seats())
        defer { CoreBench.release(pipeline) }
        var out = OutputBuffer(capacity: 1 << 16)
        var times: [Int] = []
        var due = Int64.max
        let warm = inputs[0].time.rawValue + 3_600_000_000_000
        for (index, input) in inputs.enumerated() {
            let isClose = input.time.rawValue >= due
            let start = isClose ? Measured.nanoseconds() : 0
            pipeline.pointee.apply(input, cause: UInt64(index), into: &out)
            if isClose, input.time.rawValue >= warm {
                times.append(Measured.nanoseconds() - start)
            }
            due = input.time.floored(to: 1_000_000_000).rawValue + 1_000_000_000
            if out.count >= 4096 { out.removeAll() }
        }
        return times.sorted()
    }

    /// Resident memory that 100 symbols with all systems take over a day of trades each.
    static func reportMemory() {
        let symbols = 100
        let before = Measured.residentBytes()
        let pipelines = (0..<symbols).map { _ in CoreBench.hold(pipeline, seats()) }
        defer { pipelines.forEach(CoreBench.release) }
        var out = OutputBuffer(capacity: 1 << 16)
        for (number, pipeline) in pipelines.enumerated() {
            var walk = PeerWalk(seed: UInt64(number + 1))
            var first: Int64?
            for index in 0..<20_000 {
                var input = walk.next()
                // A tick every few seconds, so that they fill the day.
                let start = first ?? input.time.rawValue
                first = start
                input.time = Nanoseconds(start + (input.time.rawValue - start) * 200)
                pipeline.pointee.apply(input, cause: UInt64(index), into: &out)
                out.removeAll()
            }
        }
        Measured.report(
            bench: "core", work: "memory of 100 symbols", unit: "MiB", isRate: false,
            [Double(Measured.residentBytes() - before) / 1_048_576])
    }
}
