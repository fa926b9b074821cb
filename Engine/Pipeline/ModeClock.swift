import Market

/// Where one measure stands in its session mode.
struct ModeClock: Codable {
    let mode: SessionMode
    /// The session that is open, or was last.
    private(set) var window: SessionWindow?
    /// Whether now is inside `window`.
    private(set) var isInside = false
    /// The instant at which the answer may change.
    private(set) var until = Int64.min

    init(_ mode: SessionMode) { self.mode = mode }

    /// Moves to an instant not before the last.
    ///
    /// - Returns: The session that begins here, when one does.
    mutating func move(to time: Nanoseconds, _ schedule: SessionSchedule) -> SessionWindow? {
        guard time.rawValue >= until else { return nil }
        switch schedule.lookup(time, mode: mode) {
        case .inside(let found):
            isInside = true
            until = found.end.rawValue
            guard found.date != window?.date else { return nil }
            window = found
            return found
        case .outside(let next):
            isInside = false
            until = next.rawValue
            return nil
        }
    }

    /// Leaves the session at the end of the input.
    mutating func close() {
        isInside = false
        until = .min
    }

    /// Leaves the session when its end has come; a beat does that and opens none.
    mutating func leave(at time: Nanoseconds) {
        if isInside, time.rawValue >= until { isInside = false }
    }
}
