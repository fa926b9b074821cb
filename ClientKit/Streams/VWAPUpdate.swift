public import Market
public import Measures
public import Records
public import Wire

/// A record of a VWAP stream.
public enum VWAPUpdate: Hashable, Sendable {
    /// The VWAP now, with the sums to go on from it exactly.
    case developing(VWAPState)
    /// The VWAP at the close of a bar.
    case atBarClose(VWAPRecord)

    /// Value, deviation and volume; bands by `upper` and `lower`.
    public var reading: VWAPReading {
        switch self {
        case .developing(let state):
            VWAPReading(vwap: state.vwap, sigma: state.sigma, volume: state.volume)
        case .atBarClose(let record):
            VWAPReading(vwap: record.vwap, sigma: record.sigma, volume: record.volume)
        }
    }

    /// The session date that names the anchor's period.
    public var date: SessionDate {
        switch self {
        case .developing(let state): state.date
        case .atBarClose(let record): record.date
        }
    }

    /// The last instant that counted, or the start of the bar.
    public var time: Nanoseconds {
        switch self {
        case .developing(let state): state.time
        case .atBarClose(let record): record.barStart
        }
    }
}
