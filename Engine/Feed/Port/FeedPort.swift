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

    /// Slots of each run's ring that are fetched, however many it takes.
    private static let slotsAhead = 4
    /// Inputs that are looked at ahead.
    private static let window = 64

    /// Consecutive inputs of one instrument.
    private struct Run: BitwiseCopyable {
        var place: Int
        /// The place of the first input after them.
        var end: Int
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
        runs = .allocate(capacity: Self.window)
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
                let count = run.pointee.end - taken
                let pushed = push(
                    count, of: UnsafeBufferPointer(rebasing: inputs[taken...]), run.pointee.place)
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

    /// Splits inputs into runs of one instrument each, and starts to bring near what pushing them
    /// touches.
    private mutating func split(_ inputs: UnsafeBufferPointer<Input>, from first: Int) {
        var instrument = inputs[first].instrument
        var end = first + 1
        while end < inputs.count, inputs[end].instrument == instrument { end += 1 }
        var run = runs
        run.initialize(to: Run(place: ring(of: instrument), end: end))
        // If that one was short, so are those behind it, and how long each is can not be predicted:
        // no branch.
        for place in end..<max(end, min(inputs.count, first + Self.window)) {
            let next = inputs[place].instrument
            run += next == instrument ? 0 : 1
            end = place + 1
            run.initialize(to: Run(place: ring(of: next), end: end))
            instrument = next
        }
        // The halves of a bar stay together.
        while end < inputs.count, inputs[end].instrument == instrument { end += 1 }
        run.pointee.end = end
        runsEnd = run + 1
        if isMany { fetch() }
    }

    /// The place of an instrument's ring.
    @inline(__always)
    private func ring(of instrument: InstrumentID) -> Int {
        let number = Int(instrument.rawValue)
        precondition(
            number < places.count && places[number] >= 0,
            "instrument \(number) is not fed through this port")
        return places[number]
    }

    /// Brings near what pushing the runs touches.
    private mutating func fetch() {
        var run = runs
        while run < runsEnd {
            prefetchLine(rings[run.pointee.place])
            run += 1
        }
        run = runs
        while run < runsEnd {
            rings[run.pointee.place].pointee.prefetchSlots(Self.slotsAhead)
            run += 1
        }
    }

    /// Pushes the first `count` inputs, all of one instrument, then their count into the order ring.
    @inline(__always)
    private mutating func push(
        _ count: Int, of inputs: UnsafeBufferPointer<Input>, _ place: Int
    ) -> Int {
        // Only this end writes the order ring, so the room found now is there afterwards.
        guard order.room(for: 1) > 0 else {
            order.countFull()
            return 0
        }
        let ring = rings[place]
        var room = min(count, ring.pointee.room(for: count))
        if room < count {
            ring.pointee.countFull()
            if room > 0, inputs[room - 1].kind == .bar { room -= 1 }
        }
        let pushed = ring.pointee.push(first: room, of: inputs)
        guard pushed > 0 else { return 0 }
        let noted = order.push(
            .ticks(
                UInt32(pushed), of: inputs[0].instrument.rawValue,
                until: inputs[pushed - 1].time.rawValue))
        precondition(noted, "the order ring lost its room")
        return pushed
    }
}
