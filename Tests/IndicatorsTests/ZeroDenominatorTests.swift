import Indicators
import Testing

@Suite struct ZeroDenominatorTests {
    @Test func `without any movement RSI is 0, not 50`() {
        var rsi = RSI(14)
        for _ in 0..<40 { rsi.add(5000.1) }
        #expect(rsi.value == 0)
    }

    @Test func `gains alone are RSI 100, losses alone 0`() {
        var rising = RSI(3)
        var falling = RSI(3)
        for close in 1...50 {
            rising.add(Double(close) * 0.1)
            falling.add(-Double(close) * 0.1)
        }
        #expect(rising.value == 100)
        #expect(falling.value == 0)
    }

    @Test func `with highest high equal to lowest low %K is 0`() {
        var stochastic = Stochastic(14)
        for _ in 0..<40 { stochastic.add(high: 7, low: 7, close: 7) }
        #expect(stochastic.slowK == 0)
        #expect(stochastic.d == 0)
    }

    @Test func `without any range both DIs and ADX are 0`() {
        var dmi = DMI(14)
        for _ in 0..<60 { dmi.add(high: 7, low: 7, close: 7) }
        #expect(dmi.plusDI == 0)
        #expect(dmi.minusDI == 0)
        #expect(dmi.adx == 0)
    }

    @Test func `a bar without movement adds 0 to the first mean of ADX`() {
        // DMI(2). Bars 0 to 2 do not move, bar 3 moves up: DX 0 at bar 2, 100 at bar 3.
        var dmi = DMI(2)
        for (high, low) in [(10.0, 9.0), (10, 9), (10, 9), (11, 10)] {
            dmi.add(high: high, low: low, close: low)
        }
        #expect(dmi.plusDI.map { $0 > 0 } == true)
        #expect(dmi.minusDI == 0)
        #expect(dmi.adx == 50)
    }

    @Test func `a later bar without movement leaves ADX as it is`() {
        // DMI(1) keeps nothing of earlier bars: a bar inside its predecessor has +DI + -DI = 0.
        var dmi = DMI(1)
        dmi.add(high: 10, low: 9, close: 9.5)
        dmi.add(high: 11, low: 10, close: 10.5)
        #expect(dmi.adx == 100)
        dmi.add(high: 11, low: 10, close: 10.5)
        #expect(dmi.plusDI == 0)
        #expect(dmi.minusDI == 0)
        #expect(dmi.adx == 100)
    }

    @Test func `equal moves to both sides are no movement`() {
        var dmi = DMI(1)
        dmi.add(high: 10, low: 9, close: 9.5)
        dmi.add(high: 11, low: 8, close: 9.5)
        #expect(dmi.plusDI == 0)
        #expect(dmi.minusDI == 0)
    }

    @Test func `the relative width has no value around a middle of 0`() {
        var bands = Bollinger(2)
        bands.add(-1)
        bands.add(1)
        #expect(bands.middle == 0)
        #expect(bands.upper == 2)
        #expect(bands.lower == -2)
        #expect(bands.width == nil)
    }

    @Test(arguments: [0.1, 5000.1, 1e-9, 1e15, -37.63])
    func `equal closes have no deviation at all`(price: Double) {
        for length in 1...40 {
            var bands = Bollinger(length)
            for _ in 0..<3 * length { bands.add(price) }
            #expect(bands.upper == bands.middle)
            #expect(bands.lower == bands.middle)
            #expect(bands.width == 0)
        }
    }
}
