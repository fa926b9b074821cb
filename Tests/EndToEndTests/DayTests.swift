import ClientKit
import Feed
import Foundation
import Host
import Market
import Records
import Synchronization
import Testing
import Wire

/// The day's ticks, and what a pipeline alone makes of them.
private struct Day {
    let path: String
    let instrument: Instrument
    let inputs: [Input]
    let expected: Received

    init(_ path: String) throws {
        let one = try fixtureInstrument("SPY", .rth)
        self.path = path
        instrument = one.instrument
        inputs = try Self.open(path, instrument).readAll()
        expected = alone(inputs, one.pipeline, one.instrument)
    }

    static func open(_ path: String, _ instrument: Instrument) throws -> any InputSource {
        try SourceOpener.open(path, instrument: instrument, id: InstrumentID(0)).source
    }

    /// Compares what a subscriber has with what a batch over the same file exports.
    func expectExported(
        _ bars: [Bar], _ footprints: [FootprintRecord], _ profile: ProfileSnapshot,
        _ files: Exported, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        typealias Columns = AsExported
        let ours = AsExported(instrument: instrument)
        for (name, table, columns, rows) in [
            ("bars", files.bars, Columns.barColumns, ours.bars(bars)),
            ("footprint", files.footprint, Columns.footprintColumns, ours.footprints(footprints)),
            ("profile", files.profile, Columns.profileColumns, ours.profile(profile)),
            (
                "profile_rows", files.profileRows, Columns.profileRowColumns,
                ours.profileRows(profile)
            ),
        ] {
            #expect(!rows.isEmpty, "\(name)", sourceLocation: sourceLocation)
            let fault = difference(rows, table.numbers(columns))
            #expect(fault == nil, "\(name)", sourceLocation: sourceLocation)
        }
    }
}

@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: RealData.isPresent(RealData.spy), "needs the SPY ticks"))
struct DayTests {
    @Test func `a SPY day is the same by wire, cut or killed and joined again, as exported`()
        async throws
    {
        let day = try Day(RealData.spy)
        let expected = day.expected
        #expect(expected.ticks == 451_545)
        // The feed is held in the middle of the day, so that one can leave and join right there.
        let half = expected.bars.count / 2
        let noon = expected.bars[half - 1].end.rawValue + 5_000_000_000
        let held = day.inputs.firstIndex { $0.time.rawValue >= noon } ?? 0
        let gate = HeldSource.Gate()
        defer { gate.open() }
        let engine = try EngineFixture(
            symbol: "SPY",
            source: {
                HeldSource(try Day.open(RealData.spy, $0), after: held, gate: gate)
            }, streams: 9, stops: false, session: .rth)
        let proxy = try CuttingProxy(to: engine.host.port, cutAfter: 500_000)
        let port = try await proxy.start()
        let lastProxy = try CuttingProxy(to: engine.host.port, cutAfter: .max)
        let direct = try await engine.client()
        let cut = try await engine.client("127.0.0.1:\(port)")
        async let first = direct.receiveAll("SPY", like: expected)
        async let second = cut.receiveAll("SPY", like: expected)
        let heard = try await Leaver(engine: engine, symbol: "SPY").hear(half, through: lastProxy)
        let hasHeard = heard == Array(expected.bars.prefix(half))
        #expect(hasHeard, "\(heard.count) bars before it went")

        let again = try await Joiner(engine, "SPY")
        #expect(again.bars.count >= half && again.bars.count < half + 3)
        gate.open()
        let ending = await again.readOn(like: expected)
        let (whole, resumed) = try await (first, second)
        expectSame(whole, expected)
        expectSame(resumed, expected)
        #expect(proxy.cuts.load(ordering: .relaxed) == 1)
        let isSame = ending.bars == expected.bars
        #expect(isSame, "\(ending.bars.count) bars of the one that joined again")
        let begun = try #require(ending.first)
        #expect(!begun.isCompleted && !begun.rows.isEmpty)
        let profile = try #require(ending.profile)
        #expect(profile.rows == (try await direct.profile(of: "SPY", moment: .previous(1))).rows)

        // One that joins late gets what it missed by query.
        let late = try await engine.client()
        let history = try await late.bars(of: "SPY", period: .minute1, limit: 1000)
        let files = try Exported.spy(RealData.spy)
        day.expectExported(ending.bars, ending.footprints, profile, files)
        day.expectExported(history, whole.footprints, profile, files)
        for client in [direct, cut, again.client, late] { await client.close() }
        proxy.stop()
        engine.end()
    }

    /// `PITWIRE_LONG=1` plays it at twenty seconds a second, which takes half a minute.
    @Test func `ten minutes of SPY, paced, are the same by wire as exported`() async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("pitwire-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Self.writeSlice(to: path)
        let day = try Day(path)
        #expect(day.inputs.count == 15_808)
        let isLong = ProcessInfo.processInfo.environment["PITWIRE_LONG"] != nil
        let engine = try EngineFixture(
            symbol: "SPY", source: { try Day.open(path, $0) }, speed: isLong ? 20 : 600,
            stops: false, session: .rth)
        let client = try await engine.client()
        let received = try await client.receiveAll("SPY", like: day.expected)
        expectSame(received, day.expected)
        #expect(received.bars.count == 10 && received.footprints.count == 2)
        let profile = try await client.profile(of: "SPY", moment: .previous(1))
        day.expectExported(
            received.bars, received.footprints, profile, try Exported.spy(path))
        await client.close()
        engine.end()
    }

    /// The ticks from 10:00 to 10:10 in New York, as a file of their own.
    private static func writeSlice(to path: String) throws {
        let instrument = try fixtureInstrument("SPY", .rth).instrument
        let from = try #require(InstantText.parse("2013-10-08T10:00"))
        let to = try #require(InstantText.parse("2013-10-08T10:10"))
        var text = "ts_ns,price,size,side\n"
        for input in try Day.open(RealData.spy, instrument).readAll()
        where input.time >= from && input.time < to {
            let price = DecimalText.text(
                units: input.price, decimals: Int(instrument.prices.decimals))
            let size = DecimalText.text(
                units: input.size, decimals: Int(instrument.sizes.decimals))
            text += "\(input.time.rawValue),\(price),\(size),N\n"
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
