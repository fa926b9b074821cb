import Feed
import Market
import Records
import Synchronization
import Testing

@Suite struct AggregatesTests {
    private static let spce = Instrument(
        symbol: "SPCE", assetClass: .share, prices: PriceScale(decimals: 4, tick: 100),
        sizes: SizeScale(decimals: 2, lot: 1), tickValueNanos: 10_000_000)

    /// The vendor's own sample of a second bar.
    private static let sample = """
        {"ev":"A","sym":"SPCE","v":200,"av":8642007,"op":25.66,"vw":25.3981,"o":25.39,"c":25.39,\
        "h":25.39,"l":25.39,"a":25.3714,"z":50,"s":1610144868000,"e":1610144869000}
        """

    private static let start = 1_610_144_868_000

    /// An event: fields after `ev`, `sym`, `o`, `h`, `l`, `c`, `v` and a start that many seconds on.
    private func event(_ second: Int, _ more: String = "", symbol: String = "SPCE") -> String {
        "{\"ev\":\"A\",\"sym\":\"\(symbol)\",\"o\":25.10,\"h\":25.3,\"l\":25,\"c\":25.25,"
            + "\"v\":100\(more.isEmpty ? "" : ",")\(more),\"s\":\(Self.start + second * 1000)}"
    }

    private func source(
        _ text: String, name: String = "feed.jsonl",
        onStatus: (@Sendable (String) -> Void)? = nil
    ) throws -> AggregatesSource {
        AggregatesSource(
            try ByteSource(bytes: Array(text.utf8), name: name, step: 11),
            instrument: Self.spce, id: Sample.id, onStatus: onStatus)
    }

    private func bars(_ text: String) throws -> [BarInput] {
        let inputs = try source(text).readAll(batch: 3)
        return inputs.indices.filter { inputs[$0].kind == .bar }.map {
            BarInput(inputs[$0], inputs[$0 + 1])
        }
    }

    /// The one bad row that a line leaves, behind a good one.
    private func fault(_ line: String) throws -> String? {
        let source = try source(event(0) + "\n" + line + "\n")
        let inputs = try source.readAll()
        #expect(inputs.map(\.kind) == [.bar, .barRest, .malformed])
        #expect(source.report.bad == 1)
        return source.report.firstBad.first?.description
    }

    @Test func `the vendor's sample`() throws {
        for text in [Self.sample, "[\(Self.sample)]\n", "\n\u{feff}".dropFirst() + Self.sample] {
            #expect(
                try bars(text) == [
                    BarInput(
                        start: Nanoseconds(1_610_144_868_000_000_000), period: .second1,
                        open: Price(253_900), high: Price(253_900), low: Price(253_900),
                        close: Price(253_900), volume: Volume(20_000), vwap: 25.3981,
                        sessionVWAP: 25.3714)
                ])
        }
    }

    @Test func `one event or an array of events a line`() throws {
        let text = """
            \(event(0))
            [\(event(1)),\(event(2, symbol: "AAPL")), \(event(3)) ]\r

            []
            [\(event(4))]
            """
        let source = try source(text)
        let inputs = try source.readAll(batch: 2)
        let starts = inputs.filter { $0.kind == .bar }.map { $0.time.rawValue / 1_000_000 }
        #expect(starts == [0, 1, 3, 4].map { Int64(Self.start + $0 * 1000) })
        let report = source.report
        #expect((report.rows, report.good, report.skipped, report.bad) == (5, 4, 1, 0))
        #expect(report.bytes == text.utf8.count)
    }

    @Test func `other kinds of event are ignored, status messages are handed on`() throws {
        let heard = Mutex<[String]>([])
        let source = try source(
            """
            [{"ev":"status","status":"auth_success","message":"authenticated"}]
            {"ev":"AM","sym":"SPCE","o":"not even a price","s":null}
            {"ev":"T","sym":"SPCE","p":25.3,"s":100,"c":[0,12],"t":1610144868784,"q":7}
            \(event(0))
            {"ev":"status","message":"subscribed to: A.SPCE"}
            """
        ) { text in heard.withLock { $0.append(text) } }
        #expect(try source.readAll().map(\.kind) == [.bar, .barRest])
        #expect(
            heard.withLock { $0 } == ["auth_success: authenticated", "subscribed to: A.SPCE"])
        #expect((source.report.skipped, source.report.bad) == (4, 0))
    }

    @Test func `a provider that does not know the session VWAP gives none`() throws {
        let given = ["", "\"a\":null", "\"a\":0", "\"a\":-1.5", "\"a\":25.31"]
        #expect(
            try bars(given.enumerated().map { event($0, $1) }.joined(separator: "\n"))
                .map(\.sessionVWAP) == [nil, nil, nil, nil, 25.31])
        let own = ["", "\"vw\":null", "\"vw\":0", "\"vw\":25.2001"]
        #expect(
            try bars(own.enumerated().map { event($0, $1) }.joined(separator: "\n")).map(\.vwap)
                == [nil, nil, nil, 25.2001])
    }

    @Test func `the session VWAP comes through the two slots bit by bit`() throws {
        for value in [25.3714, .leastNonzeroMagnitude, 1e300, 0.1 + 0.2, -0.0] {
            var bar = try #require(try bars(Self.sample).first)
            bar.sessionVWAP = value
            let (first, rest) = bar.inputs(for: Sample.id)
            #expect(BarInput(first, rest).sessionVWAP?.bitPattern == value.bitPattern)
            #expect(BarInput(first, rest) == bar)
        }
    }

    @Test func `fractional volumes are exact as text`() throws {
        let text = [
            event(0, "\"dv\":\"90.25\""), event(1).replacing("\"v\":100", with: "\"v\":9099.61"),
        ].joined(separator: "\n")
        #expect(try bars(text).map(\.volume) == [Volume(9025), Volume(909_961)])
    }

    @Test func `bars that do not ascend are left to the core`() throws {
        let source = try source([event(5), event(5), event(4)].joined(separator: "\n"))
        #expect(try source.readAll().filter { $0.kind == .bar }.count == 3)
        #expect((source.report.good, source.report.bad) == (3, 0))
    }

    @Test func `inconsistent prices are bad rows`() throws {
        let low = event(1).replacing("\"l\":25", with: "\"l\":25.11")
        #expect(
            try fault(low) == "line 2: expected a low l not above o and c, found \"25.11\"")
        let high = event(1).replacing("\"h\":25.3", with: "\"h\":25.2")
        #expect(
            try fault(high) == "line 2: expected a high h not below o and c, found \"25.2\"")
        let huge = event(1).replacing("\"c\":25.25", with: "\"c\":1e400")
        #expect(
            try fault(huge)
                == "line 2: expected c as a price below 2^63 units of 1e-4, found \"1e400\"")
        #expect(
            try fault(event(1, "\"a\":1e400"))
                == "line 2: expected a as a finite price, found \"1e400\"")
        #expect(
            try fault(event(1).replacing("\"v\":100", with: "\"v\":-1"))
                == "line 2: expected a volume not below 0 and finite, found \"-1\"")
    }

    @Test func `what an event lacks is named`() throws {
        #expect(
            try fault(event(1).replacing("\"c\":25.25,", with: ""))
                == "line 2: expected c as a price, found no c")
        #expect(
            try fault(event(1).replacing("25.25", with: "\"25.25\""))
                == "line 2: expected c as a price, found a text")
        #expect(
            try fault(event(1).replacing("25.25", with: "25.25001"))
                == "line 2: expected c as a price with at most 4 decimals, found \"25.25001\"")
        #expect(
            try fault(event(1, "\"c\":25.25")) == "line 2: expected c once, found it twice")
        #expect(try fault("{\"sym\":\"SPCE\"}") == "line 2: expected ev as a text, found no ev")
        #expect(try fault("{\"ev\":\"A\"}") == "line 2: expected sym as a text, found no sym")
        #expect(
            try fault(event(1, "\"e\":\(Self.start + 3000)"))
                == "line 2: expected an end e one second after the start s, "
                + "found 1610144871000 after 1610144869000")
        #expect(
            try fault("17") == "line 2: expected an event as a JSON object, found another value")
    }

    @Test func `nothing is taken from a broken line`() throws {
        let cut = event(1).dropLast()
        #expect(
            try fault("[\(event(1)),\(cut)]")?.hasPrefix("line 2: expected a comma or } at column ")
                == true)
        #expect(
            try fault("ts_ns,open")
                == "line 2: expected a JSON value at column 1, found \"ts_ns,open\"")
    }

    @Test func `bad events of an array leave the others`() throws {
        let source = try source("[\(event(0)),{\"ev\":\"A\"},7,\(event(1))]")
        #expect(
            try source.readAll().map(\.kind) == [
                .bar, .barRest, .malformed, .malformed, .bar, .barRest,
            ])
        #expect(source.report.firstBad.map(\.place) == [.line(1), .line(1)])
    }

    @Test func `a stream without the ticker says so`() throws {
        let source = try source(event(0, symbol: "AAPL") + "\n17\n")
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 8)
        defer { batch.deallocate() }
        #expect(try source.next(into: batch) == 1)
        let error = Sample.failure { () throws(FeedError) in _ = try source.next(into: batch) }
        #expect(
            error?.description
                == "feed.jsonl, line 2: expected at least one second bar of SPCE, found 1 bad and "
                + "1 other events; the first bad: line 2: expected an event as a JSON object, "
                + "found another value")
    }

    @Test func `a line longer than four mebibytes is refused`() throws {
        let source = try source("[" + String(repeating: " ", count: 1 << 22) + "]")
        let error = Sample.failure { () throws(FeedError) in _ = try source.readAll() }
        #expect(
            error?.description
                == "feed.jsonl, line 1: expected a line of at most 4194304 bytes, found a longer "
                + "one")
    }

    @Test func `files are known by name or by their first byte`() throws {
        for name in ["SPCE.jsonl", "-", "spce.json.gz", "x"] {
            for text in [Self.sample, "[\(Self.sample)]"] {
                let opened = try SourceOpener.open(
                    ByteSource(bytes: Array(text.utf8), name: name), instrument: Self.spce,
                    id: Sample.id)
                #expect(opened.content == .aggregates)
                #expect(try opened.source.readAll().count == 2)
            }
        }
        let named = try SourceOpener.open(
            ByteSource(bytes: Array("  \(Self.sample)".utf8), name: "a.ndjson"),
            instrument: Self.spce, id: Sample.id)
        #expect(named.content == .aggregates)
    }
}
