import Market
import Testing

@testable import Records

@Suite struct CommandTests {
    static let id = CommandID("a.B_1:2-c")!
    static let longest = CommandID(String(repeating: "z", count: 32))!
    static let commands: [Command] = [
        .addAlert(.atOrAbove, price: Price(17_150), note: "over the high"),
        .addAlert(.atOrBelow, price: Price(-1), note: ""),
        .removeAlert(.number(0)), .removeAlert(.number(.max)), .removeAlert(.id(longest)),
        .halt(.person, reason: "größer"), .halt(.limit, reason: ""), .resume(nil),
        .resume(.diskStall), .set(key: "note", value: ""),
        .set(
            key: String(repeating: "k", count: 64), value: String(repeating: "é", count: 64)),
        .addAnchor(from: nil), .addAnchor(from: Nanoseconds(Int64.max)), .addAnchor(from: .zero),
        .removeAnchor(.max), .cancelAll, .cancel(.number(7)), .cancel(.id(longest)),
        .cancelOf(session: .max),
        .submit(OrderTerms(side: .sell, type: .market, quantity: Size(1))),
        .submit(
            OrderTerms(
                side: .buy, type: .stopLimit, quantity: Size(.max), limit: Price(-3),
                stop: Price(.max), force: .untilCancelled, partner: longest)),
        .submit(
            OrderTerms(
                side: .buy, type: .limit, quantity: Size(1), limit: Price(9),
                bracket: Bracket(stop: Price(8), target: Price(10)))),
        .replace(.number(.max), OrderChange(quantity: Size(5), stop: Price(0))),
        .replace(.id(longest), OrderChange(limit: Price(1))),
    ]

    @Test(arguments: commands)
    func `a command survives its slots, and no other number of them`(_ command: Command) {
        for (id, name) in [(Self.id, ""), (Self.longest, String(repeating: "n", count: 32))] {
            let input = CommandInput(
                time: Nanoseconds(-5), instrument: .all, id: id,
                sender: CommandInput.Sender(role: 3, session: .max, name: name),
                command: command)
            let slots = input.inputs
            #expect(slots.count <= 1 + CommandInput.restLimit)
            #expect(slots[0].commandSlots == slots.count)
            #expect(slots.allSatisfy { $0.isCommandPart && $0.time == input.time })
            #expect(slots.allSatisfy { $0.side == .none && $0.flags == [] })
            #expect(CommandInput(slots) == input)
            #expect(CommandInput(slots.dropLast()) == nil)
            #expect(CommandInput(slots + [slots[slots.count - 1]]) == nil)
            #expect(CommandInput(slots.dropFirst()) == nil)
        }
    }

    @Test func `the layout of a command is what its description says`() {
        let input = CommandInput(
            time: .seconds(9), instrument: InstrumentID(4), id: CommandID("abcdefghi")!,
            sender: CommandInput.Sender(role: 2, session: 77, name: "ann"),
            command: .addAlert(.atOrBelow, price: Price(500), note: "low"))
        let slots = input.inputs
        #expect(slots.count == 2)
        #expect(slots[0].kind == .command && slots[1].kind == .commandRest)
        #expect(slots[0].price == 500 && slots[0].size == 1 && slots[0].bid == 77)
        #expect(slots[0].ask == 0 && slots[0].instrument == InstrumentID(4))
        // Text 3, key 0, sender 3, id 9, role 2, condition 1, kind 1.
        #expect(slots[0].tradeID == 0x03_00_03_09_02_01_01)
        // "abcdefgh", then "iannlow".
        #expect(slots[1].price == 0x6867_6665_6463_6261)
        #expect(slots[1].size == 0x0077_6f6c_6e6e_6169)
        #expect(slots[1].bid == 0 && slots[1].ask == 0 && slots[1].tradeID == 0)
    }

    @Test func `damaged slots are no command`() {
        let good = CommandInput(
            time: .zero, instrument: InstrumentID(0), id: Self.id,
            sender: .engine, command: .halt(.person, reason: "r")
        ).inputs
        func damaged(_ change: (inout [Input]) -> Void) -> CommandInput? {
            var slots = good
            change(&slots)
            return CommandInput(slots)
        }
        #expect(damaged { _ in } != nil)
        #expect(damaged { $0[0].tradeID &= ~0xff } == nil)
        #expect(damaged { $0[0].tradeID |= 0xff << 8 } == nil)
        #expect(damaged { $0[0].tradeID |= 0xff << 24 } == nil)
        #expect(damaged { $0[0].tradeID &= ~(0xff << 24) } == nil)
        #expect(damaged { $0[0].size = 8 } == nil)
        #expect(damaged { $0[0].size = -1 } == nil)
        #expect(damaged { $0[1].kind = .tick } == nil)
        #expect(damaged { $0[1].instrument = InstrumentID(1) } == nil)
        #expect(damaged { $0[1].price = -1 } == nil)
        #expect(CommandInput([Input]()) == nil)
    }

    @Test func `ids are 1 to 32 plain bytes`() {
        for good in ["a", "Z9", "a_b.c:d-e", String(repeating: "0", count: 32)] {
            #expect(CommandID(good)?.text == good)
        }
        for bad in ["", " ", "a b", "ä", "a/b", "\n", String(repeating: "0", count: 33)] {
            #expect(CommandID(bad) == nil)
        }
    }

    @Test func `texts that are too long or not plain are faults, with the limit and the value`() {
        let long = String(repeating: "x", count: 129)
        #expect(
            Command.halt(.person, reason: long).fault
                == "a reason is 128 bytes at most, got 129")
        #expect(
            Command.set(key: long, value: "").fault == "a key is 64 bytes at most, got 129")
        #expect(Command.set(key: "", value: "").fault == "a setting needs a key")
        for text in ["\u{1b}[31m", "a\nb", "\u{7f}", "\u{9b}"] {
            #expect(
                Command.addAlert(.atOrAbove, price: Price(1), note: text).fault
                    == "a note holds no control characters")
        }
        for command in Self.commands { #expect(command.fault == nil) }
    }

    @Test func `a sender's name is cut at 32 bytes between characters`() {
        let sender = CommandInput.Sender(
            role: 1, session: 1, name: "\u{7}" + String(repeating: "é", count: 17))
        #expect(sender.name == String(repeating: "é", count: 16))
    }
}

@Suite struct DeskRecordTests {
    static let texts = ["", "grün", String(repeating: "n", count: 128)]

    static func slots(_ write: (inout OutputBuffer) -> Void) -> [OutputSlot] {
        var buffer = OutputBuffer(capacity: 16)
        write(&buffer)
        #expect(buffer.slots.first?.slots == buffer.count)
        return Array(buffer.slots)
    }

    @Test(arguments: CommandOutcome.allCases)
    func `a result survives its slots`(_ outcome: CommandOutcome) {
        for text in Self.texts + [String(repeating: "t", count: 256)] {
            let result = CommandResult(
                instrument: .all, time: Nanoseconds(-3), cause: 9, id: CommandTests.longest,
                kind: .removeAnchor, number: .max, subject: 4, outcome: outcome,
                isRepeat: text.isEmpty, first: 8, session: .max, text: text)
            Self.slots { result.write(to: &$0) }.withUnsafeBufferPointer {
                #expect(CommandResult($0) == result)
            }
        }
    }

    @Test(arguments: AlertRecord.Change.allCases)
    func `an alert survives its slots`(_ change: AlertRecord.Change) {
        for text in Self.texts {
            var alert = Alert(
                number: 7, id: CommandTests.id, instrument: InstrumentID(3),
                condition: .atOrBelow, price: Price(-12), added: Nanoseconds(5),
                by: String(text.prefix(32)), note: text)
            if change == .fired { alert.fired = .init(time: Nanoseconds(-8), price: Price(-13)) }
            let record = AlertRecord(
                time: Nanoseconds(11), cause: 12, change: change, alert: alert)
            Self.slots { record.write(to: &$0) }.withUnsafeBufferPointer {
                #expect(AlertRecord($0) == record)
            }
        }
    }

    @Test(arguments: HaltOrigin.allCases)
    func `a halt survives its slots`(_ origin: HaltOrigin) {
        for text in Self.texts {
            let record = HaltRecord(
                time: Nanoseconds(1), cause: 2, isHalted: text.isEmpty, isForced: !text.isEmpty,
                halt: Halt(
                    instrument: .all, origin: origin, since: Nanoseconds(-1),
                    by: String(text.prefix(32)), reason: text))
            Self.slots { record.write(to: &$0) }.withUnsafeBufferPointer {
                #expect(HaltRecord($0) == record)
            }
        }
    }

    @Test(arguments: texts)
    func `settings and anchors survive their slots`(_ text: String) {
        let setting = SettingRecord(
            cause: 3, isDefault: text.isEmpty,
            setting: RuntimeSetting(
                instrument: InstrumentID(1), key: "note", value: text, changed: Nanoseconds(6),
                by: "ann"))
        Self.slots { setting.write(to: &$0) }.withUnsafeBufferPointer {
            #expect(SettingRecord($0) == setting)
        }
        let anchor = AnchorRecord(
            time: Nanoseconds(4), cause: 5, isSet: text.isEmpty,
            anchor: UserAnchor(
                instrument: InstrumentID(0), number: .max, from: Nanoseconds(.max),
                by: String(text.prefix(32))))
        Self.slots { anchor.write(to: &$0) }.withUnsafeBufferPointer {
            #expect(AnchorRecord($0) == anchor)
        }
    }

    @Test func `slots of another kind, or cut ones, are no record`() {
        let slots = Self.slots {
            SettingRecord(
                cause: 1,
                setting: RuntimeSetting(
                    instrument: .all, key: "note", value: "v", changed: .zero, by: "b")
            ).write(to: &$0)
        }
        slots.withUnsafeBufferPointer { whole in
            #expect(CommandResult(whole) == nil)
            #expect(AlertRecord(whole) == nil)
            #expect(HaltRecord(whole) == nil)
            #expect(AnchorRecord(whole) == nil)
            #expect(SettingRecord(UnsafeBufferPointer(rebasing: whole[..<0])) == nil)
            let cut = SettingRecord(UnsafeBufferPointer(rebasing: whole[..<1]))
            #expect(cut?.setting.key == "")
        }
    }
}
