import Bars
import Intake
public import Market
package import Measures
public import Records

/// All that is computed of one instrument, from its inputs in order: `apply(input) -> outputs`.
///
/// The way of a tick: intake (bad, duplicate, late, side), roll (what ended is closed), range,
/// totals, then bars, footprint, profiles and VWAPs. One comparison with `boundary` tells whether
/// anything begins or ends, so the usual tick does arithmetic only; and the ticks of a run that
/// nothing interrupts go through one measure after the other, each measure's state in registers.
/// Every sum is taken tick by tick in order, so runs of any length give the same bits. Time
/// arrives in the inputs; nothing here reads a clock.
public struct TickPipeline: ~Copyable {
    /// The instrument's number.
    public let instrument: InstrumentID
    /// How its prices are counted.
    public let scale: PriceScale
    let sizes: SizeScale
    let settings: PipelineSettings
    let schedule: SessionSchedule

    var intake: Intake
    /// Running sums since the start.
    var totals = FlowTotals()
    let bars: UnsafeMutablePointer<OpenBar>
    let bases: UnsafeMutablePointer<BarBase>
    let barCount: Int
    var footprintBar = OpenBar()
    var footprintBase = BarBase()
    var footprint: Ladder
    var footprintRowTicks: Int64 = 1
    /// The rule of the open session.
    var imbalance: ImbalanceRule
    var profiles: ProfileStage
    var vwaps: VWAPStage
    var vwapBar = OpenBar()
    var nakedPOCs = NakedPOCs()

    /// Where each measure stands in its session mode.
    var barsClock: ModeClock
    var footprintClock: ModeClock
    var profilesClock: ModeClock
    var vwapsClock: ModeClock
    /// Running delta at the start of the bars' and the footprint's session.
    var barsSessionDelta = 0.0
    var footprintSessionDelta = 0.0
    /// What an in-session tick counts in now.
    var flags: TickFlags = []
    /// The first instant at which something begins or ends.
    var boundary = Int64.min
    /// The earliest end of anything open: a beat before it has nothing to do.
    public internal(set) var nextDue = Nanoseconds.never
    /// The sum of the counters when they were last written.
    var reportedCounters: Int64 = 0
    /// The last price that was taken, for automatic row sizes.
    var lastPrice = Price.none
    /// Where the ticks of a run wait for the measures.
    let block: TickBlock
    private let ownsBlock: Bool
    /// The start of the last bar input.
    var lastBarInput = Nanoseconds(Int64.min)

    /// A pipeline that has seen nothing.
    ///
    /// - Parameter block: working memory shared with other pipelines of the same thread.
    public init(
        instrument: InstrumentID, scale: PriceScale,
        sizes: SizeScale = SizeScale(decimals: 0, lot: 1), settings: PipelineSettings,
        schedule: SessionSchedule = SessionSchedule(), block: TickBlock? = nil
    ) {
        self.block = block ?? TickBlock()
        ownsBlock = block == nil
        self.instrument = instrument
        self.scale = scale
        self.sizes = sizes
        imbalance = settings.imbalance
        self.settings = settings
        self.schedule = schedule
        intake = Intake(instrument: instrument, scale: scale, settings: settings.intake)
        barCount = settings.bars.count
        bars = .allocate(capacity: max(1, barCount))
        bars.initialize(repeating: OpenBar(), count: barCount)
        bases = .allocate(capacity: max(1, barCount))
        bases.initialize(repeating: BarBase(), count: barCount)
        footprint = Ladder(
            capacity: 256, limit: settings.ladderLimit, unit: sizes.unitsPerOne)
        profiles = ProfileStage(
            anchors: settings.profiles, rule: settings.profileRule, limit: settings.ladderLimit,
            unit: sizes.unitsPerOne)
        vwaps = VWAPStage(anchors: settings.vwaps, user: settings.userAnchors)
        barsClock = ModeClock(settings.barsMode)
        footprintClock = ModeClock(settings.footprintMode)
        profilesClock = ModeClock(settings.profilesMode)
        vwapsClock = ModeClock(settings.vwapsMode)
    }

    deinit {
        bars.deallocate()
        bases.deallocate()
        if ownsBlock { block.deallocate() }
    }

    /// What was taken and dropped so far.
    public var counters: CountersRecord { intake.counters }

    /// The developing VWAPs in the order of the settings, in place.
    ///
    /// Valid until an anchor is added or the pipeline ends.
    package var vwapSums: UnsafePointer<VWAP> { UnsafePointer(vwaps.sums) }

    /// The row of developing profile `index` that first reached the largest volume.
    public func leadingRow(_ index: Int) -> Int64 {
        precondition(index < profiles.count, "profile \(index) of \(profiles.count)")
        return profiles.ladders[index].leader
    }

    /// Bytes held by the ladders.
    public var ladderBytes: Int { footprint.bytes + profiles.bytes }

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
        case .malformed: intake.counters.bad += input.size
        case .feedGap: intake.counters.feedGaps += 1
        case .ringLoss: intake.counters.lost += input.size
        case .anchor:
            vwaps.addAnchor(UInt32(truncatingIfNeeded: input.tradeID), from: input.time)
        case .end: finish(cause: cause, into: &out)
        case .beat: beat(input.time, cause: cause, into: &out)
        case .tick, .bar, .barRest: break
        }
    }

    @inline(never)
    mutating func touchPOCs(
        _ level: Level, _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        var slots: [OutputSlot] = []
        let instrument = instrument
        nakedPOCs.touch(level) { entry in
            slots.append(
                NakedPOCRecord(
                    instrument: instrument, time: time, cause: cause, session: entry.session,
                    row: entry.row, rowTicks: entry.rowTicks, isTouched: true
                ).slot)
        }
        for slot in slots { out.append(slot) }
    }
}
