import Intake
import Market
import Pipeline
import Records
import Wire

/// What must hold for whatever a feed over the wire may send.
enum CoreChecks {
    /// Slots after which a run is cut off: a tick may close many bars.
    private static let mostSlots = 1 << 16

    /// Raw ticks behind the byte of their count: whatever is decoded, the core takes or drops.
    static func pipeline(_ bytes: UnsafeRawBufferPointer) {
        guard let count = bytes.first else { return }
        var inputs: [Input] = []
        do throws(WireError) {
            try RawTicks.decode(
                UnsafeRawBufferPointer(rebasing: bytes[1...]), count: Int(count),
                instrument: InstrumentID(0), received: .zero, appendingTo: &inputs)
        } catch {
            return
        }
        var settings = PipelineSettings()
        settings.bars = [.second1, .minute1]
        settings.intake.span = 1 << 12
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: PriceScale(decimals: 2, tick: 1),
            settings: settings)
        var out = OutputBuffer(capacity: 1024)
        for (index, input) in inputs.enumerated() {
            pipeline.apply(input, cause: UInt64(index), into: &out)
            if out.count > mostSlots { return }
            out.removeAll()
        }
        pipeline.finish(cause: UInt64(inputs.count), into: &out)
        let accepted = pipeline.counters.accepted
        precondition(accepted <= inputs.count, "\(accepted) ticks came of \(inputs.count) inputs")
    }
}
