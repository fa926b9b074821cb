public import Market

/// What an output record is; the raw value is its number on the wire and in the output log.
@frozen
public enum OutputKind: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// A classified tick, one slot.
    case tick = 1
    /// A quote, one slot.
    case quote = 2
    /// A closed bar, four slots.
    case bar = 3
    /// A closed footprint: four slots of bar and header, then its rows, two a slot.
    case footprint = 4
    /// A completed profile: one slot of header, then its rows, two a slot.
    case profile = 5
    /// A VWAP at the close of a bar, two slots.
    case vwap = 6
    /// A session, week or month began for a measure, one slot.
    case roll = 7
    /// The intake counters of an instrument, two slots.
    case counters = 8
    /// A naked POC appeared or was touched, one slot.
    case nakedPOC = 9
    /// A decision record: two slots, then its values, eight a slot.
    case evaluation = 10
    /// The answer to a command: one slot, then its texts.
    case commandResult = 11
    /// An alert was set, fired or went: one slot, then its texts.
    case alertChanged = 12
    /// Trading was halted or resumed: one slot, then its texts.
    case haltChanged = 13
    /// A setting of the running engine changed: one slot, then its texts.
    case settingChanged = 14
    /// A user's VWAP anchor was set or went: one slot, then who asked for it.
    case anchorChanged = 15
    /// An order was taken, changed or ended: three slots, then its texts.
    case order = 16
    /// A part of an order was filled: two slots, then the order's id.
    case fill = 17
    /// A trade ended, three slots.
    case trade = 18
    /// A position changed, two slots.
    case position = 19
    /// The account changed, two slots.
    case account = 20
    /// The trading session changed: two slots, then the reason.
    case session = 21
    /// Where the digests of an instrument's streams stand: one slot, then four streams a slot.
    case digest = 32
}

/// One slot of the core's output: 64 bytes, eight words, so that a ring slot is a cache line.
///
/// A record takes one or more slots. Its first slot starts with kind, flags, number of slots and
/// instrument, then the time it is about and the sequence of the input that caused it.
@frozen
public struct OutputSlot: Sendable, BitwiseCopyable {
    /// Kind, flags, slots and instrument, or a plain word.
    public var head: UInt64
    /// Event time: the venue's, ns since the epoch.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// A word of the kind.
    public var a: Int64
    /// A word of the kind.
    public var b: Int64
    /// A word of the kind.
    public var c: Int64
    /// A word of the kind.
    public var d: Int64
    /// A word of the kind.
    public var e: Int64

    /// The first slot of a record.
    ///
    /// - Parameters:
    ///   - slots: how many slots the record takes, 1 to 2^24 - 1.
    ///   - cause: sequence of the input that caused it.
    @inlinable
    @inline(__always)
    public init(
        kind: OutputKind, flags: UInt8 = 0, slots: Int = 1, instrument: InstrumentID,
        time: Nanoseconds, cause: UInt64, a: Int64 = 0, b: Int64 = 0, c: Int64 = 0, d: Int64 = 0,
        e: Int64 = 0
    ) {
        head =
            UInt64(kind.rawValue) | UInt64(flags) << 8
            | UInt64(UInt32(truncatingIfNeeded: slots) & 0xff_ffff) << 16
            | UInt64(instrument.rawValue & 0xff_ffff) << 40
        self.time = time
        self.cause = cause
        self.a = a
        self.b = b
        self.c = c
        self.d = d
        self.e = e
    }

    /// A slot of plain words, for the later slots of a record.
    @inlinable
    public init(
        words a: Int64, _ b: Int64, _ c: Int64, _ d: Int64, _ e: Int64, _ f: Int64,
        _ g: Int64, _ h: Int64
    ) {
        head = UInt64(bitPattern: a)
        time = Nanoseconds(b)
        cause = UInt64(bitPattern: c)
        self.a = d
        self.b = e
        self.c = f
        self.d = g
        self.e = h
    }

    /// The record's kind; `nil` in a later slot or a damaged one.
    @inlinable
    public var kind: OutputKind? { OutputKind(rawValue: UInt8(truncatingIfNeeded: head)) }

    /// It belongs into the output log: all but ticks and quotes, which follow from the inputs.
    @inlinable
    public var isDurable: Bool { !isTick && kind != .quote }

    /// Whether it is a tick's record.
    @inlinable
    public var isTick: Bool { UInt8(truncatingIfNeeded: head) == OutputKind.tick.rawValue }

    /// Flags of the kind.
    @inlinable
    public var flags: UInt8 { UInt8(truncatingIfNeeded: head >> 8) }

    /// How many slots the record takes.
    @inlinable
    public var slots: Int { Int((head >> 16) & 0xff_ffff) }

    /// The instrument it is about.
    @inlinable
    public var instrument: InstrumentID { InstrumentID(UInt32(truncatingIfNeeded: head >> 40)) }
}

/// Where the core writes its outputs: a growing run of slots, emptied by whoever drives the core.
public struct OutputBuffer: ~Copyable {
    @usableFromInline
    var storage: UnsafeMutablePointer<OutputSlot>
    @usableFromInline
    var capacity: Int
    @usableFromInline
    var used = 0
    /// How often the buffer grew; a steady core does not grow it.
    public private(set) var growths = 0

    /// Slots written since the last `removeAll`.
    @inlinable
    public var count: Int { used }

    /// Room for `capacity` slots before the first growth.
    public init(capacity: Int = 4096) {
        self.capacity = max(16, capacity)
        storage = .allocate(capacity: self.capacity)
    }

    deinit { storage.deallocate() }

    /// Adds one slot.
    @inlinable
    @inline(__always)
    public mutating func append(_ slot: OutputSlot) {
        if used == capacity { grow(to: used &+ 1) }
        (storage + used).initialize(to: slot)
        used &+= 1
    }

    /// The next free slot, of those that room was reserved for; `commit` counts what was written.
    @inlinable
    public var free: UnsafeMutablePointer<OutputSlot> { storage + used }

    /// Counts `more` slots that were written at `free`.
    @inlinable
    public mutating func commit(_ more: Int) {
        used &+= more
        precondition(used <= capacity, "\(used) slots in room for \(capacity)")
    }

    /// Makes room for `more` slots.
    @inlinable
    public mutating func reserve(_ more: Int) {
        if used + more > capacity { grow(to: used + more) }
    }

    /// Adds `count` slots of words to be filled in: eight words each, the last slot zeroed.
    ///
    /// - Returns: The first word; valid until the next call.
    public mutating func appendWords(slots count: Int) -> UnsafeMutablePointer<Int64> {
        reserve(count)
        let first = UnsafeMutableRawPointer(storage + used).bindMemory(
            to: Int64.self, capacity: count * 8)
        if count > 0 { (first + (count - 1) * 8).update(repeating: 0, count: 8) }
        used += count
        return first
    }

    /// Makes a gap of `count` slots at a place, to be filled in.
    public mutating func open(_ count: Int, at index: Int) {
        reserve(count)
        // From the back: the two overlap.
        for place in stride(from: used - 1, through: index, by: -1) {
            storage[place + count] = storage[place]
        }
        used += count
    }

    /// The slots written so far.
    @inlinable
    public var slots: UnsafeBufferPointer<OutputSlot> {
        UnsafeBufferPointer(start: storage, count: used)
    }

    /// The first slot of a record written at `index`, to fill in what is known only at its end.
    @inlinable
    public subscript(index: Int) -> OutputSlot {
        get { storage[index] }
        set { storage[index] = newValue }
    }

    /// Forgets the slots, keeps the room.
    @inlinable
    public mutating func removeAll() { used = 0 }

    @usableFromInline
    mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<OutputSlot>.allocate(capacity: larger)
        moved.moveInitialize(from: storage, count: used)
        storage.deallocate()
        storage = moved
        capacity = larger
        growths += 1
    }
}
