import Backtest
import Foundation
import Market
import Records
import Testing
import Trading

@Suite struct ReportTests {
    /// Three trades of two sessions, told by hand.
    private func sample() -> (BacktestResult, BacktestSetup) {
        let setup = TestSetup.make()
        var result = BacktestResult()
        result.start = Samples.dollars(1000)
        result.balance = Samples.dollars(1080)
        result.sessions = [SessionDate("2024-03-08"), SessionDate("2024-03-11")].compactMap { $0 }
        result.period = (Samples.open, Samples.open + .seconds(3 * 86_400))
        var counters = CountersRecord(instrument: InstrumentID(0))
        counters.accepted = 12_345
        counters.late = 2
        result.counters = [counters]
        for (place, profit) in [100, -50, 30].enumerated() {
            var trade = Samples.trade(UInt64(place + 1), profit: profit)
            trade.book = Book(rawValue: 99)
            trade.key = UInt16(place % 2)
            trade.regime = 1
            trade.risk = Samples.dollars(50)
            trade.stop = Price(99_500_000_000)
            result.trades.append(DatedTrade(trade, session: place / 2))
        }
        return (result, setup)
    }

    @Test func `the text, as it is kept`() throws {
        let (result, setup) = sample()
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/report.txt")
        let text = BacktestReport(result, setup).text()
        if ProcessInfo.processInfo.environment["PITWIRE_WRITE_GOLDEN"] != nil {
            try text.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: path, encoding: .utf8)))
    }

    @Test func `trades and equity as CSV`() {
        let (result, setup) = sample()
        let report = BacktestReport(result, setup)
        let rows = report.tradesCSV.split(separator: "\n")
        #expect(rows.count == 4)
        #expect(
            rows[1]
                == "1,SPY,turn,BUY,WILD,LONG,1,1709908200000000000,100,99.5,,1709908260000000000,200,"
                + "TARGET,100,0,100,50,2,2024-03-08,NEW_YORK,")
        #expect(
            report.equityCSV == """
                ts_ns,trade,equity,drawdown
                1709908260000000000,1,1100,0
                1709908260000000000,2,1050,50
                1709908260000000000,3,1080,20

                """)
    }

    @Test func `JSON has the equity after each trade`() throws {
        let (result, setup) = sample()
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(BacktestReport(result, setup).json.utf8))
                as? [String: Any])
        let curve = try #require(object["equity"] as? [[String: Any]])
        #expect(
            curve.map { $0["ts_ns"] as? String }
                == Array(repeating: "1709908260000000000", count: 3))
        #expect(curve.map { $0["trade"] as? Int } == [1, 2, 3])
        #expect(curve.map { $0["equity"] as? Double } == [1100, 1050, 1080])
        #expect(curve.map { $0["drawdown"] as? Double } == [0, 50, 20])
    }

    @Test func `JSON says null where nothing is defined, and money exactly`() throws {
        let (sampled, setup) = sample()
        var result = sampled
        result.trades = []
        let json = BacktestReport(result, setup).json
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let metrics = try #require(object["metrics"] as? [String: Any])
        #expect(metrics["trades"] as? Int == 0)
        #expect(metrics["win_rate"] is NSNull)
        #expect(metrics["sharpe"] is NSNull)
        #expect(metrics["max_drawdown"] as? Double == 0)
        #expect(object["first_ts_ns"] as? String == "1709908200000000000")
    }

    @Test func `the same input gives the same bytes`() throws {
        let setup = TestSetup.make()
        let text = Samples.ticks(seconds: 900)
        let reports = try (0..<2).map { _ in
            BacktestReport(try TestSetup.run(setup, text), setup).files
        }
        #expect(reports[0].map(\.name) == reports[1].map(\.name))
        #expect(reports[0].map(\.text) == reports[1].map(\.text))
        #expect(reports[0][2].text.split(separator: "\n").count > 20)
    }

    @Test func `files are written whole into a folder that is made`() throws {
        let folder = Folder()
        try ReportFiles.write([("a.txt", "one\n"), ("b.csv", "")], to: "\(folder.path)/deep")
        #expect(try folder.text("deep/a.txt") == "one\n")
        #expect(try folder.text("deep/b.csv") == "")
        #expect(throws: BacktestError.self) {
            try ReportFiles.write([("c", "x")], to: "\(folder.path)/deep/a.txt")
        }
    }
}
