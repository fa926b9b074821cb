import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct CalibrationTests {
    private let level = ["vwap_daily": 100.0]

    /// A desk with ATR about 2 after one close above 100 of a run.
    private func observed(_ set: [String: StrategyValue] = [:]) -> Desk {
        var desk = Desk(set)
        desk.warmUp(around: 101)
        _ = desk.close(101, 102, 101, 102, level)
        return desk
    }

    /// A bar that stays away from 100 and near the level that `levels` names.
    private func away(_ desk: inout Desk, low: Double = 101) -> [Evaluation] {
        desk.close(101, 102, low, 101, ["vwap_daily": 101])
    }

    @Test func `an observation counts with its fourth bar and not before`() throws {
        var desk = observed()
        for _ in 0..<3 { #expect(away(&desk).of("calibration").isEmpty) }
        let found = away(&desk).of("calibration")
        #expect(found.map(\.keyName) == ["vwap_daily UP 1", "all 1"])
        let cell = try #require(found.first)
        #expect(cell["n"] == 1)
        #expect(cell["hits"] == 0)
        #expect(cell["rate"] == 0)
        #expect(cell["prior"] == 0.45)
        #expect(cell["blended"] == 9 / 21.0)
        #expect(cell.word("level") == "vwap_daily")
        #expect(cell.word("direction") == "UP")
        #expect(cell["bucket"] == 1)
        #expect(found.last?.word("level") == "all")
        #expect(found.last?.word("direction") == "BOTH")
    }

    @Test(arguments: 1...5) func `a touch counts within four bars`(bar: Int) throws {
        var desk = observed()
        var found: [Evaluation] = []
        for index in 1...5 { found += away(&desk, low: index == bar ? 100 : 101) }
        #expect(found.cell("vwap_daily UP 1")?["hits"] == (bar <= 4 ? 1 : 0))
    }

    @Test func `what touched and was then cut off never counts`() {
        var desk = observed()
        for _ in 0..<3 { #expect(away(&desk, low: 99).of("calibration").isEmpty) }
        #expect(desk.system.state.calibration.pending.first?.isTouched == true)
        let sheet = EvaluationSheet(system: 3)
        var system = desk.system
        #expect(sheet.record(at: .zero) { system.ended(&$0) }.isEmpty)
        #expect(system.state.calibration.cells.allSatisfy { $0.count == 0 })
    }

    @Test func `the level is frozen: one that moves into the bars is no touch`() {
        var desk = observed()
        var found: [Evaluation] = []
        for _ in 0..<4 { found += desk.close(101, 102, 100.5, 101, ["vwap_daily": 101.5]) }
        #expect(found.cell("vwap_daily UP 1")?["hits"] == 0)
    }

    @Test func `a horizon crosses sessions`() {
        var desk = observed()
        _ = away(&desk)
        desk.session = SessionDate("2024-03-05")!
        _ = away(&desk)
        _ = away(&desk, low: 99)
        #expect(away(&desk).cell("vwap_daily UP 1")?["hits"] == 1)
    }

    @Test func `a long run is observed once in each of four buckets`() {
        var desk = Desk()
        desk.warmUp(around: 104)
        var found: [Evaluation] = []
        for _ in 0..<12 { found += desk.close(104, 105, 103, 104, level) }
        let last = (1...4).map { bucket in
            found.last {
                $0.schema.name == "calibration" && $0.keyName == "vwap_daily UP \(bucket)"
            }
        }
        #expect(last.map { $0?["n"] } == [1, 1, 1, 1])
        #expect(last.map { $0?["prior"] } == [0.45, 0.55, 0.65, 0.75])
        #expect(desk.system.state.calibration.pending.isEmpty)
    }

    @Test func `a level that is anchored anew is observed anew`() {
        var desk = Desk()
        desk.warmUp(around: 104)
        _ = desk.close(104, 105, 103, 104, level)
        desk.session = SessionDate("2024-03-05")!
        for _ in 0..<8 { _ = desk.close(104, 105, 103, 104, level) }
        let cells = desk.system.state.calibration.cells
        #expect((0..<4).map { cells[$0].count } == [2, 1, 1, 1])
    }

    @Test func `a rate is used at the close that completes the horizon, not before`() throws {
        var desk = Desk(["use_calibration": .word("on")])
        desk.warmUp(around: 104)
        // Observed at the first close; each session is a new run of one candle.
        var rows: [Evaluation] = []
        for day in 4...9 {
            desk.session = SessionDate(year: 2024, month: 3, day: day)!
            rows += desk.close(104, 105, 103, 104, level).of("level")
        }
        #expect(rows.map { $0["n"] } == [0, 0, 0, 0, 1, 2])
        #expect(rows.map { $0["base"] } == [0.45, 0.45, 0.45, 0.45, 9 / 21.0, 9 / 22.0])
        #expect(rows.map { $0.word("base_source") }.allSatisfy { $0 == "BLENDED" })
        // Half of the range is wick: a rejection.
        #expect(rows[4]["probability"] == 9 / 21.0 + 0.10)
    }

    @Test func `batch uses the priors, live runs the rates once there are enough`() {
        #expect(Desk.system().settings.calibrationUse == .off)
        for assetClass in AssetClass.allCases {
            #expect(
                SEFSystem.classDefaults(assetClass, .consolidated)
                    == ["use_calibration": .word("auto")])
        }
    }

    @Test func `pooled cells add up all levels and sides of a bucket`() {
        var desk = Desk()
        desk.warmUp(around: 102)
        let levels = ["vwap_daily": 99.0, "vwap_weekly": 105.0]
        for _ in 0..<5 { _ = desk.close(102, 103, 101, 102, levels) }
        let cells = desk.system.state.calibration.cells
        let up = Calibration.cell(.init(.vwap, .daily), .up, .watching)
        let down = Calibration.cell(.init(.vwap, .weekly), .down, .watching)
        #expect(cells[up].count == 1)
        #expect(cells[down].count == 1)
        #expect(cells[Calibration.pooled(.watching)].count == 2)
    }

    @Test func `cells are ordered by level, side and bucket, and named so`() {
        var expected = 0
        let names = SEFSystem.schema.rules[4].keys
        for level in ReferenceLevel.all {
            for side in ExtensionSide.allCases {
                for trigger in ExtensionTrigger.allCases where trigger != .none {
                    #expect(Calibration.cell(level, side, trigger) == expected)
                    #expect(Calibration.trigger(of: expected) == trigger)
                    let word = side == .up ? "UP" : "DOWN"
                    #expect(names[expected] == "\(level.name) \(word) \(trigger.rawValue)")
                    expected += 1
                }
            }
        }
        #expect(expected == Calibration.cellCount)
        #expect(names.count == Calibration.allCount)
        #expect(names.suffix(4) == ["all 1", "all 2", "all 3", "all 4"])
    }

    @Test func `pending observations are at most one a level and bar of the horizon`() {
        var desk = Desk()
        desk.warmUp(around: 102)
        var levels: [String: Double] = [:]
        for level in ReferenceLevel.all { levels[level.name] = 99 }
        for index in 0..<200 {
            // A new month each bar: every level is observed at every close.
            desk.session = SessionDate(year: 2000 + index, month: 1, day: 3)!
            _ = desk.close(102, 103, 101, 102, levels)
            #expect(desk.system.state.calibration.pending.count <= 48)
        }
        #expect(desk.system.state.calibration.pending.count == 48)
    }
}
