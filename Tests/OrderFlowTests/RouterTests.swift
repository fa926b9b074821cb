import Market
import Records
import Strategy
import Testing

@testable import OrderFlow

/// The router's table, cell by cell, and what follows it.
@Suite struct RouterTests {
    let router = Router()

    /// The verdict at the low end of a range of 100 to 104 for a long, at the high end for a short.
    func reason(
        _ pattern: Pattern, _ direction: Direction, _ strength: Double, _ regime: Regime
    ) -> RouterReason {
        router.verdict(
            pattern, direction, strength: strength, regime: regime,
            close: direction == .long ? 100 : 104, range: PriceRange(low: 100, high: 104)
        ).reason
    }

    @Test(arguments: Pattern.allCases)
    func `a trend takes all patterns its way, weak single ones left out`(_ pattern: Pattern) {
        let isSingle = [.buyImbalance, .sellImbalance, .unfinishedBusiness].contains(pattern)
        for (regime, with, against) in [
            (Regime.trendingUp, Direction.long, Direction.short), (.trendingDown, .short, .long),
        ] {
            #expect(reason(pattern, with, 1, regime) == .ok)
            #expect(reason(pattern, with, 0.5, regime) == .ok)
            #expect(reason(pattern, with, 0.5 - 1e-12, regime) == .ok)
            #expect(reason(pattern, with, 0.49, regime) == (isSingle ? .tooWeak : .ok))
            // The direction is checked first.
            #expect(reason(pattern, against, 0.1, regime) == .againstTrend)
            #expect(reason(pattern, against, 1, regime) == .againstTrend)
        }
    }

    @Test(arguments: Pattern.allCases)
    func `a range takes reversals at its extremes`(_ pattern: Pattern) {
        let isReversal = [
            .buyingExhaustion, .sellingExhaustion, .buyingAbsorption, .sellingAbsorption,
            .deltaDivergence,
        ].contains(pattern)
        for direction in [Direction.long, .short] {
            #expect(
                reason(pattern, direction, 0.01, .ranging)
                    == (isReversal ? .ok : .patternDisabled))
        }
    }

    @Test(arguments: Pattern.allCases)
    func `a volatile market takes the strongest stacks and absorption`(_ pattern: Pattern) {
        let least: Double? =
            switch pattern {
            case .stackedBuyImbalance, .stackedSellImbalance: 4 / 6.0
            case .buyingAbsorption, .sellingAbsorption: 0.5
            default: nil
            }
        for direction in [Direction.long, .short] {
            guard let least else {
                #expect(reason(pattern, direction, 1, .volatile) == .patternDisabled)
                continue
            }
            #expect(reason(pattern, direction, least, .volatile) == .ok)
            #expect(reason(pattern, direction, least - 0.01, .volatile) == .tooWeak)
        }
    }

    @Test(arguments: Pattern.allCases)
    func `nothing is let through when nothing is to be done`(_ pattern: Pattern) {
        for direction in [Direction.long, .short] {
            #expect(reason(pattern, direction, 1, .noTrade) == .noTrade)
        }
    }

    @Test func `an extreme is the outer quarter of the range`() {
        func reason(_ direction: Direction, _ close: Double, _ range: PriceRange?) -> RouterReason {
            router.verdict(
                .deltaDivergence, direction, strength: 1, regime: .ranging, close: close,
                range: range
            ).reason
        }
        let range = PriceRange(low: 100, high: 104)
        #expect(reason(.long, 101, range) == .ok)
        #expect(reason(.long, 101.25, range) == .notAtExtreme)
        #expect(reason(.short, 103, range) == .ok)
        #expect(reason(.short, 102.75, range) == .notAtExtreme)
        #expect(reason(.long, 100, PriceRange(low: 100, high: 100)) == .notAtExtreme)
        #expect(reason(.long, 100, nil) == .notAtExtreme)
        // A tenth of a tick's noise decides nothing.
        #expect(reason(.long, 101 + 1e-8, range) == .ok)
    }

    @Test func `quantity is a whole number of steps, at least one`() {
        var quantity = OrderQuantity()
        #expect(quantity.of(1) == 2)
        #expect(quantity.of(0.75) == 1)
        #expect(quantity.of(0.125) == 1)
        #expect(quantity.of(0) == 0)
        quantity.positionSize = 10
        #expect(quantity.of(0.75) == 7)
        (quantity.positionSize, quantity.step) = (0.3, 0.1)
        // 0.3 / 0.1 is 2.9999999999999996.
        #expect(quantity.of(1) == 3 * 0.1)
        #expect(quantity.of(0.5) == 0.1)
    }

    func signal(
        _ pattern: Pattern, _ direction: Direction, _ strength: Double, at level: Int64 = 0
    ) -> PatternSignal {
        PatternSignal(
            pattern, direction, Level(level), strength: strength, levels: 0,
            .divergence(DivergenceEvidence(extreme: 1, previousExtreme: 0, deltaShare: 0.1)))
    }

    func choice(_ signals: [PatternSignal]) -> TradeChoice {
        var choice = TradeChoice()
        for signal in signals { choice.add(signal) }
        return choice
    }

    @Test func `one trade: by rank, then by strength, then the first`() {
        let ranked: [Pattern] = [
            .stackedBuyImbalance, .buyingAbsorption, .sellingExhaustion, .deltaDivergence,
            .buyImbalance, .unfinishedBusiness,
        ]
        // Each comes before all that follow it, however weak it is and whenever it is found.
        for (place, pattern) in ranked.enumerated() {
            let rest = ranked[place...].map { signal($0, .long, $0 == pattern ? 0.1 : 1) }
            #expect(choice(rest).signal?.pattern == pattern)
            #expect(choice(rest.reversed()).signal?.pattern == pattern)
        }
        #expect(
            choice([
                signal(.buyImbalance, .long, 0.6, at: 1), signal(.buyImbalance, .long, 0.7, at: 2),
                signal(.buyImbalance, .long, 0.7, at: 3),
            ]).signal?.level == Level(2))
        #expect(choice([]).signal == nil)
        #expect(choice([]).best == nil)
    }

    @Test func `opposite directions cancel`() {
        let both = choice([
            signal(.buyingAbsorption, .long, 0.6), signal(.sellingExhaustion, .long, 0.6),
            signal(.buyingExhaustion, .short, 0.9),
        ])
        #expect(both.isConflict)
        #expect(both.signal == nil)
        #expect(both.longs == 2)
        #expect(both.shorts == 1)
    }

    @Test(
        arguments: [
            // entry, low, high, direction, stop, target, all in ticks
            (400, 395, 402, Direction.long, 394, 409), (400, 398, 405, .short, 406, 391),
            (400, 399, 405, .long, 396, 406), (400, 300, 405, .long, 360, 460),
            (400, 300, 500, .short, 440, 340), (400, 396, 400, .long, 395, 408),
            // 7.5 ticks down is 392.5, which rounds away from zero.
            (400, 400, 404, .short, 405, 393), (-400, -404, -400, .long, -405, -393),
        ] as [(Int64, Int64, Int64, Direction, Int64, Int64)])
    func `risk is held within 4 and 40 ticks, the target is one and a half risks off`(
        _ entry: Int64, _ low: Int64, _ high: Int64, _ direction: Direction, _ stop: Int64,
        _ target: Int64
    ) {
        let bracket = Bracket(
            entry: Level(entry), direction, barLow: Level(low), barHigh: Level(high))
        #expect(bracket.stop == Level(stop))
        #expect(bracket.target == Level(target))
        #expect(bracket.risk == abs(entry - stop))
    }
}
