import Market
import Pipeline
import Records
import Strategy

/// The pipeline that computes everything, or two of them where strategies need other settings than
/// the rest.
struct BatchPipelines: ~Copyable {
    private var main: TickPipeline
    private var strategies: TickPipeline?

    init(_ options: BatchOptions, _ instrument: Instrument, _ id: InstrumentID) {
        func pipeline(
            _ settings: PipelineSettings, _ seats: [SeatedStrategy]
        ) -> TickPipeline {
            TickPipeline(
                instrument: id, scale: instrument.prices, sizes: instrument.sizes,
                settings: settings, strategies: seats)
        }
        let settings = options.pipelineSettings(instrument.sizes)
        let seats = options.strategies(on: instrument)
        let readsProfiles = seats.contains {
            let needs = $0.strategy.needs
            return !needs.previousProfiles.isEmpty || !needs.developingProfiles.isEmpty
        }
        if options.separatesStrategies(readProfiles: readsProfiles) {
            main = pipeline(settings, [])
            strategies = pipeline(options.strategySettings, seats)
        } else {
            main = pipeline(settings, seats)
            strategies = nil
        }
    }

    /// What was taken and dropped so far.
    var counters: CountersRecord { main.counters }

    /// Takes inputs, each with the next cause after `cause`.
    mutating func apply(
        _ inputs: UnsafeMutableBufferPointer<Input>, count: Int, _ cause: inout UInt64,
        into out: inout OutputBuffer
    ) {
        var index = 0
        while index < count {
            cause += 1
            if inputs[index].kind == .bar {
                let bar = BarInput(inputs[index], inputs[index + 1])
                main.apply(bar: bar, cause: cause, into: &out)
                strategies?.apply(bar: bar, cause: cause, into: &out)
                index += 2
            } else {
                main.apply(inputs[index], cause: cause, into: &out)
                strategies?.apply(inputs[index], cause: cause, into: &out)
                index += 1
            }
        }
    }

    /// The input ended.
    mutating func finish(_ cause: UInt64, into out: inout OutputBuffer) {
        main.finish(cause: cause, into: &out)
        strategies?.finish(cause: cause, into: &out)
    }
}
