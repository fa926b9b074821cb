import Chance
import Indicators
import Testing

@Suite struct DriftTests {
    /// Prices near 5000 and volumes up to 1e9, both with all the digits a double has.
    @Test func `two million bars leave no trace in a mean`() {
        let count = 2_000_000
        var random = SplitMix64(99)
        var prices = SMA(30)
        var volumes = SMA(20)
        var last = (prices: Window(30), volumes: Window(20))
        var close = 5000.0
        for index in 1...count {
            close += random.unit() - 0.5
            let volume = random.unit() * 1e9
            prices.add(close)
            volumes.add(volume)
            // The windows are filled only where they are looked at.
            guard index % 50_000 > 49_900 || index % 50_000 == 0 else {
                continue
            }
            last.prices.push(close)
            last.volumes.push(volume)
            guard index % 50_000 == 0 else { continue }
            #expect(agree(prices.value, Definition.mean((0..<30).map { last.prices[$0] })))
            #expect(agree(volumes.value, Definition.mean((0..<20).map { last.volumes[$0] })))
        }
    }

    @Test func `a spike that has left the window leaves no trace in its mean`() {
        var mean = SMA(20)
        mean.add(1e18)
        for _ in 0..<20 { mean.add(0.1) }
        #expect(agree(mean.value, 0.1))
    }

    @Test func `deviation keeps its digits at large prices`() {
        // 1e9 +- 0.25: the population deviation is 0.25 exactly; sums of squares would lose it all.
        var bands = Bollinger(20)
        for index in 0..<100 { bands.add(1e9 + (index % 2 == 0 ? 0.25 : -0.25)) }
        #expect(bands.middle == 1e9)
        #expect(bands.upper == 1e9 + 0.5)
        #expect(bands.lower == 1e9 - 0.5)
    }

    @Test func `the middle band is the SMA to the last bit`() {
        var mean = SMA(20)
        var bands = Bollinger(20)
        for bar in Course.walk.bars(5000) {
            mean.add(bar.close)
            bands.add(bar.close)
            #expect(mean.value == bands.middle)
        }
    }
}
