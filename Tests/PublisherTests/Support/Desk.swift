import Market
import Records
import Testing
import Wire

/// What a core's desk would write, made by hand.
enum DeskSample {
    static let spy = InstrumentID(0)

    static func id(_ text: String) throws -> CommandID { try #require(CommandID(text)) }

    /// The result of a command as the core took it.
    static func result(
        _ input: CommandInput, cause: UInt64, outcome: CommandOutcome = .accepted,
        isRepeat: Bool = false
    ) -> [OutputSlot] {
        written {
            CommandResult(
                instrument: input.instrument, time: input.time, cause: cause, id: input.id,
                kind: input.command.kind, number: 1, subject: 1, outcome: outcome,
                isRepeat: isRepeat, first: isRepeat ? 1 : cause,
                session: input.sender.session
            ).write(to: &$0)
        }
    }

    static func alert(
        _ number: UInt64, _ change: AlertRecord.Change = .added, cause: UInt64,
        _ instrument: InstrumentID = spy
    ) throws -> AlertRecord {
        var alert = Alert(
            number: number, id: try id("a\(number)"), instrument: instrument,
            condition: .atOrAbove, price: Price(50_010), added: .seconds(1), by: "ann",
            note: "high")
        if change == .fired { alert.fired = .init(time: .seconds(9), price: Price(50_011)) }
        return AlertRecord(time: .seconds(9), cause: cause, change: change, alert: alert)
    }

    static func halt(
        _ isHalted: Bool = true, cause: UInt64, _ instrument: InstrumentID = .all
    ) -> HaltRecord {
        HaltRecord(
            time: .seconds(3), cause: cause, isHalted: isHalted,
            halt: Halt(
                instrument: instrument, origin: .person, since: .seconds(3), by: "ann",
                reason: "news"))
    }

    static func setting(_ value: String, cause: UInt64) -> SettingRecord {
        SettingRecord(
            cause: cause,
            setting: RuntimeSetting(
                instrument: spy, key: "note", value: value, changed: .seconds(2), by: "ann"))
    }

    static func slots(_ events: [DeskEvent]) -> [OutputSlot] {
        written { buffer in
            for event in events {
                switch event {
                case .alert(let record): record.write(to: &buffer)
                case .halt(let record): record.write(to: &buffer)
                case .setting(let record): record.write(to: &buffer)
                case .anchor(let record): record.write(to: &buffer)
                }
            }
        }
    }

    private static func written(_ body: (inout OutputBuffer) -> Void) -> [OutputSlot] {
        var buffer = OutputBuffer()
        body(&buffer)
        return Array(buffer.slots)
    }
}

extension Client {
    /// Sends a command; what comes of it is heard later.
    func command(
        _ command: Command, _ symbol: String = "SPY", id: String = "c1"
    ) throws {
        say(
            CommandRequest(
                request: nextRequest(), id: try DeskSample.id(id), symbol: symbol,
                command: command))
    }
}

extension [Said] {
    /// The events of all data frames, snapshots included.
    var events: [DeskEvent] {
        flatMap { said in
            guard case .data(_, let told) = said else { return [DeskEvent]() }
            return told.compactMap { if case .event(let event) = $0 { event } else { nil } }
        }
    }

    var commandAnswers: [CommandAnswer] {
        compactMap { if case .commandAnswer(let answer) = $0 { answer } else { nil } }
    }
}
