public import Market

/// Everything the configuration file says, checked; as made, the documented defaults.
///
/// One nested value per stage. `SettingsTable` holds the meaning, unit and range of every field.
public struct EngineSettings: Sendable, Hashable {
    /// Threads, and how they wait.
    public var engine = EngineThreads()
    /// Where clients connect.
    public var listen = ListenSettings()
    /// Where the login tokens are.
    public var tokens = TokenSettings()
    /// What is never forgotten, and where.
    public var journal = JournalSection()
    /// The account, its bounds, and the paper venue.
    public var trading = TradingSection()
    /// Room between threads.
    public var rings = RingSettings()
    /// What the core refuses.
    public var intake = IntakeLimits()
    /// Bars.
    public var bars = BarSettings()
    /// Footprints.
    public var footprint = FootprintSettings()
    /// Volume profiles.
    public var profile = ProfileSettings()
    /// VWAPs.
    public var vwap = VWAPSettings()
    /// Client sessions.
    public var wire = WireSettings()
    /// The simulated feed.
    public var simulate = SimulateSettings()
    /// The `[strategy NAME]` sections by name.
    public var strategies: [String: StrategySection] = [:]
    /// The instruments, in the order of the file; the place in it is the instrument's number.
    public var symbols: [SymbolSettings] = []

    /// The defaults.
    public init() {}
}

/// How duties are spread over threads.
public enum ThreadLayout: String, Sendable, CaseIterable {
    /// One thread per duty: feed, core, publish.
    case duties
    /// All duties on one thread.
    case one
}

/// How a thread waits for a ring.
public enum WaitChoice: String, Sendable, CaseIterable {
    /// Burns a processor: the least latency.
    case spin
    /// Gives the processor to any other thread that wants it.
    case yield
    /// Sleeps until woken.
    case block
}

/// Threads, and how they wait.
public struct EngineThreads: Sendable, Hashable {
    /// How duties are spread over threads.
    public var threads = ThreadLayout.duties
    /// How a thread waits for a ring.
    public var wait = WaitChoice.block
}

/// Where clients connect.
public struct ListenSettings: Sendable, Hashable {
    /// An IPv4 or IPv6 address in digits.
    public var host = "127.0.0.1"
    /// A TCP port; 0 takes any free one.
    public var port = 7717
}

/// Where the login tokens are.
public struct TokenSettings: Sendable, Hashable {
    /// Path of the token file; empty for none.
    public var file = ""
}

/// Room between threads.
public struct RingSettings: Sendable, Hashable {
    /// Slots of each symbol's tick ring, 64 bytes each.
    public var symbol = 8192
    /// Slots of all symbols' rings together: with many, each has fewer.
    public var total = 65_536
    /// Slots of the ring from the core to the publisher, 64 bytes each.
    public var output = 16_384
    /// Slots of the ring that keeps the arrival order across symbols, 16 bytes each.
    public var order = 16_384

    /// The usual room.
    public init() {}

    /// Slots of the ring of each of so many symbols: a power of two, at least 64.
    public func slots(symbols: Int) -> Int {
        let share = min(symbol, total / max(1, symbols))
        return max(Self.fewest, 1 << (Int.bitWidth - 1 - max(1, share).leadingZeroBitCount))
    }

    /// The fewest slots of a symbol's ring.
    public static let fewest = 64
}

/// What the core refuses.
public struct IntakeLimits: Sendable, Hashable {
    /// Levels each way of the session's first price.
    public var span = 1_000_000
    /// Trade ids remembered per instrument.
    public var tradeIDWindow = 65_536
    /// Whether a side the venue does not give is inferred from quote and tick rule.
    public var infersSides = true
}

/// Bars.
public struct BarSettings: Sendable, Hashable {
    /// Periods, each at most once.
    public var periods: [BarPeriod] = [.second1, .minute1, .minute5, .hour2]
    /// Closed bars kept per instrument and period for clients that join.
    public var history = 5000
}

/// Footprints.
public struct FootprintSettings: Sendable, Hashable {
    /// The footprint's period, or `nil` for none.
    public var period: BarPeriod? = .minute5
    /// Height of a row; `nil` is what the class says.
    public var row: RowHeight?
    /// How many times the other side an imbalance is, inclusive.
    public var imbalanceRatio = 3.0
    /// The least volume of an imbalance; `nil` is what the class says.
    public var minimumVolume: Double?
    /// A zero on the other side is no imbalance.
    public var ignoresZeros = true
    /// Closed footprints kept per instrument for clients that join.
    public var history = 500
}

/// Volume profiles.
public struct ProfileSettings: Sendable, Hashable {
    /// Which profiles are kept.
    public var anchors: [Anchor] = [.daily, .weekly, .monthly]
    /// Height of a row.
    public var row = RowHeight.ticks(1)
    /// Share of the volume in the value area.
    public var valueAreaShare = 0.70
    /// Rows the value area takes at a time, 1 or 2.
    public var valueAreaStep = 2
    /// The most bins nodes are searched in.
    public var nodeBins = 50
    /// A low node's volume over the largest bin's, at most.
    public var lowNodeShare = 0.30
    /// A low node's shoulders over its own volume, at least.
    public var shoulderRatio = 2.0
    /// A high node's volume over the largest bin's, at least.
    public var highNodeShare = 0.70
    /// The most rows one profile or footprint may span, 32 bytes each.
    public var ladderLimit = 4_000_000
}

/// VWAPs.
public struct VWAPSettings: Sendable, Hashable {
    /// The bars at whose close VWAPs are reported, or `nil` for never.
    public var period: BarPeriod? = .minute1
    /// Which VWAPs are kept.
    public var anchors: [Anchor] = [.daily, .weekly, .monthly]
    /// Instants at which further VWAPs start, ascending.
    public var userAnchors: [Nanoseconds] = []
}

/// Client sessions.
public struct WireSettings: Sendable, Hashable {
    /// Milliseconds between heartbeats on an idle connection.
    public var heartbeat = 1000
    /// Bytes held for one frame of a client that has logged in, header included.
    public var maxFrame = 1_048_576
    /// Bytes waiting for one client before its slow-reader rule acts.
    public var clientQueue = 8_388_608
    /// Connections at a time.
    public var maxClients = 256
    /// Subscriptions of one client.
    public var maxSubscriptions = 1024
    /// Milliseconds a client has for its login.
    public var loginTimeout = 5000
    /// Bytes of sent frames kept per stream for clients that resume.
    public var resumeWindow = 4_194_304
    /// Milliseconds between two snapshots of one live view.
    public var viewInterval = 100
}

/// The simulated feed.
public struct SimulateSettings: Sendable, Hashable {
    /// Seed of its random numbers: the same seed makes the same ticks.
    public var seed = 1
    /// Symbols it makes ticks for.
    public var symbols = ["ES", "SPY", "BTC-USD"]
}
