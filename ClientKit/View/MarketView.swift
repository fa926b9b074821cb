public import Market
public import Measures
public import Records
public import Wire

/// What a `MarketView` folds, and how its values are read.
public struct MarketViewSettings: Hashable, Sendable {
    /// The period of the developing footprint.
    public var period = BarPeriod.minute5
    /// The hours of the footprint, as the engine has them configured.
    public var mode = SessionMode.rth
    /// Ticks a footprint row.
    public var footprintRowTicks: Int64 = 1
    /// Ticks a profile row.
    public var profileRowTicks: Int64 = 1
    /// How POC and value area are found.
    public var profileRule = ProfileRule()
    /// When a footprint row is an imbalance.
    public var imbalance = ImbalanceRule(minimumVolume: Volume(10))

    /// The engine's defaults.
    public init() {}
}

/// The market of one instrument as of its last tick: price, delta, developing footprint, POC and
/// value area, VWAP with bands.
///
/// Folded from the stream of ticks by the code the engine folds them with, so the values are the
/// engine's own. A tick's flags say what it counts in; the rolls between the ticks say when a
/// session begins. A view that begins in the midst of a session knows only what it saw, unless it
/// was seeded; `PitwireClient.marketView` does that.
public struct MarketView: ~Copyable {
    /// The instrument with its scales.
    public private(set) var instrument: Instrument
    /// What is folded.
    public let settings: MarketViewSettings

    /// The last tick.
    public private(set) var lastTick: Tick?
    /// The last quote given to `apply(quote:)`, or seeded.
    public private(set) var quote: Quote?
    /// The session date of the bars; `nil` before a roll or seed.
    public private(set) var session: SessionDate?
    /// Buyer- minus seller-initiated volume since the session of the bars began.
    public private(set) var cumulativeDelta = Volume.zero
    /// The bar of the developing footprint; `nil` outside sessions and before the first tick.
    public private(set) var bar: DevelopingBar?
    /// Ticks that are missing, by the stream's own gaps.
    public private(set) var missed: UInt64 = 0
    /// What of the session was seen from its start, or seeded.
    public private(set) var whole: Parts = []

    var footprint = Ladder(capacity: 256)
    var profile = Ladder(capacity: 1024)
    var vwapSums = VWAP()
    private let schedule = SessionSchedule()
    private var window: SessionWindow?
    private var profileDate: SessionDate?
    private var vwapDate: SessionDate?
    private var profileRowTicks: Int64
    private var footprintRowTicks: Int64
    private var joins = Joins()

    /// Parts of a view.
    public struct Parts: OptionSet, Hashable, Sendable {
        /// The parts as bits.
        public var rawValue: UInt8

        /// Wraps bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `cumulativeDelta`.
        public static let delta = Parts(rawValue: 1)
        /// `bar` and the footprint's rows.
        public static let footprint = Parts(rawValue: 2)
        /// POC and value area.
        public static let profile = Parts(rawValue: 4)
        /// VWAP and bands.
        public static let vwap = Parts(rawValue: 8)
        /// All of them.
        public static let all: Parts = [.delta, .footprint, .profile, .vwap]
    }

    /// An empty view.
    public init(of instrument: Instrument, settings: MarketViewSettings = MarketViewSettings()) {
        self.instrument = instrument
        self.settings = settings
        profileRowTicks = settings.profileRowTicks
        footprintRowTicks = settings.footprintRowTicks
    }

    // MARK: Folding

    /// Folds a frame of the stream of ticks: its events, then its ticks.
    public mutating func apply(_ frame: StreamFrame<Tick>) {
        for event in frame.events { apply(event) }
        var sequence = frame.stamps?.firstSequence
        for tick in frame.records {
            add(tick, sequence)
            if let known = sequence { sequence = known &+ 1 }
        }
    }

    /// Folds an event of the stream of ticks.
    public mutating func apply(_ event: StreamEvent<Tick>) {
        switch event {
        case .record(let tick): add(tick, nil)
        case .snapshot(let ticks): for tick in ticks { add(tick, nil) }
        case .roll(let roll): apply(roll)
        case .gap(let gap):
            missed += gap.count
            whole = []
        case .restarted(let restart): restarted(restart)
        case .ended: break
        }
    }

    /// Folds ticks as a callback gets them.
    public mutating func apply(_ ticks: UnsafeBufferPointer<Tick>, _ stamps: FrameStamps) {
        for (index, tick) in ticks.enumerated() { add(tick, stamps.firstSequence &+ UInt64(index)) }
    }

    /// Notes a quote.
    public mutating func apply(quote: Quote) { self.quote = quote }

    private mutating func add(_ tick: Tick, _ sequence: UInt64?) {
        lastTick = tick
        let volume = Double(tick.size.rawValue)
        // The session's delta runs on behind its end, as the engine's does, until the next roll.
        if joins.passed(\.delta, tick, sequence) {
            cumulativeDelta.rawValue += MarketView.signed(volume, tick.aggressor)
        }
        if tick.flags.contains(.inFootprint), joins.passed(\.footprint, tick, sequence) {
            addToFootprint(tick, volume)
        }
        if tick.flags.contains(.inProfiles), joins.passed(\.profile, tick, sequence) {
            profile.add(
                row: rowNumber(tick.level, rowTicks: profileRowTicks), volume, tick.aggressor)
        }
        if tick.flags.contains(.inVWAPs), joins.passed(\.vwap, tick, sequence) {
            vwapSums.add(Double(tick.price.rawValue), volume)
        }
    }

    private mutating func addToFootprint(_ tick: Tick, _ volume: Double) {
        if bar == nil || tick.time >= bar?.end ?? .zero {
            guard let span = span(at: tick.time) else { return }
            footprint.removeAll()
            // The bar that is open at the start of a view was not seen from its own start.
            if bar != nil { whole.insert(.footprint) }
            bar = DevelopingBar(span, at: tick.price)
        }
        bar?.add(tick, volume)
        footprint.add(
            row: rowNumber(tick.level, rowTicks: footprintRowTicks), volume, tick.aggressor)
    }

    private mutating func span(at time: Nanoseconds) -> BarSpan? {
        if window?.contains(time) != true {
            guard case .inside(let found) = schedule.lookup(time, mode: settings.mode) else {
                return nil
            }
            window = found
        }
        guard let window else { return nil }
        return schedule.barSpan(
            at: time, period: settings.period, mode: settings.mode, window: window)
    }

    static func signed(_ volume: Double, _ aggressor: Aggressor) -> Double {
        switch aggressor {
        case .buyer: volume
        case .seller: -volume
        case .none: 0
        }
    }

    /// A session began; one that a seed knows already changes nothing.
    private mutating func apply(_ roll: RollRecord) {
        let date = roll.window.date
        switch roll.measure {
        case .bars where session.map { date > $0 } ?? true:
            session = date
            cumulativeDelta = .zero
            whole.insert(.delta)
            joins.delta = nil
        case .footprint where window.map { date > $0.date } ?? true:
            window = roll.window
            bar = nil
            footprint.removeAll()
            whole.insert(.footprint)
            joins.footprint = nil
        case .profiles where roll.anchor == .daily && (profileDate.map { date > $0 } ?? true):
            profileDate = date
            profile.removeAll()
            whole.insert(.profile)
            joins.profile = nil
        case .vwaps where roll.anchor == .daily && (vwapDate.map { date > $0 } ?? true):
            vwapDate = date
            vwapSums = VWAP()
            whole.insert(.vwap)
            joins.vwap = nil
        default: break
        }
    }

    private mutating func restarted(_ restart: StreamRestart) {
        if let found = restart.instrument { instrument = found.instrument }
        whole = []
        joins = Joins()
        session = nil
        window = nil
        bar = nil
        profileDate = nil
        vwapDate = nil
        cumulativeDelta = .zero
        footprint.removeAll()
        profile.removeAll()
        vwapSums = VWAP()
    }

    // MARK: Seeding

    /// Goes on from where the engine says the instrument stands: delta, VWAP, last tick, quote.
    public mutating func seed(_ reading: InstrumentReading) {
        let state = reading.state
        session = state.session
        cumulativeDelta = state.cumulativeDelta
        lastTick = state.lastTick ?? lastTick
        quote = state.quote ?? quote
        joins.delta = Join(reading.position, state.lastTick?.time ?? state.time)
        whole.insert(.delta)
        guard let daily = reading.vwaps.first(where: { $0.anchor == .daily }) else { return }
        vwapSums.origin = daily.origin
        vwapSums.volume = daily.volume.rawValue
        vwapSums.first = daily.first
        vwapSums.second = daily.second
        vwapDate = daily.date
        joins.vwap = Join(reading.position, daily.time)
        whole.insert(.vwap)
    }

    /// Goes on from a developing daily profile.
    public mutating func seed(profile found: Positioned<ProfileSnapshot>) {
        profile.removeAll()
        profileRowTicks = found.value.rowTicks
        for row in found.value.rows { _ = profile.set(row) }
        profileDate = found.value.date
        joins.profile = Join(found.position, found.value.end)
        whole.insert(.profile)
    }

    /// Goes on from the developing footprint of the view's period.
    ///
    /// - Parameter lastTime: of the last tick in it, where its position is not known.
    public mutating func seed(
        footprint found: Positioned<FootprintRecord>, lastTime: Nanoseconds
    ) {
        footprint.removeAll()
        footprintRowTicks = found.value.rowTicks
        for row in found.value.rows { _ = footprint.set(row) }
        bar = DevelopingBar(found.value.bar)
        joins.footprint = Join(found.position, lastTime)
        whole.insert(.footprint)
    }

    /// Ticks a row of the profile now.
    public var profileRowHeight: Int64 { profileRowTicks }
    /// Ticks a row of the footprint now.
    public var footprintRowHeight: Int64 { footprintRowTicks }
}
