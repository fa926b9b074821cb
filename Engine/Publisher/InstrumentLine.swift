import Market
import Measures
import Records
import Wire

/// One instrument in the publisher: its replica, its streams, and what it remembers.
final class InstrumentLine {
    let place: Int
    let setup: InstrumentSetup
    /// Ticks that it has not looked at yet: `settle` does, before anybody looks at the line.
    let tray: TickTray
    // Looked at by the publisher's thread alone, each for as long as one of its functions runs: that
    // the uses do not overlap is not checked anew for every tick.
    @exclusivity(unchecked) private var settledReplica: Replica
    @exclusivity(unchecked) private var settledRun: TickRun
    private var settledFeed: FeedState
    let ticks: Stream
    let quotes: Stream
    private(set) var bars: [BarPeriod: PeriodLine<BarRecord>] = [:]
    /// Of the configured period, and of those that commands chose.
    private(set) var footprints: [BarPeriod: PeriodLine<FootprintRecord>] = [:]
    /// The period of the footprints that come; `nil` without any.
    private(set) var timeframe: BarPeriod?
    /// Periods that commands chose beside the configured one, each once, in that order.
    private(set) var chosenPeriods: [BarPeriod] = []
    let signals: Stream
    let decisions: Stream
    let studies: Stream
    /// What the desk says of it.
    let events: Stream
    /// These three.
    let evaluated: [Stream]
    /// Developing views, profiles, VWAPs and status by key: made when first asked for.
    var views: [Stream] = []
    var profileHistory: [Anchor: RecordRing<ProfileSnapshot>] = [:]
    /// What was decided, oldest first, and where the studies stand.
    var evaluations: RecordRing<KeptEvaluation>
    var studyTable: StudyTable
    var nakedPOCs: [ProfileLandmarks.NakedPOC] = []
    var counters: CountersRecord?
    /// Levels that traded since the last profile views, while somebody watches a profile.
    var dirty: [Level] = []
    var watchesProfiles = false
    /// The session that feeds it, and how far its feed was taken.
    var feeder: SessionID?
    var acceptedThrough: UInt64 = 0
    /// How far it is on disk, and how far it was told.
    var fedDurable: UInt64 = 0
    var acknowledgedThrough: UInt64 = 0
    var isTouched = false

    init(
        _ place: Int, _ setup: InstrumentSetup, _ settings: PublisherSettings, _ tray: TickTray,
        make: (StreamKey) -> Stream
    ) {
        self.place = place
        self.setup = setup
        self.tray = tray
        settledReplica = Replica(setup, schedule: SessionSchedule())
        settledRun = TickRun(limit: settings.ticksPerFrame)
        settledFeed = setup.feed
        func key(_ channel: Channel, _ parameters: StreamParameters = StreamParameters())
            -> StreamKey
        {
            StreamKey(channel: channel, place: place, parameters: parameters)
        }
        ticks = make(key(.ticks))
        quotes = make(key(.quotes))
        let footprint = setup.footprint.map {
            make(key(.footprint, StreamParameters(period: $0)))
        }
        timeframe = setup.footprint
        signals = make(key(.signals))
        decisions = make(key(.decisions))
        studies = make(key(.studies))
        events = make(key(.events))
        evaluated = [signals, decisions, studies]
        evaluations = RecordRing(limit: settings.evaluationsKept)
        studyTable = StudyTable(limit: settings.studiesKept)
        if let period = setup.footprint, let footprint {
            footprints[period] = PeriodLine(footprint, keeps: settings.footprintsKept)
        }
        for period in setup.bars {
            bars[period] = PeriodLine(
                make(key(.bars, StreamParameters(period: period))), keeps: settings.barsKept)
        }
        for anchor in setup.profiles {
            profileHistory[anchor] = RecordRing(limit: settings.profilesKept)
        }
    }

    /// What is developing.
    var replica: Replica {
        _read {
            settle()
            yield settledReplica
        }
        _modify {
            settle()
            yield &settledReplica
        }
    }

    /// The ticks that wait for the next frame, and their count.
    var run: TickRun {
        _read {
            settle()
            yield settledRun
        }
        _modify {
            settle()
            yield &settledRun
        }
    }

    /// Whether ticks come.
    var feed: FeedState {
        get {
            settle()
            return settledFeed
        }
        set {
            settle()
            settledFeed = newValue
        }
    }

    /// Somebody waits for its ticks, or did recently.
    var isWatched: Bool { ticks.isKept || settledRun.isKept || watchesProfiles }

    /// Looks at the ticks in its tray.
    @inline(__always)
    func settle() {
        if !tray.isEmpty { settleTray() }
    }

    @inline(never)
    private func settleTray() {
        let slots = tray.takeAll()
        settledReplica.fold(slots)
        for slot in slots {
            let record = TickRecord(slot)
            settledRun.take(record.tick, record.received, record.decidedAfter)
            settledRun.digest.add(tick: slot)
        }
        settledFeed = .live
    }

    /// Gives the replica's sums, memory and bytes.
    func forSums(_ body: (UnsafeRawPointer, Int) -> Void) { settledReplica.forSums(body) }

    /// Gives the cache lines of the replica's ladders that the ticks in the tray likely go to.
    func forLikelyCells(_ body: (UnsafeRawPointer) -> Void) {
        guard let first = tray.first else { return }
        settledReplica.forCells(around: TickRecord(first).tick.level, body)
    }

    /// Periods that there are bars of: the configured ones, then timeframes that are none of them.
    var barPeriods: [BarPeriod] {
        setup.bars + chosenPeriods.filter { !setup.bars.contains($0) }
    }

    /// Footprints are of another period once the running one has closed; `nil` for the configured.
    func turn(
        to chosen: BarPeriod?, _ settings: PublisherSettings, make: (StreamKey) -> Stream
    ) {
        guard let usual = setup.footprint else { return }
        let period = chosen ?? usual
        know(period, settings, make: make)
        timeframe = period
        replica.turn(to: period)
    }

    /// Takes over what commands chose before a restart; the replica has its own state.
    func restore(
        timeframe: BarPeriod?, chosen: [BarPeriod], _ settings: PublisherSettings,
        make: (StreamKey) -> Stream
    ) {
        for period in chosen { know(period, settings, make: make) }
        self.timeframe = timeframe
    }

    /// Has streams and history of a timeframe from now on; what nobody listens to costs nothing.
    private func know(
        _ period: BarPeriod, _ settings: PublisherSettings, make: (StreamKey) -> Stream
    ) {
        guard footprints[period] == nil else { return }
        let parameters = StreamParameters(period: period)
        chosenPeriods.append(period)
        footprints[period] = PeriodLine(
            make(StreamKey(channel: .footprint, place: place, parameters: parameters)),
            keeps: settings.footprintsKept)
        guard bars[period] == nil else { return }
        bars[period] = PeriodLine(
            make(StreamKey(channel: .bars, place: place, parameters: parameters)),
            keeps: settings.barsKept)
    }

    var id: InstrumentID { InstrumentID(UInt32(place)) }
    var info: InstrumentInfo { InstrumentInfo(id: id, instrument: setup.instrument) }
}

/// The bars or footprints of one period: their stream, and the last that closed.
final class PeriodLine<Record> {
    let stream: Stream
    var history: RecordRing<Record>

    init(_ stream: Stream, keeps limit: Int) {
        self.stream = stream
        history = RecordRing(limit: limit)
    }
}
