import Core
import Market
import Records
import Ring

/// How many of the entries that wait had what they touch brought near.
struct Fetched: BitwiseCopyable {
    /// Where it lies.
    var places = 0
    /// It.
    var lines = 0

    /// The first of the entries was taken.
    @inline(__always)
    mutating func advance() {
        places = max(0, places &- 1)
        lines = max(0, lines &- 1)
    }
}

/// Bringing near what waiting entries will touch: of many symbols each finds its state cold.
///
/// Small tables tell where it lies: their lines are fetched first. The first entries after a pause
/// are fetched together, so that they wait for memory once.
extension Shard {
    /// So many instruments' state stays in the processor's own cache.
    static let cachedInstruments = 16
    /// How many entries ahead is fetched what.
    static let ahead = Fetched(places: 12, lines: 6)
    /// Most inputs of an entry whose slots are fetched.
    static let slotsAhead = 4

    /// Looks at the entries of the producer whose turn it is, before the first of them is taken.
    @inline(__always)
    func fetchAhead() {
        guard instrumentCount > Self.cachedInstruments else { return }
        let waiting = orders[turn].ready()
        var done = fetched[turn]
        while done.places < min(Self.ahead.places, waiting.count) {
            fetchPlaces(waiting[done.places])
            done.places &+= 1
        }
        while done.lines < min(Self.ahead.lines, waiting.count) {
            fetchLines(waiting[done.lines])
            done.lines &+= 1
        }
        done.advance()
        fetched[turn] = done
    }

    @inline(__always)
    private func fetchPlaces(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let place = core.place(of: InstrumentID(entry.instrument))
        prefetchLine(next + place)
        core.forTables(at: place, prefetchLine)
    }

    @inline(__always)
    private func fetchLines(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let instrument = InstrumentID(entry.instrument)
        let place = core.place(of: instrument)
        prefetchLine(rings + place)
        next[place].prefetchTake(min(Int(entry.count), Self.slotsAhead))
        core.forLines(of: instrument, until: entry.time, prefetchLine)
    }
}
