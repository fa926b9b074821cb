import Chance
import Feed
import Market
import Records
import Testing

@Suite struct TickCSVTests {
    private func source(
        _ text: String, _ instrument: Instrument = Sample.es, step: Int = Int.max
    ) throws -> TickCSVSource {
        try TickCSVSource(
            ByteSource(bytes: Sample.bytes(text), name: "t.csv", step: step),
            instrument: instrument, id: Sample.id)
    }

    @Test func `a row becomes a tick in exact units`() throws {
        let inputs = try source("ts_ns,price,size,side\n1731508200024257551,5000.25,17,B\n")
            .readAll()
        #expect(inputs.count == 1)
        #expect(inputs[0].kind == .tick)
        #expect(inputs[0].instrument == Sample.id)
        #expect(inputs[0].time == Nanoseconds(1_731_508_200_024_257_551))
        #expect(inputs[0].price == 500_025)
        #expect(inputs[0].size == 17)
        #expect(inputs[0].side == .buyer)
        #expect(inputs[0].flags == [])
    }

    @Test func `columns come in any order and case, unknown ones are ignored`() throws {
        let text = """
            ID,Side,note,ASK,Bid,Size,PRICE,Timestamp
            42,sell,x,100.50,100.25,3,100.25,1700000000000000000
            t-9,1,,,100.25,1,100.5,1700000000000000001
            """
        let inputs = try source(text).readAll()
        #expect(inputs[0].bid == 10_025)
        #expect(inputs[0].ask == 10_050)
        #expect(inputs[0].tradeID == 42)
        #expect(inputs[0].flags == [.hasQuote, .hasTradeID])
        #expect(inputs[0].side == .seller)
        // Without an ask there is no quote, and an id that is no number is hashed:
        // FNV-1a of "t-9", worked outside this project.
        #expect(inputs[1].flags == [.hasTradeID])
        #expect(inputs[1].tradeID == 0x5627_0119_43b2_9869)
    }

    @Test(
        arguments: [
            ("B", Aggressor.buyer), ("b", .buyer), ("buy", .buyer), ("BUY", .buyer), ("1", .buyer),
            ("S", .seller), ("s", .seller), ("sell", .seller), ("Sell", .seller), ("A", .seller),
            ("a", .seller), ("-1", .seller), ("N", .none), ("", .none), ("x", .none),
            ("-", .none), ("11", .none), ("buys", .none), ("\u{11}", .none),
        ])
    func `sides have the spellings of the field`(spelling: String, side: Aggressor) throws {
        for decimals in ["100", "100.250"] {
            let text = "ts_ns,price,size,side\n1700000000000000000,\(decimals),1,\(spelling)\n"
            #expect(try source(text).readAll()[0].side == side)
        }
    }

    @Test(
        arguments: [
            ("1700000000", Int64(1_700_000_000_000_000_000)),
            ("1700000000123", 1_700_000_000_123_000_000),
            ("1700000000123456", 1_700_000_000_123_456_000),
            ("1700000000123456789", 1_700_000_000_123_456_789),
            ("0", 0), ("-1", -1_000_000_000), ("99999999999", nil),
            ("99999999999999", nil), ("9223372036854775807", Int64.max),
            ("9223372036854775808", nil), ("", nil), ("1e9", nil), ("12:30", nil),
        ] as [(String, Int64?)])
    func `the size of a time tells its unit`(text: String, time: Int64?) throws {
        let rows = "ts_ns,price,size,side\n\(text),100,1,B\n1700000000000000000,100,1,B\n"
        let inputs = try source(rows).readAll()
        #expect(inputs[0].kind == (time == nil ? .malformed : .tick))
        if let time { #expect(inputs[0].time == Nanoseconds(time)) }
    }

    @Test(
        arguments: [
            ("100.25", Int64(10_025)), ("100.2500000", 10_025), ("-37.63", -3763), ("+1", 100),
            (".5", 50), ("5.", 500), ("1e2", 10_000), ("25e-2", 25), ("1.5E1", 1500), ("-0", 0),
            ("000000000000000000000001.25", 125), ("92233720368547758.07", Int64.max),
            ("92233720368547758.08", nil), ("100.255", nil), ("1e-3", nil), ("nan", nil),
            ("inf", nil), ("", nil), ("1,5", nil), ("0x10", nil), ("1.2.3", nil), ("--1", nil),
            ("1e", nil), ("1e99999", nil), (".", nil), ("e5", nil), ("1 2", nil),
            ("12345678.25", 1_234_567_825), ("1234567.25", 123_456_725),
            ("100.25000000", 10_025),
        ] as [(String, Int64?)])
    func `prices are exact or bad`(text: String, units: Int64?) throws {
        let rows = "ts_ns,price,size,side\n1700000000000000000,\(text),1,B\n1700000000,1,1,B\n"
        let inputs = try source(rows).readAll()
        #expect(inputs.count == 2)
        #expect(inputs[0].kind == (units == nil ? .malformed : .tick))
        if let units { #expect(inputs[0].price == units) }
    }

    @Test func `a bad row is counted, reported and passed on as malformed`() throws {
        let text = """
            ts_ns,price,size,side
            1700000000000000000,100.25,1,B

            1700000000000000001,100.255,1,B\r
            1700000000000000002,100.25,nan,B
            1700000000000000003,100.25
            1700000000000000004,100.25,0,S
            1700000000000000005,100.25,-2,S
            1700000000000000006,100.25,2,S
            """
        let source = try source(text)
        let inputs = try source.readAll()
        #expect(
            inputs.map(\.kind) == [.tick, .malformed, .malformed, .malformed, .tick, .tick, .tick])
        #expect(inputs[1].size == 1)
        #expect(inputs[1].time == Nanoseconds(1_700_000_000_000_000_000))
        // Sizes not above zero go on, so that the core counts them as bad, as the report does.
        #expect(inputs.map(\.size)[4...] == [0, -2, 2])
        let report = source.report
        #expect((report.rows, report.good, report.bad) == (7, 2, 5))
        #expect(report.bytes == text.utf8.count)
        #expect(
            report.firstBad.map(\.description) == [
                "line 4: expected a price with at most 2 decimals, found \"100.255\"",
                "line 5: expected a size as a decimal number, found \"nan\"",
                "line 6: expected 4 fields, found 2",
                "line 7: expected a size above 0, found \"0\"",
                "line 8: expected a size above 0, found \"-2\"",
            ])
    }

    @Test func `only the first twenty bad rows are kept`() throws {
        let rows = String(repeating: "x,1,1,B\n", count: 30) + "1700000000,1,1,B\n"
        let source = try source("ts_ns,price,size,side\n" + rows)
        _ = try source.readAll()
        #expect(source.report.bad == 30)
        #expect(source.report.firstBad.count == 20)
    }

    @Test func `coin sizes keep eight decimals`() throws {
        let rows = "ts_ns,price,size,side\n1700000000000000000,67000.01,0.00012345,B\n"
        #expect(try source(rows, Sample.btc).readAll()[0].size == 12_345)
    }

    @Test(
        arguments: [
            ("", "t.csv, line 1: expected a header line, found an empty file"),
            ("\n\r\n", "t.csv, line 1: expected a header line, found an empty file"),
            (
                "ts_ns,price,size\n1,1,1\n",
                "t.csv, line 1: expected a column side, found the header ts_ns,price,size"
            ),
            (
                "time,price,size,side\n",
                "t.csv, line 1: expected a column ts_ns or timestamp, "
                    + "found the header time,price,size,side"
            ),
            (
                "ts_ns,price,price,size,side\n",
                "t.csv, line 1: expected one column price, found 2 of them"
            ),
            (
                "ts_ns,price,size,side\n",
                "t.csv, line 1: expected at least one good row, found 0 rows, 0 of them bad"
            ),
            (
                "ts_ns,price,size,side\na,b,c,d\n1,2,0,B",
                "t.csv, line 3: expected at least one good row, found 2 rows, 2 of them bad; the first: "
                    + "line 2: expected a time as a whole number or ISO 8601, found \"a\""
            ),
        ])
    func `a file without anything to read says so`(text: String, message: String) {
        let error = Sample.failure { () throws(FeedError) in
            _ = try TickCSVSource(
                ByteSource(bytes: Sample.bytes(text), name: "t.csv"), instrument: Sample.es,
                id: Sample.id
            ).readAll()
        }
        #expect(error?.description == message)
    }

    @Test func `a line longer than 64 KiB stops the import`() throws {
        let longest = String(repeating: "9", count: 65_536)
        let good = "ts_ns,price,size,side\n1700000000,1,1,B\n"
        let source = try source(good + longest + "\n1700000000,1,1,B\n")
        #expect(try source.readAll().map(\.kind) == [.tick, .malformed, .tick])
        for end in ["9\n", "9", "999\r\n"] {
            let source = try self.source(good + longest + end)
            let error = Sample.failure { () throws(FeedError) in _ = try source.readAll() }
            #expect(
                error?.description
                    == "t.csv, line 3: expected a line of at most 65536 bytes, found a longer one")
        }
    }

    /// Rows of every shape the quick reader takes and of some it leaves.
    private static let mixed: String = {
        var random = SplitMix64(11)
        var text = "ts_ns,price,size,side\n"
        var time: Int64 = 1_700_000_000_000_000_000
        for _ in 0..<3000 {
            time += Int64(random.below(1_000_000_000))
            let price = "\(random.below(9999)).\(random.below(10))\(random.below(10))"
            let size = ["1", "25", "0", "7.0", "1e1", "x", "1234567", "12345678"]
            let side = ["B", "A", "N", "sell", ""]
            text += "\(time),\(price),\(size[random.below(size.count)]),"
            text += side[random.below(side.count)] + ["\n", "\n", "\r\n", "\n\n"][random.below(4)]
        }
        return text
    }()

    @Test(arguments: [1, 7, 64, 4096, 131_072])
    func `how the bytes arrive changes nothing`(step: Int) throws {
        let whole = try source(Self.mixed)
        let pieces = try source(Self.mixed, step: step)
        let (left, right) = (try whole.readAll(), try pieces.readAll(batch: 13))
        let areSame = Sample.areSame(left, right)
        #expect(areSame)
        #expect(whole.report == pieces.report)
        #expect(left.count == 3000)
    }

    @Test func `the quick reader and the general one read the same`() throws {
        // An extra column sends every row through the general reader.
        let lines = Self.mixed.utf8.split { $0 == 0x0a || $0 == 0x0d }.map { String($0)! }
        let wide = lines.enumerated().map { index, line in line + (index == 0 ? ",extra" : ",") }
        let left = try source(Self.mixed).readAll()
        let right = try source(wide.joined(separator: "\n")).readAll()
        let areSame = Sample.areSame(left, right)
        #expect(areSame)
    }

    @Test(arguments: [
        ("0.30000000000000004", 30_000_000), ("9.9999999999", 1_000_000_000),
        ("0.123456785", 12_345_679), ("0.1234567849999", 12_345_678), ("1e-8", 1),
        ("5e-9", 1), ("4.9e-9", 0), ("1e-300", 0), ("0.000000006000000000000000001", 1),
        ("-0.30000000000000004", -30_000_000),
    ])
    func `what is finer than eight decimals goes to the nearest unit`(text: String, units: Int64)
        throws
    {
        let csv =
            "ts_ns,price,size,side\n1700000000000000000,1,1,B\n1700000000000000001,1,\(text),B\n"
        let source = try TickCSVSource(
            ByteSource(bytes: Array(csv.utf8)), instrument: Sample.btc, id: InstrumentID(0))
        #expect(try source.readAll()[1].size == units)
        #expect(source.report.bad == (units > 0 ? 0 : 1))
    }

    @Test func `a quote that cannot be read leaves a good tick without one`() throws {
        let csv = """
            ts_ns,price,size,side,bid,ask
            1700000000000000000,100.25,1,,nan,100.50
            1700000000000000001,100.25,1,,100.00,x
            1700000000000000002,100.25,1,,100.00,100.50
            """
        let source = try TickCSVSource(
            ByteSource(bytes: Array(csv.utf8)), instrument: Sample.es, id: InstrumentID(0))
        let inputs = try source.readAll()
        #expect(inputs.map { $0.flags.contains(.hasQuote) } == [false, false, true])
        #expect(source.report.good == 3)
    }
}
