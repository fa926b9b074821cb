import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct FlowTests {
    /// Flow after minutes of (bought, sold).
    private func flow(
        _ minutes: [(Double, Double)], _ rule: FlowRule = FlowRule(), unit: Double = 1
    ) -> FlowReading {
        var history = MinuteHistory()
        var cvd = 0.0
        var before: Double?
        var reading: FlowReading?
        for (index, minute) in minutes.enumerated() {
            cvd += minute.0 - minute.1
            history.append(close: 1, at: index, volume: minute.0 + minute.1, cvd: cvd)
            reading = FlowReading(
                history, MinuteFlow(buy: minute.0, sell: minute.1), unit: unit, before: before,
                rule)
            before = reading?.cvdMomentum
        }
        return reading!
    }

    private let worked: [(Double, Double)] =
        [(1000, 1000), (1000, 1000), (1000, 1000), (1000, 1000), (1000, 1000), (1000, 1000)]
        + [(2500, 500), (2500, 500), (2500, 500), (4000, 1000)]

    @Test func `the worked minute scores 100 for buyers`() {
        let now = flow(worked)
        #expect(near(now.average, 21_000.0 / 9) && near(now.volumeRatio, 5000 / (21_000.0 / 9)))
        #expect(now.cvd == 9000 && now.cvdChange == 9000 && now.cvdMomentum == 1800)
        #expect(now.buyPressure == 80 && now.direction == .long)
        #expect(now.score == 100 && now.literalScore == 100)
        #expect(now.isSpike && now.isAccelerating)
    }

    @Test func `mirrored, the source's score misses the pressure of sellers`() {
        let now = flow(worked.map { ($0.1, $0.0) })
        #expect(now.score == 100 && now.literalScore == 70 && now.direction == .short)
        #expect(now.cvdMomentum == -1800 && now.buyPressure == 20)
    }

    @Test func `scores are sums of 30, 40 and 30`() {
        let calm = [(Double, Double)](repeating: (50, 50), count: 10)
        func score(_ buy: Double, _ sell: Double, _ threshold: Double = 1000) -> Int {
            var rule = FlowRule()
            rule.cvdThreshold = threshold
            return flow(calm + [(buy, sell)], rule).score
        }
        #expect(score(50, 50) == 0)
        #expect(score(120, 90) == 30)
        #expect(score(60, 40, 1) == 40)
        #expect(score(80, 20) == 30)
        #expect(score(150, 100, 1) == 70)
        #expect(score(180, 40) == 60)
        #expect(score(180, 40, 1) == 100)
    }

    @Test func `all limits are strict`() {
        let calm = [(Double, Double)](repeating: (50, 50), count: 10)
        var rule = FlowRule()
        rule.cvdThreshold = 8
        // Twice the mean, pressure 60, momentum 40 / 5.
        #expect(flow(calm + [(120, 80)], rule).score == 0)
        rule.cvdThreshold = 7.99
        #expect(flow(calm + [(120, 80)], rule).score == 40)
        // Pressure exactly 70, and exactly 30.
        #expect(flow(calm + [(70, 30)]).score == 0)
        #expect(flow(calm + [(30, 70)]).score == 0)
        #expect(flow(calm + [(29, 71)]).score == 30)
    }

    @Test func `pressure against the direction does not score`() {
        // A minute of sellers after minutes of buyers: the window still says buy.
        let now = flow([(900, 0), (900, 0), (900, 0), (900, 0), (10, 90)])
        #expect(now.direction == .long && now.buyPressure == 10 && now.score == 0)
        let bought = flow([(0, 900), (0, 900), (0, 900), (0, 900), (90, 10)])
        #expect(bought.score == 0 && bought.literalScore == 30)
    }

    @Test func `no change is no direction`() {
        let now = flow([(5, 5), (9, 9)])
        #expect(now.direction == .none && now.score == 0 && now.literalScore == 0)
        let first = flow([(90, 0)])
        #expect(first.direction == .none && first.score == 0 && first.literalScore == 30)
    }

    @Test func `fewer than five minutes before give no ratio`() {
        let four = flow([(5, 5), (5, 5), (5, 5), (5, 5), (50, 50)])
        #expect(four.volumeRatio == 0 && four.average == 10)
        let five = flow([(5, 5), (5, 5), (5, 5), (5, 5), (5, 5), (50, 50)])
        #expect(five.volumeRatio == 10)
    }

    @Test func `sixty minutes before count, and no more`() {
        var minutes = [(Double, Double)](repeating: (500, 500), count: 40)
        minutes += [(Double, Double)](repeating: (5, 5), count: 60)
        #expect(flow(minutes + [(10, 10)]).volumeRatio == 2)
        #expect(flow(minutes.dropLast() + [(10, 10)]).average > 10)
    }

    @Test func `the threshold may be a share of the mean volume`() {
        var rule = FlowRule()
        rule.cvdShare = 0.2
        let calm = [(Double, Double)](repeating: (50, 50), count: 10)
        // 100 * 0.2 = 20 a minute: 100 in the window is not more.
        #expect(flow(calm + [(150, 50)], rule).score == 30)
        #expect(flow(calm + [(152, 50)], rule).score == 100)
        #expect(flow(calm + [(152, 50)], rule).cvdLimit == 20)
        // The first minute has no mean.
        #expect(flow([(100, 0)], rule).score == 0)
    }

    @Test func `the window may be shorter`() {
        var rule = FlowRule()
        rule.lookback = 2
        #expect(flow(worked, rule).cvdChange == 3000)
        #expect(flow(worked, rule).cvdMomentum == 1500)
    }

    @Test func `accelerating is farther on the same side`() {
        #expect(FlowReading.grew(from: 10, to: 11))
        #expect(FlowReading.grew(from: -10, to: -11))
        #expect(!FlowReading.grew(from: 10, to: 10))
        #expect(!FlowReading.grew(from: 10, to: -11))
        #expect(!FlowReading.grew(from: 0, to: 5))
        #expect(!FlowReading.grew(from: 10, to: 9))
    }

    @Test func `coins count in size units and show as coins`() {
        let now = flow([(3e8, 1e8)], unit: 1e8)
        #expect(now.volume == 4 && now.cvd == 2 && now.buyPressure == 75)
    }

    @Test func `the side of a bar is where it closed`() {
        func estimate(_ high: Double, _ low: Double, _ close: Double, _ before: Double?)
            -> MinuteFlow
        {
            .estimated(volume: 8, high: high, low: low, close: close, previousClose: before)
        }
        #expect(estimate(10, 6, 9, nil) == MinuteFlow(buy: 6, sell: 2))
        #expect(estimate(5, 5, 5, 4) == MinuteFlow(buy: 8, sell: 0))
        #expect(estimate(5, 5, 5, 6) == MinuteFlow(buy: 0, sell: 8))
        #expect(estimate(5, 5, 5, 5) == MinuteFlow(buy: 4, sell: 4))
        #expect(estimate(5, 5, 5, nil) == MinuteFlow(buy: 4, sell: 4))
    }

    @Test func `bars without sides have flow only when asked for`() {
        var plain = Sheet()
        #expect(plain.bar(100, 101, 100, 101, volume: 8).study["cvd"] == 0)
        var asked = Sheet(["flow_from_bars": .flag(true)])
        #expect(asked.bar(100, 101, 100, 101, volume: 8).study["cvd"] == 8)
        #expect(asked.bar(101, 101, 100, 100.25, volume: 8).study["cvd"] == 4)
        // Given sides win.
        #expect(asked.bar(101, 101, 100, 100, volume: 8, buy: 6, sell: 2).study["cvd"] == 8)
    }

    @Test func `the run of ticks is shown and does not score`() {
        var sheet = Sheet()
        sheet.run.side = .seller
        sheet.run.length = 7
        let study = sheet.minute("100.0x5 S").study
        #expect(study["run_length"] == 7 && study.word("run_side") == "SELL")
        #expect(study["score"] == 0)
    }

    @Test func `cumulative delta starts anew with the session`() {
        var sheet = Sheet()
        sheet.minute("100.0x50 B")
        #expect(sheet.minute("100.0x50 B").study["cvd"] == 100)
        sheet.nextDay()
        let study = sheet.minute("100.0x50 B").study
        #expect(study["cvd"] == 50 && study["cvd_momentum"] == 0 && study["accelerating"] == 0)
    }
}
