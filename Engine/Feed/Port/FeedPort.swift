public import Market
public import Records
public import Ring

/// The feed's end of a shard's rings: one ring of inputs per instrument it feeds, and the order
/// ring beside them.
///
/// One thread at a time. Nothing is dropped here: `offer` says how many were taken, and the caller
/// keeps the rest; what a full ring means is the caller's rule (a file waits, a live feed stops
/// reading its socket).
public struct FeedPort: ~Copyable, @unchecked Sendable {
    private let rings: UnsafeMutablePointer<RingProducer<Input>>
    /// The instruments fed through here, ascending.
    public let instruments: [InstrumentID]
    /// For each instrument number its place in `rings`, or -1.
    private let places: [Int]
    private var order: RingProducer<OrderEntry>
    private let bell: Doorbell

    /// So many instruments' rings stay in the processor's own cache.
    private static let cachedInstruments = 16
    /// Slots that an instrument's next inputs are likely to take.
    private static let nextSlots = 4

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
        self.rings = RingProducer.allocate(rings.count)
        for (index, ring) in rings.enumerated() {
            (self.rings + index).initialize(to: ring.takeProducer())
        }
        var places = [Int](repeating: -1, count: Int(instruments.map(\.rawValue).max() ?? 0) + 1)
        for (index, instrument) in instruments.enumerated() {
            places[Int(instrument.rawValue)] = index
        }
        self.places = places
        self.order = order.takeProducer()
        self.bell = bell
    }

    deinit {
        rings.deinitialize(count: instruments.count)
        UnsafeMutableRawPointer(rings).deallocate()
    }

    /// Pushes inputs, oldest first, as far as the rings have room.
    ///
    /// - Returns: How many were taken; a bar's two slots go together.
    public mutating func offer(_ inputs: UnsafeBufferPointer<Input>) -> Int {
        var taken = 0
        while taken < inputs.count {
            let run = runLength(inputs, from: taken)
            let pushed = push(UnsafeBufferPointer(rebasing: inputs[taken..<taken + run]))
            taken += pushed
            if pushed < run { break }
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

    /// Inputs of the same instrument from `first` on.
    private func runLength(_ inputs: UnsafeBufferPointer<Input>, from first: Int) -> Int {
        let instrument = inputs[first].instrument
        var end = first + 1
        while end < inputs.count, inputs[end].instrument == instrument { end += 1 }
        return end - first
    }

    /// Pushes one instrument's inputs, then their count into the order ring.
    private mutating func push(_ run: UnsafeBufferPointer<Input>) -> Int {
        let number = Int(run[0].instrument.rawValue)
        precondition(
            number < places.count && places[number] >= 0,
            "instrument \(number) is not fed through this port")
        // Only this end writes the order ring, so the room found now is there afterwards.
        guard order.room(for: 1) > 0 else { return 0 }
        let ring = rings + places[number]
        var room = min(run.count, ring.pointee.room(for: run.count))
        if room > 0, room < run.count, run[room - 1].kind == .bar { room -= 1 }
        let pushed = ring.pointee.push(UnsafeBufferPointer(rebasing: run[..<room]))
        guard pushed > 0 else { return 0 }
        let noted = order.push(.ticks(UInt32(pushed), of: UInt32(number)))
        precondition(noted, "the order ring lost its room")
        if instruments.count > Self.cachedInstruments { ring.pointee.prefetch(Self.nextSlots) }
        return pushed
    }
}
