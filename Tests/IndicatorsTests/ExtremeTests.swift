import Chance
import Indicators
import Testing

@Suite struct ExtremeTests {
    @Test(arguments: 1...33)
    func `extremes of every window, with many ties`(length: Int) {
        var random = SplitMix64(UInt64(length))
        let numbers = (0..<400).map { _ in Double(random.next() % 9) - 4 }
        var extremes = RollingExtremes(length)
        var sum = RollingSum(length)
        for index in numbers.indices {
            extremes.add(numbers[index])
            sum.add(numbers[index])
            let window = numbers[max(0, index - length + 1)...index]
            let isFull = window.count == length
            #expect(extremes.minimum == (isFull ? window.min() : nil))
            #expect(extremes.maximum == (isFull ? window.max() : nil))
            #expect(sum.value == (isFull ? window.reduce(0, +) : nil))  // whole numbers: exact
        }
    }

    @Test(arguments: [true, false])
    func `a long rise and a long fall`(rises: Bool) {
        var extremes = RollingExtremes(120)
        for index in 0..<1000 {
            let number = Double(rises ? index : -index)
            extremes.add(number)
            guard index >= 119 else { continue }
            let oldest = Double(rises ? index - 119 : 119 - index)
            #expect(extremes.minimum == min(number, oldest))
            #expect(extremes.maximum == max(number, oldest))
        }
    }

    @Test func `lowest low and highest high of bars`() {
        var extremes = RollingExtremes(2)
        extremes.add(high: 5, low: 1)
        extremes.add(high: 4, low: 2)
        #expect(extremes.maximum == 5)
        #expect(extremes.minimum == 1)
        extremes.add(high: 3, low: 3)
        #expect(extremes.maximum == 4)
        #expect(extremes.minimum == 2)
    }

    @Test(arguments: 0...12)
    func `an emptied window forgets all it saw`(count: Int) {
        var extremes = RollingExtremes(5)
        for _ in 0..<count { extremes.add(high: 100, low: -100) }
        extremes.removeAll()
        #expect(extremes == RollingExtremes(5))
        for number in 1...4 { extremes.add(Double(number)) }
        #expect(extremes.minimum == nil)
        extremes.add(5)
        #expect(extremes.minimum == 1)
        #expect(extremes.maximum == 5)
    }
}
