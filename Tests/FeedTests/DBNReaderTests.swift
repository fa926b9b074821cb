import Feed
import Foundation
import Testing

/// Shared ways into DBN streams.
enum DBNSamples {
    static func decoded(_ base64: String) -> [UInt8] { [UInt8](Data(base64Encoded: base64)!) }

    /// What a byte source makes of bytes.
    static func plain(_ bytes: [UInt8]) throws -> [UInt8] {
        let source = try ByteSource(bytes: bytes)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        return Array(buffer[..<(try source.read(into: buffer))])
    }

    /// A metadata block of version 3 for a mixed stream of nothing in particular.
    static func metadata(version: UInt8 = 3, hasSendTime: Bool = false) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 120)
        block.replaceSubrange(0..<9, with: Sample.bytes("GLBX.MDP3"))
        block.replaceSubrange(16..<18, with: [0xff, 0xff])
        block.replaceSubrange(26..<34, with: [UInt8](repeating: 0xff, count: 8))
        block.replaceSubrange(42..<44, with: [0xff, 0])
        block[44] = hasSendTime ? 1 : 0
        block[45] = 71
        return Sample.bytes("DBN") + [version, 120, 0, 0, 0] + block
    }

    /// All records of a stream.
    static func records(
        _ bytes: [UInt8], step: Int = Int.max, fragmentVersion: UInt8? = nil
    ) throws(FeedError) -> [(kind: DBNKind?, length: Int, offset: Int, record: DBNRecord?)] {
        let reader = try DBNReader(
            ByteSource(bytes: bytes, name: "s.dbn", step: step), fragmentVersion: fragmentVersion)
        var records: [(kind: DBNKind?, length: Int, offset: Int, record: DBNRecord?)] = []
        while let raw = try reader.next() {
            records.append((raw.kind, raw.length, raw.offset, raw.decoded))
        }
        return records
    }

    /// The one record of these bytes.
    static func record(hex: String, version: UInt8 = 3) throws -> DBNRecord {
        let records = try records(Sample.bytes(hex: hex), fragmentVersion: version)
        try #require(records.count == 1)
        return try #require(records[0].record)
    }
}

@Suite struct DBNReaderTests {
    @Test func `trades`() throws {
        guard case .trade(let trade) = try DBNSamples.record(hex: DBNVectors.trade1) else {
            Issue.record("no trade")
            return
        }
        #expect(trade.price == 3_720_250_000_000)
        #expect(trade.size == 5)
        #expect((trade.action, trade.side) == ("T", "A"))
        #expect(trade.flags == 0x81)
        #expect(trade.receiveTime == 1_609_160_400_099_150_057)
        #expect(trade.sendDelta == 19_251)
        #expect(trade.sequence == 1_170_380)
        let reader = try DBNReader(
            ByteSource(bytes: Sample.bytes(hex: DBNVectors.trade1 + DBNVectors.trade2)),
            fragmentVersion: 1)
        let first = try #require(try reader.next())
        #expect(first.instrument == 5482)
        #expect(first.publisher == 1)
        #expect(first.eventTime == 1_609_160_400_098_821_953)
        guard case .trade(let second)? = try reader.next()?.decoded else {
            Issue.record("no second trade")
            return
        }
        #expect((second.price, second.size, second.sequence) == (3_720_250_000_000, 21, 1_170_414))
    }

    @Test func `books`() throws {
        guard case .book(let tbbo) = try DBNSamples.record(hex: DBNVectors.tbbo),
            case .book(let change) = try DBNSamples.record(hex: DBNVectors.bookTop)
        else {
            Issue.record("no books")
            return
        }
        let level = tbbo.levels[0]
        #expect((level.bid, level.bidSize, level.bidCount) == (3_720_250_000_000, 26, 16))
        #expect((level.ask, level.askSize, level.askCount) == (3_720_500_000_000, 7, 6))
        #expect((change.change.action, change.change.side) == ("A", "A"))
        #expect((change.change.price, change.change.size) == (3_720_500_000_000, 1))
    }

    @Test func `bars, status and statistics`() throws {
        guard case .bar(let bar) = try DBNSamples.record(hex: DBNVectors.bar),
            case .status(let status) = try DBNSamples.record(hex: DBNVectors.status),
            case .statistic(let new) = try DBNSamples.record(hex: DBNVectors.statistic3),
            case .statistic(let old) = try DBNSamples.record(
                hex: DBNVectors.statistic1, version: 1)
        else {
            Issue.record("not the records they are")
            return
        }
        #expect(bar.open == 372_025_000_000_000)
        #expect(bar.high == 372_150_000_000_000)
        #expect(bar.low == 372_025_000_000_000)
        #expect(bar.close == 372_100_000_000_000)
        #expect(bar.volume == 353)
        #expect((status.action, status.reason) == (7, 1))
        #expect(
            [status.isTrading, status.isQuoting, status.isShortSellRestricted] == ["Y", "Y", "~"])
        #expect(new == old)
        #expect((new.price, new.quantity, new.kind) == (100_000_000_000, nil, 7))
    }

    @Test func `metadata of version 1`() throws {
        let reader = try DBNReader(ByteSource(bytes: Sample.bytes(hex: DBNVectors.metadata1)))
        let metadata = reader.metadata
        #expect(metadata.version == 1)
        #expect(metadata.dataset == "GLBX.MDP3")
        #expect(metadata.schema == "trades")
        #expect(metadata.limit == 2)
        #expect((metadata.stypeIn, metadata.stypeOut) == ("raw_symbol", "instrument_id"))
        #expect(metadata.symbols == ["ESH1"])
        let mapping = try #require(metadata.mappings.first)
        #expect(metadata.mappings.count == 1)
        #expect(mapping.symbol == "ESH1")
        #expect(mapping.intervals.map(\.symbol) == ["5482"])
        #expect(mapping.intervals.map(\.start) == [20_201_228])
        #expect(mapping.intervals.map(\.end) == [20_201_229])
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [1, 7, 4096])
    func `stream S1, version 1`(step: Int) throws {
        let bytes = DBNSamples.decoded(DBNVectors.s1)
        #expect(try DBNSamples.plain(bytes).count == 580)
        let metadata = try DBNReader(ByteSource(bytes: bytes)).metadata
        #expect((metadata.schema, metadata.stypeIn) == ("trades", "parent"))
        #expect(metadata.symbols == ["ES.FUT"])
        #expect(metadata.notFound == ["XX.FUT"])
        let records = try DBNSamples.records(bytes, step: step)
        #expect(records.map(\.length) == [80, 80, 48, 64, 80])
        guard case .symbolMapping(let mapping)? = records[0].record,
            case .system(let system)? = records[1].record,
            case .statistic(let statistic)? = records[3].record,
            case .error(let error)? = records[4].record
        else {
            Issue.record("not the records of S1")
            return
        }
        #expect((mapping.symbolIn, mapping.symbolOut) == ("ES.FUT", "ESZ6"))
        #expect((mapping.stypeIn, mapping.stypeOut) == (nil, nil))
        #expect(system.isHeartbeat)
        #expect((statistic.quantity, statistic.kind, statistic.sequence) == (nil, 3, 9))
        #expect(error.text == "Failed to resolve symbol: XX.FUT")
        #expect((error.code, error.isLast) == (255, 255))
    }

    @Test(arguments: [1, 7, 4096])
    func `stream S3, as a live gateway sends it`(step: Int) throws {
        let bytes = DBNSamples.decoded(DBNVectors.s3)
        #expect(try DBNSamples.plain(bytes).count == 2424)
        let metadata = try DBNReader(ByteSource(bytes: bytes)).metadata
        #expect((metadata.version, metadata.schema, metadata.stypeIn) == (3, nil, nil))
        #expect((metadata.start, metadata.end) == (1_790_000_000_000_000_000, nil))
        let records = try DBNSamples.records(bytes, step: step)
        #expect(
            records.map(\.offset)
                == [128, 304, 624, 1144, 1184, 1232, 1280, 1328, 1408, 1464, 1784, 2104])
        #expect(
            records.map(\.length)
                == [176, 320, 520, 40, 48, 48, 48, 80, 56, 320, 320, 320])
        guard case .definition(let definition)? = records[2].record,
            case .trade(let trade)? = records[5].record,
            case .statistic(let statistic)? = records[7].record,
            case .bar(let bar)? = records[8].record,
            case .system(let end)? = records[9].record,
            case .system(let heartbeat)? = records[10].record,
            case .error(let error)? = records[11].record
        else {
            Issue.record("not the records of S3")
            return
        }
        #expect(definition[.rawSymbol] == "ESZ6")
        #expect(definition[.exchange] == "XCME")
        #expect(definition[.asset] == "ES")
        #expect(definition[.instrumentClass] == "F")
        #expect(definition[.minPriceIncrement] == 250_000_000)
        #expect(definition[.unitOfMeasureQuantity] == 50_000_000_000)
        #expect(definition[.minPriceIncrementAmount] == 12_500_000_000)
        #expect(definition[.expiration] == 1_797_604_200_000_000_000)
        #expect((definition[.maturityYear], definition[.maturityMonth]) == (2026, 12))
        #expect(definition[.tradingReferencePrice] == nil)
        #expect((trade.price, trade.size, trade.side) == (5_000_500_000_000, 2, "B"))
        #expect(
            (statistic.kind, statistic.price, statistic.quantity) == (3, 5_000_250_000_000, nil))
        #expect((bar.high, bar.volume) == (5_000_500_000_000, 12))
        #expect((end.code, heartbeat.isHeartbeat, end.isHeartbeat) == (4, true, false))
        #expect((error.code, error.isLast) == (4, 1))
        #expect(error.text == "Failed to resolve symbol: XX.FUT")
    }

    @Test func `stream SM in three frames, and a sending time behind a trade`() throws {
        let bytes = DBNSamples.decoded(DBNVectors.sm)
        #expect(try DBNSamples.records(bytes).map(\.length) == [48, 48, 48])
        let plain = Sample.bytes(hex: DBNVectors.trades.joined())
        let records = try DBNSamples.records(
            DBNSamples.metadata(hasSendTime: true) + plain)
        #expect(records.map(\.length) == [48, 48, 48, 56])
        #expect(records[0].record == records[3].record)
    }

    @Test func `an unknown type is skipped by its length`() throws {
        let strange = [4, 0x77] + [UInt8](repeating: 9, count: 14)
        let bytes = DBNSamples.metadata() + strange + Sample.bytes(hex: DBNVectors.trade1)
        let records = try DBNSamples.records(bytes)
        #expect(records.map(\.kind) == [nil, .trade])
        #expect(records[0].record == nil)
    }

    private static let stuck: [(bytes: [UInt8], message: String)] = {
        let metadata = DBNSamples.metadata()
        let zeros = [UInt8](repeating: 0, count: 40)
        let trade = Sample.bytes(hex: DBNVectors.trade1)
        return [
            (
                metadata + [0, 0, 1, 0],
                "s.dbn, byte 128: expected a record of at least 16 bytes, found 0 bytes"
            ),
            (
                metadata + [3] + zeros,
                "s.dbn, byte 128: expected a record of at least 16 bytes, found 12 bytes"
            ),
            (
                metadata + trade.prefix(20),
                "s.dbn, byte 128: expected a record of 48 bytes, found 20 bytes before the end"
            ),
            (
                DBNSamples.metadata(version: 4),
                "s.dbn, byte 3: expected DBN version 1, 2 or 3, found version 4"
            ),
            (
                Sample.bytes("DBN") + [3, 0xff, 0xff, 0xff, 0xff],
                "s.dbn, byte 4: expected at most 67108864 bytes of metadata, found 4294967295"
            ),
            (
                Array(metadata.prefix(100)),
                "s.dbn, byte 100: expected 120 bytes of metadata, found 92 bytes"
            ),
            (Sample.bytes("ts_ns,price"), "s.dbn, byte 0: expected DBN, found other bytes"),
            (Sample.bytes("DBN"), "s.dbn, byte 0: expected DBN metadata, found 3 bytes"),
        ]
    }()

    @Test(arguments: Self.stuck)
    func `what cannot go on says where`(bytes: [UInt8], message: String) {
        let error = Sample.failure { () throws(FeedError) in
            _ = try DBNSamples.records(bytes)
        }
        #expect(error?.description == message)
    }

    @Test func `every cut of metadata is an error or has fewer symbols`() {
        let bytes = Sample.bytes(hex: DBNVectors.metadata1)
        for length in 0..<bytes.count {
            var cut = Array(bytes[..<length])
            #expect(throws: FeedError.self) { try DBNSamples.records(cut) }
            // With a length that says so, the block is complete but its lists are not.
            if length > 8 {
                cut.replaceSubrange(4..<8, with: [UInt8(length - 8), 0, 0, 0])
                if length < 8 + 104 + 86 {
                    #expect(throws: FeedError.self) { try DBNSamples.records(cut) }
                }
            }
        }
    }
}
