import Bytes
import Market
import Records
import Wire

/// Commands, their answers, and what a desk tells, with fields that hold random values.
extension FuzzRandom {
    mutating func commandID() -> CommandID {
        let letters = ["a", "Z", "0", "_", ".", ":", "-"]
        let text = (0..<1 + below(CommandID.limit)).map { _ in pick(letters) }.joined()
        guard let id = CommandID(text) else { preconditionFailure("'\(text)' is no id") }
        return id
    }

    private mutating func command() -> Command {
        switch one(of: Command.Kind.self) {
        case .addAlert:
            .addAlert(one(of: AlertCondition.self), price: Price(integer()), note: text(128))
        case .removeAlert: .removeAlert(once(in: 2) ? .number(natural()) : .id(commandID()))
        case .halt: .halt(one(of: HaltOrigin.self), reason: text(128))
        case .resume: .resume(once(in: 2) ? one(of: HaltOrigin.self) : nil)
        case .set: .set(key: text(64), value: text(128))
        case .addAnchor: .addAnchor(from: once(in: 2) ? instant() : nil)
        case .removeAnchor: .removeAnchor(u32())
        case .submit: .submit(orderTerms())
        case .cancel: .cancel(orderName())
        case .replace:
            .replace(
                orderName(),
                OrderChange(
                    quantity: once(in: 2) ? Size(integer()) : nil, limit: orderPrice(),
                    stop: orderPrice()))
        case .cancelAll: .cancelAll
        case .flatten: .flatten
        case .startSession: .startSession
        case .stopSession: .stopSession
        case .cancelOf: .cancelOf(session: natural())
        }
    }

    private mutating func orderName() -> OrderName {
        once(in: 2) ? .number(natural()) : .id(commandID())
    }

    mutating func orderPrice() -> Price? { once(in: 2) ? Price(integer()) : nil }

    mutating func orderTerms() -> OrderTerms {
        let type = one(of: OrderType.self)
        var terms = OrderTerms(
            side: one(of: OrderSide.self), type: type, quantity: Size(integer()),
            limit: type.hasLimit ? Price(integer()) : nil,
            stop: type.hasStop ? Price(integer()) : nil, force: one(of: TimeInForce.self))
        switch below(3) {
        case 0: terms.bracket = Bracket(stop: Price(integer()), target: Price(integer()))
        case 1: terms.partner = commandID()
        default: break
        }
        return terms
    }

    mutating func commandRequest() -> CommandRequest {
        CommandRequest(request: u32(), id: commandID(), symbol: text(64), command: command())
    }

    mutating func commandAnswer() -> CommandAnswer {
        CommandAnswer(
            request: u32(),
            CommandResult(
                instrument: InstrumentID(u32()), time: instant(), cause: natural(),
                id: commandID(), kind: one(of: Command.Kind.self), number: natural(),
                subject: natural(), outcome: one(of: CommandOutcome.self),
                isRepeat: once(in: 2), first: natural(), session: natural(), text: text(256)))
    }

    mutating func alert() -> AlertRecord {
        AlertRecord(
            time: instant(), cause: natural(), change: one(of: AlertRecord.Change.self),
            alert: Alert(
                number: natural(), id: commandID(), instrument: InstrumentID(u32()),
                condition: one(of: AlertCondition.self), price: Price(integer()),
                added: instant(),
                fired: once(in: 2)
                    ? Alert.Trade(time: instant(), price: Price(integer())) : nil,
                by: text(32), note: text(128)))
    }

    mutating func halt() -> HaltRecord {
        HaltRecord(
            time: instant(), cause: natural(), isHalted: once(in: 2), isForced: once(in: 2),
            halt: Halt(
                instrument: InstrumentID(u32()), origin: one(of: HaltOrigin.self),
                since: instant(), by: text(32), reason: text(128)))
    }

    mutating func setting() -> SettingRecord {
        SettingRecord(
            cause: natural(), isDefault: once(in: 2),
            setting: RuntimeSetting(
                instrument: InstrumentID(u32()), key: text(64), value: text(128),
                changed: instant(), by: text(32)))
    }

    mutating func anchor() -> AnchorRecord {
        AnchorRecord(
            time: instant(), cause: natural(), isSet: once(in: 2),
            anchor: UserAnchor(
                instrument: InstrumentID(u32()), number: u32(), from: instant(), by: text(32)))
    }

    /// The slots of a command, 48 bytes each, as `CommandChecks` reads them.
    mutating func commandSlots() -> [UInt8] {
        var command = command()
        while command.fault != nil { command = self.command() }
        let input = CommandInput(
            time: instant(), instrument: InstrumentID(u32()), id: commandID(),
            sender: CommandInput.Sender(role: byte(), session: natural(), name: text(32)),
            command: command)
        var writer = ByteWriter()
        for slot in input.inputs { CommandChecks.append(slot, to: &writer) }
        return Array(writer.bytes)
    }
}

/// What must hold for whatever slots of a command say.
enum CommandChecks {
    private static let size = 48

    static func append(_ slot: Input, to writer: inout ByteWriter) {
        writer.append(slot.time.rawValue)
        for word in [slot.price, slot.size, slot.bid, slot.ask] { writer.append(word) }
        writer.append(slot.tradeID)
    }

    /// Slots made of bytes: what they are read as gives slots that read the same.
    static func slots(_ bytes: UnsafeRawBufferPointer) {
        var slots: [Input] = []
        for start in stride(from: 0, through: bytes.count - size, by: size) {
            func word(_ place: Int) -> Int64 {
                Int64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: start + place * 8, as: Int64.self))
            }
            slots.append(
                Input(
                    kind: slots.isEmpty ? .command : .commandRest, instrument: InstrumentID(1),
                    time: Nanoseconds(word(0)), price: word(1), size: word(2), bid: word(3),
                    ask: word(4), tradeID: UInt64(bitPattern: word(5))))
        }
        guard let command = CommandInput(slots) else { return }
        precondition(
            CommandInput(command.inputs) == command, "a command differs after a round trip")
    }
}
