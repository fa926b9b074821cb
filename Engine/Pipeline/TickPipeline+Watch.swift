import Intake
public import Market
public import Records
public import Strategy

/// Whoever acts on what a pipeline sees, of any instrument: alerts, and trading.
public protocol PipelineWatch: AnyObject {
    /// What of an instrument concerns somebody.
    func watched(of instrument: InstrumentID) -> WatchedPrices

    /// A trade at one of the others.
    func traded(
        _ tick: borrowing Tick, of instrument: InstrumentID, cause: UInt64,
        into out: inout OutputBuffer)

    /// A provider's bar in which something traded; what it closed was told before.
    func traded(
        bar: BarInput, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer)

    /// A quote, where quotes are wanted.
    func quoted(
        _ quote: Quote, of instrument: InstrumentID, cause: UInt64, into out: inout OutputBuffer)

    /// A strategy wants something to be traded; `last` is the last price.
    func intends(
        _ intents: [TradeIntent], system: UInt8, of instrument: InstrumentID, last: LastPrice,
        at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer)

    /// A session of the instrument ended at the price `last`; its strategies were told before.
    func sessionEnded(
        _ window: SessionWindow, _ mode: SessionMode, of instrument: InstrumentID, last: LastPrice,
        cause: UInt64, into out: inout OutputBuffer)
}

/// What of an instrument concerns a watch.
public struct WatchedPrices: Hashable, Sendable {
    /// Trades at this price and below.
    public var below: Price
    /// Trades at this price and above.
    public var above: Price
    /// Every quote.
    public var quotes: Bool

    /// Puts it together.
    public init(below: Price, above: Price, quotes: Bool = false) {
        self.below = below
        self.above = above
        self.quotes = quotes
    }
}

/// The last price of an instrument, and how far its time has come.
public struct LastPrice: Hashable, Sendable {
    /// Of the last tick or bar; `Price.none` before the first.
    public var price: Price
    /// Of the last tick, or the start of the second that a beat or bar brought.
    public var time: Nanoseconds
}

/// What others ask of a pipeline, and wait for.
extension TickPipeline {
    /// The start of the second of the newest tick or beat.
    public var watermark: Nanoseconds { intake.watermark }

    /// The last price, and how far time has come.
    public var lastTrade: LastPrice {
        LastPrice(
            price: block.count > 0 ? Price(block.last) : lastPrice,
            time: max(block.time, intake.watermark))
    }

    /// Lets prices that somebody waits for interrupt runs, from the next tick on.
    ///
    /// - Parameter watch: lives as long as the pipeline.
    public mutating func tell(_ watch: any PipelineWatch) {
        self.watch = watch
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
        guard let watch else { return }
        let prices = watch.watched(of: instrument)
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
    @inline(__always)
    mutating func tellWatch(_ quote: Quote, _ cause: UInt64, _ out: inout OutputBuffer) {
        guard wantsQuotes else { return }
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
                last: pipeline.lastTrade, at: time, cause: cause, into: &out)
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
            watch.sessionEnded(
                window, mode, of: pipeline.instrument, last: pipeline.lastTrade, cause: cause,
                into: &out)
        }
    }

    private mutating func tell(
        _ body: (any PipelineWatch, borrowing TickPipeline) -> Void
    ) {
        guard let watch else { return }
        body(watch, self)
        settlePrices(watch)
        settleQuietBand()
    }

    /// Prices as levels: what rounds to a price's level may be the price.
    private mutating func settlePrices(_ watch: any PipelineWatch) {
        let prices = watch.watched(of: instrument)
        wantsQuotes = prices.quotes
        quietPrices = QuietBand(
            below: prices.below.rawValue == .min ? .min : scale.level(of: prices.below).rawValue,
            above: prices.above.rawValue == .max ? .max : scale.level(of: prices.above).rawValue)
    }
}
