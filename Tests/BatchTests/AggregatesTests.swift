import Batch
import Market
import Testing

/// The momentum page's example as messages of an aggregate feed: AAPL on 2024-01-16 from 09:35:00
/// New York on.
@Suite struct AggregatesTests {
    private static let start = 1_705_415_700_000

    /// A message of so many seconds after 09:35:00: open, high, low, close, volume.
    private func message(_ second: Int, _ row: String, _ more: String = "") -> String {
        let cells = row.split(separator: " ")
        let names = ["o", "h", "l", "c", "v"]
        let prices = zip(names, cells).map { "\"\($0)\":\($1)" }.joined(separator: ",")
        let start = Self.start + second * 1000
        return "{\"ev\":\"A\",\"sym\":\"AAPL\",\(prices)\(more.isEmpty ? "" : ",")\(more),"
            + "\"s\":\(start),\"e\":\(start + 1000)}"
    }

    /// Thirty wide bars, six quiet ones, the burst, and what follows it.
    private func messages(a: [Int: String] = [:], then rows: [String] = []) -> String {
        let all =
            Array(repeating: "100.00 100.10 99.90 100.00 100", count: 30)
            + Array(repeating: "100.06 100.10 100.02 100.08 40", count: 6)
            + ["100.08 100.28 100.08 100.25 200"] + rows
        return all.enumerated().map { second, row in
            message(second, row, a[second] ?? "")
        }.joined(separator: "\n")
    }

    private func file(_ export: BatchExport, _ text: String) throws -> [[String: String]] {
        table(
            try written(export, text, .bars) {
                $0.tickSize = nil
                $0.symbol = "AAPL"
            })
    }

    private let rise = [
        "100.25 100.40 100.20 100.38 100", "100.38 100.60 100.36 100.58 100",
    ]

    @Test func `the trade of the page`() throws {
        let trades = try file(.trades, messages(then: rise))
        #expect(trades.count == 1)
        #expect(trades[0]["entry"] == "100.25" && trades[0]["stop"] == "100.08")
        #expect(near(trades[0]["exit"], 100.55) && trades[0]["reason"] == "TARGET")
    }

    @Test func `the provider's session VWAP goes before the computed one`() throws {
        // Computed, all three closes of 100.08, 100.08 and 100.25 are above 100.02: bullish. The
        // provider's at the burst makes all three lie below, on both sides, or on it.
        let cases = [
            ("\"a\":100.30", "BEARISH", 0), ("\"a\":100.10", "NEUTRAL", 0),
            ("\"a\":100.25", "NEUTRAL", 0), ("\"a\":100.08", "NEUTRAL", 0),
            ("\"a\":100.07", "BULLISH", 1),
        ]
        for (a, bias, trades) in cases {
            let text = messages(a: [36: a], then: rise)
            #expect(try file(.momentumStates, text)[36]["bias"] == bias, "\(a)")
            #expect(try file(.trades, text).count == trades, "\(a)")
        }
    }

    @Test func `without one, or with one not above zero, it is computed`() throws {
        let computed = try file(.momentumStates, messages(then: rise))
        for a in ["\"a\":0", "\"a\":null", "\"a\":-3"] {
            let everywhere = Dictionary(uniqueKeysWithValues: (0..<39).map { ($0, a) })
            #expect(try file(.momentumStates, messages(a: everywhere, then: rise)) == computed)
        }
        // One bar's figure is no other's: quiet bar 35 closes below its own, the burst above the computed.
        let once = messages(a: [35: "\"a\":100.5"], then: rise)
        let states = try file(.momentumStates, once)
        #expect(states[35]["bias"] == "BEARISH" && computed[35]["bias"] == "BULLISH")
        #expect(states[36] == computed[36])
    }

    @Test func `a late or repeated bar is dropped and counted`() throws {
        let folder = Folder()
        let text = messages() + "\n" + message(36, "1 1 1 1 9") + "\n" + message(3, "1 1 1 1 9")
        let summary = try batch(text, .bars, to: folder, [.momentumStates]) { $0.symbol = "AAPL" }
        #expect((summary.accepted, summary.late, summary.bad) == (37, 2, 0))
        #expect(table(try folder.text("momentum_states.csv")).count == 37)
    }

    @Test func `bars out of session are in no buffer`() throws {
        // 09:29:59 and 16:00:00.
        let text = [
            message(-301, "100 101 99 100 50"), message(-300, "100 101 99 100 50"),
            message(23_100, "100 101 99 100 50"),
        ].joined(separator: "\n")
        #expect(try file(.momentumStates, text).count == 1)
    }

    @Test func `a bar with inconsistent prices is dropped and counted`() throws {
        let folder = Folder()
        let text = messages() + "\n" + message(37, "100 99 98 100 5") + "\nbroken\n"
        let summary = try batch(text, .bars, to: folder, [.momentumStates]) { $0.symbol = "AAPL" }
        #expect((summary.accepted, summary.bad) == (37, 2))
        #expect(
            summary.firstBad == [
                "line 38: expected a high h not below o and c, found \"99\"",
                "line 39: expected a JSON value at column 1, found \"broken\"",
            ])
    }

    @Test func `the symbol must be told, and aggregates are no ticks`() throws {
        let text = messages()
        #expect(
            failure { try batch(text, .bars, to: Folder(), [.momentumStates]) }
                == "input.csv may hold several instruments: give --symbol")
        #expect(
            failure {
                try batch(text, .ticks, to: Folder(), [.momentumStates]) { $0.symbol = "AAPL" }
            } == "input.csv holds bars: give it with --bars")
    }
}
