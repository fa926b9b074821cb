import Records

/// The way back into the balance range after a breakout failed.
struct ReclaimLeg: Hashable, Sendable, Codable {
    /// The failed leg.
    let failed: ImpulseLeg
    /// The minute that closed inside again.
    let failure: Int
    /// The price farthest from the failed extreme since then, of equal ones the first.
    private(set) var turn: Turn
    /// Closes inside in a row, the failing one included.
    private(set) var insideCloses = 1
    /// Where it may be joined.
    var zones = EntryZones()
    /// The turn that `zones` were made for.
    private var zonesTurn: Int?

    /// The reclaim that begins with the last minute.
    init(_ failed: ImpulseLeg, _ history: borrowing MinuteHistory) {
        self.failed = failed
        failure = history.last
        turn = Self.front(failed.direction, history)
    }

    /// Where it goes: against the failed breakout.
    var direction: Direction { failed.direction == .long ? .short : .long }

    /// Bars from the breakout to its failure.
    var breakoutBars: Int { failure - failed.breakout }

    /// Follows the last minute, which closed inside.
    mutating func advance(_ history: borrowing MinuteHistory) {
        insideCloses += 1
        let last = Self.front(failed.direction, history)
        if direction == .short ? last.price < turn.price : last.price > turn.price { turn = last }
    }

    /// Whether the last minute may be a pullback: the balance is reclaimed and the turn is behind.
    func mayPullBack(_ history: borrowing MinuteHistory, _ rule: LegRule) -> Bool {
        insideCloses >= rule.reclaimCloses && history.last > turn.index
    }

    /// Whether the nodes are those of the leg as it is.
    var areZonesCurrent: Bool { zonesTurn == turn.index }

    /// Takes the nodes of the leg as it is.
    mutating func setZones(_ profile: ProfileReading?) {
        zones.setLevels(profile, between: failed.extreme.level, and: turn.level)
        zonesTurn = turn.index
    }

    private static func front(
        _ failed: Direction, _ history: borrowing MinuteHistory
    ) -> Turn {
        let last = history.last
        return Turn(
            price: history[last].back(failed), level: history[last].backLevel(failed),
            index: last)
    }
}
