import CLI
import Market
import PitctlViews
import Records
import Testing
import Wire

@Suite struct DeskViewTests {
    static let spy = InstrumentInfo(
        id: InstrumentID(0),
        instrument: Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000))
    static let text = DeskText([spy])
    /// 2024-03-08 10:35:12 New York.
    static let time = Nanoseconds.seconds(1_709_912_112)

    static func alert(
        _ change: AlertRecord.Change, note: String = "over the high",
        _ instrument: InstrumentID = InstrumentID(0)
    ) throws -> DeskEvent {
        var alert = Alert(
            number: 3, id: try #require(CommandID("c1")), instrument: instrument,
            condition: .atOrAbove, price: Price(17_150), added: time, by: "ann", note: note)
        if change == .fired { alert.fired = Alert.Trade(time: time, price: Price(17_152)) }
        return .alert(AlertRecord(time: time, cause: 9, change: change, alert: alert))
    }

    static func halt(
        _ isHalted: Bool, isForced: Bool = false, _ instrument: InstrumentID = .all
    ) -> DeskEvent {
        .halt(
            HaltRecord(
                time: time, cause: 10, isHalted: isHalted, isForced: isForced,
                halt: Halt(
                    instrument: instrument, origin: .person, since: time, by: "ann",
                    reason: "news")))
    }

    static func setting(_ value: String, isDefault: Bool = false) -> DeskEvent {
        .setting(
            SettingRecord(
                cause: 11, isDefault: isDefault,
                setting: RuntimeSetting(
                    instrument: .all, key: "note", value: value, changed: time, by: "ann")))
    }

    static func anchor(_ isSet: Bool) -> DeskEvent {
        .anchor(
            AnchorRecord(
                time: time, cause: 12, isSet: isSet,
                anchor: UserAnchor(
                    instrument: InstrumentID(0), number: 2, from: time, by: "ann")))
    }

    @Test func `events as log lines`() throws {
        let lines: [(DeskEvent, String)] = [
            (
                try Self.alert(.fired),
                "[10:35:12] SPY    | ALERT  | alert 3 fired at 171.52: above 171.50 "
                    + "\"over the high\" by ann"
            ),
            (
                try Self.alert(.added, note: ""),
                "[10:35:12] SPY    | INFO   | alert 3 added: above 171.50 by ann"
            ),
            (
                try Self.alert(.removed, note: "", InstrumentID(7)),
                "[10:35:12] 7      | INFO   | alert 3 removed: above 17150 units by ann"
            ),
            (Self.halt(true), "[10:35:12] *      | STATE  | HALTED (person): news by ann"),
            (
                Self.halt(false, isForced: true),
                "[10:35:12] *      | STATE  | person halt ended by force by ann"
            ),
            (Self.setting("x"), "[10:35:12] *      | INFO   | note = x by ann"),
            (
                Self.setting("", isDefault: true),
                "[10:35:12] *      | INFO   | note = \"\" (taken back) by ann"
            ),
            (
                Self.anchor(true),
                "[10:35:12] SPY    | INFO   | VWAP anchor 2 from 2024-03-08T15:35:12Z by ann"
            ),
            (Self.anchor(false), "[10:35:12] SPY    | INFO   | VWAP anchor 2 removed by ann"),
        ]
        for (event, line) in lines { #expect(Self.text.line(event) == line) }
    }

    @Test func `control characters of others are made visible`() throws {
        let line = Self.text.line(try Self.alert(.added, note: "a\u{1b}[2Jb"))
        #expect(!line.contains("\u{1b}") && line.contains("\\u{1b}[2J"))
    }

    @Test func `what stands as tables`() throws {
        var state = DeskState()
        let look = Look()
        #expect(
            DeskTables.all(state, Self.text, look, columns: 100) == "OPEN\n\nno alerts\n")
        for event in [
            try Self.alert(.fired), Self.halt(true), Self.setting("close early"),
            Self.anchor(true),
        ] {
            state.fold(event)
        }
        let page = """
            HALTED

            HALTED  ORIGIN  SINCE                    BY   REASON
            *       person  2024-03-08 10:35:12 EST  ann  news

            ALERT  SYMBOL  WHEN          STATE                                        BY   NOTE
                3  SPY     above 171.50  fired 2024-03-08 10:35:12 EST at 171.52      ann  over the high

            SETTING  SYMBOL  VALUE        SINCE                    BY
            note     *       close early  2024-03-08 10:35:12 EST  ann

            ANCHOR  SYMBOL  FROM                     BY
                 2  SPY     2024-03-08 10:35:12 EST  ann

            """
        // Blanks between columns are the table's business.
        func plain(_ text: String) -> [[Substring]] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map {
                $0.split(separator: " ")
            }
        }
        #expect(
            plain(DeskTables.all(state, Self.text, look, columns: 120)) == plain(page))
    }

    @Test func `events as JSON`() throws {
        #expect(
            DeskJSON.event(try Self.alert(.fired), Self.text).text
                == "{\"event\":\"alert\",\"symbol\":\"SPY\",\"time_ns\":1709912112000000000,"
                + "\"sequence\":9,\"change\":\"fired\",\"number\":3,\"condition\":\"above\","
                + "\"price\":171.5,\"added_ns\":1709912112000000000,"
                + "\"fired_ns\":1709912112000000000,\"fired_price\":171.52,\"id\":\"c1\","
                + "\"by\":\"ann\",\"note\":\"over the high\"}")
        #expect(
            DeskJSON.event(Self.halt(true), Self.text).text
                == "{\"event\":\"halt\",\"symbol\":null,\"time_ns\":1709912112000000000,"
                + "\"sequence\":10,\"halted\":true,\"forced\":false,\"origin\":\"person\","
                + "\"since_ns\":1709912112000000000,\"by\":\"ann\",\"reason\":\"news\"}")
        #expect(
            DeskJSON.event(Self.setting("x"), Self.text).text
                == "{\"event\":\"setting\",\"symbol\":null,\"time_ns\":1709912112000000000,"
                + "\"sequence\":11,\"key\":\"note\",\"value\":\"x\",\"default\":false,"
                + "\"by\":\"ann\"}")
        #expect(
            DeskJSON.event(Self.anchor(true), Self.text).text
                == "{\"event\":\"anchor\",\"symbol\":\"SPY\",\"time_ns\":1709912112000000000,"
                + "\"sequence\":12,\"number\":2,\"set\":true,"
                + "\"from_ns\":1709912112000000000,\"by\":\"ann\"}")
    }

    @Test func `answers in one line, and as JSON`() throws {
        func answer(
            _ kind: Records.Command.Kind, _ outcome: CommandOutcome = .accepted,
            subject: UInt64 = 0,
            isRepeat: Bool = false, text: String = ""
        ) throws -> CommandAnswer {
            CommandAnswer(
                request: 1,
                CommandResult(
                    instrument: .all, time: .zero, cause: 70, id: try #require(CommandID("c1")),
                    kind: kind, number: 4, subject: subject, outcome: outcome,
                    isRepeat: isRepeat, first: 60, session: 1, text: text))
        }
        let lines: [(CommandAnswer, String)] = [
            (try answer(.addAlert, subject: 3), "alert 3 is set"),
            (try answer(.removeAlert, subject: 3), "alert 3 is removed"),
            (try answer(.halt, text: "halted already"), "halted; halted already"),
            (try answer(.resume, isRepeat: true), "as answered before: resumed"),
            (try answer(.set), "set"),
            (try answer(.addAnchor, subject: 1), "VWAP anchor 1 is set"),
            (try answer(.removeAnchor, subject: 1), "VWAP anchor 1 is removed"),
            (
                try answer(.set, .badValue, text: "note is short"),
                "bad_value: note is short"
            ),
            (try answer(.resume, .notHalted), "not_halted"),
        ]
        for (answer, line) in lines { #expect(DeskText.answer(answer) == line) }
        #expect(
            DeskJSON.answer(lines[7].0).text
                == "{\"command\":\"set\",\"outcome\":\"bad_value\",\"repeat\":false,"
                + "\"id\":\"c1\",\"command_number\":4,\"number\":null,\"sequence\":60,"
                + "\"text\":\"note is short\"}")
    }
}
