public import Chance
import Records
public import Wire

extension SplitMix64 {
    /// A record of this kind whose fields hold random values.
    public mutating func record(_ kind: RecordKind) -> any WireRecord & Equatable {
        switch kind {
        case .tick:
            TickRecord(
                instrument: instrument(), tick: tick(), cause: natural(), received: instant(),
                decidedAfter: u32())
        case .quote: QuoteRecord(instrument: instrument(), quote: quote(), cause: natural())
        case .bar, .openBar: BarRecord(instrument: instrument(), bar: bar(), cause: natural())
        case .footprint, .openFootprint: footprint()
        case .profile: profile()
        case .profileDelta: profileDelta()
        case .vwap: vwap()
        case .vwapState: vwapState()
        case .roll: roll()
        case .counters: counters()
        case .nakedPOC: nakedPOC()
        case .status: status()
        case .instrument: instrumentInfo()
        case .instrumentState: instrumentState()
        case .statistics: statistics()
        case .evaluation: evaluation()
        case .strategy: strategy()
        case .alert: alert()
        case .halt: halt()
        case .setting: setting()
        case .anchor: anchor()
        case .order: order()
        case .fill: fill()
        case .trade: closedTrade()
        case .position: position()
        case .account: account()
        case .session: tradingSession()
        }
    }
}
