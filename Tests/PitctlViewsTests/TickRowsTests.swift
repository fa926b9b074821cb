import Market
import PitctlViews
import Records
import Testing

@Suite struct TickRowsTests {
    private func read(
        _ text: String, pieces: Int = .max
    ) throws -> (rows: TickRows, inputs: [Input]) {
        var rows = TickRows(instrument: Sample.es, id: InstrumentID(7))
        var inputs: [Input] = []
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = start + min(pieces, bytes.count - start)
            try bytes[start..<end].withUnsafeBytes { try rows.read($0, into: &inputs) }
            start = end
        }
        try rows.finish(into: &inputs)
        return (rows, inputs)
    }

    private let sample = """
        size,TS_NS,price,side,id,bid,ask\r
        2,1709908200000000001,5131.25,B,17,5131.00,5131.25\r

        1,2024-03-08T09:30:00.5,5131,S,abc,,
        0,1709908200000000001,5131.25,B,,,
        1,1709908200000000001,5131.253,B,,,
        1,1709908200000000001,5131.25,B
        3,1709908200,5131.50,?,,,
        """

    @Test func `columns come in any order, rows that are none are told by line`() throws {
        let (rows, inputs) = try read(sample)
        #expect(rows.good == 3 && rows.bad == 3 && rows.lines == 8)
        #expect(inputs.map(\.price) == [513_125, 513_100, 513_150])
        #expect(inputs.map(\.size) == [2, 1, 3])
        #expect(inputs.map(\.side) == [.buyer, .seller, .none])
        #expect(inputs.allSatisfy { $0.instrument == InstrumentID(7) })
        #expect(inputs[0].tradeID == 17 && inputs[0].bid == 513_100 && inputs[0].ask == 513_125)
        #expect(inputs[1].time == Sample.open + .milliseconds(500))
        #expect(inputs[1].flags == .hasTradeID)
        #expect(inputs[2].time == Sample.open)
        #expect(
            rows.faults.map(\.description) == [
                #"line 5: size "0" is not above 0"#,
                #"line 6: price "5131.253" has more decimals than the unit"#,
                "line 7: 4 fields, the header has 7",
            ])
    }

    @Test(
        arguments: [
            ("B", .buyer), ("b", .buyer), ("buy", .buyer), ("BUY", .buyer), ("1", .buyer),
            ("S", .seller), ("a", .seller), ("sell", .seller), ("-1", .seller), ("", .none),
            ("N", .none), ("0", .none), ("buyer", .none),
        ] as [(String, Aggressor)])
    func `sides are read as the engine reads them`(text: String, side: Aggressor) throws {
        let (_, inputs) = try read("ts_ns,price,size,side\n1709908200,5131,1,\(text)")
        #expect(inputs.map(\.side) == [side])
    }

    @Test(arguments: 1...40) func `bytes may be cut anywhere`(pieces: Int) throws {
        let whole = try read(sample)
        let cut = try read(sample, pieces: pieces)
        #expect(cut.inputs.map(\.time) == whole.inputs.map(\.time))
        #expect(cut.rows.faults == whole.rows.faults)
        #expect(cut.rows.lines == whole.rows.lines)
    }

    @Test func `a file of something else is refused`() {
        #expect(throws: TickRows.HeaderError.self) { try read("a,b\n1,2\n") }
        #expect(throws: Never.self) { try read("timestamp,price,size,side\n") }
    }

    @Test func `of many bad rows the first are kept`() throws {
        let (rows, inputs) = try read(
            "ts_ns,price,size,side\n" + String(repeating: "x,y,z,B\n", count: 50))
        #expect(inputs.isEmpty && rows.bad == 50)
        #expect(rows.faults.count == TickRows.faultLimit)
        #expect(rows.faults[0].description == #"line 2: time "x" is no time"#)
    }

    @Test func `a line without end does not grow without end`() throws {
        let (rows, _) = try read(
            "ts_ns,price,size,side\n" + String(repeating: "9", count: 200_000), pieces: 65_536)
        #expect(rows.bad == 1)
        #expect(rows.faults[0].description == "line 2: 1 field, the header has 4")
    }
}
