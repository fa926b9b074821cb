import Market
import Records
import Testing

@testable import Feed

@Suite struct DBNExportTests {
    private let folder: ScratchFolder
    private let spy = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 4, tick: 100),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    init() throws { folder = try ScratchFolder() }

    /// Writes inputs as DBN.
    @discardableResult
    private func write(
        _ inputs: [Input], _ instruments: [Instrument] = [Sample.es], version: UInt8 = 3,
        isZstd: Bool = false, hasDefinitions: Bool = false
    ) throws -> HistoryTally {
        let writer = try DBNWriter(
            OutputFile(folder.file("x.dbn"), replaces: true, isZstd: isZstd),
            instruments: instruments,
            options: DBNWriter.Options(version: version, hasDefinitions: hasDefinitions))
        let history = History(source: MemorySource(inputs), instruments: instruments)
        return try HistoryCopy(history).run(into: writer).tally
    }

    /// What our reader makes of the file.
    private func read(_ instruments: [Instrument] = [Sample.es]) throws -> [Input] {
        let routes = instruments.enumerated().map { index, instrument in
            DBNSource.Route(
                .symbol(instrument.symbol), instrument: instrument,
                id: InstrumentID(UInt32(index)))
        }
        return try DBNSource(ByteSource(path: folder.file("x.dbn")), routes: routes).readAll()
    }

    private func reader() throws -> DBNReader {
        try DBNReader(ByteSource(path: folder.file("x.dbn")))
    }

    /// Why inputs can not be written.
    private func refusal(_ inputs: [Input], _ instrument: Instrument) throws -> String? {
        do {
            try write(inputs, [instrument])
            return nil
        } catch let error as FeedError {
            return error.description.replacing(folder.file("x.dbn"), with: "x.dbn")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt8], [false, true])
    func `ticks come back bit by bit`(version: UInt8, isZstd: Bool) throws {
        var ticks = Sample.ticks(3000, of: Sample.es)
        for index in ticks.indices where index % 3 == 0 { ticks[index].flags.insert(.endOfEvent) }
        let tally = try write(ticks, version: version, isZstd: isZstd)
        #expect(tally.ticks == 3000 && tally.leftOut.isEmpty)
        #expect(Sample.areSame(try read(), ticks))
        let reader = try reader()
        #expect(reader.metadata.version == version)
        #expect(reader.metadata.schema == "trades")
        #expect(try reader.next()?.length == 48)
        #expect(folder.names == ["x.dbn"])
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `quotes and trades of several symbols come back bit by bit`(version: UInt8) throws {
        let es = Sample.ticks(400, of: Sample.es, hasQuotes: true)
        let share = Sample.ticks(400, of: spy, id: InstrumentID(1), seed: 5)
        var inputs: [Input] = []
        for (left, right) in zip(es, share) {
            let one = Quote(
                time: left.time, bid: left.quote.bid, ask: Price.none, bidSize: Size(7),
                askSize: Size(0))
            inputs += [left, .quote(InstrumentID(0), one), right]
        }
        try write(inputs, [Sample.es, spy], version: version)
        #expect(Sample.areSame(try read([Sample.es, spy]), inputs))
        let reader = try reader()
        #expect(reader.metadata.schema == "mbp-1")
        #expect(reader.metadata.symbols == ["ESZ6", "SPY"])
        #expect(try reader.next()?.length == 80)
    }

    @Test func `trades that all have quotes are tbbo`() throws {
        let ticks = Sample.ticks(100, of: Sample.es, hasQuotes: true)
        try write(ticks)
        #expect(try reader().metadata.schema == "tbbo")
        #expect(Sample.areSame(try read(), ticks))
    }

    @Test(arguments: [BarPeriod.second1, .minute1, .hour1, .day1])
    func `bars come back`(period: BarPeriod) throws {
        let bars = (0..<200).map { index in
            BarInput(
                start: Nanoseconds(1_790_000_000_000_000_000 + Int64(index) * 1_000_000_000),
                period: period, open: Price(500_000), high: Price(500_125), low: Price(-3),
                close: Price(500_025), volume: Volume(Double(index * 1_000_003)))
        }
        try write(Sample.inputs(bars))
        #expect(Sample.areSame(try read(), Sample.inputs(bars)))
        #expect(try reader().metadata.schema == "ohlcv-\(period.name)")
    }

    @Test func `ticks beside bars are a stream without a schema`() throws {
        let ticks = Sample.ticks(3, of: Sample.es)
        let bar = BarInput(
            start: ticks[0].time, period: .minute1, open: Price(1), high: Price(1), low: Price(1),
            close: Price(1), volume: Volume(2))
        let inputs = ticks + Sample.inputs([bar])
        try write(inputs)
        #expect(try reader().metadata.schema == nil)
        #expect(Sample.areSame(try read(), inputs))
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `the front of the file says what is in it`(version: UInt8) throws {
        // 2026-09-21T14:13:20Z and two days later.
        var ticks = Sample.ticks(2, of: Sample.es)
        ticks[0].time = Nanoseconds(1_790_000_000_000_000_000)
        ticks[1].time = Nanoseconds(1_790_172_800_000_000_000)
        try write(ticks, [Sample.btc, Sample.es].reversed(), version: version)
        let bytes = try folder.bytes("x.dbn")
        #expect(bytes.prefix(4).elementsEqual(Array("DBN".utf8) + [version]))
        // Fixed part, four counts, one symbol, one mapping with one interval.
        let width = version == 1 ? 22 : 71
        let block = 104 + 16 + width + (width + 4) + (8 + width)
        let padded = version == 3 ? (block + 7) / 8 * 8 : block
        #expect(Int(bytes[4]) | Int(bytes[5]) << 8 == padded)
        #expect(bytes.count == 8 + padded + 2 * 48)
        let metadata = try reader().metadata
        #expect(metadata.dataset == "PITWIRE")
        #expect((metadata.stypeIn, metadata.stypeOut) == ("raw_symbol", "instrument_id"))
        #expect(metadata.start == 1_790_000_000_000_000_000)
        #expect(metadata.end == 1_790_172_800_000_000_001)
        #expect(metadata.limit == nil && !metadata.hasSendTime)
        #expect(metadata.symbols == ["ESZ6"])
        #expect(
            metadata.mappings == [
                DBNMetadata.Mapping(
                    symbol: "ESZ6",
                    intervals: [
                        DBNMetadata.Interval(start: 20_260_921, end: 20_260_924, symbol: "1")
                    ])
            ])
    }

    @Test func `a trade record field by field`() throws {
        var ticks = Sample.ticks(2, of: Sample.es)
        ticks[0] = .tick(
            InstrumentID(0), time: Nanoseconds(1_790_000_000_000_000_003), price: Price(500_025),
            size: Size(3), side: .seller, flags: .endOfEvent,
            received: Nanoseconds(1_790_000_000_000_000_500))
        ticks[1].time = Nanoseconds(1_790_000_000_000_000_001)
        try write(ticks)
        let reader = try reader()
        let first = try #require(try reader.next())
        #expect((first.type, first.publisher, first.instrument) == (0, 0, 1))
        #expect(first.eventTime == 1_790_000_000_000_000_003)
        guard case .trade(let trade) = first.decoded else {
            Issue.record("no trade")
            return
        }
        #expect((trade.price, trade.size) == (5_000_250_000_000, 3))
        #expect((trade.action, trade.side, trade.flags, trade.depth) == ("T", "A", 0x80, 0))
        #expect((trade.receiveTime, trade.sendDelta) == (1_790_000_000_000_000_500, 0))
        #expect(trade.sequence == 1)
        // Records are in the order of their capture, whatever their event times.
        guard case .trade(let second) = try reader.next()?.decoded else {
            Issue.record("no trade")
            return
        }
        #expect((second.receiveTime, second.sequence) == (1_790_000_000_000_000_500, 2))
        #expect(second.flags == 0)
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `definitions go in front when asked for`(version: UInt8) throws {
        let ticks =
            Sample.ticks(3, of: Sample.es) + Sample.ticks(1, of: spy, id: InstrumentID(1))
        try write(ticks, [Sample.es, spy, Sample.btc], version: version, hasDefinitions: true)
        let reader = try reader()
        #expect(reader.metadata.schema == nil)
        var definitions: [DBNDefinition] = []
        while case .definition(let definition) = try reader.next()?.decoded {
            definitions.append(definition)
        }
        #expect(definitions.map { $0[.rawSymbol] } == ["ESZ6", "SPY"])
        #expect(definitions.map { $0[.instrumentClass] } == ["F", "K"])
        #expect(definitions.map { $0[.asset] } == ["ES", ""])
        #expect(definitions.map { $0[.minPriceIncrement] } == [250_000_000, 10_000_000])
        #expect(definitions.map { $0[.minPriceIncrementAmount] } == [12_500_000_000, 10_000_000])
        #expect(definitions.map { $0[.rawInstrument] } == [1, 2])
        // Unset: the end of each type.
        #expect(definitions[0][.expiration] == nil)
        #expect(definitions[0][.strikePrice] == Int64.max)
        #expect(definitions[0][.maturityYear] == 65_535)
        #expect(definitions[0][.contractMultiplier] == Int64(Int32.max))
        #expect(Sample.areSame(try read([Sample.es, spy]), ticks))
    }

    @Test func `what DBN has no place for is counted`() throws {
        var ticks = Sample.ticks(2, of: Sample.es, hasIDs: true)
        ticks[1].flags.insert(.simulated)
        let bar = BarInput(
            start: ticks[0].time, period: .minute1, open: Price(1), high: Price(1), low: Price(1),
            close: Price(1), volume: Volume(2), vwap: 1, sides: (Volume(1), Volume(1)),
            sessionVWAP: 1)
        let tally = try write(ticks + Sample.inputs([bar]))
        #expect(
            tally.leftOut.map { "\($0.count) \($0.what.rawValue)" } == [
                "2 trade ids", "1 VWAPs of bars", "1 buy and sell volumes of bars",
                "1 session VWAPs of bars", "1 marks of simulated ticks",
            ])
    }

    @Test func `what DBN can not hold is refused with its time`() throws {
        var tick = Sample.ticks(1, of: Sample.btc)[0]
        tick.time = Nanoseconds(1_790_000_000_000_000_000)
        tick.size = 50_000_000
        let end = ", which is all that DBN holds, found "
        let place = "(BTC-USD, 2026-09-21T14:13:20Z)"
        #expect(
            try refusal([tick], Sample.btc)
                == "x.dbn: expected a whole size up to 4294967294\(end)0.5 \(place)")
        tick.size = 4_294_967_295 * 100_000_000
        #expect(
            try refusal([tick], Sample.btc)
                == "x.dbn: expected a whole size up to 4294967294\(end)4294967295 \(place)")
        tick.size = 4_294_967_294 * 100_000_000
        #expect(try refusal([tick], Sample.btc) == nil)
        tick.price = 1 << 50
        #expect(
            try refusal([tick], Sample.btc)
                == "x.dbn: expected a price below 2^63 units of 1e-9\(end)1125899906842624 of the "
                + "instrument's \(place)")
        tick.price = 1
        tick.time = Nanoseconds(-1)
        #expect(
            try refusal([tick], Sample.btc)
                == "x.dbn: expected a time from 1970 on\(end)an earlier one "
                + "(BTC-USD, 1969-12-31T23:59:59.999999999Z)")
        func bar(_ period: BarPeriod, _ volume: Double) -> [Input] {
            Sample.inputs([
                BarInput(
                    start: Nanoseconds(1_790_000_000_000_000_000), period: period, open: Price(1),
                    high: Price(1), low: Price(1), close: Price(1), volume: Volume(volume))
            ])
        }
        #expect(
            try refusal(bar(.minute5, 1), Sample.es)
                == "x.dbn: expected bars of 1s, 1m, 1h or 1d\(end)one of 5m "
                + "(ESZ6, 2026-09-21T14:13:20Z)")
        #expect(
            try refusal(bar(.minute1, 1.5), Sample.es)
                == "x.dbn: expected a whole volume\(end)1.5 (ESZ6, 2026-09-21T14:13:20Z)")
    }

    @Test func `symbols must fit`() throws {
        var long = Sample.es
        long.symbol = String(repeating: "X", count: 22)
        #expect(throws: FeedError.self) {
            try write(Sample.ticks(1, of: long), [long], version: 1)
        }
        try write(Sample.ticks(1, of: long), [long], version: 2)
        #expect(try read([long]).count == 1)
        #expect(folder.names == ["x.dbn"])
    }
}
