import Market

/// What a minute led to, all that is written about it beside the system's state.
struct MinuteStep {
    let minute: Minute
    let now: Conditions
    /// What the minute before said.
    let before: Conditions
    /// When the exit is due that waited as the minute closed.
    let waiting: Nanoseconds?
    let price: PriceStep
    /// Why there is an entry or none, `nil` when nothing is said about one.
    var entry: ConvergenceSystem.EntryReason?
    /// The exit that waits from now on.
    var planned: PendingExit?
    /// The exit that is due.
    var due: (exit: PendingExit, type: ExitType)?

    /// Entry or exit lenses came to a signal.
    var isSignal: Bool { now.entrySignal || now.exitSignal }
}

/// What the check of a minute's close said.
struct PriceStep {
    let sanity: PriceSanity
    /// The last valid price before, and when that was.
    let lastPrice: Double?
    let lastTime: Nanoseconds
    /// Bad prices halted trading before, and do now.
    let wasHalted: Bool
    let isHalted: Bool
}
