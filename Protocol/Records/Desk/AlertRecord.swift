public import Market

/// An alert: when it fires, and whether it has.
public struct Alert: Hashable, Sendable, Codable {
    /// The number the engine gave it, from 1.
    public var number: UInt64
    /// The id of the command that set it.
    public var id: CommandID
    /// The instrument it is about.
    public var instrument: InstrumentID
    /// When it fires.
    public var condition: AlertCondition
    /// At which price, price units.
    public var price: Price
    /// When it was set.
    public var added: Nanoseconds
    /// Event time and price of the trade that fired it; `nil` while it waits.
    public var fired: Trade?
    /// Who set it.
    public var by: String
    /// What it is for, at most 128 bytes.
    public var note: String

    /// The trade that fired an alert.
    public struct Trade: Hashable, Sendable, Codable {
        /// The venue's event time.
        public var time: Nanoseconds
        /// Traded price, price units.
        public var price: Price

        /// Puts a trade together.
        public init(time: Nanoseconds, price: Price) {
            self.time = time
            self.price = price
        }
    }

    /// Puts an alert together.
    public init(
        number: UInt64, id: CommandID, instrument: InstrumentID, condition: AlertCondition,
        price: Price, added: Nanoseconds, fired: Trade? = nil, by: String, note: String
    ) {
        self.number = number
        self.id = id
        self.instrument = instrument
        self.condition = condition
        self.price = price
        self.added = added
        self.fired = fired
        self.by = by
        self.note = note
    }
}

/// An alert was set, fired or went: one slot, its texts, one more slot.
///
/// Flags are the change. Words: a number of the alert, b its price, c price of the trade that
/// fired it, d when it was set, e a byte each: condition, bytes of id, of who set it, of note, 1
/// when it has fired, three zeros. Texts: id, who set it, note. The last slot's first word is the
/// time of the trade that fired it; the others are 0.
public struct AlertRecord: Hashable, Sendable, Codable {
    /// What happened to an alert.
    @frozen
    public enum Change: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
        /// It was set and waits.
        case added = 0
        /// It fired, and stays in the list without firing again.
        case fired = 1
        /// It was taken out of the list.
        case removed = 2
        /// It had fired, and went from the list to make room.
        case forgotten = 3

        /// The name used in output.
        public var name: String { "\(self)" }
    }

    /// Event time: of the command, or of the trade that fired it.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// What happened.
    public var change: Change
    /// The alert, as it was left.
    public var alert: Alert

    /// Puts a record together.
    public init(time: Nanoseconds, cause: UInt64, change: Change, alert: Alert) {
        self.time = time
        self.cause = cause
        self.change = change
        self.alert = alert
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [alert.id.text, alert.by, alert.note]
        var facts = Int64(alert.condition.rawValue) | (alert.fired == nil ? 0 : 1 << 32)
        for (place, text) in texts.enumerated() {
            facts |= Int64(text.utf8.count) << Int64(8 + 8 * place)
        }
        buffer.append(
            OutputSlot(
                kind: .alertChanged, flags: change.rawValue, slots: 2 + SlotTexts.slots(texts),
                instrument: alert.instrument, time: time, cause: cause,
                a: Int64(bitPattern: alert.number), b: alert.price.rawValue,
                c: alert.fired?.price.rawValue ?? 0, d: alert.added.rawValue, e: facts))
        SlotTexts.write(texts, to: &buffer)
        buffer.append(
            OutputSlot(words: alert.fired?.time.rawValue ?? 0, 0, 0, 0, 0, 0, 0, 0))
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard slots.count >= 2, slots[0].kind == .alertChanged,
            let change = Change(rawValue: slots[0].flags),
            let condition = AlertCondition(rawValue: SlotTexts.byte(slots[0].e, 0))
        else { return nil }
        let slot = slots[0]
        let texts = SlotTexts.read(
            slots, (1...3).map { Int(SlotTexts.byte(slot.e, $0)) })
        guard let id = CommandID(texts[0]) else { return nil }
        let firedTime = Nanoseconds(Int64(bitPattern: slots[slots.count - 1].head))
        self.init(
            time: slot.time, cause: slot.cause, change: change,
            alert: Alert(
                number: UInt64(bitPattern: slot.a), id: id, instrument: slot.instrument,
                condition: condition, price: Price(slot.b), added: Nanoseconds(slot.d),
                fired: SlotTexts.byte(slot.e, 4) == 1
                    ? Alert.Trade(time: firedTime, price: Price(slot.c)) : nil,
                by: texts[1], note: texts[2]))
    }
}
