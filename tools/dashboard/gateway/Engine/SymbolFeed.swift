import ClientKit
import PitctlViews
import Web

/// One instrument as its pages see it: what a new page is told at once, and what has changed since
/// the last message about it.
///
/// Belongs to its `EngineLink`, and is touched there only.
final class SymbolFeed {
    /// What is told at most so often, and only as its last state.
    enum Slot: Hashable {
        case tick
        case footprint(BarPeriod)
        case profile
        case vwap
        case study(StudyPlace)
        case status
    }

    /// What a study is about.
    struct StudyPlace: Hashable {
        var system: UInt8
        var rule: UInt8
        var key: UInt16
    }

    /// Signals that a new page is told.
    static let signalCount = 100

    let info: InstrumentInfo
    let json: MarketJSON
    /// The periods that pages watch, or watched lately.
    var periods: [BarPeriod: PeriodFeed] = [:]
    /// The streams are read and the beginning is known.
    var isLoaded = false
    /// Counts the loads: what an earlier one still brings is passed over.
    var generation = 0
    var tasks: [Task<Void, Never>] = []
    /// Streams that the engine has not granted or refused yet.
    let answers = AwaitedStreams()

    /// The last tick, noted by the client's thread.
    let lastTick = TickBox()
    var profile: ProfileSnapshot?
    var vwap: VWAPState?
    var regime: DecisionText?
    var studies: [StudyPlace: DecisionText] = [:]
    var levels = OpenLevels()
    /// Signals and refusals as JSON, newest last.
    var signals: [(number: UInt64, json: JSONValue)] = []
    /// Where it stands, as asked twice a second.
    var reading: InstrumentReading?

    var dirty: Set<Slot> = []
    private var sent: [Slot: ContinuousClock.Instant] = [:]
    /// The last status that was told.
    var status = ""

    init(_ info: InstrumentInfo) {
        self.info = info
        json = MarketJSON(info.instrument)
    }

    var symbol: String { info.instrument.symbol }

    /// The slots whose time has come; they are no longer dirty.
    func due(_ now: ContinuousClock.Instant) -> [Slot] {
        let due = dirty.filter { slot in
            guard let last = sent[slot] else { return true }
            return now - last >= Self.interval(slot)
        }
        for slot in due { sent[slot] = now }
        dirty.subtract(due)
        return Array(due)
    }

    private static func interval(_ slot: Slot) -> Duration {
        switch slot {
        case .tick: .milliseconds(100)
        case .footprint, .vwap, .study, .status: .milliseconds(500)
        case .profile: .seconds(1)
        }
    }

    /// Takes a signal in; one that is known already changes nothing.
    ///
    /// - Returns: Whether it is new.
    func take(signal: DecisionText) -> Bool {
        let number = signal.evaluation.number
        guard number > signals.last?.number ?? 0 else { return false }
        signals.append((number, DecisionPageJSON.signal(signal)))
        if signals.count >= 2 * Self.signalCount {
            signals.removeFirst(signals.count - Self.signalCount)
        }
        return true
    }

    /// Takes a study in; an older one than is known changes nothing.
    func take(study: DecisionText) {
        let evaluation = study.evaluation
        let place = StudyPlace(
            system: evaluation.system, rule: evaluation.rule, key: evaluation.key)
        if let known = studies[place], known.evaluation.time > evaluation.time { return }
        studies[place] = study
        dirty.insert(.study(place))
    }

    /// All that the rules say, by system, rule and key.
    var orderedStudies: [DecisionText] {
        studies.sorted {
            ($0.key.system, $0.key.rule, $0.key.key) < ($1.key.system, $1.key.rule, $1.key.key)
        }.map(\.value)
    }
}

/// The bars and footprints of one instrument and period.
final class PeriodFeed {
    /// Closed bars that a new page is told.
    static let barCount = 50

    let period: BarPeriod
    /// The engine keeps rows of this period.
    let hasRows: Bool
    var isLoaded = false
    var tasks: [Task<Void, Never>] = []
    var idleBeats = 0
    /// Closed bars with their rows, as JSON, oldest first.
    private(set) var closed: [(start: Nanoseconds, hasRows: Bool, json: JSONValue)] = []
    /// The developing footprint.
    var open: FootprintRecord?

    init(_ period: BarPeriod, hasRows: Bool) {
        self.period = period
        self.hasRows = hasRows
    }

    /// Takes a closed bar in, in any order; one that is known changes nothing, unless it comes with
    /// rows and was known without.
    ///
    /// - Returns: Whether it is new.
    @discardableResult
    func close(
        _ start: Nanoseconds, hasRows: Bool, _ json: @autoclosure () -> JSONValue
    ) -> Bool {
        var place = closed.count
        while place > 0, closed[place - 1].start > start { place -= 1 }
        if place > 0, closed[place - 1].start == start {
            guard hasRows, !closed[place - 1].hasRows else { return false }
            closed[place - 1] = (start, hasRows, json())
            return true
        }
        if let developing = open, developing.bar.start <= start { open = nil }
        if place == 0, closed.count >= Self.barCount { return false }
        closed.insert((start, hasRows, json()), at: place)
        if closed.count > Self.barCount { closed.removeFirst() }
        return true
    }

    /// Takes the developing footprint in; one that closed already changes nothing.
    ///
    /// - Returns: Whether it is developing.
    func develop(_ record: FootprintRecord) -> Bool {
        if let last = closed.last, record.bar.start <= last.start { return false }
        open = record
        return true
    }
}
