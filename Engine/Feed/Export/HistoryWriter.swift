public import Market
public import Records

/// Turns inputs into a file, or into whatever else keeps a history.
///
/// One thread. A writer that is dropped before `finish` leaves nothing behind.
public protocol HistoryWriter: AnyObject {
    /// Takes inputs in their order; both halves of a bar come together.
    ///
    /// What is no market data is passed over; what the format has no place for is counted.
    /// - Throws: When the format can not hold a value that it has a place for, or the disk refuses.
    func add(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError)

    /// Writes the rest and puts the file in its place; the last call.
    func finish() throws(FeedError)

    /// What was taken so far.
    var tally: HistoryTally { get }
}

/// What a writer took, and what of it had no place in the format.
public struct HistoryTally: Hashable, Sendable {
    /// What a format may have no place for.
    public enum Loss: String, Sendable, CaseIterable {
        case quotes
        case quotesOfTrades = "quotes of trades"
        case tradeIDs = "trade ids"
        case barVWAPs = "VWAPs of bars"
        case barSides = "buy and sell volumes of bars"
        case sessionVWAPs = "session VWAPs of bars"
        case simulatedMarks = "marks of simulated ticks"
        case gaps = "notes of gaps"
        case unusable = "ticks without a size"
    }

    /// Trades written.
    public var ticks = 0
    /// Quotes written.
    public var quotes = 0
    /// Bars written.
    public var bars = 0
    /// The earliest time written.
    public var first: Nanoseconds?
    /// The latest time written.
    public var last: Nanoseconds?
    private var losses = [Int](repeating: 0, count: Loss.allCases.count)

    /// Nothing yet.
    public init() {}

    /// Everything written.
    public var count: Int { ticks + quotes + bars }

    /// What was left out, with how often.
    public var leftOut: [(what: Loss, count: Int)] {
        zip(Loss.allCases, losses).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
    }

    /// Counts what has no place.
    mutating func lose(_ what: Loss, if isThere: Bool = true) {
        guard isThere, let place = Loss.allCases.firstIndex(of: what) else { return }
        losses[place] += 1
    }

    /// The same with what another left out.
    func adding(lossesOf other: HistoryTally) -> HistoryTally {
        var sum = self
        for index in losses.indices { sum.losses[index] += other.losses[index] }
        return sum
    }

    /// Counts what was written.
    mutating func note(_ input: Input) {
        switch input.kind {
        case .tick: ticks += 1
        case .quote: quotes += 1
        default: bars += 1
        }
        first = min(first ?? input.time, input.time)
        last = max(last ?? input.time, input.time)
    }
}

/// Which part of a history is meant.
public struct HistoryFilter: Hashable, Sendable {
    /// The first instant that counts; `nil` is the beginning.
    public var from: Nanoseconds?
    /// The first instant that counts no more; `nil` is the end.
    public var to: Nanoseconds?
    /// The one instrument; `nil` is all.
    public var instrument: InstrumentID?

    /// Everything.
    public init(
        from: Nanoseconds? = nil, to: Nanoseconds? = nil, instrument: InstrumentID? = nil
    ) {
        self.from = from
        self.to = to
        self.instrument = instrument
    }

    /// Whether an input is meant; a bar counts by its start.
    func takes(_ input: Input) -> Bool {
        if let instrument, input.instrument != instrument { return false }
        if let from, input.time < from { return false }
        if let to, input.time >= to { return false }
        return true
    }
}
