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
        return withUnsafeTemporaryAllocation(byteCount: CommandRest.limit, alignment: 8) { room in
            var rest = CommandRest(writing: room)
            var facts = UInt64(command.kind.rawValue) | UInt64(fields.option) << 8
            facts |= UInt64(sender.role) << 16
            facts |= rest.append(id.text) << 24
            facts |= rest.append(sender.name) << 32
            facts |= rest.append(fields.key) << 40
            facts |= rest.append(fields.text) << 48
            facts |= UInt64(fields.words.count) << 56
            for word in fields.words { rest.append(word) }
            return slots(fields.number, facts, rest)
        }
    }

    private func slots(_ number: Int64, _ facts: UInt64, _ rest: CommandRest) -> [Input] {
        let count = rest.slots
        return Array(unsafeUninitializedCapacity: count + 1) { slots, filled in
            slots.initializeElement(
                at: 0,
                to: Input(
                    kind: .command, instrument: instrument, time: time, price: number,
                    size: Int64(count), bid: Int64(bitPattern: sender.session), ask: 0,
                    tradeID: facts))
            for slot in 0..<count {
                slots.initializeElement(
                    at: slot + 1,
                    to: Input(
                        kind: .commandRest, instrument: instrument, time: time,
                        price: rest.word(slot, 0), size: rest.word(slot, 1),
                        bid: rest.word(slot, 2), ask: rest.word(slot, 3),
                        tradeID: UInt64(bitPattern: rest.word(slot, 4))))
            }
            filled = count + 1
        }
    }

    /// Reads a command back from its slots, as many as the first says and no more; `nil` when
    /// they are none.
    public init?(_ inputs: some RandomAccessCollection<Input>) {
        let read = Array(inputs).withUnsafeBufferPointer { CommandInput($0) }
        guard let read else { return nil }
        self = read
    }

    /// Reads a command back from its slots, as many as the first says and no more; `nil` when
    /// they are none.
    public init?(_ inputs: UnsafeBufferPointer<Input>) {
        guard let first = inputs.first, first.kind == .command,
            (0...Int64(Self.restLimit)).contains(first.size),
            inputs.count == Int(first.size) + 1,
            inputs.dropFirst().allSatisfy({
                $0.kind == .commandRest && $0.instrument == first.instrument
            }),
            let read = Self.read(inputs, first)
        else { return nil }
        self = read
    }

    private static func read(
        _ inputs: UnsafeBufferPointer<Input>, _ first: Input
    ) -> CommandInput? {
        let facts = first.tradeID
        return withUnsafeTemporaryAllocation(byteCount: CommandRest.limit, alignment: 8) { room in
            var rest = CommandRest(reading: inputs, in: room)
            guard let id = rest.text(facts >> 24), let name = rest.text(facts >> 32),
                let key = rest.text(facts >> 40), let text = rest.text(facts >> 48),
                let words = rest.words(Int(facts >> 56))
            else { return nil }
            let fields = CommandFields(
                number: first.price, option: UInt8(truncatingIfNeeded: facts >> 8), key: key,
                text: text, words: words)
            guard let kind = Command.Kind(rawValue: UInt8(truncatingIfNeeded: facts)),
                let id = CommandID(id), let command = fields.command(of: kind),
                command.fault == nil
            else { return nil }
            return CommandInput(
                time: first.time, instrument: first.instrument, id: id,
                sender: Sender(
                    role: UInt8(truncatingIfNeeded: facts >> 16),
                    session: UInt64(bitPattern: first.bid), name: name), command: command)
        }
    }
}

extension Input {
    /// In the first slot of a command: how many slots it takes, itself included.
    @inlinable
    public var commandSlots: Int { 1 + Int(clamping: size) }
}
