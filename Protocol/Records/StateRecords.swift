public import Market

/// What a roll or a naked POC is about.
@frozen
public enum Measure: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case bars = 0
    case footprint = 1
    case profiles = 2
    case vwaps = 3
}

/// A session, ISO week or month began for a measure: what was developing starts anew.
///
/// One slot: flags measure (low four bits) and anchor (high four); a session date, b window start,
/// c window end.
@frozen
public struct RollRecord: Hashable, Sendable, BitwiseCopyable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// What begins.
    public var measure: Measure
    /// Daily for bars and footprints.
    public var anchor: Anchor
    /// The session that began.
    public var window: SessionWindow
    /// The time of the input that showed it.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64

    /// Puts a record together.
    public init(
        instrument: InstrumentID, measure: Measure, anchor: Anchor, window: SessionWindow,
        time: Nanoseconds, cause: UInt64
    ) {
        self.instrument = instrument
        self.measure = measure
        self.anchor = anchor
        self.window = window
        self.time = time
        self.cause = cause
    }

    /// The record as a slot.
    public var slot: OutputSlot {
        OutputSlot(
            kind: .roll, flags: measure.rawValue | anchor.rawValue << 4, instrument: instrument,
            time: time, cause: cause, a: Int64(window.date.rawValue), b: window.start.rawValue,
            c: window.end.rawValue)
    }

    /// Reads a `.roll` slot.
    public init(_ slot: OutputSlot) {
        self.init(
            instrument: slot.instrument, measure: Measure(rawValue: slot.flags & 15) ?? .bars,
            anchor: Anchor(rawValue: slot.flags >> 4) ?? .daily,
            window: SessionWindow(
                date: SessionDate(rawValue: Int32(truncatingIfNeeded: slot.a)),
                start: Nanoseconds(slot.b), end: Nanoseconds(slot.c)),
            time: slot.time, cause: slot.cause)
    }
}

/// The intake counters of an instrument since the engine's start: two slots, flag 1 in the last.
@frozen
public struct CountersRecord: Hashable, Sendable, BitwiseCopyable {
    /// Slots a record takes.
    public static let slotCount = 2

    /// Event time: the venue's, ns since the epoch.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// Dropped: malformed, or a size not above zero.
    public var bad: Int64
    /// Dropped: a trade id seen before.
    public var duplicate: Int64
    /// Dropped: older than the second of the newest.
    public var late: Int64
    /// Dropped: outside the configured span of levels.
    public var outOfRange: Int64
    /// Accepted, but outside the session of bars, of footprints, of profiles, of VWAPs.
    public var outOfSession: (bars: Int64, footprint: Int64, profiles: Int64, vwaps: Int64)
    /// Ticks lost at a ring.
    public var lost: Int64
    /// Feed gaps reported.
    public var feedGaps: Int64
    /// The feed's end: nothing follows.
    public var isLast = false
    // What every tick touches comes last: it lies beside what follows the counters in an intake.
    /// Ticks or bars accepted.
    public var accepted: Int64
    /// The instrument it is about.
    public var instrument: InstrumentID

    /// Zero counters.
    public init(instrument: InstrumentID, time: Nanoseconds = .zero, cause: UInt64 = 0) {
        self.instrument = instrument
        self.time = time
        self.cause = cause
        accepted = 0
        bad = 0
        duplicate = 0
        late = 0
        outOfRange = 0
        outOfSession = (0, 0, 0, 0)
        lost = 0
        feedGaps = 0
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        buffer.reserve(Self.slotCount)
        buffer.append(
            OutputSlot(
                kind: .counters, flags: isLast ? 1 : 0, slots: Self.slotCount,
                instrument: instrument, time: time, cause: cause, a: accepted, b: bad, c: duplicate,
                d: late, e: outOfRange))
        buffer.append(
            OutputSlot(
                words: outOfSession.bars, outOfSession.footprint, outOfSession.profiles,
                outOfSession.vwaps, lost, feedGaps, 0, 0))
    }

    /// Reads a record of two slots.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let (first, second) = (slots[0], slots[1])
        self.init(instrument: first.instrument, time: first.time, cause: first.cause)
        accepted = first.a
        bad = first.b
        duplicate = first.c
        late = first.d
        outOfRange = first.e
        outOfSession = (
            Int64(bitPattern: second.head), second.time.rawValue,
            Int64(bitPattern: second.cause), second.a
        )
        lost = second.b
        feedGaps = second.c
        isLast = first.flags & 1 != 0
    }

    /// Whether every field is equal.
    public static func == (left: CountersRecord, right: CountersRecord) -> Bool {
        left.instrument == right.instrument && left.time == right.time
            && left.accepted == right.accepted && left.bad == right.bad
            && left.duplicate == right.duplicate && left.late == right.late
            && left.outOfRange == right.outOfRange && left.outOfSession == right.outOfSession
            && left.lost == right.lost && left.feedGaps == right.feedGaps
    }

    /// Hashes the fields that tell values apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(instrument)
        hasher.combine(accepted)
    }
}

/// A completed session's POC became naked, or was touched and is no longer.
///
/// One slot: flags 1 when touched; a session date, b row, c ticks a row.
@frozen
public struct NakedPOCRecord: Hashable, Sendable, BitwiseCopyable {
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Event time: the venue's, ns since the epoch.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The session whose POC it is.
    public var session: SessionDate
    /// The POC's row, and ticks a row.
    public var row: Int64
    /// Ticks a row, at least 1.
    public var rowTicks: Int64
    /// A later tick traded there.
    public var isTouched: Bool

    /// Puts a record together.
    public init(
        instrument: InstrumentID, time: Nanoseconds, cause: UInt64, session: SessionDate,
        row: Int64, rowTicks: Int64, isTouched: Bool
    ) {
        self.instrument = instrument
        self.time = time
        self.cause = cause
        self.session = session
        self.row = row
        self.rowTicks = rowTicks
        self.isTouched = isTouched
    }

    /// The record as a slot.
    public var slot: OutputSlot {
        OutputSlot(
            kind: .nakedPOC, flags: isTouched ? 1 : 0, instrument: instrument, time: time,
            cause: cause, a: Int64(session.rawValue), b: row, c: rowTicks)
    }

    /// Reads a `.nakedPOC` slot.
    public init(_ slot: OutputSlot) {
        self.init(
            instrument: slot.instrument, time: slot.time, cause: slot.cause,
            session: SessionDate(rawValue: Int32(truncatingIfNeeded: slot.a)), row: slot.b,
            rowTicks: slot.c, isTouched: slot.flags & 1 != 0)
    }
}
