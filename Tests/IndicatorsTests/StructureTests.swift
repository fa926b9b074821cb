import Chance
import Indicators
import Testing

/// Small whole numbers, so that equal neighbours are common.
func ladder(_ count: Int, seed: UInt64, levels: UInt64 = 5) -> [Double] {
    var random = SplitMix64(seed)
    return (0..<count).map { _ in Double(random.next() % levels) - 2 }
}

/// Pivot highs by definition; those of the last `strength` numbers are not known yet.
func pivotHighs(_ numbers: [Double], _ strength: Int) -> [Pivot] {
    numbers.indices.compactMap { index in
        guard index >= strength, index + strength < numbers.count,
            numbers[(index - strength)..<index].allSatisfy({ $0 < numbers[index] }),
            numbers[(index + 1)...(index + strength)].allSatisfy({ $0 <= numbers[index] })
        else { return nil }
        return Pivot(index: index, value: numbers[index])
    }
}

@Suite struct StructureTests {
    @Test(arguments: 1...5, UInt64(1)...6)
    func `pivots by definition, each known strength bars later`(strength: Int, seed: UInt64) {
        let highs = ladder(2000, seed: seed)
        var detector = PivotDetector(.high, strength: strength)
        var mirrored = PivotDetector(.low, strength: strength)
        var found: [Pivot] = []
        for (index, high) in highs.enumerated() {
            let pivot = detector.add(high)
            let low = mirrored.add(-high)
            #expect(low?.index == pivot?.index)
            #expect(low.map { -$0.value } == pivot?.value)
            guard let pivot else { continue }
            #expect(pivot.index == index - strength)
            found.append(pivot)
            #expect(detector.last == pivot)
            #expect(detector.previous == found.dropLast().last)
        }
        #expect(found == pivotHighs(highs, strength))
        #expect(!found.isEmpty)
    }

    @Test func `a plateau that ends higher has no pivot`() {
        var detector = PivotDetector(.high)
        for high in [1.0, 2, 5, 5, 6, 7, 8] { #expect(detector.add(high) == nil) }
    }

    @Test func `highs and lows of two swings`() {
        var swings = SwingStructure()
        // Pivot highs 5, 7, 7, 6 and pivot lows 1, 2, 2, 0, by turns.
        let turns: [Double] = [5, 1, 7, 2, 7, 2, 6, 0, 6]
        var prices: [Double] = [3]
        for turn in turns {
            let from = prices.last!
            for part in 1...4 { prices.append(from + (turn - from) * Double(part) / 4) }
        }
        var highs: [SwingHigh?] = []
        var lows: [SwingLow?] = []
        for price in prices {
            let (high, low) = (swings.highs.last, swings.lows.last)
            swings.add(high: price, low: price)
            if swings.highs.last != high { highs.append(swings.high) }
            if swings.lows.last != low { lows.append(swings.low) }
        }
        #expect(highs == [nil, .higherHigh, nil, .lowerHigh])
        #expect(lows == [nil, .higherLow, nil, .lowerLow])
    }

    @Test(arguments: [1, 2, 5, 64], UInt64(1)...4)
    func `bar to bar counts by definition`(length: Int, seed: UInt64) {
        let highs = ladder(600, seed: seed)
        let lows = ladder(600, seed: seed &+ 100).map { $0 - 10 }
        var counts = StructureCounts(length)
        for index in highs.indices {
            counts.add(high: highs[index], low: lows[index])
            guard index >= length else {
                #expect([counts.hh, counts.lh, counts.hl, counts.ll] == [0, 0, 0, 0])
                continue
            }
            let steps = (index - length + 1)...index
            let hh = steps.count { highs[$0] > highs[$0 - 1] }
            let lh = steps.count { highs[$0] < highs[$0 - 1] }
            let hl = steps.count { lows[$0] > lows[$0 - 1] }
            let ll = steps.count { lows[$0] < lows[$0 - 1] }
            #expect([counts.hh, counts.lh, counts.hl, counts.ll] == [hh, lh, hl, ll])
            let most = length / 2 + 1
            let expected: Structure =
                hh >= most && hl >= most ? .bullish : lh >= most && ll >= most ? .bearish : .neutral
            #expect(counts.structure == expected)
        }
    }

    @Test func `three of five must step the same way at both ends`() {
        // Highs rise three times, lows only twice: neutral.
        var counts = StructureCounts()
        for (high, low) in [(1.0, 0.0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 2)] {
            counts.add(high: high, low: low)
        }
        #expect([counts.hh, counts.lh, counts.hl, counts.ll] == [3, 0, 2, 0])
        #expect(counts.structure == .neutral)
        counts.add(high: 4, low: 3)  // the first step leaves: two highs, three lows
        #expect([counts.hh, counts.hl] == [2, 3])
        #expect(counts.structure == .neutral)
        #expect(counts.majority == 3)
    }

    @Test func `falling bars are bearish`() {
        var counts = StructureCounts()
        for index in 0..<6 { counts.add(high: Double(-index), low: Double(-index) - 1) }
        #expect(counts.structure == .bearish)
        #expect(counts.structure.name == "BEARISH")
    }
}
