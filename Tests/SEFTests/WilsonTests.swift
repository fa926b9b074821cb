import Records
import Settings
import Testing

@testable import SEF

@Suite struct WilsonTests {
    private let settings = SEFSettings(StrategyOptions(SEFSystem.keys))

    @Test func `45 hits of 60 lie between 0.627679 and 0.842235`() throws {
        let interval = try #require(WilsonInterval(hits: 45, of: 60))
        #expect(abs(interval.low - 0.627679) < 5e-7)
        #expect(abs(interval.high - 0.842235) < 5e-7)
        let base = BaseProbability(
            prior: 0.75, Calibration.Cell(count: 60, hits: 45), settings)
        #expect(base.rate == 0.75)
        #expect(base.blended == 0.75)
        #expect(!base.isPriorOutside)
    }

    @Test func `no hit of 10 lies between 0 and 0.277533`() throws {
        let interval = try #require(WilsonInterval(hits: 0, of: 10))
        #expect(interval.low == 0)
        #expect(abs(interval.high - 0.277533) < 5e-7)
        let base = BaseProbability(prior: 0.45, Calibration.Cell(count: 10, hits: 0), settings)
        #expect(base.isPriorOutside)
        #expect(base.blended == 0.3)
    }

    @Test func `nothing observed, nothing known`() {
        #expect(WilsonInterval(hits: 0, of: 0) == nil)
        let base = BaseProbability(prior: 0.45, Calibration.Cell(), settings)
        #expect(base.rate == nil)
        #expect(base.blended == 0.45)
        #expect(!base.isPriorOutside)
    }

    @Test func `a prior without weight leaves the rate, or itself without observations`() {
        var settings = settings
        settings.priorWeight = 0
        #expect(
            BaseProbability(prior: 0.45, Calibration.Cell(count: 4, hits: 1), settings).blended
                == 0.25)
        #expect(BaseProbability(prior: 0.45, Calibration.Cell(), settings).blended == 0.45)
    }

    @Test func `the interval holds the rate and stays within 0 and 1`() throws {
        for count in 1...60 {
            for hits in 0...count {
                let interval = try #require(WilsonInterval(hits: hits, of: count))
                let rate = Double(hits) / Double(count)
                #expect(0 <= interval.low && interval.low <= rate + 1e-12)
                #expect(rate - 1e-12 <= interval.high && interval.high <= 1)
                let mirrored = try #require(WilsonInterval(hits: count - hits, of: count))
                #expect(abs(interval.low - (1 - mirrored.high)) < 1e-12)
            }
        }
    }

    @Test(arguments: [
        ("off", 29, false), ("off", 30, false), ("on", 1, true), ("auto", 29, false),
        ("auto", 30, true),
    ])
    func `measured rates are used never, always or from 30 observations`(
        use: String, count: Int, expected: Bool
    ) {
        var options = StrategyOptions(SEFSystem.keys)
        options["use_calibration"] = .word(use)
        let base = BaseProbability(
            prior: 0.75, Calibration.Cell(count: count, hits: 0), SEFSettings(options))
        #expect(base.isBlended == expected)
        #expect(base.used == (expected ? 15 / Double(count + 20) : 0.75))
    }
}
