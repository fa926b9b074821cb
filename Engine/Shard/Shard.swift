public import Core
public import Market
import Pipeline
public import Records
public import Ring

/// The single writer of everything that decides: rings in, the core, rings out.
///
/// `step` does a bounded piece of work and never waits, so a thread of its own or an event loop
/// can drive it. A full ring behind it, of records or of the journal, stops it with everything
/// kept: an input that can not be recorded is not taken.
///
/// What a step asks of itself is `mutating`, even to look: of a struct that is lent for reading the
/// compiler makes a copy, whole, each time.
public struct Shard: ~Copyable, @unchecked Sendable {
    /// All that decides.
    public private(set) var core: Core
    let rings: RingEnds<RingConsumer<Input>>
    let orders: UnsafeMutablePointer<RingConsumer<OrderEntry>>
    /// For each ring what its reading end touches next.
    let next: UnsafeMutablePointer<RingNext<Input>>
    private let producerCount: Int
    private var commands: RingConsumer<Input>
    /// Room for the slots of one command.
    private let commandSlots: UnsafeMutableBufferPointer<Input>
    var turn = 0
    private var output: RingProducer<OutputSlot>
    private let bell: Doorbell
    /// Where inputs and durable records go as well, `nil` without a journal.
    private let journal: UnsafeMutablePointer<JournalTap>?
    private var out = OutputBuffer(capacity: 1 << 14)
    /// Slots of `out` that are in the digests, and those that are in the output ring.
    private var sealed = 0
    private var flushed = 0
    private let clock: @Sendable () -> Nanoseconds
    /// A run of ticks that a step could not finish.
    private var pending: (place: Int, count: Int)?

    /// Most inputs handled between two looks at the output ring.
    private static let runLimit = 256
    /// So many slots leave without waiting for the step's end.
    private static let flushSlots = 64

    /// Takes the ends of the rings.
    ///
    /// - Parameters:
    ///   - core: all that decides, of the same instruments and producers in the same order.
    ///   - commands: where commands come in, each one's slots pushed together.
    ///   - output: where records go; its consumer is rung with `bell`.
    ///   - journal: where inputs and durable records go as well, `nil` without a journal.
    ///   - clock: wall time, for the stamps outside the digest only.
    public init(
        core: consuming Core, rings: [SPSCRing<Input>], orders: [OrderRing],
        commands: SPSCRing<Input>? = nil, output: SPSCRing<OutputSlot>, bell: Doorbell,
        journal: consuming JournalTap? = nil,
        clock: @escaping @Sendable () -> Nanoseconds
    ) {
        self.rings = RingEnds(reading: rings)
        next = .allocate(capacity: max(1, rings.count))
        for place in rings.indices {
            (next + place).initialize(to: self.rings[place].pointee.next)
        }
        producerCount = orders.count
        self.orders = .allocate(capacity: max(1, orders.count))
        for (index, order) in orders.enumerated() {
            (self.orders + index).initialize(to: order.takeConsumer())
        }
        self.commands = (commands ?? SPSCRing(of: Input.self, capacity: 16)).takeConsumer()
        commandSlots = .allocate(capacity: CommandInput.restLimit + 1)
        self.core = core
        self.output = output.takeProducer()
        self.bell = bell
        self.journal = Self.keep(journal)
        self.clock = clock
    }

    deinit {
        orders.deinitialize(count: producerCount)
        next.deallocate()
        orders.deallocate()
        commandSlots.deallocate()
        journal?.deinitialize(count: 1)
        journal?.deallocate()
    }

    /// A tap in memory of its own: every run of ticks looks whether there is one.
    private static func keep(
        _ tap: consuming JournalTap?
    ) -> UnsafeMutablePointer<JournalTap>? {
        guard let tap else { return nil }
        let place = UnsafeMutablePointer<JournalTap>.allocate(capacity: 1)
        place.initialize(to: tap)
        return place
    }

    /// The number of inputs taken so far, the sequence of the last.
    public var sequence: UInt64 { core.sequence }

    /// Whether a step has something to do.
    public var hasWork: Bool {
        mutating get {
            if out.count > 0 || pending != nil { return true }
            for index in 0..<producerCount where !orders[index].isEmpty { return true }
            return !commands.isEmpty
        }
    }

    /// Whether a ring behind it is full.
    public var isBlocked: Bool {
        mutating get { out.count > 0 && !flush() || !hasJournalRoom }
    }

    /// Bytes held by all ladders.
    public var ladderBytes: Int { core.ladderBytes }

    /// Handles at most `limit` inputs, each producer's in its order, producers in turn.
    ///
    /// - Returns: How many were handled; 0 when there are none, or a ring behind it is full.
    public mutating func step(limit: Int = 1024) -> Int {
        guard flush() else { return 0 }
        var handled = 0
        var idle = 0
        if let left = pending {
            pending = nil
            guard run(left.place, left.count, &handled) else { return handled }
        }
        guard takeCommands(&handled) else { return handled }
        while handled < limit, idle < producerCount, hasJournalRoom {
            turn = turn + 1 < producerCount ? turn + 1 : 0
            fetchAhead()
            guard let entry = orders[turn].pop() else {
                idle += 1
                continue
            }
            idle = 0
            if !take(entry, &handled) { break }
        }
        _ = flush()
        journal?.pointee.ring()
        return handled
    }

    /// Takes the engine's close, once there is no more work: where the digests stand is written.
    ///
    /// - Returns: `false` when a ring behind is full; to be tried again.
    public mutating func close() -> Bool {
        guard flush(), hasJournalRoom else { return false }
        let input = Input(kind: .close, instrument: .all, time: core.time)
        withUnsafePointer(to: input) {
            journal?.pointee.take(UnsafeBufferPointer(start: $0, count: 1))
        }
        core.close(at: input.time, into: &out)
        sealed = out.count
        _ = flush()
        journal?.pointee.ring()
        return true
    }

    private var hasJournalRoom: Bool { mutating get { (journal?.pointee.room ?? 1) > 0 } }

    /// Takes the commands that wait; `false` when a ring behind filled up.
    private mutating func takeCommands(_ handled: inout Int) -> Bool {
        while let first = commands.ready().first {
            let count = min(first.commandSlots, commandSlots.count)
            guard (journal?.pointee.room ?? count) >= count else { return false }
            for place in 0..<count {
                guard let slot = commands.pop() else {
                    preconditionFailure("a command of \(count) slots, \(place) are there")
                }
                commandSlots[place] = slot
            }
            let slots = UnsafeBufferPointer(rebasing: commandSlots[..<count])
            journal?.pointee.take(slots)
            // Somebody waits for it to be on the disk: that begins while the core decides.
            journal?.pointee.ring()
            core.command(slots, into: &out)
            handled += 1
            guard flush() else { return false }
        }
        return true
    }

    /// Handles one order entry; `false` when a ring behind filled up.
    private mutating func take(_ entry: OrderEntry, _ handled: inout Int) -> Bool {
        switch entry.kind {
        case .ticks(let instrument, let count):
            return run(core.place(of: InstrumentID(instrument)), Int(count), &handled)
        case .watermark(let time):
            let beat = Input(
                kind: .watermark, instrument: InstrumentID(UInt32(turn)), time: Nanoseconds(time))
            withUnsafePointer(to: beat) {
                journal?.pointee.take(UnsafeBufferPointer(start: $0, count: 1))
            }
            core.beat(beat.time, of: turn, into: &out)
            handled += 1
            return flushMuch()
        }
    }

    /// Takes `count` inputs of one instrument; what a full ring leaves over stays pending.
    @inline(__always)
    private mutating func run(_ place: Int, _ count: Int, _ handled: inout Int) -> Bool {
        let ready = rings[place].pointee.ready()
        let most = min(ready.count, runRoom)
        // Nearly always they lie there in one piece.
        guard count <= most else { return runParts(place, count, &handled) }
        take(UnsafeBufferPointer(start: ready.baseAddress, count: count), place, &handled)
        return flushMuch()
    }

    /// Takes inputs of one instrument as far as there is room.
    @inline(never)
    private mutating func runParts(_ place: Int, _ count: Int, _ handled: inout Int) -> Bool {
        var left = count
        while left > 0 {
            let ready = rings[place].pointee.ready()
            precondition(
                !ready.isEmpty, "the order ring promised \(left) inputs, the ring has none")
            let size = min(left, min(ready.count, runRoom))
            if size > 0 {
                take(UnsafeBufferPointer(rebasing: ready[..<size]), place, &handled)
                left -= size
            }
            guard flushMuch(), size > 0 else {
                if left > 0 { pending = (place, left) }
                return false
            }
        }
        return true
    }

    /// Most inputs that can be taken now.
    private var runRoom: Int {
        @inline(__always) mutating get {
            guard let journal else { return Self.runLimit }
            return min(journal.pointee.room, Self.runLimit)
        }
    }

    /// Takes inputs that lie in their ring.
    @inline(__always)
    private mutating func take(
        _ inputs: UnsafeBufferPointer<Input>, _ place: Int, _ handled: inout Int
    ) {
        journal?.pointee.take(inputs)
        core.take(inputs, at: place, into: &out)
        rings[place].pointee.release(inputs.count)
        next[place] = rings[place].pointee.next
        handled += inputs.count
    }

    /// Moves what was written into the rings behind once it is much: runs of a tick or two go
    /// together. `false` when some of it found no room.
    @inline(__always)
    private mutating func flushMuch() -> Bool { out.count < Self.flushSlots || flush() }

    /// Moves what was written into the rings behind; `false` when some of it found no room.
    private mutating func flush() -> Bool {
        guard out.count > 0 else { return true }
        if sealed < out.count {
            core.seal(&out, from: sealed)
            sealed = out.count
            stamp()
        }
        let isLogged = journal?.pointee.log(out.slots) ?? true
        if flushed < out.count {
            let moved = output.push(UnsafeBufferPointer(rebasing: out.slots[flushed...]))
            flushed += moved
            if moved > 0 { bell.ring() }
        }
        guard isLogged, flushed == out.count else {
            journal?.pointee.ring()
            return false
        }
        out.removeAll()
        flushed = 0
        sealed = 0
        journal?.pointee.restart()
        return true
    }

    /// Fills in how long after its reception each live tick was decided.
    private mutating func stamp() {
        guard var place = out.slots.baseAddress.map(UnsafeMutablePointer.init(mutating:)) else {
            return
        }
        let end = place + out.count
        var now: Nanoseconds?
        while place < end {
            guard place.pointee.isTick else {
                place += max(1, place.pointee.slots)
                continue
            }
            if place.pointee.d > 0 {
                let decided = now ?? clock()
                now = decided
                let after = UInt32(clamping: decided.rawValue - place.pointee.d)
                place.pointee.e = place.pointee.e & 0xffff_ffff | Int64(after) << 32
            }
            place += 1
        }
    }
}
