public import Market
public import Pipeline
public import Records
public import Ring

/// One instrument of a shard: its pipeline's facts and the ring its inputs come through.
public struct ShardInstrument {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// How its prices are counted.
    public var scale: PriceScale
    /// How its sizes are counted.
    public var sizes: SizeScale
    /// What is computed of it.
    public var settings: PipelineSettings
    /// Sessions and calendar.
    public var schedule = SessionSchedule()
    /// The strategies that watch it.
    public var strategies: [SeatedStrategy] = []
    /// The ring its inputs come through.
    public var ring: SPSCRing<Input>

    /// Puts an instrument together.
    public init(
        instrument: InstrumentID, scale: PriceScale, sizes: SizeScale,
        settings: PipelineSettings, ring: SPSCRing<Input>
    ) {
        self.instrument = instrument
        self.scale = scale
        self.sizes = sizes
        self.settings = settings
        self.ring = ring
    }
}

/// One feed of a shard: its order ring and the instruments it feeds.
public struct ShardProducer {
    /// The ring of its arrival order.
    public var order: OrderRing
    /// Places in the shard's list of instruments.
    public var instruments: [Int]

    /// Puts a producer together.
    public init(order: OrderRing, instruments: [Int]) {
        self.order = order
        self.instruments = instruments
    }
}

/// The single writer of everything that decides: rings in, pipelines, one ring out.
///
/// `step` does a bounded piece of work and never waits, so a thread of its own or an event loop
/// can drive it. A full output ring stops it with everything kept.
public struct Shard: ~Copyable, @unchecked Sendable {
    private let pipelines: UnsafeMutablePointer<TickPipeline>
    private let rings: UnsafeMutablePointer<RingConsumer<Input>>
    private let instrumentCount: Int
    /// For each instrument number its place, or -1.
    private let places: [Int]
    /// For each instrument the next end of anything open, side by side: a beat looks here only.
    private let due: UnsafeMutablePointer<Int64>
    private let orders: UnsafeMutablePointer<RingConsumer<OrderEntry>>
    private let producers: [[Int]]
    private var turn = 0
    private var output: RingProducer<OutputSlot>
    private let bell: Doorbell
    private var out = OutputBuffer(capacity: 1 << 14)
    private var flushed = 0
    private let clock: @Sendable () -> Nanoseconds
    /// A run of ticks that a step could not finish.
    private var pending: (place: Int, count: Int)?
    private var barFirst: Input?
    /// The number of inputs taken so far, the sequence of the last.
    public private(set) var sequence: UInt64 = 0

    /// So many instruments' state stays in the processor's own cache.
    private static let cachedInstruments = 16
    /// Most inputs handled between two looks at the output ring.
    private static let runLimit = 256

    /// Takes the ends of the rings.
    ///
    /// - Parameters:
    ///   - output: where records go; its consumer is rung with `bell`.
    ///   - clock: wall time, for the stamps outside the digest only.
    public init(
        instruments: [ShardInstrument], producers: [ShardProducer],
        output: SPSCRing<OutputSlot>, bell: Doorbell, clock: @escaping @Sendable () -> Nanoseconds
    ) {
        instrumentCount = instruments.count
        pipelines = .allocate(capacity: max(1, instrumentCount))
        rings = .allocate(capacity: max(1, instrumentCount))
        due = .allocate(capacity: max(1, instrumentCount))
        due.initialize(repeating: Int64.max, count: instrumentCount)
        var places = [Int](
            repeating: -1, count: Int(instruments.map(\.instrument.rawValue).max() ?? 0) + 1)
        for (index, one) in instruments.enumerated() {
            (pipelines + index).initialize(
                to: TickPipeline(
                    instrument: one.instrument, scale: one.scale, sizes: one.sizes,
                    settings: one.settings, schedule: one.schedule,
                    strategies: one.strategies))
            (rings + index).initialize(to: one.ring.takeConsumer())
            places[Int(one.instrument.rawValue)] = index
        }
        self.places = places
        orders = .allocate(capacity: max(1, producers.count))
        for (index, producer) in producers.enumerated() {
            (orders + index).initialize(to: producer.order.takeConsumer())
        }
        self.producers = producers.map(\.instruments)
        self.output = output.takeProducer()
        self.bell = bell
        self.clock = clock
    }

    deinit {
        pipelines.deinitialize(count: instrumentCount)
        rings.deinitialize(count: instrumentCount)
        orders.deinitialize(count: producers.count)
        pipelines.deallocate()
        rings.deallocate()
        due.deallocate()
        orders.deallocate()
    }

    /// Whether a step has something to do.
    public var hasWork: Bool {
        if out.count > flushed || pending != nil { return true }
        for index in 0..<producers.count where !orders[index].isEmpty { return true }
        return false
    }

    /// Whether records wait because the output ring is full.
    public var isBlocked: Bool { out.count > flushed && output.free == 0 }

    /// Bytes held by all ladders.
    public var ladderBytes: Int {
        (0..<instrumentCount).reduce(0) { $0 + pipelines[$1].ladderBytes }
    }

    /// Handles at most `limit` inputs, each producer's in its order, producers in turn.
    ///
    /// - Returns: How many were handled; 0 when there are none, or the output ring is full.
    public mutating func step(limit: Int = 1024) -> Int {
        guard flush() else { return 0 }
        var handled = 0
        var idle = 0
        if let left = pending {
            pending = nil
            guard run(left.place, left.count, &handled) else { return handled }
        }
        while handled < limit, idle < producers.count {
            turn = turn + 1 < producers.count ? turn + 1 : 0
            guard let entry = orders[turn].pop() else {
                idle += 1
                continue
            }
            idle = 0
            prefetchNext()
            if !take(entry, &handled) { break }
        }
        return handled
    }

    /// Brings near what the entries after the present one will touch: of many symbols each finds
    /// its state cold.
    @inline(__always)
    private mutating func prefetchNext() {
        guard instrumentCount > Self.cachedInstruments else { return }
        let upcoming = orders[turn].ready()
        if upcoming.count > 3 { prefetch(upcoming[3], isNear: false) }
        if upcoming.count > 1 { prefetch(upcoming[1], isNear: true) }
    }

    @inline(__always)
    private func prefetch(_ entry: OrderEntry, isNear: Bool) {
        guard entry.count > 0 else { return }
        let place = places[Int(entry.instrument)]
        if isNear {
            prefetchLine(pipelines[place].likelyCell)
            rings[place].prefetch()
        } else {
            let start = UnsafeRawPointer(pipelines + place)
            for offset in stride(from: 0, to: TickPipeline.hotBytes, by: 64) {
                prefetchLine(start + offset)
            }
            prefetchLine(rings + place)
        }
    }

    /// Handles one order entry; `false` when the output ring filled up.
    private mutating func take(_ entry: OrderEntry, _ handled: inout Int) -> Bool {
        switch entry.kind {
        case .ticks(let instrument, let count):
            return run(places[Int(instrument)], Int(count), &handled)
        case .watermark(let time):
            beat(Nanoseconds(time))
            handled += 1
            return flush()
        }
    }

    /// Takes `count` inputs of one instrument; what a full output ring leaves over stays pending.
    private mutating func run(_ place: Int, _ count: Int, _ handled: inout Int) -> Bool {
        var left = count
        while left > 0 {
            let ready = rings[place].ready()
            let size = min(left, min(ready.count, Self.runLimit))
            precondition(size > 0, "the order ring promised \(left) inputs, the ring has none")
            apply(UnsafeBufferPointer(rebasing: ready[..<size]), place)
            rings[place].release(size)
            due[place] = pipelines[place].nextDue.rawValue
            left -= size
            handled += size
            guard flush() else {
                if left > 0 { pending = (place, left) }
                return false
            }
        }
        return true
    }

    /// Takes inputs of one instrument; bars come in two halves.
    private mutating func apply(_ inputs: UnsafeBufferPointer<Input>, _ place: Int) {
        var first = 0
        while first < inputs.count {
            var end = first
            while end < inputs.count, !inputs[end].isBarHalf { end += 1 }
            if end > first {
                pipelines[place].apply(
                    run: UnsafeBufferPointer(rebasing: inputs[first..<end]),
                    firstCause: sequence &+ 1, into: &out)
                sequence &+= UInt64(end - first)
            }
            if end < inputs.count { takeBarHalf(inputs[end], place) }
            first = end + 1
        }
    }

    private mutating func takeBarHalf(_ input: Input, _ place: Int) {
        sequence &+= 1
        if input.kind == .bar {
            barFirst = input
        } else if let first = barFirst {
            barFirst = nil
            pipelines[place].apply(bar: BarInput(first, input), cause: sequence, into: &out)
        }
    }

    /// Closes what ended by `time` among the instruments of the producer whose turn it is.
    private mutating func beat(_ time: Nanoseconds) {
        sequence &+= 1
        for place in producers[turn] where due[place] <= time.rawValue {
            pipelines[place].beat(time, cause: sequence, into: &out)
            due[place] = pipelines[place].nextDue.rawValue
        }
    }

    /// Moves what was written into the output ring; `false` when some of it found no room.
    private mutating func flush() -> Bool {
        guard out.count > flushed else { return true }
        if flushed == 0 { stamp() }
        let waiting = UnsafeBufferPointer(rebasing: out.slots[flushed...])
        let moved = output.push(waiting)
        flushed += moved
        if moved > 0 { bell.ring() }
        guard flushed == out.count else { return false }
        out.removeAll()
        flushed = 0
        return true
    }

    /// Fills in how long after its reception each live tick was decided.
    private mutating func stamp() {
        guard out[0].kind == .tick, out[0].d != 0 || out.count > 1 else { return }
        var now: Nanoseconds?
        var index = 0
        while index < out.count {
            let slot = out[index]
            if slot.kind == .tick, slot.d > 0 {
                let decided = now ?? clock()
                now = decided
                let after = UInt32(clamping: decided.rawValue - slot.d)
                out[index].e = slot.e & 0xffff_ffff | Int64(after) << 32
            }
            index += max(1, slot.slots)
        }
    }
}
