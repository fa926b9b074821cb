import Core
import Market
import Memory
import Records
import Ring

/// Bringing near what waiting entries will touch: of many symbols each finds its state cold.
///
/// Two tables tell where it lies, and as those are cold too, they are fetched before it; the first
/// entries after a pause are fetched together, so that they wait for memory once.
extension Shard {
    /// How many entries ahead what they touch is fetched, and what tells where that lies.
    static let ahead = 7
    static let farAhead = 14

    /// Looks at the entries of the producer whose turn it is, before the first of them is taken.
    @inline(__always)
    mutating func fetchAhead() {
        guard rings.count > cachedInstruments else { return }
        let waiting = orders[turn].known
        if waiting >= Self.farAhead { approach(orders[turn].peek(Self.farAhead - 1).pointee) }
        if waiting >= Self.ahead {
            fetch(orders[turn].peek(Self.ahead - 1).pointee)
        } else if waiting == 0 {
            fetchFirst()
        }
    }

    /// Entries have come, none of which was looked at.
    @inline(never)
    private mutating func fetchFirst() {
        let entries = orders[turn].ready()
        for entry in entries.prefix(Self.farAhead) { approach(entry) }
        for entry in entries.prefix(Self.ahead) { fetch(entry) }
    }

    @inline(__always)
    private mutating func approach(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let place = core.place(of: InstrumentID(entry.instrument))
        prefetchLine(next + place)
        prefetchLine(core.front(at: place))
    }

    @inline(__always)
    private mutating func fetch(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let instrument = InstrumentID(entry.instrument)
        let place = core.place(of: instrument)
        next[place].prefetchTake()
        core.forLines(of: instrument, at: place, until: entry.time, prefetchLine)
    }
}
