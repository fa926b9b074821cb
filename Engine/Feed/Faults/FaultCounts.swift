/// What was done to a feed so far.
public struct FaultCounts: Hashable, Sendable {
    /// Ticks and bars lost without a word.
    public var dropped = 0
    /// Ticks with a trade id that came twice; the core counts each as a duplicate.
    public var duplicated = 0
    /// Ticks without one that came twice: nobody can tell, so both count.
    public var doubled = 0
    /// Bars that came twice; the core counts each as late.
    public var repeatedBars = 0
    /// Ticks that changed places with the next.
    public var reordered = 0
    /// Ticks and bars that came behind a newer second.
    public var heldBack = 0
    /// Ticks and bars that became unreadable; the core counts each as bad.
    public var malformed = 0
    /// Losses that were told.
    public var gaps = 0
    /// Inputs lost in them.
    public var lostInGaps = 0
    /// Notes of gaps that were sent, one for each instrument concerned.
    public var gapNotes = 0
    /// Silences.
    public var stalls = 0
    /// Inputs that came at their end.
    public var stalled = 0
    /// Bursts.
    public var bursts = 0
    /// Inputs that came in them.
    public var inBursts = 0
    /// Times that the venue's clock was wrong.
    public var clockSteps = 0
    /// Inputs with a wrong time.
    public var mistimed = 0
    /// Ticks and bars that the core counts as late because of all this.
    public var late = 0

    /// Nothing.
    public init() {}

    /// The counts by name, for output.
    public var readings: [(name: String, count: Int)] {
        [
            ("dropped", dropped), ("duplicated", duplicated), ("doubled without id", doubled),
            ("bars repeated", repeatedBars), ("reordered", reordered), ("held back", heldBack),
            ("malformed", malformed), ("gaps", gaps), ("lost in gaps", lostInGaps),
            ("gap notes", gapNotes), ("stalls", stalls), ("stalled", stalled),
            ("bursts", bursts), ("in bursts", inBursts), ("clock steps", clockSteps),
            ("mistimed", mistimed), ("made late", late),
        ]
    }
}
