import Indicators
import Market

/// All that the extension system remembers of an instrument.
struct SEFState: Hashable, Sendable, Codable {
    var atr = ATR(14)
    /// The bar before, of any session.
    var previous: PriceSpan?
    /// The session, ISO week and month of the last bar.
    var periods: PeriodKeys?
    /// One run a level, in their order.
    var runs = [ExtensionRun](repeating: ExtensionRun(), count: ReferenceLevel.count)
    var calibration: Calibration
    var trade: SetupTrade?

    init(horizon: Int) { calibration = Calibration(horizon: horizon) }

    /// A bar of a session: levels whose session, week or month is another are new levels.
    mutating func anchor(_ session: SessionDate) {
        if periods?.session == session { return }
        let now = PeriodKeys(session)
        if let before = periods {
            for level in ReferenceLevel.all
            where now.key(level.timeframe) != before.key(level.timeframe) {
                runs[level.place].end()
            }
        }
        periods = now
    }
}

/// The periods a session belongs to.
struct PeriodKeys: Hashable, Sendable, Codable {
    let session: SessionDate
    let week: Int32
    let month: Int32

    init(_ session: SessionDate) {
        self.session = session
        week = session.isoWeekKey
        month = session.monthKey
    }

    /// A number that changes when levels of a timeframe are anchored anew.
    func key(_ timeframe: Anchor) -> Int32 {
        switch timeframe {
        case .weekly: week
        case .monthly: month
        default: session.rawValue
        }
    }
}
