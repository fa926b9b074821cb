public import Market

/// What came of a command; the raw value is its number in records and on the wire.
@frozen
public enum CommandOutcome: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Done.
    case accepted = 0
    /// Another command had that id.
    case idTaken = 1
    /// No such instrument, or the command is not for all of them.
    case unknownInstrument = 2
    /// No such alert.
    case unknownAlert = 3
    /// As many alerts are set as `alerts.max` says.
    case tooManyAlerts = 4
    /// Nothing that the command may end halts trading.
    case notHalted = 5
    /// A setting says that this origin does not halt trading.
    case notEnabled = 6
    /// No setting has that key.
    case unknownSetting = 7
    /// The value is none of the setting's.
    case badValue = 8
    /// The setting is the engine's, not an instrument's.
    case badScope = 9
    /// No such anchor, or one of the configuration's.
    case unknownAnchor = 10
    /// As many anchors are set as an instrument may have.
    case tooManyAnchors = 11
    /// The instant is over.
    case past = 12
    /// The terms of an order do not go together.
    case orderTerms = 13
    /// The quantity is not above zero, or no multiple of the instrument's step.
    case badSize = 14
    /// A price is not on a tick, or on the wrong side of another.
    case badPrice = 15
    /// The quantity of an order is above its limit.
    case sizeLimit = 16
    /// With all that is open, the position could pass its limit.
    case positionLimit = 17
    /// The worth of an order is above its limit.
    case notionalLimit = 18
    /// Too many orders within a second.
    case rateLimit = 19
    /// As many orders are open as may be.
    case orderLimit = 20
    /// A price is too far from the last one.
    case priceBand = 21
    /// Nothing traded yet that the order could be measured by.
    case noPrice = 22
    /// The instrument's session is closed.
    case sessionClosed = 23
    /// The trading session is stopped.
    case notRunning = 24
    /// The trading session runs already.
    case alreadyRunning = 25
    /// Trading is halted.
    case halted = 26
    /// Only force resumes after a daily limit.
    case needsForce = 27
    /// No such order.
    case unknownOrder = 28
    /// The order has ended.
    case orderDone = 29
    /// The sender's role may not do that.
    case notAllowed = 30
    /// The engine was started without trading.
    case notTrading = 31

    /// The name used in output: `accepted`, `unknown_alert`.
    public var name: String {
        switch self {
        case .accepted: "accepted"
        case .idTaken: "id_taken"
        case .unknownInstrument: "unknown_instrument"
        case .unknownAlert: "unknown_alert"
        case .tooManyAlerts: "too_many_alerts"
        case .notHalted: "not_halted"
        case .notEnabled: "not_enabled"
        case .unknownSetting: "unknown_setting"
        case .badValue: "bad_value"
        case .badScope: "bad_scope"
        case .unknownAnchor: "unknown_anchor"
        case .tooManyAnchors: "too_many_anchors"
        case .past: "past"
        case .orderTerms: "order_terms"
        case .badSize: "bad_size"
        case .badPrice: "bad_price"
        case .sizeLimit: "size_limit"
        case .positionLimit: "position_limit"
        case .notionalLimit: "notional_limit"
        case .rateLimit: "rate_limit"
        case .orderLimit: "order_limit"
        case .priceBand: "price_band"
        case .noPrice: "no_price"
        case .sessionClosed: "session_closed"
        case .notRunning: "not_running"
        case .alreadyRunning: "already_running"
        case .halted: "halted"
        case .needsForce: "needs_force"
        case .unknownOrder: "unknown_order"
        case .orderDone: "order_done"
        case .notAllowed: "not_allowed"
        case .notTrading: "not_trading"
        }
    }
}

/// The answer to a command: one slot, then its texts.
///
/// Flags are the outcome. Words: a number of the command, b what it made or ended, c sequence of
/// the first command of that id, d session that asked, e a byte each: kind, repeat, bytes of id,
/// 0, then two bytes: bytes of text. Texts: id, text.
public struct CommandResult: Hashable, Sendable {
    /// What the command was about, or `InstrumentID.all`.
    public var instrument: InstrumentID
    /// When it was accepted; of a repeat, when the repeat was.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// The name the sender gave the command.
    public var id: CommandID
    /// What was asked.
    public var kind: Command.Kind
    /// The command's number, from 1; of a repeat, the first one's.
    public var number: UInt64
    /// The number of the alert or anchor it made or ended; 0 for none.
    public var subject: UInt64
    /// What came of it.
    public var outcome: CommandOutcome
    /// The same command was answered before; nothing was done again.
    public var isRepeat: Bool
    /// Sequence of the first command of that id: `cause` unless it is a repeat.
    public var first: UInt64
    /// The session that asked; 0 for the engine itself.
    public var session: UInt64
    /// In words, at most 256 bytes: why not, or what else there is to know.
    public var text: String

    /// Puts a result together; a longer text is cut.
    public init(
        instrument: InstrumentID, time: Nanoseconds, cause: UInt64, id: CommandID,
        kind: Command.Kind, number: UInt64, subject: UInt64 = 0, outcome: CommandOutcome,
        isRepeat: Bool = false, first: UInt64, session: UInt64, text: String = ""
    ) {
        self.instrument = instrument
        self.time = time
        self.cause = cause
        self.id = id
        self.kind = kind
        self.number = number
        self.subject = subject
        self.outcome = outcome
        self.isRepeat = isRepeat
        self.first = first
        self.session = session
        self.text = text.plain(upTo: CommandLimits.answer)
    }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [id.text, text]
        var facts = Int64(kind.rawValue) | (isRepeat ? 1 << 8 : 0)
        facts |= Int64(id.text.utf8.count) << 16 | Int64(text.utf8.count) << 32
        buffer.append(
            OutputSlot(
                kind: .commandResult, flags: outcome.rawValue, slots: 1 + SlotTexts.slots(texts),
                instrument: instrument, time: time, cause: cause, a: Int64(bitPattern: number),
                b: Int64(bitPattern: subject), c: Int64(bitPattern: first),
                d: Int64(bitPattern: session), e: facts))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard let slot = slots.first, slot.kind == .commandResult,
            let outcome = CommandOutcome(rawValue: slot.flags),
            let kind = Command.Kind(rawValue: SlotTexts.byte(slot.e, 0))
        else { return nil }
        var texts = SlotTexts(behind: 1, of: slots)
        guard let id = CommandID(texts.next(slot.e >> 16)) else { return nil }
        self.init(
            instrument: slot.instrument, time: slot.time, cause: slot.cause, id: id, kind: kind,
            number: UInt64(bitPattern: slot.a), subject: UInt64(bitPattern: slot.b),
            outcome: outcome, isRepeat: SlotTexts.byte(slot.e, 1) == 1,
            first: UInt64(bitPattern: slot.c), session: UInt64(bitPattern: slot.d),
            text: texts.next(bytes: Int(slot.e >> 32 & 0xffff)))
    }
}
