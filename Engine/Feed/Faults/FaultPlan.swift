public import Market

/// What shall go wrong with a feed: `drop=0.1%,duplicate=0.1%,stall=2/day:5s,clock=1/day:-2s`.
///
/// | word | value | what a feed does |
/// |---|---|---|
/// | `drop` | share of ticks and bars | loses them without a word |
/// | `duplicate` | share | sends them twice, with the same trade id |
/// | `reorder` | share of ticks | lets them change places with the next of the same second |
/// | `late` | share | sends them when a newer second has begun |
/// | `malformed` | share | sends something unreadable in their place |
/// | `gap` | times a day, length (1 s) | loses everything for so long and says so |
/// | `stall` | times a day, length (5 s) | is silent for so long, then sends all of it at once |
/// | `burst` | times a day, inputs (1000) | holds back so many and sends them at once |
/// | `clock` | times a day, step (-2 s) | has its clock wrong by so much for a minute |
/// | `sequenced` | none | numbers what it sends, so that each `drop` is noticed as a gap |
///
/// A share is `0.1%` or `0.001`. A day is as many seconds with something in them as a regular session
/// has, so that it has all of them, and what is closed none.
public struct FaultPlan: Hashable, Sendable {
    /// Something that happens so many times a day.
    public struct Event: Hashable, Sendable {
        /// Times a day.
        public var timesADay: Int
        /// How long, how far, or how many inputs.
        public var amount: Int64

        /// Puts an event together.
        public init(timesADay: Int, amount: Int64) {
            self.timesADay = timesADay
            self.amount = amount
        }
    }

    /// The shares of ticks and bars, 0 to 1, together at most 1.
    public var drop = 0.0
    /// Sent twice.
    public var duplicate = 0.0
    /// Out of order within a second.
    public var reorder = 0.0
    /// Behind a newer second.
    public var late = 0.0
    /// Unreadable.
    public var malformed = 0.0
    /// Losses that the feed notices; amount in nanoseconds.
    public var gap: Event?
    /// Silences; amount in nanoseconds.
    public var stall: Event?
    /// Inputs held back and sent at once; amount in inputs.
    public var burst: Event?
    /// Steps of the venue's clock; amount in nanoseconds.
    public var clock: Event?
    /// A drop is noticed as a gap.
    public var isSequenced = false

    /// Nothing goes wrong.
    public init() {}

    /// The most times a day.
    public static let mostTimes = 10_000
    /// The longest gap, stall and clock step.
    public static let longest = Nanoseconds.seconds(3600)
    /// The largest burst, in inputs.
    public static let largestBurst: Int64 = 100_000
    /// Seconds with an input that make a day: those of six and a half hours.
    public static let daySeconds = 23_400
    /// How long the venue's clock stays wrong.
    public static let clockSpan = Nanoseconds.seconds(60)

    /// The shares by their words.
    var shares: [(word: String, share: Double)] {
        [
            ("drop", drop), ("duplicate", duplicate), ("reorder", reorder), ("late", late),
            ("malformed", malformed),
        ]
    }
}
