import Intake
public import Market
public import Records
public import Strategy

/// Whoever acts on what a pipeline sees, of any instrument: alerts, and trading.
public protocol PipelineWatch: AnyObject {
    /// The prices strictly between which a trade concerns nobody.
    func quietPrices(of instrument: InstrumentID) -> (below: Price, above: Price)

    /// A trade at one of the others.
    func traded(
        _ tick: borrowing Tick, of instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer)

    /// A provider's bar in which something traded; what it closed was told before.
    func traded(
        bar: BarInput, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer)

    /// A quote.
    func quoted(
        _ quote: Quote, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer)

    /// A strategy wants something to be traded.
    func intends(
        _ intents: [TradeIntent], system: UInt8, of instrument: InstrumentID,
        at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer)

    /// A session of the instrument ended; its strategies were told before.
    func sessionEnded(
        _ window: SessionWindow, _ mode: SessionMode, of instrument: InstrumentID,
        cause: UInt64, into out: inout OutputBuffer)
}

/// What others ask of a pipeline, and wait for.
extension TickPipeline {
    /// The start of the second of the newest tick or beat.
    public var watermark: Nanoseconds { intake.watermark }

    /// Lets prices that somebody waits for interrupt runs, from the next tick on.
    ///
    /// - Parameter watch: lives as long as the pipeline.
    public mutating func tell(_ watch: any PipelineWatch) {
        self.watch = Unmanaged.passUnretained(watch as AnyObject)
        settlePrices(watch)
        settleQuietBand()
    }

    /// Adds a user's VWAP; it starts with the next tick at or after its instant.
    public mutating func addAnchor(_ number: UInt32, from instant: Nanoseconds) {
        lanes[roles.vwaps].vwaps.addAnchor(number, from: instant)
        boundary = .min
    }

    /// Ends a user's VWAP.
    public mutating func removeAnchor(_ number: UInt32) {
        lanes[roles.vwaps].vwaps.removeAnchor(number)
    }

    /// A tick at a price that may be waited for.
    mutating func tellWatch(_ tick: Tick, _ cause: UInt64, _ out: inout OutputBuffer) {
        guard let watch = watch?.takeUnretainedValue() as? any PipelineWatch else { return }
        let prices = watch.quietPrices(of: instrument)
        guard tick.price <= prices.below || tick.price >= prices.above else { return }
        watch.traded(tick, of: instrument, cause: cause, into: &out)
        settlePrices(watch)
    }

    /// A provider's bar in which something traded.
    mutating func tellWatch(_ bar: BarInput, _ cause: UInt64, _ out: inout OutputBuffer) {
        tell { watch, pipeline in
            watch.traded(bar: bar, of: pipeline.instrument, cause: cause, into: &out)
        }
    }

    /// A quote.
    mutating func tellWatch(_ quote: Quote, _ cause: UInt64, _ out: inout OutputBuffer) {
        tell { watch, pipeline in
            watch.quoted(quote, of: pipeline.instrument, cause: cause, into: &out)
        }
    }

    /// What a strategy that was asked wants.
    mutating func tellIntents(
        _ system: UInt8, _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        tell { watch, pipeline in
            watch.intends(
                pipeline.intents.pointee.items, system: system, of: pipeline.instrument,
                at: time, cause: cause, into: &out)
        }
        intents.pointee.removeAll()
        settleQuietBand()
    }

    /// A session ended.
    mutating func tellSessionEnded(
        _ mode: SessionMode, _ window: SessionWindow, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) {
        tell { watch, pipeline in
            watch.sessionEnded(window, mode, of: pipeline.instrument, cause: cause, into: &out)
        }
    }

    private mutating func tell(
        _ body: (any PipelineWatch, borrowing TickPipeline) -> Void
    ) {
        guard let watch = watch?.takeUnretainedValue() as? any PipelineWatch else { return }
        body(watch, self)
        settlePrices(watch)
    }

    /// Prices as levels: what rounds to a price's level may be the price.
    private mutating func settlePrices(_ watch: any PipelineWatch) {
        let prices = watch.quietPrices(of: instrument)
        quietPrices = QuietBand(
            below: prices.below.rawValue == .min ? .min : scale.level(of: prices.below).rawValue,
            above: prices.above.rawValue == .max ? .max : scale.level(of: prices.above).rawValue)
    }
}
