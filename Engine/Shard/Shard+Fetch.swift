import Core
import Market
import Records
import Ring

/// How many of the entries that wait had what they touch brought near.
struct Fetched: BitwiseCopyable {
    /// Their instruments' state.
    var states = 0
    /// What the state points to, and the slots of their ring.
    var slots = 0
    /// What a close touches, if there is one.
    var closes = 0

    /// The first of the entries was taken.
    @inline(__always)
    mutating func advance() {
        states = max(0, states &- 1)
        slots = max(0, slots &- 1)
        closes = max(0, closes &- 1)
    }
}

/// Bringing near what waiting entries will touch: of many symbols each finds its state cold.
///
/// What lies at the end of a pointer follows once the pointer is there. The first entries after a
/// pause are fetched together, so that they wait for memory once.
extension Shard {
    /// Looks at the entries of the producer whose turn it is, before the first of them is taken.
    @inline(__always)
    mutating func fetchAhead() {
        guard instrumentCount > Self.cachedInstruments else { return }
        let waiting = orders[turn].ready()
        var done = fetched[turn]
        while done.states < min(Self.ahead.states, waiting.count) {
            fetchState(waiting[done.states])
            done.states &+= 1
        }
        while done.slots < min(Self.ahead.slots, waiting.count) {
            fetchSlots(waiting[done.slots])
            done.slots &+= 1
        }
        while done.closes < min(Self.ahead.closes, waiting.count) {
            fetchClose(waiting[done.closes])
            done.closes &+= 1
        }
        done.advance()
        fetched[turn] = done
    }

    @inline(__always)
    private func fetchState(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let place = core.place(of: InstrumentID(entry.instrument))
        prefetchLine(rings + place)
        core.forTickLines(at: place, prefetchLine)
    }

    @inline(__always)
    private func fetchSlots(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let place = core.place(of: InstrumentID(entry.instrument))
        rings[place].prefetch(Int(min(entry.count, 4)))
        core.forLikelyCells(at: place, prefetchLine)
    }

    /// What a close touches, when one of the entry's ticks closes something.
    @inline(__always)
    private func fetchClose(_ entry: OrderEntry) {
        guard entry.count > 0 else { return }
        let place = core.place(of: InstrumentID(entry.instrument))
        let last = rings[place].peek(Int(entry.count) &- 1).pointee.time
        core.forCloseLines(at: place, by: last, prefetchLine)
    }
}
