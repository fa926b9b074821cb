import Desk
import Market
import Pipeline
import Records

/// Holds the desk where the pipelines find it.
final class DeskHolder: PriceWatch {
    var desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func quietPrices(of instrument: InstrumentID) -> (below: Price, above: Price) {
        let band = desk.band(of: instrument)
        return (Price(band.below), Price(band.above))
    }

    func traded(
        _ price: Price, of instrument: InstrumentID, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        desk.traded(price, of: instrument, at: time, cause: cause, into: &out)
    }
}
