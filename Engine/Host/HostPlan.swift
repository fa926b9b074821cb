import Core
public import Feed
import Intake
import Journal
public import Market
import Measures
public import Pipeline
public import Publisher
public import Records
public import Recovery
public import Settings
import StateCoding
import Strategy
public import Trading
public import Wire

/// Where an instrument's ticks come from.
public enum FeedOrigin: Sendable, Equatable {
    /// A file, or the simulated market: the replay feed owns it.
    case replay
    /// A client with the role `feed`.
    case wire
}

/// One instrument of an engine, and what is computed of it.
public struct HostInstrument: Sendable {
    /// The instrument.
    public var instrument: Instrument
    /// What the core computes.
    public var pipeline: PipelineSettings
    /// The strategies that watch it.
    public var strategies: [SeatedStrategy] = []
    /// Where its ticks come from.
    public var origin: FeedOrigin
    /// What tells its replayed source from others, so that a restart goes on in the same; 0 for
    /// one that can not be gone on in.
    public var source: UInt64 = 0

    /// Lays the configuration over an instrument.
    ///
    /// - Throws: When the symbol is unknown and has no tick size, or its facts contradict.
    public init(
        symbol: String, settings: EngineSettings, origin: FeedOrigin
    ) throws(InstrumentError) {
        let own = try settings.instrumentSettings(for: symbol)
        self.init(own, settings: settings, origin: origin)
    }

    init(_ own: InstrumentSettings, settings: EngineSettings, origin: FeedOrigin) {
        instrument = own.instrument
        self.origin = origin
        var pipeline = PipelineSettings()
        pipeline.intake = IntakeSettings(
            span: Int64(settings.intake.span), tradeIDWindow: settings.intake.tradeIDWindow,
            infersSides: settings.intake.infersSides)
        pipeline.bars = settings.bars.periods
        pipeline.barsMode = own.barsSession
        pipeline.footprint = settings.footprint.period
        pipeline.footprintMode = own.barsSession
        pipeline.footprintRow = own.footprintRow
        pipeline.imbalance = ImbalanceRule(
            ratio: settings.footprint.imbalanceRatio,
            minimumVolume: own.minimumVolume.volume(price: 1, sizes: own.instrument.sizes),
            ignoresZeros: settings.footprint.ignoresZeros)
        pipeline.minimumVolume = own.minimumVolume
        pipeline.profiles = settings.profile.anchors
        pipeline.profilesMode = own.session
        pipeline.profileRow = settings.profile.row
        pipeline.profileRule = ProfileRule(
            valueAreaShare: settings.profile.valueAreaShare,
            valueAreaStep: settings.profile.valueAreaStep, nodeBins: settings.profile.nodeBins,
            lowNodeShare: settings.profile.lowNodeShare,
            shoulderRatio: settings.profile.shoulderRatio,
            highNodeShare: settings.profile.highNodeShare)
        pipeline.vwaps = settings.vwap.anchors
        pipeline.userAnchors = settings.vwap.userAnchors
        pipeline.vwapsMode = own.session
        pipeline.vwapPeriod = settings.vwap.period
        pipeline.ladderLimit = settings.profile.ladderLimit
        self.pipeline = pipeline
    }

    /// What the publisher has to know: the same, said for its replica.
    func setup(isSimulated: Bool) -> InstrumentSetup {
        var setup = InstrumentSetup(instrument)
        setup.bars = pipeline.bars
        setup.barsMode = pipeline.barsMode
        setup.footprint = pipeline.footprint
        setup.footprintMode = pipeline.footprintMode
        setup.footprintRow = pipeline.footprintRow
        setup.imbalance = pipeline.imbalance
        setup.profiles = pipeline.profiles
        setup.profileRow = pipeline.profileRow
        setup.profileRule = pipeline.profileRule
        setup.vwaps = pipeline.vwaps
        setup.userAnchors = pipeline.userAnchors
        setup.ladderLimit = pipeline.ladderLimit
        setup.isWireFed = origin == .wire
        setup.feed = origin == .wire ? .none : .connecting
        return setup
    }
}

/// Everything an engine is started with.
public struct HostPlan {
    /// The checked configuration.
    public var settings: EngineSettings
    /// The instruments; the place in the list is the instrument's number.
    public var instruments: [HostInstrument]
    /// What the replay feed reads, or `nil` without one; its inputs are numbered like the list.
    public var source: MergedSource?
    /// Seconds of market time a second; 0 as fast as possible.
    public var speed = 1.0
    /// The replay feed starts once this many clients have subscribed to something, and goes on when
    /// one of them leaves.
    public var waitsForClients = 0
    /// The replay feed starts once this many streams are subscribed to.
    public var waitsForStreams = 0
    /// A write or sync of the journal that takes longer halts trading.
    public var diskPatience = Nanoseconds.seconds(2)
    /// Ends the run when the replay feed has ended and everything is published.
    public var stopsAtEnd = false
    /// The feed is a simulation, and everything says so.
    public var isSimulated = false
    /// Who may log in as what.
    public var allows: @Sendable (_ token: [UInt8], _ role: Role) -> Bool
    /// The version that clients are told.
    public var version = ""
    /// Called for every evaluation that is no study, in order, on the publisher's thread, which
    /// waits for it.
    public var onDecision: (@Sendable (Evaluation) -> Void)?

    /// The configuration that the core decides by, as a text that makes the same plan again; empty
    /// for a plan that was made otherwise, whose journal only the same program can replay.
    public var rules = ""
    /// The command line that makes this program answer questions as of a moment, by `PastServer`, in a
    /// process of their own; `nil` to answer them in this one. Needs `rules`.
    public var pastWords: [String]?
    /// How the account trades.
    public var trading: TradingSettings
    /// The trading session starts with an engine that has no past.
    public var startsTrading: Bool
    /// Told in words when the SQLite file is in trouble, on the archive's thread.
    public var onStoreFault: @Sendable (String) -> Void = { _ in }

    /// A plan for instruments without a replay feed.
    public init(
        settings: EngineSettings, instruments: [HostInstrument],
        allows: @escaping @Sendable (_ token: [UInt8], _ role: Role) -> Bool
    ) {
        self.settings = settings
        self.instruments = instruments
        self.allows = allows
        startsTrading = settings.trading.startsItself
        trading = TradingSettings(
            settings.trading, usual: instruments.first?.pipeline.barsMode ?? .rth)
    }

    /// All that decides, having seen nothing. Its producers are the replay feed and the wire.
    func core() -> Core {
        let parts = instruments.enumerated().map { place, one in
            var part = CoreInstrument(
                instrument: InstrumentID(UInt32(place)), symbol: one.instrument.symbol,
                scale: one.instrument.prices,
                sizes: one.instrument.sizes, settings: one.pipeline)
            part.strategies = one.strategies
            part.assetClass = one.instrument.assetClass
            part.tickValueNanos = one.instrument.tickValueNanos
            return part
        }
        let origins: [FeedOrigin] = [.replay, .wire]
        return Core(
            instruments: parts,
            producers: origins.map { origin in
                instruments.indices.filter { instruments[$0].origin == origin }
            }, trading: trading)
    }

    /// Who writes its journal.
    func identity(epoch: UInt64) -> JournalIdentity {
        JournalIdentity(
            epoch: epoch, build: "pitwire \(version)", rulesDigest: rulesDigest,
            instruments: instruments.map(\.instrument))
    }

    /// A digest of everything that shapes what the core decides: two engines with the same one
    /// make the same records of the same inputs.
    public var rulesDigest: UInt64 {
        var writer = StateWriter()
        writer.put(Core.rules)
        writer.put(trading)
        for one in instruments {
            writer.put(one.instrument)
            writer.put(one.origin == .wire)
            // Plain values all through: their description holds every one of them.
            writer.put(String(reflecting: one.pipeline))
            for seat in one.strategies {
                writer.put(seat.mode)
                seat.strategy.save(into: &writer)
            }
        }
        return Self.digest(writer.finish())
    }

    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        // FNV-1a: the same everywhere.
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// What it is made of, to be made again beside the running engine.
    public func parts(_ settings: PublisherSettings? = nil) -> EngineParts {
        let settings =
            settings ?? PublisherSettings(epoch: 0, allows: { _, _ in false })
        let plan = UncheckedPlan(plan: self)
        return EngineParts(
            rulesDigest: rulesDigest, core: { plan.plan.core() },
            publisher: { plan.plan.publisher(settings, SilentShell.shared) })
    }

    /// A publisher of its instruments.
    func publisher(_ settings: PublisherSettings, _ shell: any PublisherShell) -> Publisher {
        Publisher(
            settings: settings,
            instruments: instruments.map { $0.setup(isSimulated: isSimulated) }, shell: shell)
    }

    /// What the evaluations of the strategies that run mean, by number.
    public var schemas: [StrategySchema] {
        var found: [StrategySchema] = []
        for seat in instruments.flatMap(\.strategies) {
            let schema = type(of: seat.strategy).schema
            if !found.contains(schema) { found.append(schema) }
        }
        return found.sorted { $0.number < $1.number }
    }
}

/// A plan on another thread: it is only read there, and its source is not touched.
private struct UncheckedPlan: @unchecked Sendable {
    var plan: HostPlan
}
