import Market
import Testing

@testable import Measures

/// A ladder with these volumes from row `first` up.
func profile(from first: Int64 = 1, _ volumes: [Double]) -> Ladder {
    var ladder = Ladder(capacity: 4)
    for (index, volume) in volumes.enumerated() where volume > 0 {
        _ = ladder.add(row: first + Int64(index), volume, .none)
    }
    return ladder
}

@Suite struct ProfileTests {
    @Test func `the two-row value area of the worked example is 104 to 108`() {
        let example = profile(from: 101, [10, 15, 20, 60, 70, 150, 90, 80, 50, 10])
        #expect(example.totalVolume == 555)
        #expect(example.poc == 106)
        #expect(example.valueArea(poc: 106) == ValueArea(high: 108, low: 104))
    }

    @Test func `the one-row value area of the worked example is 105 to 108`() {
        let example = profile(from: 101, [10, 15, 20, 60, 70, 150, 90, 80, 50, 10])
        let rule = ProfileRule(valueAreaStep: 1)
        #expect(example.valueArea(poc: 106, rule) == ValueArea(high: 108, low: 105))
    }

    @Test func `a tie goes up`() {
        let tie = profile([5, 5, 20, 5, 5])
        #expect(tie.poc == 3)
        #expect(tie.valueArea(poc: 3) == ValueArea(high: 5, low: 3))
    }

    @Test func `one price is POC, VAH and VAL`() {
        let single = profile(from: 9, [4])
        #expect(single.poc == 9)
        #expect(single.valueArea(poc: 9) == ValueArea(high: 9, low: 9))
        #expect(single.nodes() == Nodes())
    }

    @Test func `an empty profile has no POC`() {
        let empty = Ladder()
        #expect(empty.poc == nil)
        #expect(empty.valueArea(poc: 0) == nil)
        #expect(empty.nodes() == Nodes())
    }

    @Test func `equal volumes: nearest the middle, then the lower price`() {
        #expect(profile([9, 1, 9, 1, 1, 1]).poc == 3)
        #expect(profile([1, 9, 1, 9, 1]).poc == 2)
    }

    @Test func `rounding noise does not break a tie`() {
        let noisy = profile([0.1 + 0.2, 0.05, 0.3, 0.05])
        #expect(noisy.poc == 3)  // 1 and 3 hold 0.3 up to noise; 3 is nearer to 2.5
    }

    @Test func `an untraded gap costs nothing`() {
        let gap = profile([10, 0, 0, 0, 30, 0, 0, 10])
        #expect(gap.poc == 5)
        #expect(gap.valueArea(poc: 5) == ValueArea(high: 8, low: 5))
    }

    @Test func `nodes of the worked example: LVN row 5, HVNs rows 2 and 8`() {
        let example = profile(from: 0, [10, 40, 100, 40, 10, 5, 10, 50, 90, 30, 10])
        let nodes = example.nodes()
        #expect(nodes.lows == [5])
        #expect(nodes.highs == [2, 8])
    }

    @Test func `a flat profile has no nodes`() {
        #expect(profile([7, 7, 7, 7, 7]).nodes() == Nodes())
    }

    @Test func `more than fifty rows share bins`() {
        var volumes = [Double](repeating: 10, count: 101)
        for row in 20..<30 { volumes[row] = 100 }
        for row in 70..<80 { volumes[row] = 100 }
        let nodes = profile(from: 0, volumes).nodes()
        // Three rows a bin: the peaks' plateaus are bins 7-8 and 24-25, of which the first counts.
        #expect(nodes.highs.count == 2)
        #expect(nodes.lows.count == 1)
        #expect(nodes.lows.allSatisfy { $0 > 30 && $0 < 70 })
    }
}

@Suite struct VWAPTests {
    let scale = PriceScale(decimals: 2, tick: 1)

    @Test func `the worked example: 101.4, sigma 0.8, bands 102.2 to 99.0`() throws {
        var vwap = VWAP()
        #expect(vwap.reading(scale) == nil)
        vwap.add(10000, 10)
        #expect(try #require(vwap.reading(scale)).sigma == 0)
        vwap.add(10200, 30)
        vwap.add(10100, 10)
        let reading = try #require(vwap.reading(scale))
        #expect(abs(reading.vwap - 101.4) < 1e-12)
        #expect(abs(reading.sigma - 0.8) < 1e-12)
        #expect(abs(reading.upper(1) - 102.2) < 1e-12)
        #expect(abs(reading.lower(2) - 99.8) < 1e-12)
        #expect(abs(reading.lower(3) - 99.0) < 1e-12)
        #expect(reading.volume == Volume(50))
    }

    @Test func `sigma keeps its digits at high prices`() throws {
        var vwap = VWAP()
        for step in 0..<1000 { vwap.add(500_000_000 + Double(step % 2) * 2, 1) }
        #expect(abs(vwap.sigmaUnits - 1) < 1e-9)
    }

    @Test func `noise is counted in shares, whatever the unit of size`() {
        // Rows of 0.05 coins in units of 1e-8, of which three hold a billionth of a coin less.
        var fine = Ladder(capacity: 8, unit: 1e8)
        for row in 0..<7 {
            let volume = row >= 2 && row <= 4 ? 5_000_000 - 0.05 : 5_000_000
            _ = fine.add(row: Int64(row), volume, .none)
        }
        #expect(fine.poc == 3)
        // In whole shares the same numbers differ by more than noise.
        var coarse = Ladder(capacity: 8)
        for row in fine.rows { _ = coarse.set(row) }
        #expect(coarse.poc == 1)
    }

    @Test func `the neighbour of a plateau is the plateau's first bin, not its last`() {
        // At 10 noise is 1e-8. Smoothed, in steps of that around 10: 0, 0.7 (equal to 0), 1.4 (not
        // equal to 0, but to 0.7), 0, -1.4, -3.15.
        let steps = [0, 0, 2.1, 2.1, -4.2, -2.1]
        #expect(profile(steps.map { 10 + $0 * 1e-8 }).nodes().highs == [3])
    }
}
