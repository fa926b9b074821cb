public import Market

/// A VWAP that a command started at an instant.
public struct UserAnchor: Hashable, Sendable, Codable {
    /// The instrument it is of.
    public var instrument: InstrumentID
    /// Its number among the instrument's user anchors; those of the configuration come first.
    public var number: UInt32
    /// The first instant that counts.
    public var from: Nanoseconds
    /// Who asked for it.
    public var by: String

    /// Puts an anchor together.
    public init(instrument: InstrumentID, number: UInt32, from: Nanoseconds, by: String) {
        self.instrument = instrument
        self.number = number
        self.from = from
        self.by = by
    }
}

/// A user's VWAP anchor was set or went: one slot, then who asked for it.
///
/// Flags are 1 when it was set. Words: a number, b first instant, c bytes of who.
public struct AnchorRecord: Hashable, Sendable, Codable {
    /// When it was set or went.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// It was set; otherwise it went.
    public var isSet: Bool
    /// The anchor.
    public var anchor: UserAnchor

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, isSet: Bool, anchor: UserAnchor) {
        self.time = time
        self.cause = cause
        self.isSet = isSet
        self.anchor = anchor
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        buffer.append(
            OutputSlot(
                kind: .anchorChanged, flags: isSet ? 1 : 0, slots: 1 + SlotTexts.slots([anchor.by]),
                instrument: anchor.instrument, time: time, cause: cause,
                a: Int64(anchor.number), b: anchor.from.rawValue,
                c: Int64(anchor.by.utf8.count)))
        SlotTexts.write([anchor.by], to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard let slot = slots.first, slot.kind == .anchorChanged,
            let number = UInt32(exactly: slot.a)
        else { return nil }
        let texts = SlotTexts.read(slots, [Int(SlotTexts.byte(slot.c, 0))])
        self.init(
            time: slot.time, cause: slot.cause, isSet: slot.flags & 1 == 1,
            anchor: UserAnchor(
                instrument: slot.instrument, number: number, from: Nanoseconds(slot.b),
                by: texts[0]))
    }
}
