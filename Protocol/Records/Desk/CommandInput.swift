public import Market

/// A command as it enters the core: who, what, about which instrument, and when it was accepted.
///
/// It takes 1 + n consecutive input slots. The first holds what is fixed in length:
///
/// | field | holds |
/// |---|---|
/// | time | wall clock when it was accepted |
/// | instrument | what it is about, or `InstrumentID.all` |
/// | size | n, 0 to 7: slots that follow |
/// | price | price of an alert, number of an alert, anchor or order, instant of an anchor, session; smallest value for none |
/// | bid | session that sent it |
/// | ask | 0 |
/// | tradeID | a byte each, from the lowest: kind, option, role, bytes of id, sender, key, text; words |
///
/// The option is an alert's condition or a halt's origin, 255 for none. The slots behind it carry
/// the UTF-8 bytes of id, sender, key (a setting's, or the id of an alert or order) and text (note,
/// reason, value), then the words of an order, lowest byte first; one after the other, 40 bytes a
/// slot in price, size, bid, ask and trade id, zeros behind the last. Sides and flags are not used.
///
/// Its sequence is that of its last slot.
public struct CommandInput: Hashable, Sendable {
    /// Who sent a command.
    public struct Sender: Hashable, Sendable {
        /// The engine's own commands have this role.
        public static let engineRole: UInt8 = 255

        /// The role of its session, as the protocol numbers it.
        public var role: UInt8
        /// The session; 0 for the engine itself.
        public var session: UInt64
        /// The name it goes by, at most 32 bytes; longer ones are cut.
        public let name: String

        /// Names a sender; longer names are cut, control characters left out.
        public init(role: UInt8, session: UInt64, name: String) {
            self.role = role
            self.session = session
            self.name = name.plain(upTo: CommandLimits.sender)
        }

        /// The engine itself.
        public static let engine = Sender(role: engineRole, session: 0, name: "engine")
    }

    /// The most slots behind the first.
    public static let restLimit = 7
    private static let bytesPerSlot = 40

    /// Wall clock when it was accepted.
    public var time: Nanoseconds
    /// What it is about, or `InstrumentID.all`.
    public var instrument: InstrumentID
    /// The name the sender gave it.
    public var id: CommandID
    /// Who sent it.
    public var sender: Sender
    /// What is asked.
    public var command: Command

    /// Puts a command together, which must have the right shape: `command.fault` is `nil`.
    public init(
        time: Nanoseconds, instrument: InstrumentID, id: CommandID, sender: Sender,
        command: Command
    ) {
        self.time = time
        self.instrument = instrument
        self.id = id
        self.sender = sender
        self.command = command
    }

    /// The slots that carry it, to be pushed together.
    public var inputs: [Input] {
        if let fault = command.fault { preconditionFailure(fault) }
        let fields = CommandFields(command)
        let texts = [id.text, sender.name, fields.key, fields.text]
        var bytes = texts.flatMap { Array($0.utf8) }
        for word in fields.words { Self.append(UInt64(bitPattern: word), to: &bytes) }
        let rest = (bytes.count + Self.bytesPerSlot - 1) / Self.bytesPerSlot
        var facts = UInt64(command.kind.rawValue) | UInt64(fields.option) << 8
        facts |= UInt64(sender.role) << 16
        for (place, text) in texts.enumerated() {
            facts |= UInt64(text.utf8.count) << UInt64(24 + 8 * place)
        }
        facts |= UInt64(fields.words.count) << 56
        var inputs = [
            Input(
                kind: .command, instrument: instrument, time: time, price: fields.number,
                size: Int64(rest), bid: Int64(bitPattern: sender.session), ask: 0,
                tradeID: facts)
        ]
        for slot in 0..<rest {
            let rest = (0..<5).map { Self.word(bytes, at: slot * Self.bytesPerSlot + $0 * 8) }
            inputs.append(
                Input(
                    kind: .commandRest, instrument: instrument, time: time,
                    price: Int64(bitPattern: rest[0]), size: Int64(bitPattern: rest[1]),
                    bid: Int64(bitPattern: rest[2]), ask: Int64(bitPattern: rest[3]),
                    tradeID: rest[4]))
        }
        return inputs
    }

    /// Reads a command back from its slots, as many as the first says and no more; `nil` when
    /// they are none.
    public init?(_ inputs: some RandomAccessCollection<Input>) {
        guard let first = inputs.first, first.kind == .command,
            (0...Int64(Self.restLimit)).contains(first.size),
            inputs.count == Int(first.size) + 1
        else { return nil }
        var bytes: [UInt8] = []
        for input in inputs.dropFirst() {
            guard input.kind == .commandRest, input.instrument == first.instrument else {
                return nil
            }
            for word in [input.price, input.size, input.bid, input.ask] {
                Self.append(UInt64(bitPattern: word), to: &bytes)
            }
            Self.append(input.tradeID, to: &bytes)
        }
        let facts = first.tradeID
        var texts: [String] = []
        var start = 0
        for place in 0..<4 {
            let end = start + Int(facts >> UInt64(24 + 8 * place) & 0xff)
            guard end <= bytes.count,
                let text = String(validating: bytes[start..<end], as: UTF8.self)
            else { return nil }
            texts.append(text)
            start = end
        }
        let words = Int(facts >> 56)
        guard words <= CommandFields.wordLimit, start + 8 * words <= bytes.count else {
            return nil
        }
        let fields = CommandFields(
            number: first.price, option: UInt8(truncatingIfNeeded: facts >> 8), key: texts[2],
            text: texts[3],
            words: (0..<words).map { Int64(bitPattern: Self.word(bytes, at: start + 8 * $0)) })
        guard let kind = Command.Kind(rawValue: UInt8(truncatingIfNeeded: facts)),
            let id = CommandID(texts[0]), let command = fields.command(of: kind),
            command.fault == nil
        else { return nil }
        self.init(
            time: first.time, instrument: first.instrument, id: id,
            sender: Sender(
                role: UInt8(truncatingIfNeeded: facts >> 16),
                session: UInt64(bitPattern: first.bid), name: texts[1]), command: command)
    }

    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in 0..<8 where start + place < bytes.count {
            word |= UInt64(bytes[start + place]) << UInt64(8 * place)
        }
        return word
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * place))) }
    }
}

extension Input {
    /// In the first slot of a command: how many slots it takes, itself included.
    @inlinable
    public var commandSlots: Int { 1 + Int(clamping: size) }
}
