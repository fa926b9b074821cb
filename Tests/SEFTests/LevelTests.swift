import Indicators
import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct LevelTests {
    private let up = ["vwap_daily": 100.0]

    @Test func `closes at 101, 102.5, 102, 102.5 above 100 with ATR 2 go up to EXTREME`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let rows = [
            desk.close(100, 101.5, 99.5, 101, up), desk.close(101, 103, 101, 102.5, up),
            desk.close(102, 103, 101, 102, up), desk.close(102, 103, 101, 102.5, up),
        ].compactMap { $0.level("vwap_daily") }
        #expect(rows.map { $0["atr"] } == [2, 2, 2, 2])
        #expect(rows.map { $0["dist_atr"] } == [0.5, 1.25, 1, 1.25])
        #expect(rows.map { $0["candles"] } == [1, 2, 3, 4])
        #expect(rows.map { $0["hours"] } == [2, 4, 6, 8])
        #expect(rows.map { $0["candles_before"] } == [0, 1, 2, 3])
        #expect(
            rows.map { $0.word("trigger") } == ["WATCHING", "ALERT", "HIGH_PROB", "EXTREME"])
        #expect(rows.allSatisfy { $0.word("direction") == "UP" })
        #expect(rows.map { $0["energy"] } == [1, 5, 6, 10])
        #expect(rows.allSatisfy { $0.verdict == .study && $0.number == 0 })
    }

    @Test func `a close at 100.8 in between is not extended and the count restarts`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        _ = desk.close(100, 101.5, 99.5, 101, up)
        _ = desk.close(101, 103, 101, 102.5, up)
        let row = desk.close(102, 102.5, 100.5, 100.8, up).level("vwap_daily")
        #expect(row?.word("trigger") == "NONE")
        #expect(row?.word("direction") == "NONE")
        #expect(row?["candles"] == 0)
        #expect(row?["energy"] == 0)
        #expect(row?["quality"] == 0)
        #expect(row?["probability"] == nil)
        #expect(
            ["rejection", "continuation", "declining", "extreme", "aligned", "setup"].allSatisfy {
                row?[$0] == 0
            })
        let next = desk.close(101, 102.5, 100.5, 102, up).level("vwap_daily")
        #expect(next?["candles"] == 1)
    }

    @Test func `a gap over the level turns the run around`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        _ = desk.close(102, 103, 101, 102, up)
        let row = desk.close(98, 99, 97, 98, up).level("vwap_daily")
        #expect(row?.word("direction") == "DOWN")
        #expect(row?["candles"] == 1)
        #expect(row?["run_high"] == 99)
        #expect(row?["run_low"] == 97)
    }

    @Test func `a close at the level is not extended`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let row = desk.close(100, 101, 99, 100, up).level("vwap_daily")
        #expect(row?["dist_atr"] == 0)
        #expect(row?.word("direction") == "NONE")
    }

    @Test func `nothing is evaluated in the first 14 bars`() {
        var desk = Desk()
        for _ in 0..<14 { #expect(desk.close(102, 103, 101, 102, up).isEmpty) }
        #expect(desk.close(102, 103, 101, 102, up).level("vwap_daily")?["candles"] == 1)
    }

    @Test func `without a range ATR is 0 and nothing is evaluated; the count waits`() {
        var desk = Desk()
        for _ in 0..<15 { #expect(desk.close(102, 102, 102, 102, up).isEmpty) }
        #expect(desk.system.state.atr.value == 0)
        let row = desk.close(102, 103, 102, 103, up).level("vwap_daily")
        #expect(row?["candles"] == 1)
        #expect(row?["candles_before"] == 0)
    }

    @Test func `a level that is missing for a bar is forgotten`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        _ = desk.close(102, 103, 101, 102, up)
        #expect(desk.close(102, 103, 101, 102).of("level").isEmpty)
        #expect(desk.close(102, 103, 101, 102, up).level("vwap_daily")?["candles"] == 1)
    }

    @Test func `an undefined ATR leaves counters, except of levels that are missing`() {
        var system = Desk.system()
        let bar = StudyBar.sample(
            0, 1, 1, 1, 1, volume: 1, session: SessionDate("2024-03-04")!)
        system.state.anchor(bar.session)
        for place in [0, 1] { system.state.runs[place].close(.up, bar) }
        let sheet = EvaluationSheet(system: 3)
        _ = sheet.record(about: bar) { system.closed(bar, .of(["vwap_daily": 1]), &$0) }
        #expect(system.state.runs[0].candles == 1)
        #expect(system.state.runs[1].candles == 0)
    }

    @Test func `a new session resets daily levels only`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let levels = ["vwap_daily": 100.0, "vwap_weekly": 100, "vwap_monthly": 100]
        _ = desk.close(102, 103, 101, 102, levels)
        _ = desk.close(102, 103, 101, 102, levels)
        desk.session = SessionDate("2024-03-05")!
        let rows = desk.close(102, 103, 101, 102, levels)
        #expect(rows.level("vwap_daily")?["candles"] == 1)
        #expect(rows.level("vwap_weekly")?["candles"] == 3)
        #expect(rows.level("vwap_monthly")?["candles"] == 3)
    }

    @Test func `bars of other periods are not its clock`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let before = desk.system.state
        #expect(desk.close(102, 103, 101, 102, up, period: .minute1).isEmpty)
        #expect(desk.system.state == before)
    }

    @Test func `VWAP, POC and VAH extended alike align all levels of the timeframe`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let levels = [
            "vwap_daily": 100.0, "poc_daily": 99, "vah_daily": 100.5, "val_daily": 97,
            "vwap_weekly": 100, "poc_weekly": 99, "vah_weekly": 101.5, "val_weekly": 97,
        ]
        let rows = desk.close(102, 103, 101, 102, levels)
        for name in ["vwap", "poc", "vah", "val"] {
            #expect(rows.level("\(name)_daily")?["aligned"] == 1)
            // VAH of the week is only a quarter of an ATR away.
            #expect(rows.level("\(name)_weekly")?["aligned"] == 0)
        }
    }

    @Test func `down is aligned by VAL, and not on levels of the other side`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        let levels = ["vwap_daily": 100.0, "poc_daily": 101, "vah_daily": 96, "val_daily": 99.5]
        let rows = desk.close(98, 99, 97, 98, levels)
        #expect(rows.level("vwap_daily")?["aligned"] == 1)
        #expect(rows.level("val_daily")?["aligned"] == 1)
        #expect(rows.level("vah_daily")?.word("direction") == "UP")
        #expect(rows.level("vah_daily")?["aligned"] == 0)
    }

    @Test func `a timeframe without profile is never aligned`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        #expect(desk.close(102, 103, 101, 102, up).level("vwap_daily")?["aligned"] == 0)
    }

    @Test func `extreme is more than two ATR, not two`() {
        var desk = Desk()
        desk.warmUp(around: 103)
        let rows = desk.close(104, 105, 103, 104, ["vwap_daily": 100, "vwap_weekly": 99.99])
        #expect(rows.level("vwap_daily")?["dist_atr"] == 2)
        #expect(rows.level("vwap_daily")?["extreme"] == 0)
        #expect(rows.level("vwap_weekly")?["extreme"] == 1)
    }

    @Test func `continuation looks at the bar before, across sessions`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        desk.session = SessionDate("2024-03-05")!
        let row = desk.close(100, 102, 100, 102, up).level("vwap_daily")
        #expect(row?["previous_high"] == 101)
        #expect(row?["continuation"] == 1)
        #expect(row?["probability"] == 0.45 - 0.10)
    }

    @Test func `profiles are the completed ones unless developing ones are asked for`() {
        var desk = Desk(["profile_scope": .word("developing")])
        #expect(desk.system.needs.previousProfiles.isEmpty)
        #expect(desk.system.needs.developingProfiles == [.daily, .weekly, .monthly])
        desk.warmUp(around: 100)
        #expect(desk.close(102, 103, 101, 102, ["poc_daily": 100]).level("poc_daily") != nil)
        let other = Desk()
        #expect(other.system.needs.previousProfiles == [.daily, .weekly, .monthly])
        #expect(other.system.needs.developingProfiles.isEmpty)
        #expect(other.system.needs.periods == [.hour2])
        #expect(other.system.needs.vwaps == [.daily, .weekly, .monthly])
    }

    @Test func `rows come in the order of levels`() {
        var desk = Desk()
        desk.warmUp(around: 100)
        var levels: [String: Double] = [:]
        for level in ReferenceLevel.all { levels[level.name] = 100 }
        let rows = desk.close(102, 103, 101, 102, levels).of("level")
        #expect(rows.map(\.keyName) == ReferenceLevel.all.map(\.name))
    }
}
