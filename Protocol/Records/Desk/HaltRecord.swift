public import Market

/// One halt that stands: of an origin, for an instrument or for all.
public struct Halt: Hashable, Sendable, Codable {
    /// What it stops, or `InstrumentID.all`.
    public var instrument: InstrumentID
    /// Who or what halted trading.
    public var origin: HaltOrigin
    /// Since when.
    public var since: Nanoseconds
    /// Who sent the command.
    public var by: String
    /// Why, at most 128 bytes.
    public var reason: String

    /// Puts a halt together.
    public init(
        instrument: InstrumentID, origin: HaltOrigin, since: Nanoseconds, by: String,
        reason: String
    ) {
        self.instrument = instrument
        self.origin = origin
        self.since = since
        self.by = by
        self.reason = reason
    }
}

/// A halt began or ended: one slot, then its texts.
///
/// Flags are 1 when it began. Words: a since when, b a byte each: origin, bytes of who, of reason,
/// 1 when the end was forced. Texts: who, reason.
public struct HaltRecord: Hashable, Sendable, Codable {
    /// When it began or ended.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// It began; otherwise it ended.
    public var isHalted: Bool
    /// It ended with all others of its instrument.
    public var isForced: Bool
    /// The halt; of one that ended, `by` is who ended it.
    public var halt: Halt

    /// Puts a record together.
    public init(
        time: Nanoseconds, cause: UInt64, isHalted: Bool, isForced: Bool = false, halt: Halt
    ) {
        self.time = time
        self.cause = cause
        self.isHalted = isHalted
        self.isForced = isForced
        self.halt = halt
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [halt.by, halt.reason]
        let facts =
            Int64(halt.origin.rawValue) | Int64(halt.by.utf8.count) << 8
            | Int64(halt.reason.utf8.count) << 16 | (isForced ? 1 << 24 : 0)
        buffer.append(
            OutputSlot(
                kind: .haltChanged, flags: isHalted ? 1 : 0, slots: 1 + SlotTexts.slots(texts),
                instrument: halt.instrument, time: time, cause: cause, a: halt.since.rawValue,
                b: facts))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard let slot = slots.first, slot.kind == .haltChanged,
            let origin = HaltOrigin(rawValue: SlotTexts.byte(slot.b, 0))
        else { return nil }
        let texts = SlotTexts.read(slots, (1...2).map { Int(SlotTexts.byte(slot.b, $0)) })
        self.init(
            time: slot.time, cause: slot.cause, isHalted: slot.flags & 1 == 1,
            isForced: SlotTexts.byte(slot.b, 3) == 1,
            halt: Halt(
                instrument: slot.instrument, origin: origin, since: Nanoseconds(slot.a),
                by: texts[0], reason: texts[1]))
    }
}
