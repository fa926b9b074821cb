import Market
import Records
import Settings
import Testing

@testable import Auction

@Suite struct SetupTests {
    private func minute(_ high: Double, _ low: Double, _ close: Double) -> Minute {
        Minute(
            start: .zero, high: high, low: low, close: close, highLevel: 0, lowLevel: 0,
            volume: 1, cvd: 0)
    }

    @Test func `the source's own sample: risk 0.30, reward 1.30`() {
        var proposal = Proposal(
            .trendModel, .long, level: 25_450, target: 255.80, minute(255, 254.22, 254.50),
            tickSize: 0.01, SetupRule())
        #expect(near(proposal.stop, 254.20) && near(proposal.risk, 0.30))
        #expect(near(proposal.reward, 1.30) && near(proposal.ratio, 4.3333333333, 1e-9))
        #expect(near(proposal.lvn, 254.50))
        proposal = Proposal(
            .trendModel, .short, level: 25_450, target: 253, minute(254.6, 254, 254.10),
            tickSize: 0.01, SetupRule())
        #expect(near(proposal.stop, 254.62) && near(proposal.reward, 1.10))
    }

    @Test func `the stop is beyond the farther of pullback and node`() {
        let below = Proposal(
            .trendModel, .long, level: 100, target: 110, minute(105, 101, 104), tickSize: 1,
            SetupRule())
        #expect(below.stop == 98)
        let above = Proposal(
            .meanReversion, .short, level: 100, target: 90, minute(103, 95, 97), tickSize: 1,
            SetupRule())
        #expect(above.stop == 105 && above.risk == 8 && above.reward == 7)
    }

    @Test func `no stop distance is no ratio`() {
        var rule = SetupRule()
        rule.stopTicks = 0
        let proposal = Proposal(
            .trendModel, .long, level: 100, target: 110, minute(105, 100, 100), tickSize: 1,
            rule)
        #expect(proposal.risk == 0 && proposal.ratio == nil)
        #expect(context().reason(proposal, rule) == .noRisk)
    }

    private func context(_ change: (inout SetupContext) -> Void = { _ in }) -> SetupContext {
        var context = SetupContext(
            isContextRight: true, isLegRight: true, score: 60, flow: .long, isCooled: true,
            isFree: true)
        change(&context)
        return context
    }

    /// Risk 4, reward 6: exactly 1.5.
    private func proposal(_ setup: Setup, target: Double = 110) -> Proposal {
        Proposal(
            setup, .long, level: 102, target: target, minute(105, 102, 104), tickSize: 1,
            SetupRule())
    }

    @Test func `reasons in the order of the rules`() {
        let rule = SetupRule()
        func reason(_ setup: Setup, _ change: (inout SetupContext) -> Void) -> SetupReason {
            context(change).reason(proposal(setup), rule)
        }
        #expect(reason(.trendModel) { _ in } == .ok)
        #expect(reason(.trendModel) { $0.isContextRight = false } == .notImbalance)
        #expect(reason(.meanReversion) { $0.isContextRight = false } == .noBalance)
        #expect(reason(.trendModel) { $0.isLegRight = false } == .noImpulse)
        #expect(reason(.meanReversion) { $0.isLegRight = false } == .lateFailure)
        #expect(reason(.trendModel) { $0.score = 40 } == .weakFlow)
        #expect(reason(.trendModel) { $0.flow = .short } == .wrongDirection)
        #expect(reason(.trendModel) { $0.flow = .none } == .wrongDirection)
        #expect(reason(.trendModel) { $0.isCooled = false } == .cooldown)
        #expect(reason(.trendModel) { $0.isFree = false } == .openSignal)
        #expect(
            context().reason(proposal(.trendModel, target: 109.99), rule) == .lowReward)
        #expect(
            context().reason(proposal(.trendModel, target: 100), rule) == .lowReward)
        let all = reason(.trendModel) {
            $0 = SetupContext(
                isContextRight: false, isLegRight: false, score: 0, flow: .none,
                isCooled: false, isFree: false)
        }
        #expect(all == .notImbalance)
    }

    @Test(arguments: [
        (70, false, true, 78), (100, false, true, 90), (100, true, true, 100),
        (60, false, false, 64), (60, true, false, 74), (70, true, true, 88),
    ])
    func `confidence`(score: Int, fits: Bool, recommends: Bool, wanted: Int) {
        #expect(
            signalConfidence(score: score, stateFits: fits, sessionRecommends: recommends)
                == wanted)
    }

    @Test func `each setup and direction has its sentence`() {
        let made = Setup.allCases.flatMap { setup in
            [Direction.long, .short].map { Setup.sentences[setup.sentence($0)] }
        }
        #expect(made == Setup.sentences)
        #expect(made[1] == "Imbalance down, pullback to LVN, aggressive selling")
        #expect(made[2].hasPrefix("Failed breakout down") && made[2].contains("buying toward"))
    }

    @Test func `weak flow at the node is a rejection, and the node stays`() throws {
        let rejected = try #require(
            WorkedTradeTests.trend(["cvd_threshold": .number(1e9), "min_score": .whole(80)])
                .found.of("setup").first)
        #expect(rejected.verdict == .rejected && rejected.why == "weak_flow")
        #expect(rejected["score"] == 60 && rejected["min_score"] == 80)
        #expect(rejected["entry_price"] == 102.75 && rejected["risk_reward"] == 1.75)

        var sheet = WorkedTradeTests.trend(["min_reward": .number(2)])
        #expect(sheet.found.of("setup").first?.why == "low_reward")
        // The next touch may be better.
        let again = sheet.minute("102.75x300 S, 102.5x4000 B").of("setup").first
        #expect(again?.verdict == .approved && again?["risk_reward"].map { $0 > 2 } == true)
    }

    @Test func `a leg that is no impulse is a rejection`() throws {
        let sheet = WorkedTradeTests.trend(["leg_atr": .number(50)])
        let rejected = try #require(sheet.found.of("setup").first)
        #expect(rejected.why == "no_impulse" && rejected["leg_fits"] == 0)
        let frozen = try #require(sheet.found.of("leg").last)
        #expect(frozen["impulse"] == 0 && frozen["lvn_count"] == 0 && frozen["lvn_1"] == nil)
    }

    @Test func `a leg that never was an imbalance is a rejection`() {
        let sheet = WorkedTradeTests.trend(["momentum_limit": .number(1)])
        #expect(sheet.found.of("setup").map(\.why) == ["not_imbalance"])
    }

    @Test func `a breakout that failed late is a rejection`() {
        let sheet = WorkedTradeTests.reversion(["max_breakout": .whole(1)])
        #expect(sheet.found.of("setup").map(\.why) == ["late_failure"])
        #expect(
            WorkedTradeTests.reversion(["max_breakout": .whole(2)]).found.of("setup")
                .map(\.why) == ["ok"])
    }

    @Test func `a market that was not balanced is a rejection`() {
        let sheet = WorkedTradeTests.reversion(["balance_bars": .whole(31)])
        #expect(sheet.found.of("setup").map(\.why) == ["no_balance"])
        #expect(sheet.found.of("setup").first?["context"] == 0)
    }

    @Test func `more closes inside may be asked for`() {
        #expect(
            WorkedTradeTests.reversion(["reclaim_closes": .whole(4)]).found.of("setup").isEmpty)
        #expect(
            WorkedTradeTests.reversion(["reclaim_closes": .whole(3)]).found.of("setup").count
                == 1)
    }

    @Test func `after a signal its node is used`() {
        var sheet = WorkedTradeTests.trend()
        #expect(sheet.found.of("setup").count == 1)
        #expect(sheet.minute("102.75x300 S, 102.5x4000 B").of("setup").isEmpty)
        var reversion = WorkedTradeTests.reversion()
        let touch = "100.5x5 S, 101.25x3000 S, 100.25x3000 S"
        #expect(reversion.minute(touch).of("setup").isEmpty)
        // A new low makes the reclaim leg anew; the node's mark stays.
        reversion.minute("100.25x50 S, 99.75x50 S")
        #expect(reversion.minute(touch).of("setup").isEmpty)
    }

    @Test func `a node that made no signal may be tried again`() {
        var sheet = WorkedTradeTests.reversion(["min_score": .whole(100)])
        #expect(sheet.found.of("setup").map(\.why) == ["ok"])
        sheet = WorkedTradeTests.reversion(["min_reward": .number(3)])
        #expect(sheet.found.of("setup").map(\.why) == ["low_reward"])
        #expect(
            sheet.minute("100.5x5 S, 101.25x3000 S, 100.25x3000 S").of("setup").map(\.why)
                == ["low_reward"])
    }

    @Test func `the worked trade upside down is a sale`() throws {
        var sheet = Sheet()
        func mirror(_ text: String) -> [TestTick] {
            TestTick.line(text).map {
                TestTick(
                    price: 200 - $0.price, size: $0.size,
                    aggressor: $0.aggressor == .buyer ? .seller : .buyer)
            }
        }
        sheet.balance(poc: 100, vah: 100, val: 99)
        for _ in 0..<30 { sheet.minute(mirror(WorkedTradeTests.quiet)) }
        for line in [
            "101.0x200 B, 101.25x900 B, 101.5x900 B", "101.5x900 S, 101.75x900 B",
            "102.0x100 B, 102.25x50 B, 102.5x50 B, 102.75x100 B, 103.0x900 B",
            "103.0x900 S, 103.25x900 B, 103.5x900 B",
            "103.75x600 B, 104.0x600 B, 104.25x300 B, 104.5x100 B",
            "104.25x300 S, 104.0x300 S, 103.5x300 S, 103.25x300 S",
            "103.0x300 S, 102.5x4000 B, 102.75x6000 B",
        ] { sheet.minute(mirror(line)) }
        let signal = try #require(sheet.found.of("setup").first)
        #expect(signal.verdict == .approved && signal.word("signal_type") == "SELL")
        // The valley is two rows wide, 97.5 and 97.75; its row is the lower in both directions.
        #expect(signal["target"] == 95.5 && signal["lvn"] == 97.5)
        #expect(signal["entry_price"] == 97.25 && signal["stop_loss"] == 98)
        #expect(signal["confidence"] == 90 && signal["score_literal"] == 70)
        #expect(
            signal.word("text") == "Imbalance down, pullback to LVN, aggressive selling")
    }
}
