import Market
import Records

/// All that a minute's close says, before any leg is looked at.
struct MinuteReading: Hashable, Sendable {
    var profile: ProfileReading?
    var position: MarketPosition
    var state: MarketState
    var nearest: NearestLVN?
    var flow: FlowReading
    var clock: SessionReading
    /// Of one-minute bars, this one included, across sessions.
    var atr: Double?
    /// Minutes that the profile was made of.
    var profileBars: Int
}

/// Everything the playbook remembers from minute to minute.
struct AuctionState: Hashable, Sendable, Codable {
    /// The session of the last bar, `nil` between sessions.
    var session: SessionDate?
    var history = MinuteHistory()
    /// Ticks a profile row in this session.
    var rowTicks: Int64 = 1
    /// The balance range, `nil` in the first session.
    var balance: BalanceRange?
    /// The last session's profile, kept only when the market state asks for it.
    var previousProfile: ProfileReading?
    /// Size units.
    var cvd = 0.0
    /// Change of cumulative delta per minute at the minute before.
    var cvdMomentum: Double?
    var legs = LegTracker()
    var alarm = LVNAlarm()
    /// The last close of all sessions.
    var lastClose: Double?
    var desk = SignalDesk()
}
