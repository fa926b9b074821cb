import Market
import PitctlViews
import Records
import Testing

@Suite struct CalibrationReportTests {
    private let cells = [
        CalibrationCell(
            level: "vwap_daily", direction: "UP", bucket: 1, count: 10, hits: 0, rate: 0, low: 0,
            high: 0.277533, prior: 0.45, blended: 0.3),
        CalibrationCell(
            level: "poc_daily", direction: "DOWN", bucket: 4, count: 60, hits: 45, rate: 0.75,
            low: 0.627679, high: 0.842235, prior: 0.75, blended: 0.75),
        CalibrationCell(
            level: "poc_daily", direction: "UP", bucket: 2, count: 0, hits: 0, rate: nil, low: nil,
            high: nil, prior: 0.55, blended: 0.55),
        CalibrationCell(
            level: "all", direction: "BOTH", bucket: 1, count: 10, hits: 0, rate: 0, low: 0,
            high: 0.277533, prior: 0.45, blended: 0.3),
    ]

    @Test func `the report shows every cell that saw something, its verdict and its caveats`() {
        #expect(
            CalibrationReport(symbol: "SPY", cells: cells).text == """
                SNAP-BACK CALIBRATION: SPY
                A snap-back is a touch of the level within 4 further 2-hour bars.
                Priors are assumptions, not measurements.

                LEVEL       SIDE  CANDLES   N  HITS  SEEN     95 %  PRIOR  BLENDED  NOTE
                vwap_daily  UP          1  10     0    0%   [0-28]    45%      30%  n < 30, prior outside
                poc_daily   DOWN       4+  60    45   75%  [63-84]    75%      75%

                All levels and sides:
                LEVEL  SIDE  CANDLES   N  HITS  SEEN    95 %  PRIOR  BLENDED  NOTE
                all    BOTH        1  10     0    0%  [0-28]    45%      30%  n < 30, prior outside

                The prior lies outside the interval in 1 of 2 cells.

                Read with care:
                - Runs of neighbouring levels overlap, so the rows are not independent.
                - A touch within 8 hours says nothing about profit.
                - The priors rise with the number of candles; measured rates may fall: on
                  index futures, January to April 2020, regular hours, all levels, they were
                  42, 29, 23 and 20 % for 1, 2, 3 and 4+ candles (n = 455 to 209).
                """)
    }

    @Test func `nothing observed is said, and the caveats stay`() {
        let text = CalibrationReport(symbol: "SPY", cells: []).text
        #expect(text.contains("no observation has completed its horizon yet"))
        #expect(text.contains("not independent"))
    }

    @Test func `a cell in one line, with few observations and with many`() {
        var cell = CalibrationCell(
            level: "poc_daily", direction: "UP", bucket: 4, count: 240, hits: 146,
            rate: 146.0 / 240,
            low: 0.5454, high: 0.6679, prior: 0.75, blended: 161.0 / 260)
        #expect(cell.summary == "75% prior | 61% seen [55-67], n=240")
        cell.count = 12
        #expect(cell.summary == "75% (prior, n=12)")
        cell.count = 30
        #expect(cell.summary.hasSuffix("n=30"))
        cell.count = 29
        #expect(cell.summary == "75% (prior, n=29)")
    }

    @Test func `the last state of each cell counts, in the order of cells`() {
        let schema = StrategySchema(
            number: 3, name: "sef", meaning: "",
            rules: [
                RuleSchema(
                    name: "calibration", meaning: "", keys: ["a", "b"],
                    values: [
                        ValueSchema("level", .choice(["vwap_daily", "all"])),
                        ValueSchema("direction", .choice(["UP", "DOWN", "BOTH"])),
                        ValueSchema("bucket", .count), ValueSchema("n", .count),
                        ValueSchema("hits", .count), ValueSchema("rate", .share),
                        ValueSchema("wilson_low", .share), ValueSchema("wilson_high", .share),
                        ValueSchema("prior", .share), ValueSchema("blended", .share),
                        ValueSchema("calibration_min_n", .count),
                    ])
            ])
        func evaluation(_ key: UInt16, _ values: [Double?]) -> Evaluation {
            var evaluation = Evaluation(
                instrument: InstrumentID(0), system: 3, rule: 0, verdict: .study)
            evaluation.key = key
            evaluation.values = values
            return evaluation
        }
        let found = CalibrationCell.latest(
            of: [
                evaluation(1, [1, 2, 1, 1, 0, 0, 0, 0.8, 0.45, 0.43, 30]),
                evaluation(0, [0, 0, 1, 1, 0, 0, 0, 0.8, 0.45, 0.43, 30]),
                evaluation(1, [1, 2, 1, 2, 1, 0.5, 0.1, 0.9, 0.45, 0.45, 30]),
            ], schema)
        #expect(found.map(\.level) == ["vwap_daily", "all"])
        #expect(found.map(\.count) == [1, 2])
        #expect(found.last?.rate == 0.5)
        #expect(found.last?.isPooled == true)
        #expect(CalibrationCell(evaluation(0, [0, 0]), schema) == nil)
    }
}
