import Records

/// What happened to a leg.
enum LegEvent: Int, Hashable, Sendable, CaseIterable {
    case started
    case frozen
    case restarted
    case failed
    case ended

    var name: String {
        switch self {
        case .started: "STARTED"
        case .frozen: "FROZEN"
        case .restarted: "RESTARTED"
        case .failed: "FAILED"
        case .ended: "ENDED"
        }
    }
}

/// The one leg of a session that is alive, or the reclaim after it.
///
/// | leg | event | next |
/// |---|---|---|
/// | none | close outside, previous not | active |
/// | active | new extreme | active |
/// | active | retracement | frozen |
/// | frozen | extreme exceeded | active, from a new origin |
/// | active, frozen | close inside | none; failed, a reclaim begins |
/// | active, frozen | close beyond the other side | none |
struct LegTracker: Hashable, Sendable, Codable {
    var leg: ImpulseLeg?
    var reclaim: ReclaimLeg?
    /// The leg that the last minute ended.
    private(set) var gone: ImpulseLeg?

    /// Forgets both.
    mutating func removeAll() {
        leg = nil
        reclaim = nil
        gone = nil
    }

    /// Follows the last minute of a session that has a balance range.
    mutating func close(
        _ history: borrowing MinuteHistory, atr: Double?, _ state: MarketState, _ rule: LegRule
    ) -> LegEvent? {
        gone = nil
        let side = history[history.last].side
        if reclaim != nil {
            if side == .none { reclaim?.advance(history) } else { reclaim = nil }
        }
        if leg != nil { return follow(side, history, atr, state, rule) }
        let before = history.last > 0 ? history[history.last - 1].side : .none
        guard side != .none, side != before else { return nil }
        leg = ImpulseLeg(side, history, atr: atr, rule)
        note(state)
        return .started
    }

    /// The session is over.
    ///
    /// - Returns: Whether a leg was alive.
    mutating func endSession() -> Bool {
        let ended = leg
        removeAll()
        gone = ended
        return ended != nil
    }

    private mutating func follow(
        _ side: Direction, _ history: borrowing MinuteHistory, _ atr: Double?,
        _ state: MarketState, _ rule: LegRule
    ) -> LegEvent? {
        guard let direction = leg?.direction else { return nil }
        if side == direction {
            let change = leg?.advance(history, atr: atr, rule)
            note(state)
            switch change {
            case .frozen: return .frozen
            case .restarted: return .restarted
            case nil: return nil
            }
        }
        leg?.end(history)
        gone = leg
        leg = nil
        guard side == .none, let gone else { return .ended }
        reclaim = ReclaimLeg(gone, history)
        return .failed
    }

    private mutating func note(_ state: MarketState) {
        if leg?.direction == .long && state == .imbalanceUp
            || leg?.direction == .short && state == .imbalanceDown
        {
            leg?.wasImbalance = true
        }
    }
}
