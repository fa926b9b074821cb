import Market
import Settings
import Strategy
import Testing

@testable import Convergence

@Suite struct RiskManagerTests {
    private func check(_ price: Double, after seconds: Int64, last: Double = 100) -> String {
        var risk = RiskManager()
        let start = Nanoseconds.seconds(1000)
        #expect(risk.checkPriceSanity(last, at: start) == .valid)
        return risk.checkPriceSanity(price, at: start + .seconds(seconds)).text
    }

    @Test func `prices and spikes`() {
        #expect(check(200.0, after: 20) == "")
        #expect(check(200.1, after: 20) == "Impossible spike: 100.1%")
        #expect(check(0.05, after: 20) == "Price below minimum")
        #expect(check(250, after: 300) == "")
        #expect(check(250, after: 60) == "Impossible spike: 150%")
        #expect(check(250, after: 61) == "")
        #expect(check(0.10, after: 300, last: 0.12) == "")
        #expect(check(0.0999, after: 300, last: 0.12) == "Price below minimum")
        for price in [Double.nan, .infinity, -.infinity] {
            #expect(check(price, after: 1) == "Price below minimum")
        }
    }

    @Test func `a bad price does not become the last valid one`() {
        var risk = RiskManager()
        _ = risk.checkPriceSanity(100, at: .seconds(0))
        #expect(risk.checkPriceSanity(500, at: .seconds(10)) != .valid)
        #expect(risk.lastPrice == 100)
        #expect(risk.checkPriceSanity(150, at: .seconds(20)) == .valid)
        #expect(risk.lastPrice == 150)
    }

    @Test func `the first price has nothing to spike from`() {
        var risk = RiskManager()
        #expect(risk.checkPriceSanity(1e9, at: .zero) == .valid)
    }

    @Test func `without a lowest price zero and negative ones are prices`() {
        var limits = RiskLimits()
        limits.minPrice = nil
        var risk = RiskManager(limits)
        #expect(risk.checkPriceSanity(0, at: .seconds(0)) == .valid)
        #expect(risk.checkPriceSanity(-37.63, at: .seconds(60)) == .valid)
        #expect(risk.checkPriceSanity(-80, at: .seconds(120)) != .valid)
        #expect(risk.checkPriceSanity(-70, at: .seconds(120)) == .valid)
    }

    @Test func `three bad prices in a row halt, a valid one ends that`() {
        var risk = RiskManager()
        _ = risk.checkPriceSanity(100, at: .seconds(0))
        _ = risk.checkPriceSanity(0.01, at: .seconds(1))
        _ = risk.checkPriceSanity(0.01, at: .seconds(2))
        #expect(risk.halt == nil)
        _ = risk.checkPriceSanity(0.01, at: .seconds(3))
        #expect(risk.halt?.text == "Bad price data")
        _ = risk.checkPriceSanity(101, at: .seconds(4))
        #expect(risk.halt == nil)
        for second in 5...6 { _ = risk.checkPriceSanity(0.01, at: .seconds(Int64(second))) }
        #expect(risk.halt == nil)
    }

    @Test func `ten failed requests are said, fifty halt, one success ends it`() {
        var risk = RiskManager()
        for count in 1...9 { #expect(risk.requestFailed() == .counted(count)) }
        for count in 10...49 { #expect(risk.requestFailed() == .elevated(count)) }
        #expect(risk.halt == nil)
        #expect(risk.requestFailed() == .halted(50))
        #expect(risk.halt?.text == "API errors: 50")
        #expect(risk.requestFailed() == .halted(50))
        #expect(risk.requestSucceeded() == true)
        #expect(risk.halt == nil)
        #expect(risk.requestFailed() == .counted(1))
        #expect(risk.requestSucceeded() == false)
    }

    @Test func `a success sets the count to 0`() {
        var risk = RiskManager()
        for _ in 1...49 { _ = risk.requestFailed() }
        risk.requestSucceeded()
        for _ in 1...49 { _ = risk.requestFailed() }
        #expect(risk.halt == nil)
    }

    @Test func `health is asked for once a minute, only while halted`() {
        var risk = RiskManager()
        #expect(risk.isHealthRequestDue(at: .seconds(0)) == false)
        for _ in 1...50 { _ = risk.requestFailed() }
        #expect(risk.isHealthRequestDue(at: .seconds(100)) == false)
        #expect(risk.isHealthRequestDue(at: .seconds(159)) == false)
        #expect(risk.isHealthRequestDue(at: .seconds(160)) == true)
        #expect(risk.isHealthRequestDue(at: .seconds(219)) == false)
        #expect(risk.isHealthRequestDue(at: .seconds(220)) == true)
        risk.requestSucceeded()
        #expect(risk.isHealthRequestDue(at: .seconds(400)) == false)
    }

    @Test func `bad prices and failed requests halt apart`() {
        var risk = RiskManager()
        for _ in 1...50 { _ = risk.requestFailed() }
        _ = risk.checkPriceSanity(100, at: .zero)
        #expect(risk.halt == .apiErrors(50))
        for _ in 1...3 { _ = risk.checkPriceSanity(0, at: .zero) }
        risk.requestSucceeded()
        #expect(risk.halt == .badPriceData)
    }

    @Test(
        arguments: [
            ("BTC-USD", AssetClass.crypto, 0.10), ("ETH/EUR", .crypto, 0.10),
            ("SOLUSDT", .crypto, 0.10), ("ETHUSDC", .crypto, 0.10), ("ETH-BTC", .crypto, 0.01),
            ("ADA-ETH", .crypto, 0.01), ("SPY", .share, 0.10), ("ES", .future, nil),
        ] as [(String, AssetClass, Double?)])
    func `lowest price by class and quote`(symbol: String, asset: AssetClass, price: Double?) {
        var options = StrategyOptions(ConvergenceSystem.keys)
        let defaults = ConvergenceSystem.classDefaults(asset, .consolidated)
        for (name, value) in defaults { options[name] = value }
        let instrument = Instrument(
            symbol: symbol, assetClass: asset, prices: PriceScale(decimals: 3, tick: 1),
            sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 1)
        #expect(RiskLimits(options, instrument).minPrice == price)
        // Batch runs know no classes.
        let base = RiskLimits(StrategyOptions(ConvergenceSystem.keys), instrument)
        #expect(base.minPrice == 0.10)
    }
}
