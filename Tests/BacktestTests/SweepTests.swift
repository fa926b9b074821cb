import Backtest
import Market
import Records
import Testing
import Trading

@Suite struct SweepTests {
    private func points(_ threads: Int) throws -> (Sweep, [SweepPoint]) {
        let sweep = try Sweep(try SweepAxis.read("stop=4..20:2,slippage=0,1,2"))
        let tape = try HeldTape(
            try TestSetup.source(Samples.ticks(seconds: 900)), for: TestSetup.make())
        return (
            sweep,
            try sweep.run(tape, threads: threads) { place in
                let values = sweep.values(at: place).compactMap { Int($0) }
                return TestSetup.make(stop: values[0]) { $0.paper.slippage = Int64(values[1]) }
            }
        )
    }

    @Test func `one thread and two come to the same bytes`() throws {
        let (sweep, one) = try points(1)
        let (_, two) = try points(2)
        #expect(one.count == 27)
        let reports = [one, two].map { SweepReport(sweep, $0, by: .profit) }
        #expect(reports[0].csv == reports[1].csv)
        #expect(reports[0].text() == reports[1].text())
        #expect(Set(one.map(\.metrics)).count > 5)
    }

    @Test func `a point is what a run with its settings comes to`() throws {
        let (sweep, points) = try points(2)
        #expect(sweep.values(at: 4) == ["6", "1"])
        let alone = try TestSetup.run(
            TestSetup.make(stop: 6) { $0.paper.slippage = 1 }, Samples.ticks(seconds: 900))
        #expect(points[4].metrics == alone.metrics)
        #expect(points[4].signals == alone.signals.count)
    }

    @Test func `points are sorted by a metric, those without it last`() throws {
        let (sweep, points) = try points(2)
        let profits = SweepReport(sweep, points, by: .profit).points.map(\.metrics.profit)
        #expect(profits == profits.sorted(by: >))
        let falls = SweepReport(sweep, points, by: .drawdown).points.map(\.metrics.drawdown.share)
        #expect(falls == falls.sorted())
        // One session: no Sharpe ratio, so the order of the sweep.
        #expect(SweepReport(sweep, points, by: .sharpe).points.map(\.place) == Array(0..<27))
    }

    @Test func `a setting's values are a list or a range, steps exact`() throws {
        #expect(
            try SweepAxis.read("a.b=1,2,x") == [SweepAxis(key: "a.b", values: ["1", "2", "x"])])
        #expect(
            try SweepAxis.read("a=0.1..0.5:0.1") == [
                SweepAxis(key: "a", values: ["0.1", "0.2", "0.3", "0.4", "0.5"])
            ])
        #expect(
            try SweepAxis.read("a=-1..1:0.75,5,b=true,false") == [
                SweepAxis(key: "a", values: ["-1", "-0.25", "0.5", "5"]),
                SweepAxis(key: "b", values: ["true", "false"]),
            ])
    }

    @Test(arguments: ["", "a", "=1", "a=", "a=1..2", "a=2..1:1", "a=1..2:0", "a=1..x:1", "a=1,a=2"])
    func `what is no sweep is refused`(text: String) {
        #expect(throws: BacktestError.self) { try SweepAxis.read(text) }
    }

    @Test func `a sweep has so many points and no more`() throws {
        let axes = try SweepAxis.read("a=1..100:1,b=1..101:1")
        #expect(
            throws: BacktestError("a sweep has at most 10000 points, 100 of a x 101 of b")
        ) { try Sweep(axes) }
        #expect(try Sweep(try SweepAxis.read("a=1..100:1,b=1..100:1")).count == 10_000)
        #expect(throws: BacktestError.self) { try SweepAxis.read("a=0..1:0.000000001") }
    }

    @Test func `a fault of a point ends the sweep with its words`() throws {
        let sweep = try Sweep(try SweepAxis.read("a=1..9:1"))
        let tape = try HeldTape(
            try TestSetup.source(Samples.ticks(seconds: 10)), for: TestSetup.make())
        #expect(throws: BacktestError("no such setting")) {
            _ = try sweep.run(tape, threads: 2) { _ in throw BacktestError("no such setting") }
        }
    }

    @Test func `settings are read with commas in their values`() throws {
        let found = try Assignment.read("a.b=1,c=x,y,d=2")
        #expect(found.map(\.key) == ["a.b", "c", "d"])
        #expect(found.map(\.value) == ["1", "x,y", "2"])
        #expect(try Assignment.readWords("a=1 b=2,3").map(\.value) == ["1", "2,3"])
        #expect(throws: BacktestError.self) { try Assignment.read("a=1,b=") }
        #expect(throws: BacktestError.self) { try Assignment.readWords("  ") }
    }
}
