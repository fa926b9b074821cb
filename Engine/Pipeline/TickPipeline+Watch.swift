import Intake
public import Market
public import Records
import Strategy

/// Whoever waits for prices to trade, of any instrument: alerts.
public protocol PriceWatch: AnyObject {
    /// The prices strictly between which it waits for none.
    func quietPrices(of instrument: InstrumentID) -> (below: Price, above: Price)

    /// A trade at one of the others, or in a bar that reached it.
    func traded(
        _ price: Price, of instrument: InstrumentID, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer)
}

/// What others ask of a pipeline, and wait for.
extension TickPipeline {
    /// The start of the second of the newest tick or beat.
    public var watermark: Nanoseconds { intake.watermark }

    /// Lets prices that somebody waits for interrupt runs, from the next tick on.
    ///
    /// - Parameter watch: lives as long as the pipeline.
    public mutating func tell(_ watch: any PriceWatch) {
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

    /// A price that may be waited for traded.
    mutating func tellWatch(
        _ price: Price, _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        guard let watch = watch?.takeUnretainedValue() as? any PriceWatch else { return }
        let prices = watch.quietPrices(of: instrument)
        guard price <= prices.below || price >= prices.above else { return }
        watch.traded(price, of: instrument, at: time, cause: cause, into: &out)
        settlePrices(watch)
    }

    /// Prices as levels: what rounds to a price's level may be the price.
    private mutating func settlePrices(_ watch: any PriceWatch) {
        let prices = watch.quietPrices(of: instrument)
        quietPrices = QuietBand(
            below: prices.below.rawValue == .min ? .min : scale.level(of: prices.below).rawValue,
            above: prices.above.rawValue == .max ? .max : scale.level(of: prices.above).rawValue)
    }
}
