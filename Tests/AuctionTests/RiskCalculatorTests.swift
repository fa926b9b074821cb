import Market
import Strategy
import Testing

@Suite struct RiskCalculatorTests {
    private func calculator(
        _ balance: Double, percent: Double = 0.5, any: Bool = false,
        _ assetClass: AssetClass = .share, tick: Int64 = 1, tickValue: Int64 = 10_000_000,
        sizes: SizeScale = SizeScale(decimals: 0, lot: 1)
    ) -> RiskCalculator {
        RiskCalculator(
            balance: balance, riskPercent: percent, allowsAnyPercent: any,
            instrument: StrategyInstrument(
                Instrument(
                    symbol: "T", assetClass: assetClass,
                    prices: PriceScale(decimals: 2, tick: tick), sizes: sizes,
                    tickValueNanos: tickValue)))
    }

    private func sized(_ verdict: SizingVerdict) -> SizedTrade? {
        if case .sized(let trade) = verdict { trade } else { nil }
    }

    @Test func `250 dollars at 30 cents a share are 833 shares`() throws {
        let trade = try #require(
            sized(calculator(50_000).size(entry: 254.50, stop: 254.20, target: 255.80)))
        #expect(trade.size == Size(833) && trade.quantity == 833)
        #expect(trade.riskAmount == 250 && abs(trade.actualRisk - 249.90) < 1e-9)
        #expect(abs(trade.riskReward! - 4.333333333) < 1e-6)
    }

    @Test func `250 dollars at two points of ES are two contracts`() throws {
        let es = calculator(50_000, .future, tick: 25, tickValue: 12_500_000_000)
        let trade = try #require(sized(es.size(entry: 5000, stop: 4998)))
        #expect(trade.quantity == 2 && trade.actualRisk == 200 && trade.riskReward == nil)
        #expect(sized(es.size(entry: 4998, stop: 5000))?.quantity == 2)
    }

    @Test func `rounding down does not lose a unit to the last bit`() {
        // 254.6 - 254.5 is a little more than 0.1 in binary.
        #expect(sized(calculator(50_000).size(entry: 254.6, stop: 254.5))?.quantity == 2500)
        #expect(sized(calculator(50_000).size(entry: 10.1, stop: 10))?.quantity == 2500)
        #expect(sized(calculator(50_001).size(entry: 10.1, stop: 10))?.quantity == 2500)
        #expect(sized(calculator(49_999).size(entry: 10.1, stop: 10))?.quantity == 2499)
    }

    @Test func `coins are rounded to the lot, shares to whole ones`() throws {
        let sizes = SizeScale(decimals: 8, lot: 1000)
        let coins = try #require(
            sized(calculator(10_000, .crypto, sizes: sizes).size(entry: 60_000, stop: 59_700)))
        // 50 / 300 = 0.16666666..., lots of 0.00001.
        #expect(coins.size == Size(16_666_000) && coins.quantity == 0.16666)
        let shares = calculator(50_000, sizes: SizeScale(decimals: 4, lot: 1))
        #expect(sized(shares.size(entry: 254.50, stop: 254.20))?.quantity == 833)
    }

    @Test func `a quarter to a half percent, others only with an override`() {
        func verdict(_ percent: Double, any: Bool = false) -> SizingVerdict {
            calculator(50_000, percent: percent, any: any).size(entry: 11, stop: 10)
        }
        #expect(sized(verdict(0.25))?.quantity == 125)
        #expect(sized(verdict(0.5))?.quantity == 250)
        #expect(verdict(0.24) == .refused(.percentOutside(0.24)))
        #expect(verdict(0.51) == .refused(.percentOutside(0.51)))
        #expect(sized(verdict(2, any: true))?.quantity == 1000)
    }

    @Test func `refusals`() {
        let usual = calculator(50_000)
        #expect(usual.size(entry: 10, stop: 10) == .refused(.noStopDistance(10)))
        #expect(usual.size(entry: .nan, stop: 10) == .refused(.notFinite(.entry)))
        #expect(usual.size(entry: 10, stop: .infinity) == .refused(.notFinite(.stop)))
        #expect(
            usual.size(entry: 10, stop: 9, target: .nan) == .refused(.notFinite(.target)))
        #expect(
            calculator(.infinity).size(entry: 10, stop: 9) == .refused(.notFinite(.balance)))
        #expect(
            calculator(100).size(entry: 10, stop: 9) == .refused(.noSize(amount: 0.5, perOne: 1)))
        #expect(
            calculator(-100).size(entry: 10, stop: 9)
                == .refused(.noSize(amount: -0.5, perOne: 1)))
        #expect(
            calculator(1e20).size(entry: 10, stop: 9) == .refused(.sizeTooLarge(5e17)))
        #expect(
            calculator(1e10).size(entry: 1e308, stop: -1e308) == .refused(.notFinite(.size)))
    }

    @Test func `a refusal says what, the limit and the value`() {
        #expect(
            SizingRefusal.percentOutside(2).text
                == "risk of 2.0 % is outside 0.25 to 0.5 % and was not overridden")
        #expect(SizingRefusal.noStopDistance(10).text == "entry and stop are both 10.0")
        #expect(SizingRefusal.notFinite(.pointValue).text == "point value is not a finite number")
        #expect(
            SizingRefusal.noSize(amount: 5, perOne: 100).text
                == "risk of $5.0 is less than the smallest quantity costs at $100.0 for one")
        #expect(SizingRefusal.sizeTooLarge(1e20).text.contains("1e+20"))
    }
}
