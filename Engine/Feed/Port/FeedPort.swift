public import Market
import Memory
public import Records
public import Ring

/// The feed's end of a shard's rings: one ring of inputs per instrument it feeds, and the order
/// ring beside them.
///
/// One thread at a time. Nothing is dropped here: `offer` says how many were taken, and the caller
/// keeps the rest; what a full ring means is the caller's rule (a file waits, a live feed stops
/// reading its socket).
public struct FeedPort: ~Copyable, @unchecked Sendable {
    private let rings: RingEnds<RingProducer<Input>>
    /// The instruments fed through here, ascending.
    public let instruments: [InstrumentID]
    /// For each instrument number its place in `rings`, or -1.
    private let places: [Int]
    private var order: RingProducer<OrderEntry>
    private let bell: Doorbell

    /// Most inputs of a run whose slots are fetched.
    private static let slotsAhead = 4
    /// Most runs that are looked at ahead.
    private static let runLimit = 32
    /// Of few instruments each run is pushed at once, while the processor's guesses of its length
    /// still hold.
    private let runsAtOnce: Int

    /// Consecutive inputs of one instrument.
    private struct Run: BitwiseCopyable {
        var place: Int
        var count: Int
    }

    private let runs: UnsafeMutablePointer<Run>
    private var runsEnd: UnsafeMutablePointer<Run>
    /// Of so many instruments each finds its ring cold.
    private let isMany: Bool

    /// Takes the writing ends of the rings.
    ///
    /// - Parameters:
    ///   - rings: one per instrument, in the order of `instruments`.
    ///   - bell: wakes the shard.
    public init(
        instruments: [InstrumentID], rings: [SPSCRing<Input>], order: OrderRing, bell: Doorbell
    ) {
        precondition(
            instruments.count == rings.count,
            "\(instruments.count) instruments need as many rings, got \(rings.count)")
        self.instruments = instruments
        isMany = rings.count > cachedInstruments
        runsAtOnce = isMany ? Self.runLimit : 1
        runs = .allocate(capacity: Self.runLimit)
        runsEnd = runs
        self.rings = RingEnds(writing: rings)
        var places = [Int](repeating: -1, count: Int(instruments.map(\.rawValue).max() ?? 0) + 1)
        for (index, instrument) in instruments.enumerated() {
            places[Int(instrument.rawValue)] = index
        }
        self.places = places
        self.order = order.takeProducer()
        self.bell = bell
    }

    deinit { runs.deallocate() }

    /// Pushes inputs, oldest first, as far as the rings have room.
    ///
    /// - Returns: How many were taken; a bar's two slots go together.
    public mutating func offer(_ inputs: UnsafeBufferPointer<Input>) -> Int {
        var taken = 0
        var hasRoom = true
        while taken < inputs.count, hasRoom {
            split(inputs, from: taken)
            var run = runs
            while run < runsEnd, hasRoom {
                let count = run.pointee.count
                let pushed = push(
                    UnsafeBufferPointer(rebasing: inputs[taken..<taken + count]),
                    run.pointee.place)
                taken += pushed
                hasRoom = pushed == count
                run += 1
            }
        }
        if taken > 0 { bell.ring() }
        return taken
    }

    /// Passes on that the feed's time has reached `time`; `false` when the order ring is full.
    public mutating func beat(_ time: Nanoseconds) -> Bool {
        guard order.push(.watermark(time.rawValue)) else { return false }
        bell.ring()
        return true
    }

    /// Splits inputs into runs of one instrument each, as many as there is room for, and starts to
    /// bring near what pushing them touches.
    private mutating func split(_ inputs: UnsafeBufferPointer<Input>, from first: Int) {
        var end = first
        runsEnd = runs
        while end < inputs.count, runsEnd < runs + runsAtOnce {
            let start = end
            let instrument = inputs[start].instrument
            repeat { end += 1 } while end < inputs.count && inputs[end].instrument == instrument
            let number = Int(instrument.rawValue)
            precondition(
                number < places.count && places[number] >= 0,
                "instrument \(number) is not fed through this port")
            runsEnd.initialize(to: Run(place: places[number], count: end - start))
            if isMany { prefetchLine(rings[runsEnd.pointee.place]) }
            runsEnd += 1
        }
        guard isMany else { return }
        var run = runs
        while run < runsEnd {
            rings[run.pointee.place].pointee.prefetchSlots(
                min(run.pointee.count, Self.slotsAhead))
            run += 1
        }
    }

    /// Pushes one instrument's inputs, then their count into the order ring.
    @inline(__always)
    private mutating func push(_ run: UnsafeBufferPointer<Input>, _ place: Int) -> Int {
        // Only this end writes the order ring, so the room found now is there afterwards.
        guard order.room(for: 1) > 0 else { return 0 }
        let ring = rings[place]
        var room = min(run.count, ring.pointee.room(for: run.count))
        if room > 0, room < run.count, run[room - 1].kind == .bar { room -= 1 }
        let pushed = ring.pointee.push(UnsafeBufferPointer(rebasing: run[..<room]))
        guard pushed > 0 else { return 0 }
        let noted = order.push(
            .ticks(
                UInt32(pushed), of: run[0].instrument.rawValue,
                until: run[pushed - 1].time.rawValue))
        precondition(noted, "the order ring lost its room")
        return pushed
    }
}
