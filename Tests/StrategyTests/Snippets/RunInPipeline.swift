// Code of docs/guides/strategies.md, compiled.

// snippet: pipeline
import Market
import Pipeline
import Records
import Settings
import Strategy

/// What the strategy says about some inputs, in all hours.
func evaluations(_ inputs: [Input], of instrument: Instrument) -> [Evaluation] {
    let strategy = Breakaway(
        StrategyOptions(Breakaway.keys), StrategyInstrument(instrument), mode: .utc)
    var pipeline = TickPipeline(
        instrument: InstrumentID(0), scale: instrument.prices, sizes: instrument.sizes,
        settings: PipelineSettings(), strategies: [SeatedStrategy(strategy, mode: .utc)])
    var out = OutputBuffer()
    for (place, input) in inputs.enumerated() {
        pipeline.apply(input, cause: UInt64(place) + 1, into: &out)
    }
    pipeline.finish(cause: UInt64(inputs.count), into: &out)
    var found: [Evaluation] = []
    var index = 0
    while index < out.slots.count {
        let record = UnsafeBufferPointer(
            rebasing: out.slots[index..<index + out.slots[index].slots])
        if record[0].kind == .evaluation { found.append(Evaluation(record)) }
        index += record.count
    }
    return found
}
// end
