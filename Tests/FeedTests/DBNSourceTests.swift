import Feed
import Foundation
import Market
import Records
import Testing

@Suite struct DBNSourceTests {
    private func source(
        _ bytes: [UInt8], _ selection: DBNSource.Selection, _ instrument: Instrument = Sample.es,
        takesSpreads: Bool = false
    ) throws -> DBNSource {
        let route = DBNSource.Route(
            selection, instrument: instrument, id: Sample.id, takesSpreads: takesSpreads)
        return try DBNSource(ByteSource(bytes: bytes, name: "s.dbn"), routes: [route])
    }

    /// A symbol mapping record of version 3.
    private func mapping(_ id: UInt32, _ asked: String, _ raw: String) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: 176)
        record[0] = 44
        record[1] = 0x16
        withUnsafeBytes(of: id.littleEndian) { record.replaceSubrange(4..<8, with: $0) }
        record.replaceSubrange(17..<17 + asked.utf8.count, with: asked.utf8)
        record.replaceSubrange(89..<89 + raw.utf8.count, with: raw.utf8)
        return record
    }

    private let trades = DBNVectors.trades.prefix(3).map { Sample.bytes(hex: $0) }

    private let selections: [DBNSource.Selection] = [
        .number(5482), .symbol("ESZ6"), .symbol("ES.FUT"), .allMapped,
    ]

    @Test func `stream S3 gives three ticks and a bar, however it is chosen`() throws {
        for selection in selections {
            let source = try source(DBNSamples.decoded(DBNVectors.s3), selection)
            let inputs = try source.readAll(batch: 2)
            #expect(inputs.map(\.kind) == [.tick, .tick, .tick, .bar, .barRest])
            let ticks = inputs.prefix(3)
            #expect(ticks.map(\.price) == [500_025, 500_050, 500_050])
            #expect(ticks.map(\.size) == [3, 2, 7])
            #expect(ticks.map(\.side) == [.seller, .buyer, .none])
            #expect(ticks.map(\.flags) == [.endOfEvent, .endOfEvent, .endOfEvent])
            #expect(ticks.map(\.time.rawValue) == (3...5).map { 1_790_000_000_000_000_000 + $0 })
            #expect(
                BarInput(inputs[3], inputs[4])
                    == BarInput(
                        start: Nanoseconds(1_789_999_980_000_000_000), period: .minute1,
                        open: Price(500_025), high: Price(500_050), low: Price(500_000),
                        close: Price(500_025), volume: Volume(12)))
            #expect((source.report.rows, source.report.good, source.report.skipped) == (12, 4, 8))
        }
    }

    @Test func `metadata maps numbers by day`() throws {
        // S1 maps 5482 to ES.FUT on 21 September 2026 and to ESZ6 by a record.
        let s1 = try source(DBNSamples.decoded(DBNVectors.s1), .symbol("ESZ6")).readAll()
        #expect(s1.map(\.price) == [500_025])
        let head = Sample.bytes(hex: DBNVectors.metadata1)
        let row = Sample.bytes(hex: DBNVectors.trade1)
        #expect(try source(head + row, .symbol("ESH1")).readAll().map(\.price) == [372_025])
        // The mapping ends with 28 December 2020.
        var nextDay = row
        let time: UInt64 = 1_609_200_000_000_000_000
        withUnsafeBytes(of: time.littleEndian) { nextDay.replaceSubrange(8..<16, with: $0) }
        #expect(throws: FeedError.self) { try source(head + nextDay, .symbol("ESH1")).readAll() }
    }

    @Test func `spreads come only when asked for`() throws {
        let stream =
            DBNSamples.metadata() + mapping(5482, "ES.FUT", "ESZ6-ESH7") + trades[0]
        for selection in [DBNSource.Selection.allMapped, .symbol("ES.FUT")] {
            let source = try source(stream, selection)
            let error = Sample.failure { () throws(FeedError) in _ = try source.readAll() }
            #expect(
                error?.description
                    == "s.dbn, byte 352: expected at least one record of the chosen instruments, "
                    + "found 0 bad and 2 others")
            let all = try self.source(stream, selection, takesSpreads: true)
            #expect(try all.readAll().count == 1)
        }
        for selection in [DBNSource.Selection.number(5482), .symbol("ESZ6-ESH7")] {
            #expect(try source(stream, selection).readAll().count == 1)
        }
    }

    @Test func `a trade of mbp-1 has its quote, the other rows are quotes`() throws {
        let stream =
            DBNSamples.metadata() + Sample.bytes(hex: DBNVectors.bookTop + DBNVectors.tbbo)
        let inputs = try source(stream, .number(5482)).readAll()
        #expect(inputs.map(\.kind) == [.quote, .tick])
        let quote = inputs[0].quote
        #expect((quote.bid, quote.ask) == (Price(372_025), Price(372_050)))
        #expect((quote.bidSize, quote.askSize) == (Size(24), Size(11)))
        #expect((inputs[1].bid, inputs[1].ask) == (372_025, 372_050))
        #expect(inputs[1].flags == [.hasQuote, .endOfEvent])
        #expect(inputs[1].side == .seller)
    }

    @Test func `a trade sent in two schemas counts once`() throws {
        let stream =
            DBNSamples.metadata()
            + Sample.bytes(hex: DBNVectors.trade1 + DBNVectors.tbbo)
        let inputs = try source(stream, .number(5482)).readAll()
        #expect(inputs.map(\.kind) == [.tick, .quote])
    }

    @Test func `what is undefined is no price and no size`() throws {
        func changed(_ hex: String, _ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
            var record = Sample.bytes(hex: hex)
            record.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return record
        }
        let undefinedPrice: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 127]
        let undefinedTime = [UInt8](repeating: 255, count: 8)
        let stream =
            DBNSamples.metadata() + changed(DBNVectors.tbbo, 48, undefinedPrice)
            + changed(DBNVectors.bookTop, 56, undefinedPrice)
            + changed(DBNVectors.tbbo, 16, undefinedPrice)
            + changed(DBNVectors.tbbo, 24, [255, 255, 255, 255])
            + changed(DBNVectors.tbbo, 24, [0, 0, 0, 0])
            + changed(DBNVectors.tbbo, 8, undefinedTime)
            + changed(DBNVectors.tbbo, 16, [1])
            + [4, 0] + [UInt8](repeating: 0, count: 14)
        let source = try source(stream, .number(5482))
        let inputs = try source.readAll()
        #expect(
            inputs.map(\.kind) == [
                .tick, .quote, .malformed, .malformed, .tick, .malformed, .malformed, .malformed,
            ])
        #expect(inputs[0].flags == .endOfEvent)
        #expect(inputs[1].quote.ask == .none)
        #expect(inputs[4].size == 0)
        #expect((source.report.rows, source.report.good, source.report.bad) == (8, 2, 6))
        #expect(
            source.report.firstBad.map(\.description) == [
                "byte 288: expected a price, found none",
                "byte 368: expected a trade size, found none",
                "byte 448: expected a size above 0, found 0",
                "byte 528: expected an event time, found none",
                "byte 608: expected a price with at most 2 decimals, found 3720249999873e-9",
                "byte 688: expected 48 bytes of trade, found 16",
            ])
    }

    @Test func `routes share a stream`() throws {
        let stream =
            DBNSamples.metadata() + mapping(5482, "ES.FUT", "ESZ6") + mapping(9, "NQ.FUT", "NQZ6")
            + trades[0] + trades[1].enumerated().map { $0 == 4 ? 9 : $0 == 5 ? 0 : $1 }
        let routes = [
            DBNSource.Route(.symbol("NQZ6"), instrument: Sample.es, id: InstrumentID(1)),
            DBNSource.Route(.allMapped, instrument: Sample.es, id: InstrumentID(0)),
        ]
        let inputs = try DBNSource(ByteSource(bytes: stream), routes: routes).readAll()
        #expect(inputs.map(\.instrument) == [InstrumentID(0), InstrumentID(1)])
    }

    @Test(
        .enabled(
            if: Sample.dataFolder != nil, "reads real data in ../shared/data or PITWIRE_DATA"))
    func `the trades of a real file are those of its mbp-1 file and of its CSV`() throws {
        let folder = try #require(Sample.dataFolder) + "/futures-es/"
        let es = Instrument(
            symbol: "ESU4", assetClass: .future, prices: Sample.es.prices, sizes: Sample.es.sizes,
            tickValueNanos: 12_500_000_000)
        func open(_ name: String) throws -> [Input] {
            try SourceOpener.open(folder + name, instrument: es, id: Sample.id).source.readAll()
        }
        let trades = try open("esu4-20240701T2358.trades.dbn.zst")
        let book = try open("esu4-20240701T2358.mbp-1.dbn.zst")
        let text = try open("normalised/ESU4-20240701T2358.trades.csv.gz")
        #expect(trades.count == 120)
        #expect(trades.count { $0.side == .buyer } == 66)
        #expect(trades.count { $0.side == .seller } == 54)
        #expect(trades.filter { $0.side == .buyer }.map(\.size).reduce(0, +) == 142)
        #expect(book.count == 2288)
        func facts(_ inputs: [Input]) -> [[Int64]] {
            inputs.filter { $0.kind == .tick }
                .map { [$0.time.rawValue, $0.price, $0.size, Int64($0.side.rawValue)] }
        }
        #expect(facts(book) == facts(trades))
        #expect(facts(text) == facts(trades))
    }
}
