import Chance
import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

private func isNear(_ a: Double?, _ b: Double) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= 1e-12 * max(1, abs(b))
}

@Suite struct ScoreTests {
    private let settings = SEFSettings(StrategyOptions(SEFSystem.keys))

    private func probability(
        _ candles: Int, rejection: Bool = false, declining: Bool = false, extreme: Bool = false,
        continuation: Bool = false
    ) -> Double {
        ExtensionScore.probability(
            base: settings.trigger(candles).prior!, rejection: rejection, declining: declining,
            extreme: extreme, continuation: continuation, settings)
    }

    @Test func `three candles, a rejection and declining volume make 80 percent`() {
        #expect(isNear(probability(3, rejection: true, declining: true), 0.80))
    }

    @Test func `one candle that continues makes 35 percent`() {
        #expect(isNear(probability(1, continuation: true), 0.35))
    }

    @Test func `four candles with all confirmations reach the upper bound`() {
        #expect(isNear(probability(4, rejection: true, declining: true, extreme: true), 0.95))
        let quality = ExtensionScore.quality(
            candles: 4, distance: 2.4, rejection: true, declining: true, aligned: false)
        #expect(isNear(quality, 84))
    }

    @Test func `three candles at 1.5 ATR with a rejection have quality 55 and energy 9`() {
        let quality = ExtensionScore.quality(
            candles: 3, distance: 1.5, rejection: true, declining: false, aligned: false)
        #expect(isNear(quality, 55))
        #expect(ExtensionScore.energy(distance: -1.5, hours: 6) == 9)
    }

    @Test func `quality is at most 100 and does not depend on the side`() {
        for distance in [7.0, -7] {
            let quality = ExtensionScore.quality(
                candles: 9, distance: distance, rejection: true, declining: true, aligned: true)
            #expect(quality == 100)
        }
    }

    @Test func `energy is distance times time`() {
        #expect(ExtensionScore.energy(distance: 1, hours: 6) == 6)
        #expect(ExtensionScore.energy(distance: 2, hours: 2) == 4)
    }

    @Test func `probabilities stay within 5 and 95 percent`() {
        var settings = settings
        settings.continuationPenalty = 1
        settings.rejectionBonus = 1
        func bounded(rejection: Bool, continuation: Bool) -> Double {
            ExtensionScore.probability(
                base: 0.45, rejection: rejection, declining: false, extreme: false,
                continuation: continuation, settings)
        }
        #expect(bounded(rejection: true, continuation: false) == 0.95)
        #expect(bounded(rejection: false, continuation: true) == 0.05)
    }

    @Test func `the table of triggers, hours and priors`() {
        let rows: [(Int, String, Double?)] = [
            (0, "NONE", nil), (1, "WATCHING", 0.45), (2, "ALERT", 0.55), (3, "HIGH_PROB", 0.65),
            (4, "EXTREME", 0.75), (5, "EXTREME", 0.75), (40, "EXTREME", 0.75),
        ]
        for (candles, name, prior) in rows {
            #expect(settings.trigger(candles).name == name)
            #expect(settings.trigger(candles).prior == prior)
        }
    }

    @Test func `thresholds may be moved and the last one reached counts`() {
        var settings = settings
        (settings.watching, settings.alert, settings.highProb, settings.extreme) = (2, 3, 3, 6)
        #expect(
            (0...7).map { settings.trigger($0).name } == [
                "NONE", "NONE", "WATCHING", "HIGH_PROB", "HIGH_PROB", "HIGH_PROB", "EXTREME",
                "EXTREME",
            ])
    }
}

@Suite struct CandleShapeTests {
    private func shape(
        _ open: Double, _ high: Double, _ low: Double, _ close: Double, _ side: ExtensionSide,
        previous: PriceSpan? = nil
    ) -> CandleShape {
        let bar = StudyBar.sample(
            0, open, high, low, close, volume: 1, session: .init(rawValue: 0))
        return CandleShape(bar, side, previous: previous, wick: 0.5, body: 0.6)
    }

    @Test func `an upper wick of 3 of 5 rejects for up and not for down`() {
        #expect(shape(100, 104, 99, 101, .up).isRejection)
        #expect(shape(100, 104, 99, 101, .up).farWick == 3)
        #expect(!shape(100, 104, 99, 101, .down).isRejection)
        #expect(shape(100, 104, 99, 101, .down).farWick == 1)
    }

    @Test func `a lower wick of exactly half rejects for down`() {
        #expect(shape(100, 101, 98, 99.5, .down).isRejection)
        #expect(!shape(100, 101, 98, 99.49, .down).isRejection)
    }

    @Test func `half a range in decimals is half, whatever the last bit says`() {
        // 100.3 - 100.2 is a bit less than half of 100.3 - 100.1.
        #expect(shape(100.1, 100.3, 100.1, 100.2, .up).isRejection)
    }

    @Test func `a body of 60 percent that closes above the last high continues up`() {
        let previous = PriceSpan(high: 103.5, low: 98)
        #expect(shape(101, 105, 100, 104, .up, previous: previous).isContinuation)
        #expect(!shape(101.01, 105, 100, 104, .up, previous: previous).isContinuation)
        #expect(!shape(101, 105, 100, 104, .down, previous: previous).isContinuation)
        #expect(
            !shape(101, 105, 100, 104, .up, previous: PriceSpan(high: 104, low: 98))
                .isContinuation)
    }

    @Test func `down is the mirror of up`() {
        let previous = PriceSpan(high: 102, low: 96.5)
        #expect(shape(99, 100, 95, 96, .down, previous: previous).isContinuation)
        #expect(
            !shape(99, 100, 95, 96, .down, previous: PriceSpan(high: 102, low: 96))
                .isContinuation)
    }

    @Test func `the first bar continues nothing`() {
        #expect(!shape(101, 105, 100, 104, .up).isContinuation)
    }

    @Test func `a candle without range is neither`() {
        for side in ExtensionSide.allCases {
            let shape = shape(100, 100, 100, 100, side, previous: PriceSpan(high: 99, low: 101))
            #expect(!shape.isRejection && !shape.isContinuation)
        }
    }

    @Test func `a candle is never both`() {
        var random = SplitMix64(7)
        for _ in 0..<5000 {
            let (a, b, c, d) = (random.step(9), random.step(9), random.step(9), random.step(9))
            let previous = PriceSpan(high: random.step(9), low: random.step(9))
            for side in ExtensionSide.allCases {
                let shape = shape(
                    a, max(max(a, b), max(c, d)), min(min(a, b), min(c, d)), b, side,
                    previous: previous)
                #expect(!(shape.isRejection && shape.isContinuation))
            }
        }
    }
}
