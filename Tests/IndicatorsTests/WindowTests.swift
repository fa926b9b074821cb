import Indicators
import Testing

@Suite struct WindowTests {
    @Test func `age counts back from the newest number`() {
        var window = Window(3)
        window.push(1)
        window.push(2)
        #expect(!window.isFull)
        #expect([window[0], window[1]] == [2, 1])
        window.push(3)
        #expect(window.isFull)
        window.push(4)
        #expect([window[0], window[1], window[2]] == [4, 3, 2])
        #expect(window.count == 3)
    }

    @Test(arguments: 1...9) func `it holds the last numbers of any series`(length: Int) {
        var window = Window(length)
        for newest in 0..<40 {
            window.push(Double(newest))
            #expect(window.count == min(newest + 1, length))
            for age in 0..<window.count { #expect(window[age] == Double(newest - age)) }
        }
    }

    @Test func `a copy keeps its own numbers`() {
        var window = Window(2)
        window.push(1)
        let copy = window
        window.push(2)
        #expect(copy.count == 1)
        #expect(copy[0] == 1)
        #expect(window[0] == 2)
    }

    @Test func `an emptied window starts again`() {
        var window = Window(2)
        for number in 1...5 { window.push(Double(number)) }
        window.removeAll()
        #expect(window == Window(2))
        window.push(9)
        #expect(window.count == 1)
        #expect(window[0] == 9)
    }
}
