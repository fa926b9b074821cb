public import Market

/// When a replayed input is due on the wall clock.
///
/// Pure: whoever replays reads the clock and waits.
public struct Pacer: Hashable, Sendable {
    /// How many seconds of market time pass in one of the wall clock; 0 is as fast as possible.
    public let speed: Double
    /// The time of the first input.
    public let firstEvent: Nanoseconds
    /// The wall clock when it was delivered.
    public let startWall: Nanoseconds

    /// Starts to pace.
    ///
    /// - Parameter speed: finite and not below 0; traps otherwise.
    public init(speed: Double, firstEvent: Nanoseconds, startWall: Nanoseconds) {
        precondition(
            speed.isFinite && speed >= 0, "a replay speed is finite and not below 0, got \(speed)")
        self.speed = speed
        self.firstEvent = firstEvent
        self.startWall = startWall
    }

    /// The wall clock at which an input of `eventTime` is due: never before the start, and
    /// `Nanoseconds.never` instead of anything later.
    ///
    /// Exact for whole speeds, otherwise to the precision of a double.
    public func due(_ eventTime: Nanoseconds) -> Nanoseconds {
        if speed == 0 || eventTime <= firstEvent { return startWall }
        // The later minus the earlier of two signed numbers always fits without a sign.
        let span = UInt64(bitPattern: eventTime.rawValue &- firstEvent.rawValue)
        let wait: UInt64
        if let whole = UInt64(exactly: speed) {
            wait = span / whole
        } else {
            let quotient = Double(span) / speed
            wait = quotient < 0x1p63 ? UInt64(quotient) : UInt64.max
        }
        guard let signed = Int64(exactly: wait) else { return .never }
        let (due, isTooLate) = startWall.rawValue.addingReportingOverflow(signed)
        return isTooLate ? .never : Nanoseconds(due)
    }
}
