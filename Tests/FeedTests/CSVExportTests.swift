import Chance
import Feed
import Market
import Records
import Testing

@Suite struct CSVExportTests {
    /// Writes ticks and reads them back.
    private func roundTrip(_ ticks: [Input], _ instrument: Instrument) throws -> [Input] {
        let folder = try ScratchFolder()
        let path = folder.file("t.csv")
        let writer = try TickCSVWriter(OutputFile(path, replaces: false), instrument: instrument)
        let history = History(source: MemorySource(ticks), instruments: [instrument])
        let outcome = try HistoryCopy(history).run(into: writer)
        #expect(outcome.tally.ticks == ticks.count)
        #expect(outcome.tally.leftOut.isEmpty)
        #expect(folder.names == ["t.csv"])
        return try TickCSVSource(
            ByteSource(path: path), instrument: instrument, id: InstrumentID(0)
        ).readAll()
    }

    @Test(arguments: [Sample.es, Sample.btc], [(false, false), (true, false), (true, true)])
    func `ticks come back bit by bit`(
        instrument: Instrument, has: (quotes: Bool, ids: Bool)
    ) throws {
        let ticks = Sample.ticks(500, of: instrument, hasQuotes: has.quotes, hasIDs: has.ids)
        #expect(Sample.areSame(try roundTrip(ticks, instrument), ticks))
    }

    @Test func `the ends of every field come back`() throws {
        func tick(
            _ time: Int64, _ price: Int64, _ size: Int64, id: UInt64? = nil
        ) -> Input {
            .tick(
                InstrumentID(0), time: Nanoseconds(time), price: Price(price), size: Size(size),
                side: .buyer, tradeID: id)
        }
        let ticks = [
            // Times that a number would be taken for seconds, milliseconds, microseconds.
            tick(0, 1, 1), tick(1, 1, 1), tick(-1, 1, 1), tick(99_999_999_999, 1, 1),
            tick(99_999_999_999_999, 1, 1), tick(99_999_999_999_999_999, 1, 1),
            tick(100_000_000_000_000_000, 1, 1), tick(-100_000_000_000_000_001, 1, 1),
            tick(Int64.max - 1, 1, 1), tick(Int64.min + 808, 1, 1),
            tick(1, Int64.max, Int64.max), tick(1, -Int64.max, 1), tick(1, 0, 1),
            tick(1, -5, 1), tick(1, 1, 1, id: 0), tick(1, 1, 1, id: UInt64.max),
        ]
        for instrument in [Sample.es, Sample.btc] {
            #expect(Sample.areSame(try roundTrip(ticks, instrument), ticks))
        }
    }

    @Test func `the text is what anyone reads`() throws {
        let folder = try ScratchFolder()
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv"), replaces: false), instrument: Sample.es)
        let ticks: [Input] = [
            .tick(
                InstrumentID(0), time: Nanoseconds(1_790_000_000_000_000_001),
                price: Price(500_025), size: Size(3), side: .seller,
                quote: (Price(500_025), Price(500_050)), tradeID: 17),
            .tick(
                InstrumentID(0), time: Nanoseconds(1_790_000_000_000_000_002),
                price: Price(500_000), size: Size(1), side: .none),
        ]
        _ = try HistoryCopy(
            History(source: MemorySource(ticks), instruments: [Sample.es])
        ).run(into: writer)
        #expect(
            try folder.text("t.csv")
                == """
                ts_ns,price,size,side,bid,ask,id
                1790000000000000001,5000.25,3,S,5000.25,5000.5,17
                1790000000000000002,5000,1,N,,,

                """)
    }

    @Test func `what a tick file has no place for is counted`() throws {
        let folder = try ScratchFolder()
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv"), replaces: false), instrument: Sample.es)
        var ticks = Sample.ticks(3, of: Sample.es)
        ticks[1].flags.insert(.simulated)
        ticks[2].size = 0
        let quote = Quote(
            time: ticks[0].time, bid: Price(1), ask: Price(2), bidSize: Size(1), askSize: Size(1))
        let others: [Input] = [
            .quote(InstrumentID(0), quote),
            Input(kind: .feedGap, instrument: InstrumentID(0), time: ticks[0].time),
            Input(kind: .malformed, instrument: InstrumentID(0), time: ticks[0].time, size: 1),
            Input(kind: .beat, instrument: InstrumentID(0), time: ticks[0].time),
            Input(kind: .watermark, instrument: InstrumentID(0), time: ticks[0].time),
            Input(kind: .end, instrument: InstrumentID(0), time: ticks[0].time),
        ]
        let tally = try HistoryCopy(
            History(source: MemorySource(ticks + others), instruments: [Sample.es])
        ).run(into: writer).tally
        #expect(tally.ticks == 2)
        #expect(
            tally.leftOut.map { "\($0.count) \($0.what.rawValue)" } == [
                "1 quotes", "1 marks of simulated ticks", "1 notes of gaps",
                "1 ticks without a size",
            ])
        #expect((tally.first, tally.last) == (ticks[0].time, ticks[1].time))
    }

    private func bars(_ instrument: Instrument, _ volumes: [Double]) -> [BarInput] {
        volumes.enumerated().map { index, volume in
            BarInput(
                start: Nanoseconds(1_790_000_000_000_000_000 + Int64(index) * 60_000_000_000),
                period: .minute1, open: Price(500_000), high: Price(500_125 + Int64(index)),
                low: Price(-3), close: Price(500_025), volume: Volume(volume),
                vwap: index % 2 == 0 ? 4999.123_456_789 + 1 / Double(index + 3) : nil,
                sides: index % 3 == 0 ? (Volume(volume / 3), Volume(volume / 7)) : nil)
        }
    }

    @Test(arguments: [Sample.es, Sample.btc])
    func `bars come back bit by bit`(instrument: Instrument) throws {
        var random = SplitMix64(3)
        var volumes = [
            0, 1, 0.5, 1e-9, 0.1 + 0.2, 1e15, 9_007_199_254_740_991, 1.797e300, 1e22,
            123_456_789.125, .leastNonzeroMagnitude * 1e20,
        ]
        for _ in 0..<300 {
            volumes.append(Double(random.next() >> 11) / Double(1 + random.below(1 << 20)))
        }
        let written = bars(instrument, volumes)
        let folder = try ScratchFolder()
        let writer = try BarCSVWriter(
            OutputFile(folder.file("b.csv"), replaces: false), instrument: instrument)
        let tally = try HistoryCopy(
            History(
                source: MemorySource(Sample.inputs(written)), instruments: [instrument])
        ).run(into: writer).tally
        #expect(tally.bars == written.count && tally.leftOut.isEmpty)
        let inputs = try BarCSVSource(
            ByteSource(path: folder.file("b.csv")), instrument: instrument, id: InstrumentID(0),
            period: .minute1
        ).readAll()
        #expect(Sample.areSame(inputs, Sample.inputs(written)))
    }

    @Test func `a bar file keeps to one period and to bars`() throws {
        let folder = try ScratchFolder()
        var two = bars(Sample.es, [1, 2])
        two[1].period = .minute5
        two[1].sessionVWAP = 5000
        func error(_ inputs: [Input]) throws -> String? {
            let writer = try BarCSVWriter(
                OutputFile(folder.file("b.csv"), replaces: false), instrument: Sample.es)
            return Sample.failure { () throws(FeedError) in
                _ = try HistoryCopy(
                    History(source: MemorySource(inputs), instruments: [Sample.es])
                ).run(into: writer)
            }?.found
        }
        #expect(try error(Sample.inputs(two)) == "one of 5m, 2026-09-21T14:14:20Z")
        #expect(
            try error(Sample.ticks(1, of: Sample.es))?.hasPrefix("a tick of 2026-09-21T14:13:20")
                == true)
        // Nothing is left of what failed.
        #expect(folder.names.isEmpty)
    }

    @Test func `only the asked time and symbol are written`() throws {
        let folder = try ScratchFolder()
        let ticks =
            Sample.ticks(50, of: Sample.es) + Sample.ticks(50, of: Sample.es, id: InstrumentID(1))
        let (from, to) = (ticks[10].time, ticks[20].time)
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv"), replaces: false), instrument: Sample.es)
        let history = History(
            source: MemorySource(ticks), instruments: [Sample.es, Sample.btc])
        let number = try #require(history.number(of: "BTC-USD"))
        #expect(history.number(of: "SPY") == nil)
        let outcome = try HistoryCopy(
            history, HistoryFilter(from: from, to: to, instrument: number)
        ).run(into: writer)
        #expect(outcome.tally.ticks == 10)
        #expect(outcome.outside == 90)
        #expect(outcome.tally.first == from)
    }

    @Test func `nothing to write is an error and leaves no file`() throws {
        let folder = try ScratchFolder()
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv"), replaces: false), instrument: Sample.es)
        let history = History(
            source: MemorySource(Sample.ticks(5, of: Sample.es)), instruments: [Sample.es])
        let error = Sample.failure { () throws(FeedError) in
            _ = try HistoryCopy(history, HistoryFilter(to: .zero)).run(into: writer)
        }
        #expect(
            error?.description
                == "memory: expected something to write in the time and of the symbol asked for, "
                + "found 5 rows, 0 of them bad, 5 others")
    }

    @Test func `a file that is there is only replaced with leave`() throws {
        let folder = try ScratchFolder()
        try folder.write("kept", to: "t.csv")
        let path = folder.file("t.csv")
        let error = Sample.failure { () throws(FeedError) in
            _ = try OutputFile(path, replaces: false)
        }
        #expect(
            error?.description
                == "\(path): expected no file of that name, or leave to replace it, found one")
        let ticks = Sample.ticks(5, of: Sample.es)
        let history = { History(source: MemorySource(ticks), instruments: [Sample.es]) }
        var writer: TickCSVWriter? = try TickCSVWriter(
            OutputFile(path, replaces: true), instrument: Sample.es)
        // Until the end the old file stands.
        #expect(try folder.text("t.csv") == "kept")
        writer = nil
        #expect(folder.names == ["t.csv"])
        writer = try TickCSVWriter(OutputFile(path, replaces: true), instrument: Sample.es)
        _ = try HistoryCopy(history()).run(into: try #require(writer))
        #expect(try folder.text("t.csv").hasPrefix("ts_ns,price,size,side,bid,ask,id\n1790"))
        #expect(folder.names == ["t.csv"])
    }

    @Test func `a file that came meanwhile is not replaced`() throws {
        let folder = try ScratchFolder()
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv"), replaces: false), instrument: Sample.es)
        try folder.write("kept", to: "t.csv")
        let history = History(
            source: MemorySource(Sample.ticks(5, of: Sample.es)), instruments: [Sample.es])
        let error = Sample.failure { () throws(FeedError) in
            _ = try HistoryCopy(history).run(into: writer)
        }
        #expect(error?.found == "one")
        #expect(try folder.text("t.csv") == "kept")
        #expect(folder.names == ["t.csv"])
    }

    @Test func `zstd is read back by itself`() throws {
        let folder = try ScratchFolder()
        let ticks = Sample.ticks(20_000, of: Sample.es, hasQuotes: true, hasIDs: true)
        let writer = try TickCSVWriter(
            OutputFile(folder.file("t.csv.zst"), replaces: false, isZstd: true),
            instrument: Sample.es)
        _ = try HistoryCopy(
            History(source: MemorySource(ticks, step: 1000), instruments: [Sample.es])
        ).run(into: writer)
        #expect(try folder.bytes("t.csv.zst").prefix(4) == [0x28, 0xb5, 0x2f, 0xfd])
        let read = try TickCSVSource(
            ByteSource(path: folder.file("t.csv.zst")), instrument: Sample.es,
            id: InstrumentID(0)
        ).readAll()
        #expect(Sample.areSame(read, ticks))
    }
}
