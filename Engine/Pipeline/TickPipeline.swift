import Bars
import Intake
public import Market
public import Measures
public import Records
import Strategy

/// All that is computed of one instrument, from its inputs in order: `apply(input) -> outputs`.
///
/// A tick goes through intake (bad, duplicate, late, side), then changes three things only: the
/// running sums, the extremes since the open bars were last told, and one cell of the rows since
/// footprints and profiles last took them over. One comparison with `boundary` tells whether
/// anything begins or ends; there bars, footprints, profiles and VWAPs take over what traded, and
/// strategies are asked. All of it is whole numbers, so it does not matter how the ticks were cut
/// into runs. Time arrives in the inputs; nothing here reads a clock.
public struct TickPipeline: ~Copyable {
    // What ticks and closes touch lies together, in front of it and behind it what is rarely read:
    // see `TickPipeline+Near`.

    /// Evaluations so far that were no studies.
    let numbers: UnsafeMutablePointer<UInt64>
    /// What the strategy that is being asked wants to be traded.
    let intents: UnsafeMutablePointer<IntentList>
    /// Readings after each tick of the last run, when asked for.
    @usableFromInline
    let trace: LiveTrace?
    /// The watch is told of quotes.
    var wantsQuotes = false
    /// The sum of the counters when they were last written.
    var reportedCounters: Int64 = 0

    // Every tick, from the end of `intake` to the beginning of `totals`.
    var intake: Intake
    /// The instrument's number.
    public let instrument: InstrumentID
    /// What an in-session tick counts in now.
    var flags: TickFlags = []
    /// A tick goes into `rows`.
    var takesRows = false
    /// A strategy reads the run of ticks of one side.
    let wantsSideRun: Bool
    /// There is a `trace`.
    let traces: Bool
    /// The first instant at which something begins or ends.
    @usableFromInline
    var boundary = Int64.min
    /// The levels between which a tick is in range and touches nothing.
    var quiet = QuietBand.all
    /// What traded since footprints and profiles took it over.
    @usableFromInline
    var rows: RowBlock
    /// What traded since the open bars were told.
    @usableFromInline
    var block = OpenBlock()
    /// Running sums since the start.
    var totals = FlowTotals()

    // Every close.
    /// The earliest end of anything open: a beat before it has nothing to do.
    public internal(set) var nextDue = Nanoseconds.never
    /// What is kept in each session mode: see `LaneBlock`.
    @usableFromInline
    var laneBlock: UnsafeMutableRawPointer
    /// The first instant at which a lane enters or leaves a session.
    var sessionChange = Int64.min
    /// The span of prices in `rows`.
    var rowsHigh = Int64.min
    var rowsLow = Int64.max
    /// The last price that was taken, for automatic row sizes.
    var lastPrice = Price.none
    /// The start of the last bar input, and of the last that was not empty.
    var lastBarInput = Nanoseconds(Int64.min)
    let laneCount: Int
    /// The lanes of bars, profiles and VWAPs.
    let roles: LaneRoles
    /// How its prices are counted.
    public let scale: PriceScale

    let sizes: SizeScale
    /// The rule of the open session.
    var imbalance: ImbalanceRule
    var nakedPOCs = NakedPOCs()
    var seats: [StrategySeat]
    let settings: PipelineSettings
    let schedule: SessionSchedule
    /// The session VWAP that the last bar input's provider gave, real price.
    var providerVWAP: Double?
    /// Whether the strategies can run on the input's bars is still to be looked at.
    var checksInput = true
    /// Of which period footprints are.
    var timeframe: Timeframe

    /// Who waits for prices, and the levels between which nobody does.
    unowned(unsafe) var watch: (any PipelineWatch)?
    var quietPrices = QuietBand.all
    /// The last run of ticks of one side, when somebody reads it.
    var sideRun = SideRun()
    /// Fills the last cache line, so that the next pipeline begins with one.
    private let unused = 0

    /// A pipeline that has seen nothing.
    ///
    /// - Parameter strategies: those that watch the instrument, at most 64, in the order in which
    ///   they are asked.
    public init(
        instrument: InstrumentID, scale: PriceScale,
        sizes: SizeScale = SizeScale(decimals: 0, lot: 1), settings: PipelineSettings,
        schedule: SessionSchedule = SessionSchedule(), strategies: [SeatedStrategy] = []
    ) {
        precondition(strategies.count <= 64, "at most 64 strategies, got \(strategies.count)")
        self.instrument = instrument
        self.scale = scale
        self.sizes = sizes
        self.settings = settings
        self.schedule = schedule
        imbalance = settings.imbalance
        intake = Intake(instrument: instrument, scale: scale, settings: settings.intake)
        rows = RowBlock(limit: settings.ladderLimit)
        timeframe = Timeframe(footprint: settings.footprint)
        let plans = LanePlan.plans(
            settings, timeframe: settings.footprint, strategies.map { ($0.mode, $0.strategy.needs) }
        )
        laneCount = plans.lanes.count
        laneBlock = LaneBlock.make(plans.lanes, settings, unit: sizes.unitsPerOne)
        roles = LaneRoles(plans.lanes)
        seats = zip(strategies, plans.seats).map { StrategySeat($0, lane: $1) }
        wantsSideRun = seats.contains { $0.needs.sideRun }
        numbers = .allocate(capacity: 1)
        numbers.initialize(to: 0)
        intents = .allocate(capacity: 1)
        intents.initialize(to: IntentList())
        traces = settings.tracesTicks
        trace = settings.tracesTicks ? LiveTrace() : nil
        boundary = .min
    }

    deinit {
        lanes.deinitialize(count: laneCount)
        laneBlock.deallocate()
        numbers.deallocate()
        intents.deinitialize(count: 1)
        intents.deallocate()
        trace?.deallocate()
    }

    /// What is kept in each session mode.
    var lanes: UnsafeMutablePointer<Lane> { laneBlock.assumingMemoryBound(to: Lane.self) }

    /// What was taken and dropped so far.
    public var counters: CountersRecord { intake.counters }

    /// Bytes held by the ladders.
    public var ladderBytes: Int { (0..<laneCount).reduce(rows.bytes) { $0 + lanes[$1].bytes } }

    /// The readings after each tick of the last run that was taken, in order, of pipelines that
    /// trace them; valid until the next run.
    @inlinable
    public var traced: UnsafeBufferPointer<LiveReading> {
        guard let trace else { return UnsafeBufferPointer(start: nil, count: 0) }
        return trace.readings
    }

    /// Takes one input; a provider's bar goes to `apply(bar:)`.
    ///
    /// - Parameter cause: the input's sequence in the shard.
    public mutating func apply(
        _ input: Input, cause: UInt64, into out: inout OutputBuffer
    ) {
        withUnsafePointer(to: input) {
            apply(run: UnsafeBufferPointer(start: $0, count: 1), firstCause: cause, into: &out)
        }
    }

    /// Quotes, losses, gaps, anchors and the end of the feed.
    @inline(never)
    mutating func applyRare(
        _ input: borrowing Input, cause: UInt64, into out: inout OutputBuffer
    ) {
        switch input.kind {
        case .quote:
            intake.take(quote: input.quote)
            out.append(
                QuoteRecord(instrument: instrument, quote: input.quote, cause: cause).slot)
            tellWatch(input.quote, cause, &out)
        case .malformed: intake.counters.bad += input.size
        case .feedGap: intake.counters.feedGaps += 1
        case .ringLoss: intake.counters.lost += input.size
        case .anchor:
            lanes[roles.vwaps].vwaps.addAnchor(
                UInt32(truncatingIfNeeded: input.tradeID), from: input.time)
            boundary = .min
        case .end: finish(cause: cause, into: &out)
        case .beat: beat(input.time, cause: cause, into: &out)
        case .tick, .bar, .barRest, .command, .commandRest, .watermark, .close, .feedBegin: break
        }
    }
}

/// Which lane keeps what the clients see.
struct LaneRoles {
    let bars: Int
    let profiles: Int
    let vwaps: Int

    init(_ plans: [LanePlan]) {
        func lane(_ role: TickFlags) -> Int { plans.firstIndex { $0.role.contains(role) } ?? 0 }
        bars = lane(.inBars)
        profiles = lane(.inProfiles)
        vwaps = lane(.inVWAPs)
    }
}
