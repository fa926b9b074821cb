import Feed
import Market
import Records
import Testing

@Suite struct SourceOpenerTests {
    private func open(
        _ name: String, _ bytes: [UInt8], _ options: SourceOpener.Options = .init()
    ) throws(FeedError) -> SourceOpener.Opened {
        try SourceOpener.open(
            ByteSource(bytes: bytes, name: name), instrument: Sample.es, id: Sample.id,
            options: options)
    }

    private let ticks = Sample.bytes("ts_ns,price,size,side\n1700000000,100.25,1,B\n")
    private let bars = Sample.bytes("ts_ns,open,high,low,close,volume\n1700000000,1,1,1,1,1\n")

    @Test func `a CSV header decides between ticks and bars`() throws {
        #expect(try open("t.csv", ticks).content == .ticks)
        #expect(try open("-", bars).content == .bars)
        #expect(try open("t.csv", [0xef, 0xbb, 0xbf] + ticks).source.readAll().count == 1)
    }

    @Test func `DBN is known by how it begins, or by its name`() throws {
        let s3 = DBNSamples.decoded(DBNVectors.s3)
        for name in ["-", "s3.dbn.zst", "a/b.v1/c"] {
            let opened = try open(name, s3)
            #expect(opened.content == .dbn)
            #expect(try opened.source.readAll().count == 5)
        }
        let error = Sample.failure { () throws(FeedError) in _ = try open("t.dbn", ticks) }
        #expect(error?.description == "t.dbn, byte 0: expected DBN, found other bytes")
    }

    @Test func `a fragment needs a version`() throws {
        let trade = Sample.bytes(hex: DBNVectors.trade1)
        var options = SourceOpener.Options()
        options.dbnSelection = .number(5482)
        #expect(try open("t.v1.dbn.frag", trade, options).source.readAll().count == 1)
        let error = Sample.failure { () throws(FeedError) in
            _ = try open("t.dbn.frag", trade, options)
        }
        #expect(
            error?.description
                == "t.dbn.frag: expected the version of a DBN fragment, given or as .v1, .v2 or "
                + ".v3 in its name, found neither")
        options.dbnVersion = 2
        #expect(try open("t.dbn.frag", trade, options).source.readAll().count == 1)
    }

    @Test func `options reach the bar reader`() throws {
        let rows = Sample.bytes(
            "ts_ns,open,high,low,close,volume\n1700003600,2,2,2,2,1\n1700000000,1,1,1,1,1\n")
        var options = SourceOpener.Options()
        options.barPeriod = .hour1
        options.sortsBars = true
        let inputs = try open("b.csv", rows, options).source.readAll()
        #expect(inputs.map(\.kind) == [.bar, .barRest, .bar, .barRest])
        #expect(BarInput(inputs[0], inputs[1]).period == .hour1)
        #expect(BarInput(inputs[0], inputs[1]).open == Price(100))
    }

    @Test func `the older DBN format is refused by its content`() {
        let dbz: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 0x90, 0, 0, 0] + Array("DBZ\u{1}GLBX".utf8)
        let error = Sample.failure { () throws(FeedError) in _ = try open("x.dbz", dbz) }
        #expect(
            error?.description
                == "x.dbz, byte 8: expected DBN, gzip, zstd or text, found DBZ, an older format")
    }

    @Test func `an empty file says so`() {
        let csv = Sample.failure { () throws(FeedError) in _ = try open("t.csv", []) }
        #expect(csv?.description == "t.csv, line 1: expected a header line, found an empty file")
        let dbn = Sample.failure { () throws(FeedError) in _ = try open("t.dbn", []) }
        #expect(dbn?.description == "t.dbn, byte 0: expected DBN metadata, found 0 bytes")
    }

    @Test(
        .enabled(
            if: Sample.dataFolder != nil, "reads real data in ../shared/data or PITWIRE_DATA"))
    func `real files read without a bad row`() throws {
        let folder = try #require(Sample.dataFolder)
        let spy = Instrument(
            symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 4, tick: 100),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
        let files = [
            ("SPY-20131007.trades.csv.gz", 250_601, Int64(97_062_721)),
            ("IBM-20131008.trades-inferred-side.csv.gz", 33_381, 5_564_671),
        ]
        for (name, rows, volume) in files {
            let source = try SourceOpener.open(
                folder + "/equities-lean/normalised/" + name, instrument: spy, id: Sample.id
            ).source
            let inputs = try source.readAll()
            #expect((source.report.good, source.report.bad) == (rows, 0))
            #expect(inputs.map(\.size).reduce(0, +) == volume)
        }
        let seconds = try SourceOpener.open(
            folder + "/equities-lean/normalised/IBM-20131008.bars-1s.csv.gz", instrument: spy,
            id: Sample.id)
        #expect(seconds.content == .bars)
        #expect(try seconds.source.readAll().count == 2 * 6826)
        #expect(seconds.source.report.bad == 0)
    }
}
