import Indicators
import Testing

@Suite struct DriftTests {
    /// Prices near 5000 in quarter points with a remainder, volumes up to 1e9 with all their digits.
    @Test func `two million bars leave no trace in means and bands`() {
        var random = Random(state: 99)
        var volumes = SMA(20)
        var bands = Bollinger(30)
        var lastVolumes = Window(20)
        var lastCloses = Window(30)
        var close = 5000.0
        for index in 0..<2_000_000 {
            close = max(4000, min(6000, close + (random.unit() - 0.5)))
            let volume = random.unit() * 1e9
            volumes.add(volume)
            bands.add(close)
            lastVolumes.push(volume)
            lastCloses.push(close)
            guard index % 9973 == 0 || index == 1_999_999, lastCloses.isFull else { continue }
            let volumeMean = Definition.mean((0..<20).map { lastVolumes[$0] })
            let window = (0..<30).map { lastCloses[$0] }
            let reach = 2 * Definition.deviation(window[...])
            #expect(agree(volumes.value, volumeMean))
            #expect(agree(bands.middle, Definition.mean(window)))
            #expect(agree(bands.width.map { $0 * bands.middle! / 2 }, reach), "\(index)")
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
