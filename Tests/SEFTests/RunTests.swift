import Market
import Strategy
import Testing

@testable import SEF

@Suite struct RunTests {
    private static let session = SessionDate(rawValue: 19_000)

    /// A run after closes on these sides, `U`, `D` or `-`.
    private func run(_ sides: String) -> ExtensionRun {
        var run = ExtensionRun()
        for side in sides { close(&run, side) }
        return run
    }

    private func close(
        _ run: inout ExtensionRun, _ side: Character, high: Double = 1, low: Double = 0,
        volume: Double = 1
    ) {
        let bar = StudyBarSample(high: high, low: low, volume: volume).bar
        run.close(side == "U" ? .up : side == "D" ? .down : nil, bar)
    }

    private struct StudyBarSample {
        var high: Double
        var low: Double
        var volume: Double
        var bar: StudyBar {
            .sample(0, low, high, low, high, volume: volume, session: RunTests.session)
        }
    }

    @Test(arguments: ["", "U", "UU", "UUU", "UUUU", "UUUUUU", "D", "DD", "DDDDD"])
    func `not extended ends any run`(before: String) {
        #expect(run(before + "-") == ExtensionRun())
    }

    @Test(arguments: ["U", "UU", "UUU", "UUUU", "UUUUUU"])
    func `the other side starts anew`(before: String) {
        #expect(run(before + "D").candles == 1)
        #expect(run(before + "D").side == .down)
        let mirrored = before.map { $0 == "U" ? "D" : "U" }.joined()
        #expect(run(mirrored + "U").candles == 1)
        #expect(run(mirrored + "U").side == .up)
    }

    @Test func `each close on the same side is one more`() {
        for count in 1...9 {
            #expect(run(String(repeating: "U", count: count)).candles == count)
            #expect(run("DD" + String(repeating: "U", count: count)).candles == count)
            #expect(run("-" + String(repeating: "D", count: count)).candles == count)
            #expect(run(String(repeating: "D", count: count)).hours == 2 * Double(count))
        }
    }

    @Test func `extremes are those of the run alone`() {
        var run = ExtensionRun()
        close(&run, "D", high: 200, low: 1)
        close(&run, "U", high: 103, low: 101)
        close(&run, "U", high: 104.5, low: 100)
        close(&run, "U", high: 104, low: 102)
        #expect(run.high == 104.5)
        #expect(run.low == 100)
    }

    @Test(arguments: [
        ([5.0], false), ([5, 4], true), ([5, 5], false), ([4, 5], false), ([5, 4, 3], true),
        ([5, 4, 4], false), ([4, 5, 3], false), ([1, 5, 4, 3], true), ([9, 8, 7, 7], false),
    ])
    func `volume declines when it falls over the last three, or both`(
        volumes: [Double], expected: Bool
    ) {
        var run = ExtensionRun()
        // What came before the run does not count.
        close(&run, "D", volume: 100)
        for volume in volumes { close(&run, "U", volume: volume) }
        #expect(run.isVolumeDeclining == expected)
    }

    @Test func `the order of levels, by timeframe`() {
        #expect(
            ReferenceLevel.all.map(\.name) == [
                "vwap_daily", "poc_daily", "vah_daily", "val_daily", "vwap_weekly", "poc_weekly",
                "vah_weekly", "val_weekly", "vwap_monthly", "poc_monthly", "vah_monthly",
                "val_monthly",
            ])
        for level in ReferenceLevel.all {
            #expect(ReferenceLevel(level.kind, level.timeframe) == level)
        }
    }

    @Test func `a session, week or month that changes anchors its levels anew`() {
        func kept(_ from: String, _ to: String) -> [String] {
            var state = SEFState(horizon: 4)
            state.anchor(SessionDate(from)!)
            for place in state.runs.indices { close(&state.runs[place], "U") }
            state.anchor(SessionDate(to)!)
            return ReferenceLevel.timeframes.filter { timeframe in
                ReferenceLevel.all.allSatisfy {
                    $0.timeframe != timeframe || state.runs[$0.place].candles == 1
                }
            }.map(\.name)
        }
        #expect(kept("2024-03-05", "2024-03-05") == ["daily", "weekly", "monthly"])
        #expect(kept("2024-03-05", "2024-03-06") == ["weekly", "monthly"])
        #expect(kept("2024-03-08", "2024-03-11") == ["monthly"])
        #expect(kept("2024-02-29", "2024-03-01") == ["weekly"])
        // The last Monday of 2024 belongs to the first week of 2025.
        #expect(kept("2024-12-30", "2025-01-02") == ["weekly"])
        #expect(kept("2024-03-29", "2024-04-01") == [])
    }
}
