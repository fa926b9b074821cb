import BenchKit
import Intake
import Market
import Measures
import Pipeline
import Records

/// The streaming work: 1-second bars and footprints, one VWAP, one profile, imbalances without a
/// minimum, sides as given, nothing reset within the input.
enum Streaming {
    /// Trades of a turn, which lie in the second cache as those of a ring do that was just filled.
    private static let slice = 2048

    static var settings: PipelineSettings {
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

    /// Processor seconds of the stages asked for. They take their turns slice by slice, so that what
    /// else the machine does meets all of them alike, and one's time can be taken from another's.
    static func time(
        _ inputs: [Input], _ isAsked: (String) -> Bool
    ) -> [(name: String, seconds: Double)] {
        var intake = IntakeRun(first: inputs[0])
        var single = StreamingRun(by: 1)
        var many = StreamingRun(by: 64)
        var seconds = [0.0, 0.0, 0.0]
        let names = ["intake", "stream+", "stream+ by 64"]
        let asked = names.map(isAsked)
        inputs.withUnsafeBufferPointer { inputs in
            for first in stride(from: 0, to: inputs.count, by: slice) {
                let slice = UnsafeBufferPointer(
                    rebasing: inputs[first..<min(first + slice, inputs.count)])
                bringNear(slice)
                if asked[0] { seconds[0] += timed { intake.take(slice) } }
                if asked[1] { seconds[1] += timed { single.take(slice) { _ in } } }
                if asked[2] { seconds[2] += timed { many.take(slice) { _ in } } }
            }
        }
        if asked[1] { seconds[1] += timed { single.finish { _ in } } }
        if asked[2] { seconds[2] += timed { many.finish { _ in } } }
        precondition(
            !asked[0] || intake.accepted == inputs.count,
            "\(intake.accepted) of \(inputs.count) ticks accepted")
        return names.indices.filter { asked[$0] }.map { (names[$0], seconds[$0]) }
    }

    @inline(__always)
    private static func timed(_ body: () -> Void) -> Double {
        let start = Measured.processorSeconds()
        body()
        return Measured.processorSeconds() - start
    }

    @inline(never)
    private static func bringNear(_ inputs: UnsafeBufferPointer<Input>) {
        var sum: Int64 = 0
        for input in inputs { sum &+= input.time.rawValue }
        precondition(sum != .min, "the trades have times")
    }
}

/// The pipeline's first stage alone: what it does in runs of 64, the records it leaves included.
struct IntakeRun: ~Copyable {
    private var intake: Intake
    private var out = OutputBuffer(capacity: 1 << 16)
    private(set) var accepted = 0

    init(first: Input) {
        intake = Intake(
            instrument: InstrumentID(0), scale: PeerTicks.scale,
            settings: Streaming.settings.intake)
        intake.centre(on: PeerTicks.scale.level(of: Price(first.price)))
    }

    @inline(never)
    mutating func take(_ inputs: UnsafeBufferPointer<Input>) {
        for first in stride(from: 0, to: inputs.count, by: 64) {
            let run = UnsafeBufferPointer(rebasing: inputs[first..<min(first + 64, inputs.count)])
            out.reserve(run.count)
            let taken = intake.take(
                run: run, from: 0, before: .max, below: .min, above: .max,
                flags: [.inBars, .inFootprint, .inProfiles, .inVWAPs],
                firstCause: UInt64(accepted), into: out.free)
            out.commit(taken.count)
            accepted += taken.count
        }
        out.removeAll()
    }
}

/// A pipeline that takes runs of one length; the VWAP's deviation after every tick is read.
struct StreamingRun: ~Copyable {
    private let pipeline = CoreBench.hold(Streaming.settings)
    private var out = OutputBuffer(capacity: 1 << 16)
    private let length: Int
    private(set) var bands = 0.0

    init(by length: Int) { self.length = length }

    deinit { CoreBench.release(pipeline) }

    /// Takes trades; their records go to `sink`.
    @inline(never)
    mutating func take(
        _ inputs: UnsafeBufferPointer<Input>, _ sink: (UnsafeBufferPointer<OutputSlot>) -> Void
    ) {
        for first in stride(from: 0, to: inputs.count, by: length) {
            let run = inputs[first..<min(first + length, inputs.count)]
            pipeline.pointee.apply(
                run: UnsafeBufferPointer(rebasing: run), firstCause: 0, into: &out)
            for reading in pipeline.pointee.traced { bands += reading.sigma }
        }
        sink(out.slots)
        out.removeAll()
    }

    mutating func finish(_ sink: (UnsafeBufferPointer<OutputSlot>) -> Void) {
        pipeline.pointee.finish(cause: 0, into: &out)
        sink(out.slots)
        out.removeAll()
    }
}
