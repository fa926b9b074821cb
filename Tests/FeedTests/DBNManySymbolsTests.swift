import Chance
import Market
import Records
import Testing

@testable import Feed

/// Streams of many symbols, as venues send them.
@Suite struct DBNManySymbolsTests {
    private static let start: UInt64 = 1_790_000_000_000_000_000

    private func put<T: FixedWidthInteger>(_ value: T, _ place: Int, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) {
            bytes.replaceSubrange(place..<place + $0.count, with: $0)
        }
    }

    /// A trade of 3 at 5000.25, the seller's, 48 bytes.
    private func trade(
        _ number: UInt32, at time: UInt64 = start, price: Int64 = 5_000_250_000_000,
        size: UInt32 = 3
    ) -> [UInt8] {
        var record = Sample.bytes(hex: DBNVectors.trades[0])
        put(number, 4, &record)
        put(time, 8, &record)
        put(price, 16, &record)
        put(size, 24, &record)
        return record
    }

    private func mapping(_ number: UInt32, _ symbol: String) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: 176)
        (record[0], record[1]) = (44, 0x16)
        put(number, 4, &record)
        record.replaceSubrange(17..<17 + symbol.utf8.count, with: symbol.utf8)
        record.replaceSubrange(89..<89 + symbol.utf8.count, with: symbol.utf8)
        return record
    }

    private func instrument(_ symbol: String) -> Instrument {
        Instrument(
            symbol: symbol, assetClass: .future, prices: Sample.es.prices, sizes: Sample.es.sizes,
            tickValueNanos: 12_500_000_000)
    }

    private func source(
        _ bytes: [UInt8], _ symbols: [String], step: Int = .max
    ) throws(FeedError) -> any InputSource {
        let targets = symbols.enumerated().map {
            SourceOpener.Target(instrument($1), InstrumentID(UInt32($0)))
        }
        return try SourceOpener.open(
            ByteSource(bytes: bytes, name: "all.dbn", step: step), targets: targets
        ).source
    }

    @Test func `each of a thousand symbols gets its trades, in the stream's order`() throws {
        let symbols = (0..<1000).map { "S\($0)" }
        var stream = DBNSamples.metadata()
        // Numbers as venues give them: far apart, some close by.
        let numbers = symbols.indices.map { UInt32($0 * 7919 % 1009 * 4_200_001) }
        for (number, symbol) in zip(numbers, symbols) { stream += mapping(number, symbol) }
        var chance = SplitMix64(5)
        var expected: [UInt32] = []
        for index in 0..<5000 {
            let place = chance.below(1000)
            // Day after day the numbers are looked up anew.
            let time = Self.start + UInt64(index / 1000) * 86_400_000_000_000 + UInt64(index)
            stream += trade(numbers[place], at: time, size: UInt32(index + 1))
            expected.append(UInt32(place))
        }
        let source = try source(stream, symbols)
        let inputs = try source.readAll(batch: 100)
        #expect(inputs.map(\.instrument.rawValue) == expected)
        #expect(inputs.map(\.size) == (1...5000).map { Int64($0) })
        #expect((source.report.rows, source.report.good) == (6000, 5000))
    }

    @Test func `what is read at once and what is read piece by piece is the same`() throws {
        for seed in 1...20 {
            var chance = SplitMix64(UInt64(seed))
            let stream = odd(&chance)
            let whole = try source(stream, ["ONE", "TWO"])
            let pieces = try source(stream, ["ONE", "TWO"], step: 20)
            #expect(
                Sample.areSame(
                    try whole.readAll(batch: 2 + chance.below(40)), try pieces.readAll(batch: 64)))
            #expect(whole.report == pieces.report)
            #expect(whole.report.bad > 0 && whole.report.skipped > 0 && whole.report.good > 0)
        }
    }

    /// Trades, good ones and others, of two symbols and some that nobody asked for.
    private func odd(_ chance: inout SplitMix64) -> [UInt8] {
        var stream = DBNSamples.metadata() + mapping(1, "ONE") + mapping(2, "TWO")
        for index in 0..<400 {
            let number = UInt32(1 + chance.below(3))
            let time = Self.start + UInt64(index)
            switch chance.below(20) {
            case 0: stream += trade(number, at: time, size: .max)
            case 1: stream += trade(number, at: time, size: 0)
            case 2: stream += trade(number, at: time, price: .max)
            case 3: stream += trade(number, at: time, price: 5_000_250_000_001)
            case 4: stream += trade(number, at: .max)
            case 5: stream += Sample.bytes(hex: DBNVectors.status)
            case 6: stream += mapping(UInt32(1 + chance.below(2)), ["ONE", "TWO"][chance.below(2)])
            case 7:
                var book = Sample.bytes(hex: DBNVectors.bookTop)
                put(number, 4, &book)
                stream += book
            default: stream += trade(number, at: time)
            }
        }
        return stream
    }

    @Test func `a number that means another symbol from now on changes its route`() throws {
        let stream =
            DBNSamples.metadata() + mapping(5, "ONE") + trade(5) + trade(5) + mapping(5, "TWO")
            + trade(5) + mapping(5, "THREE") + trade(5)
        let source = try source(stream, ["ONE", "TWO"])
        #expect(try source.readAll().map(\.instrument.rawValue) == [0, 0, 1])
        #expect(source.report.skipped == 4)
    }

    @Test func `a symbol that no number has is told, once the others are read`() throws {
        let stream = DBNSamples.metadata() + mapping(5, "ONE") + trade(5)
        func failure(_ symbols: [String]) throws -> String? {
            let source = try source(stream, symbols)
            let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 4)
            defer { batch.deallocate() }
            #expect(try source.next(into: batch) == 1)
            return Sample.failure { () throws(FeedError) in _ = try source.next(into: batch) }?
                .description
        }
        #expect(try failure(["ONE"]) == nil)
        #expect(
            try failure(["ONE", "TWO"])
                == "all.dbn: expected the symbol TWO, found no number of that name")
        #expect(
            try failure(["TWO", "ONE", "SIX", "TEN"])
                == "all.dbn: expected the symbol SIX, found no number of that name, nor of 2 others"
        )
    }

    @Test func `a symbol without a trade is no fault`() throws {
        let stream =
            DBNSamples.metadata() + mapping(5, "ONE") + mapping(6, "TWO") + trade(5)
        #expect(try source(stream, ["ONE", "TWO"]).readAll().count == 1)
    }

    @Test func `only DBN holds several symbols`() throws {
        let rows = Sample.bytes("ts_ns,price,size,side\n1700000000,100.25,1,B\n")
        let error = Sample.failure { () throws(FeedError) in
            _ = try SourceOpener.open(
                ByteSource(bytes: rows, name: "all.csv"),
                targets: ["ONE", "TWO"].map { SourceOpener.Target(instrument($0), InstrumentID(0)) }
            )
        }
        #expect(
            error?.description
                == "all.csv: expected DBN, which holds 2 symbols, found a file of one symbol alone")
    }

    @Test func `routes that were found are kept, and forgotten when there are too many`() {
        var table = DBNRouteTable()
        func kept(_ number: UInt32, _ day: UInt64) -> DBNRouteTable.Route? {
            let bytes = trade(number, at: day * 86_400_000_000_000 + 5)
            return bytes.withUnsafeBytes {
                table.route(of: DBNRawRecord($0, at: 0, version: 3))
            }
        }
        for number in 0..<UInt32(1 << 16) {
            table.set(DBNRouteTable.Route(Int(number) % 7), of: number &* 65_537, 3)
        }
        #expect(kept(0, 3)?.index == 0)
        #expect(kept(40_000 &* 65_537, 3)?.index == 40_000 % 7)
        #expect(kept(40_000 &* 65_537, 4) == nil)
        table.set(DBNRouteTable.Route(nil), of: 40_000 &* 65_537, 4)
        #expect(kept(40_000 &* 65_537, 4) == DBNRouteTable.Route(nil))
        #expect(kept(40_000 &* 65_537, 3) == nil)
        table.forget(0)
        #expect(kept(0, 3) == nil)
        for number in 0..<UInt32(200) {
            table.set(DBNRouteTable.Route(1), of: 7 + number &* 65_537, 3)
        }
        #expect(kept(40_000 &* 65_537, 4) == nil)
        #expect(kept(7 + 199 &* 65_537, 3)?.index == 1)
    }

    @Test(
        .enabled(
            if: Sample.dataFolder != nil, "reads real data in ../shared/data or PITWIRE_DATA"))
    func `two symbols of a real file are what each of them is by itself`() throws {
        let path =
            try #require(Sample.dataFolder) + "/futures-es/esu4-nqu4-20240701T2340.ohlcv-1m.dbn.zst"
        let targets = [("ESU4", UInt32(0)), ("NQU4", 1)].map {
            SourceOpener.Target(instrument($0), InstrumentID($1))
        }
        let both = try SourceOpener.open(path, targets: targets).source.readAll()
        for target in targets {
            let alone = try SourceOpener.open(
                path, instrument: target.instrument, id: target.id
            ).source.readAll()
            #expect(!alone.isEmpty)
            #expect(Sample.areSame(both.filter { $0.instrument == target.id }, alone))
        }
    }

    @Test func `the clock of several symbols is a second behind their newest trade`() throws {
        let second: UInt64 = 1_000_000_000
        let stream =
            DBNSamples.metadata() + mapping(5, "ONE") + mapping(6, "TWO")
            + trade(5, at: Self.start + 3) + trade(5, at: Self.start + second + 5)
            + trade(6, at: Self.start + second - 1)
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 8)
        defer { batch.deallocate() }
        for (symbols, seconds) in [(["ONE", "TWO"], UInt64(0)), (["ONE"], 1)] {
            let merged = MergedSource([try source(stream, symbols)])
            #expect(merged.second == nil)
            #expect(try merged.next(into: batch) == 1)
            // Nothing came of the second before.
            #expect((merged.second == nil) == (symbols.count == 2))
            #expect(try merged.next(into: batch) == symbols.count)
            #expect(merged.second == Nanoseconds(Int64(Self.start + seconds * second)))
        }
    }

    @Test func `a stream of bars says so before it is read`() throws {
        func holdsBars(_ bytes: [UInt8]) throws -> Bool {
            try SourceOpener.open(
                ByteSource(bytes: bytes, name: "x"), instrument: instrument("ONE"), id: Sample.id
            ).holdsBars
        }
        var bars = DBNSamples.metadata()
        // ohlcv-1m instead of no single schema.
        bars.replaceSubrange(24..<26, with: [6, 0])
        #expect(try holdsBars(bars))
        #expect(try !holdsBars(DBNSamples.metadata()))
        #expect(try !holdsBars(Sample.bytes("ts_ns,price,size,side\n")))
        #expect(try holdsBars(Sample.bytes("ts_ns,open,high,low,close,volume\n")))
    }
}
