public import Market

/// What came of an evaluation.
@frozen
public enum Verdict: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// The state at the close of a bar; nothing was to be decided.
    case study = 0
    /// It could have become a signal and did not; the reason says why.
    case rejected = 1
    /// A signal.
    case approved = 2
    /// A heads-up that is no signal.
    case alert = 3
    /// Something changed: a state, a leg, the end of a trade.
    case event = 4
    /// The strategy can not run on this input; the reason says why.
    case blocked = 5

    /// The name used in output: `study`, `rejected`, `approved`, `alert`, `event`, `blocked`.
    public var name: String {
        switch self {
        case .study: "study"
        case .rejected: "rejected"
        case .approved: "approved"
        case .alert: "alert"
        case .event: "event"
        case .blocked: "blocked"
        }
    }
}

/// Which way a signal points.
@frozen
public enum Direction: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Neither way.
    case none = 0
    /// Up: buy.
    case long = 1
    /// Down: sell.
    case short = 2

    /// The name used in output: `NONE`, `LONG`, `SHORT`.
    public var name: String {
        switch self {
        case .none: "NONE"
        case .long: "LONG"
        case .short: "SHORT"
        }
    }
}

/// A decision record: one rule of a strategy, evaluated once, with all that it looked at.
///
/// What rule, reason, key and values mean is said by the strategy's `StrategySchema`.
///
/// | slot | words |
/// |---|---|
/// | 0 | head (flags: verdict), bar start, cause, facts (system, rule, reason, direction, period, mode, side quality, count of values), number, end, key, inferred share |
/// | 1 | which values are defined (a bit each), late and lost, out of range and gaps, five unused |
/// | 2... | the values, eight a slot |
public struct Evaluation: Hashable, Sendable {
    /// Slots in front of the values.
    public static let headerSlots = 2
    /// The most values of one evaluation.
    public static let valueLimit = 64

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// The number of the strategy's schema.
    public var system: UInt8
    /// The place of the rule in the schema.
    public var rule: UInt8
    /// What of several the rule was applied to: a place in the rule's `keys`.
    public var key: UInt16
    /// What came of it.
    public var verdict: Verdict
    /// Why: a place in the rule's `reasons`.
    public var reason: UInt8
    /// Which way it points.
    public var direction: Direction
    /// The number of it among the instrument's evaluations that are no studies, from 1; studies
    /// have 0. With the symbol it names a decision: `SPY-37`.
    public var number: UInt64
    /// Start of the bar at whose close it was evaluated; the instant itself between bars.
    public var start: Nanoseconds
    /// The instant of the evaluation: the bar's end.
    public var time: Nanoseconds
    /// The bar's period.
    public var period: BarPeriod
    /// The bar's session mode.
    public var mode: SessionMode
    /// How good the sides of the bar's volume are.
    public var sideQuality: SideQuality
    /// Share of the bar's volume whose side was inferred, 0 to 1.
    public var inferredShare: Double
    /// Ticks dropped as late while the bar was open.
    public var late: UInt32
    /// Ticks lost at a ring while the bar was open.
    public var lost: UInt32
    /// Ticks refused as out of range while the bar was open.
    public var outOfRange: UInt32
    /// Feed gaps reported while the bar was open.
    public var feedGaps: UInt32
    /// What the rule looked at, in the order of its schema; `nil` is undefined.
    public var values: [Double?]
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// An evaluation of nothing in particular, to be filled in.
    public init(instrument: InstrumentID, system: UInt8, rule: UInt8, verdict: Verdict) {
        self.instrument = instrument
        self.system = system
        self.rule = rule
        self.verdict = verdict
        key = 0
        reason = 0
        direction = .none
        number = 0
        start = .zero
        time = .zero
        period = .minute1
        mode = .rth
        sideQuality = .exchange
        inferredShare = 0
        late = 0
        lost = 0
        outOfRange = 0
        feedGaps = 0
        values = []
        cause = 0
    }

    /// Slots that an evaluation of `count` values takes.
    @inlinable
    public static func slots(for count: Int) -> Int { headerSlots + (count + 7) / 8 }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        precondition(
            values.count <= Self.valueLimit,
            "an evaluation holds \(Self.valueLimit) values, got \(values.count)")
        var defined: UInt64 = 0
        for (place, value) in values.enumerated() where value != nil {
            defined |= 1 << UInt64(place)
        }
        writeHeader(count: values.count, defined: defined, to: &buffer)
        let words = buffer.appendWords(slots: (values.count + 7) / 8)
        for (place, value) in values.enumerated() {
            words[place] = Int64(bitPattern: (value ?? 0).bitPattern)
        }
    }

    /// Writes the two slots in front of `count` values, which the caller appends; the values of
    /// the struct itself are left aside.
    public func writeHeader(count: Int, defined: UInt64, to buffer: inout OutputBuffer) {
        let slots = Self.slots(for: count)
        buffer.reserve(slots)
        let facts =
            Int64(system) | Int64(rule) << 8 | Int64(reason) << 16 | Int64(direction.rawValue) << 24
            | Int64(period.rawValue) << 32 | Int64(mode.rawValue) << 40
            | Int64(sideQuality.rawValue) << 48 | Int64(count) << 56
        buffer.append(
            OutputSlot(
                kind: .evaluation, flags: verdict.rawValue, slots: slots, instrument: instrument,
                time: start, cause: cause, a: facts, b: Int64(bitPattern: number),
                c: time.rawValue, d: Int64(key), e: Int64(bitPattern: inferredShare.bitPattern)))
        buffer.append(
            OutputSlot(
                words: Int64(bitPattern: defined), BarSlots.pair(late, lost),
                BarSlots.pair(outOfRange, feedGaps), 0, 0, 0, 0, 0))
    }

    /// Reads a record: its header slots and those of its values.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let (first, second) = (slots[0], slots[1])
        let facts = first.a
        self.init(
            instrument: first.instrument, system: UInt8(truncatingIfNeeded: facts),
            rule: UInt8(truncatingIfNeeded: facts >> 8),
            verdict: Verdict(rawValue: first.flags) ?? .study)
        reason = UInt8(truncatingIfNeeded: facts >> 16)
        direction = Direction(rawValue: UInt8(truncatingIfNeeded: facts >> 24)) ?? .none
        period = BarPeriod(rawValue: UInt8(truncatingIfNeeded: facts >> 32)) ?? .minute1
        mode = SessionMode(rawValue: UInt8(truncatingIfNeeded: facts >> 40)) ?? .rth
        sideQuality = SideQuality(rawValue: UInt8(truncatingIfNeeded: facts >> 48)) ?? .unknown
        number = UInt64(bitPattern: first.b)
        start = first.time
        time = Nanoseconds(first.c)
        key = UInt16(truncatingIfNeeded: first.d)
        inferredShare = Double(bitPattern: UInt64(bitPattern: first.e))
        cause = first.cause
        late = UInt32(truncatingIfNeeded: second.time.rawValue)
        lost = UInt32(truncatingIfNeeded: second.time.rawValue >> 32)
        outOfRange = UInt32(truncatingIfNeeded: second.cause)
        feedGaps = UInt32(truncatingIfNeeded: second.cause >> 32)
        let count = min(Int((facts >> 56) & 0x7f), (slots.count - Self.headerSlots) * 8)
        let defined = second.head
        values.reserveCapacity(count)
        for place in 0..<count {
            let word = slots[Self.headerSlots + place / 8].word(place % 8)
            values.append(
                defined & 1 << UInt64(place) == 0
                    ? nil : Double(bitPattern: UInt64(bitPattern: word)))
        }
    }
}

extension OutputSlot {
    /// Word 0 to 7 of a slot of plain words.
    func word(_ place: Int) -> Int64 {
        switch place {
        case 0: Int64(bitPattern: head)
        case 1: time.rawValue
        case 2: Int64(bitPattern: cause)
        case 3: a
        case 4: b
        case 5: c
        case 6: d
        default: e
        }
    }
}
