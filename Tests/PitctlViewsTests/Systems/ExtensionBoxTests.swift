import CLI
import Market
import PitctlViews
import Records
import Testing

@Suite struct ExtensionBoxTests {
    /// 2024-01-15 15:30 New York.
    private static let time = Nanoseconds.seconds(1_705_350_600)

    private func row(
        _ level: String, _ place: Int, isUp: Bool = true, candles: Int, energy: Double = 1,
        probability: Double? = 0.75, isSetupTimeframe: Bool = true, measured: Int? = nil
    ) -> ExtensionRow {
        let triggers = ["NONE", "WATCHING", "ALERT", "HIGH_PROB", "EXTREME"]
        return ExtensionRow(
            level: level, place: place, isUp: isUp, candles: candles, hours: 2 * Double(candles),
            trigger: triggers[min(candles, 4)], probability: probability, energy: energy,
            isSetupTimeframe: isSetupTimeframe, isMeasured: measured != nil,
            observations: measured ?? 12, time: Self.time)
    }

    @Test func `a terminal without Unicode gets ASCII`() {
        let box = ExtensionBox(
            symbol: "SPY", rows: [row("poc_daily", 0, candles: 4)], time: Self.time,
            isUnicode: false)
        #expect(box.text.utf8.allSatisfy { $0 < 128 })
        #expect(box.lines[5] == "| poc_daily      | ^ UP  |    4    |  8.0  | EXTREME        |")
        #expect(Set(box.lines.map(\.count)) == [61])
    }

    private func action(_ rows: [ExtensionRow], showsSource: Bool = true) -> String {
        ExtensionBox(symbol: "SPY", rows: rows, time: Self.time, showsSource: showsSource).action
    }

    @Test func `a run of four and one of three, as drawn in the manual`() {
        let box = ExtensionBox(
            symbol: "SPY",
            rows: [
                row("vwap_daily", 0, candles: 3, probability: 0.65),
                row("poc_daily", 1, candles: 4),
            ], time: Self.time, showsSource: false)
        #expect(
            box.text == """
                ┌───────────────────────────────────────────────────────────┐
                │ EXTENSION STATUS: SPY                   2024-01-15 15:30  │
                ├───────────────────────────────────────────────────────────┤
                │ Level          │ Dir   │ Candles │ Hours │ Status         │
                ├───────────────────────────────────────────────────────────┤
                │ poc_daily      │ ▲ UP  │    4    │  8.0  │ 💥 EXTREME     │
                │ vwap_daily     │ ▲ UP  │    3    │  6.0  │ 🔥 HIGH_PROB   │
                ├───────────────────────────────────────────────────────────┤
                │ ACTION: SHORT setup @ poc_daily [75% snap-back]           │
                └───────────────────────────────────────────────────────────┘
                """)
    }

    @Test func `all triggers, both sides, long runs, and where the number is from`() {
        let box = ExtensionBox(
            symbol: "BTC-USD",
            rows: [
                row("val_monthly", 11, isUp: false, candles: 112, isSetupTimeframe: false),
                row("vwap_weekly", 4, isUp: false, candles: 1),
                row("vah_daily", 2, isUp: false, candles: 2, energy: 9, measured: 240),
                row("val_daily", 3, isUp: false, candles: 2, energy: 10, probability: 0.6125),
            ], time: Self.time)
        #expect(
            box.text == """
                ┌───────────────────────────────────────────────────────────┐
                │ EXTENSION STATUS: BTC-USD               2024-01-15 15:30  │
                ├───────────────────────────────────────────────────────────┤
                │ Level          │ Dir   │ Candles │ Hours │ Status         │
                ├───────────────────────────────────────────────────────────┤
                │ val_monthly    │ ▼ DOWN│   112   │ 224.0 │ 💥 EXTREME     │
                │ val_daily      │ ▼ DOWN│    2    │  4.0  │ ⚠️ ALERT       │
                │ vah_daily      │ ▼ DOWN│    2    │  4.0  │ ⚠️ ALERT       │
                │ vwap_weekly    │ ▼ DOWN│    1    │  2.0  │ 👀 WATCHING    │
                ├───────────────────────────────────────────────────────────┤
                │ ACTION: PREPARE LONG @ vah_daily [75% n=240]              │
                └───────────────────────────────────────────────────────────┘
                """)
    }

    @Test func `a quiet market has no rows and nothing to do`() {
        let box = ExtensionBox(symbol: "SPY", rows: [], time: Self.time)
        #expect(box.lines.count == 7)
        #expect(
            box.lines[5] == "│ ACTION: none                                              │")
    }

    @Test(arguments: [
        (1, "WATCH poc_daily"), (2, "PREPARE LONG @ poc_daily [75% prior]"),
        (3, "LONG setup @ poc_daily [75% prior snap-back]"),
        (4, "LONG setup @ poc_daily [75% prior snap-back]"),
    ]) func `the action follows the length of the run`(candles: Int, expected: String) {
        #expect(action([row("poc_daily", 1, isUp: false, candles: candles)]) == expected)
    }

    @Test func `a measured rate names its observations`() {
        #expect(
            action([row("poc_daily", 1, candles: 3, probability: 0.608, measured: 240)])
                == "SHORT setup @ poc_daily [61% n=240 snap-back]")
    }

    @Test func `only setup timeframes count, then probability, energy and level order`() {
        let weekly = row("poc_weekly", 5, candles: 4, probability: 0.9, isSetupTimeframe: false)
        #expect(action([weekly]) == "none")
        let poc = row("poc_daily", 1, candles: 1, energy: 2, probability: 0.5)
        let vah = row("vah_daily", 2, candles: 1, energy: 3, probability: 0.5)
        let val = row("val_daily", 3, candles: 1, energy: 3, probability: 0.5)
        #expect(action([weekly, val, poc, vah]) == "WATCH vah_daily")
        #expect(
            action([vah, row("vwap_daily", 0, candles: 1, probability: 0.51)])
                == "WATCH vwap_daily")
    }

    @Test(arguments: ["SPY", "A symbol that is far too long for its place", "比特币", "a\u{1b}[2Jb"])
    func `every line is as wide as the box`(symbol: String) {
        let rows = (0..<12).map { place in
            row(
                "vwap_monthly", place, isUp: place % 2 == 0, candles: 1 + place * 1000,
                energy: 1, measured: place % 3 == 0 ? 123_456 : nil)
        }
        let lines = ExtensionBox(symbol: symbol, rows: rows, time: Self.time).lines
        #expect(lines.count == 20)
        for line in lines { #expect(DisplayWidth.of(line) == 61, "\(line)") }
    }
}

@Suite struct ExtensionRowTests {
    private static let schema = StrategySchema(
        number: 3, name: "sef", meaning: "",
        rules: [
            RuleSchema(
                name: "level", meaning: "", keys: ["vwap_daily", "poc_daily"],
                values: [
                    ValueSchema("direction", .choice(["UP", "DOWN", "NONE"])),
                    ValueSchema("candles", .count), ValueSchema("hours", .number),
                    ValueSchema("trigger", .choice(["NONE", "WATCHING", "ALERT"])),
                    ValueSchema("probability", .share), ValueSchema("energy", .number),
                    ValueSchema("n", .count),
                    ValueSchema("base_source", .choice(["PRIOR", "BLENDED"])),
                    ValueSchema("setup_timeframe", .flag),
                ])
        ])

    private func evaluation(
        _ key: UInt16, _ values: [Double?], time: Int64 = 1, system: UInt8 = 3
    ) -> Evaluation {
        var evaluation = Evaluation(
            instrument: InstrumentID(0), system: system, rule: 0, verdict: .study)
        evaluation.key = key
        evaluation.values = values
        evaluation.time = .seconds(time)
        return evaluation
    }

    @Test func `a row is read by the names of its schema`() {
        let row = ExtensionRow(evaluation(1, [1, 2, 4, 2, 0.55, 6.5, 31, 1, 1]), Self.schema)
        #expect(
            row
                == ExtensionRow(
                    level: "poc_daily", place: 1, isUp: false, candles: 2, hours: 4,
                    trigger: "ALERT", probability: 0.55, energy: 6.5, isSetupTimeframe: true,
                    isMeasured: true, observations: 31, time: .seconds(1)))
    }

    @Test func `what is not extended, of another system or cut short is no row`() {
        #expect(ExtensionRow(evaluation(1, [2, 0, 0, 0, nil, 0, nil, nil, 1]), Self.schema) == nil)
        #expect(ExtensionRow(evaluation(1, [1, 2, 4], system: 4), Self.schema) == nil)
        #expect(ExtensionRow(evaluation(9, [1, 2, 4, 2]), Self.schema) == nil)
        #expect(ExtensionRow(evaluation(1, []), Self.schema) == nil)
        #expect(ExtensionRow(evaluation(1, [7, 2, 4]), Self.schema) == nil)
        #expect(ExtensionRow(evaluation(1, [1, 2, 4]), Self.schema)?.trigger == "NONE")
    }

    @Test func `the latest rows are those of the newest close`() throws {
        let up: [Double?] = [0, 1, 2, 1, 0.45, 1, nil, 0, 1]
        let none: [Double?] = [2, 0, 0, 0, nil, 0, nil, nil, 1]
        let found = [
            evaluation(0, up, time: 1), evaluation(1, up, time: 1), evaluation(0, none, time: 2),
            evaluation(1, up, time: 2), evaluation(1, up, time: 3, system: 9),
        ]
        let latest = try #require(ExtensionRow.latest(of: found, Self.schema))
        #expect(latest.time == .seconds(2))
        #expect(latest.rows.map(\.level) == ["poc_daily"])
        #expect(ExtensionRow.latest(of: [], Self.schema) == nil)
    }
}
