import Feed
import Market
import Records
import Testing

@Suite struct BarCSVTests {
    private func source(
        _ text: String, _ instrument: Instrument = Sample.es, sorts: Bool = false
    ) throws -> BarCSVSource {
        try BarCSVSource(
            ByteSource(bytes: Sample.bytes(text), name: "b.csv"), instrument: instrument,
            id: Sample.id, period: .minute1, sorts: sorts)
    }

    private func bars(_ inputs: [Input]) -> [BarInput] {
        inputs.indices.filter { inputs[$0].kind == .bar }
            .map { BarInput(inputs[$0], inputs[$0 + 1]) }
    }

    @Test func `a row becomes a bar in two slots`() throws {
        let inputs = try source(
            "Timestamp,open,high,low,close,volume,vwap,buy_volume,sell_volume\n"
                + "2024-03-08T09:30:00,100,100.50,99.75,100.25,10.5,100.125,6,4.5\n"
                + "2024-03-08T14:31:00Z,100,100,100,100,0,,,\n"
        ).readAll()
        #expect(inputs.map(\.kind) == [.bar, .barRest, .bar, .barRest])
        let bars = bars(inputs)
        #expect(
            bars[0]
                == BarInput(
                    start: Nanoseconds.seconds(1_709_908_200), period: .minute1,
                    open: Price(10_000), high: Price(10_050), low: Price(9975),
                    close: Price(10_025), volume: Volume(10.5), vwap: 100.125,
                    sides: (buy: Volume(6), sell: Volume(4.5))))
        // A bar without volume goes on: whoever uses bars decides.
        #expect(bars[1].start == Nanoseconds.seconds(1_709_908_260))
        #expect(bars[1].volume == .zero)
        #expect(bars[1].vwap == nil)
        #expect(bars[1].sides == nil)
    }

    @Test(
        arguments: [
            ("100,99,98,98.5,1", "a high not below open and close, found \"99\""),
            ("100,101,100.25,100.5,1", "a low not above open and close, found \"100.25\""),
            ("100,101,99,100,-1", "a volume not below 0, found \"-1\""),
            ("100,101,99,100,nan", "a volume as a decimal number, found \"nan\""),
            ("100,101,99,100,inf", "a volume as a decimal number, found \"inf\""),
            ("100,101,99,100,1e999", "a volume as a decimal number, found \"1e999\""),
            ("100,101,99,100.125,1", "a closing price with at most 2 decimals, found \"100.125\""),
            ("100,101,99,,1", "a closing price as a decimal number, found \"\""),
            ("100,101,99,100", "6 fields, found 5"),
        ])
    func `a bar that cannot be is malformed`(fields: String, message: String) throws {
        let source = try source(
            "ts_ns,open,high,low,close,volume\n1700000000,\(fields)\n1700000060,1,1,1,1,1\n")
        #expect(try source.readAll().map(\.kind) == [.malformed, .bar, .barRest])
        #expect(source.report.firstBad.map(\.description) == ["line 2: expected \(message)"])
    }

    private static let unsorted = """
        ts_ns,open,high,low,close,volume
        1700000060,2,2,2,2,1
        1700000000,1,1,1,1,1
        x,1,1,1,1,1
        1700000060,3,3,3,3,1
        1700000120,4,4,4,4,1
        """

    @Test func `bars ascend`() throws {
        let source = try source(Self.unsorted)
        let inputs = try source.readAll()
        #expect(bars(inputs).map(\.open) == [Price(200), Price(400)])
        #expect(inputs.count { $0.kind == .malformed } == 3)
        #expect(
            source.report.firstBad[0].description
                == "line 3: expected a start after the bar before, 2023-11-14T22:14:20Z, "
                + "found 2023-11-14T22:13:20Z")
        #expect((source.report.rows, source.report.good, source.report.bad) == (5, 2, 3))
    }

    @Test func `sorting leaves only equal starts bad`() throws {
        let source = try source(Self.unsorted, sorts: true)
        let inputs = try source.readAll(batch: 3)
        #expect(bars(inputs).map(\.open) == [Price(100), Price(200), Price(400)])
        #expect(inputs.count { $0.kind == .malformed } == 2)
        #expect((source.report.rows, source.report.good, source.report.bad) == (5, 3, 2))
    }

    @Test func `volumes of coins are counted in their units`() throws {
        let row = "ts_ns,open,high,low,close,volume\n1700000000,1,1,1,1,1234.56789012\n"
        #expect(bars(try source(row, Sample.btc).readAll())[0].volume == Volume(123_456_789_012))
    }

    @Test func `bars are never split across batches`() throws {
        let rows = (0..<50).map { "17000\($0 + 10)000,1,2,1,1,1\n" }.joined()
        for capacity in 2...7 {
            let source = try source("ts_ns,open,high,low,close,volume\n" + rows)
            let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: capacity)
            defer { batch.deallocate() }
            var total = 0
            while true {
                let count = try source.next(into: batch)
                if count == 0 { break }
                #expect(count % 2 == 0)
                #expect(batch[0].kind == .bar)
                total += count
            }
            #expect(total == 100)
        }
    }
}
