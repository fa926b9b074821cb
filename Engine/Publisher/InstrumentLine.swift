import Market
import Measures
import Records
import Wire

/// One instrument in the publisher: its replica, its streams, and what it remembers.
final class InstrumentLine {
    let place: Int
    let setup: InstrumentSetup
    var replica: Replica
    let ticks: Stream
    let quotes: Stream
    var bars: [BarPeriod: Stream] = [:]
    let footprint: Stream
    let signals: Stream
    let decisions: Stream
    let studies: Stream
    /// What the desk says of it.
    let events: Stream
    /// These three.
    let evaluated: [Stream]
    /// Developing views, profiles, VWAPs and status by key: made when first asked for.
    var views: [Stream] = []
    var run: TickRun
    var barHistory: [BarPeriod: RecordRing<BarRecord>] = [:]
    var footprintHistory: RecordRing<FootprintRecord>
    var profileHistory: [Anchor: RecordRing<ProfileSnapshot>] = [:]
    /// What was decided, oldest first, and where the studies stand.
    var evaluations: RecordRing<KeptEvaluation>
    var studyTable: StudyTable
    var nakedPOCs: [ProfileLandmarks.NakedPOC] = []
    var counters: CountersRecord?
    var feed: FeedState
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
        _ place: Int, _ setup: InstrumentSetup, _ settings: PublisherSettings,
        make: (StreamKey) -> Stream
    ) {
        self.place = place
        self.setup = setup
        replica = Replica(setup, schedule: SessionSchedule())
        run = TickRun(limit: settings.ticksPerFrame)
        feed = setup.feed
        func key(_ channel: Channel, _ parameters: StreamParameters = StreamParameters())
            -> StreamKey
        {
            StreamKey(channel: channel, place: place, parameters: parameters)
        }
        ticks = make(key(.ticks))
        quotes = make(key(.quotes))
        footprint = make(key(.footprint, StreamParameters(period: setup.footprint)))
        signals = make(key(.signals))
        decisions = make(key(.decisions))
        studies = make(key(.studies))
        events = make(key(.events))
        evaluated = [signals, decisions, studies]
        evaluations = RecordRing(limit: settings.evaluationsKept)
        studyTable = StudyTable(limit: settings.studiesKept)
        footprintHistory = RecordRing(limit: settings.footprintsKept)
        for period in setup.bars {
            bars[period] = make(key(.bars, StreamParameters(period: period)))
            barHistory[period] = RecordRing(limit: settings.barsKept)
        }
        for anchor in setup.profiles {
            profileHistory[anchor] = RecordRing(limit: settings.profilesKept)
        }
    }

    var id: InstrumentID { InstrumentID(UInt32(place)) }
    var info: InstrumentInfo { InstrumentInfo(id: id, instrument: setup.instrument) }
}
