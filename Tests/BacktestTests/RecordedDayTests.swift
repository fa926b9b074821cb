import Backtest
import Core
import Feed
import Foundation
import Market
import Pipeline
import Records
import Settings
import Systems
import Testing
import Trading

/// A real day of trades, when the recorded data is there.
@Suite struct RecordedDayTests {
    static let path: String = {
        let root =
            ProcessInfo.processInfo.environment["PITWIRE_DATA"]
            ?? URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/data").standardized.path
        return "\(root)/equities-lean/normalised/SPY-20131007.trades.csv.gz"
    }()

    static var isThere: Bool { FileManager.default.isReadableFile(atPath: path) }

    private func setup(publishesAll: Bool) throws -> BacktestSetup {
        let settings = EngineSettings()
        let own = try settings.instrumentSettings(for: "SPY")
        let seats = SystemCatalog.catalog.seats(on: own, of: settings)
        var pipeline = PipelineSettings()
        if !publishesAll {
            pipeline.bars = [.minute1]
            pipeline.footprint = nil
            pipeline.profiles = []
            pipeline.vwaps = []
            pipeline.vwapPeriod = nil
        }
        var trading = TradingSettings()
        trading.limits.profitTarget = Samples.dollars(1_000_000_000)
        trading.limits.lossLimit = Samples.dollars(-1_000_000_000)
        let (facts, measures, account) = (own.instrument, pipeline, trading)
        return BacktestSetup(
            core: {
                var one = CoreInstrument(
                    instrument: InstrumentID(0), symbol: facts.symbol, scale: facts.prices,
                    sizes: facts.sizes, settings: measures)
                one.strategies = seats
                one.assetClass = facts.assetClass
                one.tickValueNanos = facts.tickValueNanos
                return Core(instruments: [one], producers: [[0], []], trading: account)
            }, instruments: [facts],
            schemas: SystemCatalog.catalog.schemas.filter { $0.name != "indicators" })
    }

    private func run(_ setup: BacktestSetup) throws -> BacktestResult {
        let opened = try SourceOpener.open(
            Self.path, instrument: setup.instruments[0], id: InstrumentID(0))
        return try Backtest.run(setup, MergedSource([opened.source])).result
    }

    @Test(
        .enabled(
            if: RecordedDayTests.isThere, "the recorded day is not there; PITWIRE_DATA names it")
    )
    func `all systems trade a day of SPY, the same twice and whatever is published`() throws {
        let bare = try setup(publishesAll: false)
        let result = try run(bare)
        #expect(result.accepted > 250_000)
        #expect(result.sessions.map { "\($0)" } == ["2013-10-07"])
        #expect(result.signals.count > 10)
        #expect(result.trades.count > 10)
        #expect(result.open.isEmpty)
        let sum = result.trades.reduce(result.start) { $0 + $1.profit }
        #expect(result.balance == sum)
        #expect(try #require(result.accuracy).judged > 200)
        let report = BacktestReport(result, bare)
        let again = BacktestReport(try run(bare), bare)
        #expect(report.files.map(\.text) == again.files.map(\.text))
        let full = try run(try setup(publishesAll: true))
        #expect(full.trades == result.trades)
        #expect(full.signals == result.signals)
    }
}
