import Market
import Testing

@testable import Convergence

@Suite struct LensTests {
    private let bounds = LensBounds(ConvergenceSettings())

    private func entry(_ change: (inout MinuteReading) -> Void) -> [String] {
        var reading = MinuteReading()
        reading.volume = 100
        change(&reading)
        let lenses = reading.entryLenses(bounds)
        return EntryLens.allCases.filter { lenses.contains($0.rawValue) }.map(\.name)
    }

    private func exit(_ change: (inout MinuteReading) -> Void) -> [String] {
        var reading = MinuteReading()
        reading.volume = 100
        change(&reading)
        let lenses = reading.exitLenses(bounds)
        return ExitLens.allCases.filter { lenses.contains($0.rawValue) }.map(\.name)
    }

    @Test func `what is undefined lights nothing`() {
        #expect(entry { _ in } == [])
        #expect(exit { _ in } == [])
    }

    @Test func `volume below half its mean`() {
        #expect(entry { $0.volumeMean = 201 } == ["volume_decline"])
        #expect(entry { $0.volumeMean = 200 } == [])
        #expect(
            entry {
                $0.volume = 0
                $0.volumeMean = 1
            } == ["volume_decline"])
        #expect(
            entry {
                $0.volume = 0
                $0.volumeMean = 0
            } == [])
    }

    @Test func `low at the lower band`() {
        #expect(
            entry {
                $0.low = 99
                $0.lower20 = 99
            } == ["bb_lower_touch"])
        #expect(
            entry {
                $0.low = 99.01
                $0.lower20 = 99
            } == [])
    }

    @Test(arguments: [(0.0055, true), (0.0056, false), (0.0050, true)])
    func `width within a tenth of the lowest, equality counts`(width: Double, isSqueeze: Bool) {
        let found = entry {
            $0.width = width
            $0.lowestWidth = 0.0050
        }
        #expect(found == (isSqueeze ? ["bb_squeeze"] : []))
        #expect(entry { $0.width = width } == [])
    }

    @Test func `RSI below 30, and crossing back`() {
        #expect(entry { $0.rsi14 = 29.9 } == ["rsi_oversold"])
        #expect(entry { $0.rsi14 = 30 } == [])
        func cross(_ before: Double?, _ now: Double) -> [String] {
            entry {
                $0.before.rsi14 = before
                $0.rsi14 = now
            }
        }
        #expect(cross(29.9, 30) == ["rsi_oversold_cross"])
        #expect(cross(29.9, 29.8) == ["rsi_oversold"])
        #expect(cross(30, 31) == [])
        #expect(cross(nil, 31) == [])
    }

    @Test func `stochastic below 20`() {
        #expect(entry { $0.k14 = 19.9 } == ["stoch_oversold"])
        #expect(entry { $0.k14 = 20 } == [])
    }

    @Test func `MACD crosses up from -0.2 under -0.1 to 0.1 over 0.05`() {
        func cross(_ before: (Double, Double), _ now: (Double, Double)) -> [String] {
            entry {
                ($0.before.macd, $0.before.signal) = before
                ($0.macd, $0.signal) = now
            }
        }
        #expect(cross((-0.2, -0.1), (0.1, 0.05)) == ["macd_cross_up"])
        #expect(cross((-0.1, -0.1), (0.1, 0.05)) == ["macd_cross_up"])
        #expect(cross((0.2, 0.1), (0.3, 0.05)) == [])
        #expect(cross((-0.2, -0.1), (0.05, 0.05)) == [])
    }

    @Test func `EMA 9 crosses up`() {
        func cross(_ before: (Double, Double), _ now: (Double, Double)) -> [String] {
            entry {
                ($0.before.ema9, $0.before.ema21) = before
                ($0.ema9, $0.ema21) = now
            }
        }
        #expect(cross((99, 100), (101, 100.5)) == ["ma_cross_up"])
        #expect(cross((101, 100), (102, 100.5)) == [])
    }

    @Test func `exit lenses, each on its own`() {
        #expect(exit { $0.rsi9 = 70.1 } == ["rsi_9_ob"])
        #expect(exit { $0.rsi9 = 70 } == [])
        #expect(exit { $0.rsi14 = 70.1 } == ["rsi_14_ob"])
        #expect(exit { $0.rsi14 = 70 } == [])
        #expect(exit { $0.k14 = 80.1 } == ["stoch_14_ob"])
        #expect(exit { $0.k21 = 80.1 } == ["stoch_21_ob"])
        #expect(exit { $0.k21 = 80 } == [])
        #expect(
            exit {
                $0.high = 101
                $0.upper20 = 101
                $0.upper30 = 101.5
            } == ["bb_20_touch"])
        #expect(
            exit {
                $0.high = 101
                $0.upper20 = 101.5
                $0.upper30 = 101
            } == ["bb_30_touch"])
        #expect(exit { $0.volumeMean = 49 } == ["volume_spike"])
        #expect(exit { $0.volumeMean = 50 } == [])
    }

    @Test func `MACD falls below its signal`() {
        func cross(_ before: (Double, Double), _ now: (Double, Double)) -> [String] {
            exit {
                ($0.before.macd, $0.before.signal) = before
                ($0.macd, $0.signal) = now
            }
        }
        #expect(cross((0.2, 0.1), (0.0, 0.05)) == ["macd_bearish"])
        #expect(cross((0.1, 0.1), (0.0, 0.05)) == ["macd_bearish"])
        #expect(cross((0.0, 0.1), (-0.1, 0.05)) == [])
    }

    @Test func `a lowest width is undefined while one of its widths is`() {
        var indicators = MinuteIndicators(squeezeBars: 3)
        func add(_ close: Double) -> Double? {
            indicators.add(high: close, low: close, close: close, volume: 1)
            return indicators.reading.lowestWidth
        }
        // Twenty closes make the first width, the third defined one fills the window.
        for _ in 0..<21 { #expect(add(100) == nil) }
        #expect(add(100) == 0)
        // Twenty closes of 0 in a row: the middle is 0 and the width undefined.
        for _ in 0..<19 { #expect(add(0) != nil) }
        #expect(add(0) == nil)
        #expect(add(100) == nil)
        #expect(add(100) == nil)
        #expect(add(100) != nil)
    }

    @Test func `a market without a change has an RSI of 0`() {
        var bench = Bench()
        bench.feed(
            (0..<20).map {
                minute(.seconds(60 * Int64($0)), high: 100, low: 100, close: 100)
            })
        #expect(bench.of("minute").last?["rsi_oversold"] == 1)
        #expect(bench.of("minute").last?["rsi14"] == 0)
    }
}

@Suite struct LensWindowTests {
    /// Adds minutes that light `lenses` (letters `A` to `H`), `.` for none, a minute apart.
    private func window(_ minutes: Int64, _ text: String) -> LensWindow {
        var window = LensWindow(.seconds(60 * minutes))
        for (index, part) in text.split(separator: " ").enumerated() {
            var lenses = LensSet()
            for letter in part.utf8 where letter != 0x2e { lenses.bits |= 1 << (letter - 0x41) }
            window.add(lenses, start: .seconds(60 * Int64(index)), close: Double(100 + index))
        }
        return window
    }

    @Test func `A at t-4, B at t-3 and t-1, C at t`() {
        #expect(window(3, "A B . B C").count == 2)
        #expect(window(5, "A B . B C").count == 3)
    }

    @Test func `a window is time, not bars`() {
        var window = LensWindow(.seconds(1200))
        window.add(LensSet(bits: 1), start: .seconds(0), close: 1)
        window.add(LensSet(), start: .seconds(1140), close: 2)
        #expect(window.count == 1)
        window.add(LensSet(), start: .seconds(1200), close: 3)
        #expect(window.count == 0)
        #expect(window.countBefore == 1)
    }

    @Test func `a companion price is the close where the lens was last lit`() {
        let found = window(5, "A B . B C")
        #expect(found.price(0) == 100)
        #expect(found.price(1) == 103)
        #expect(found.price(2) == 104)
        #expect(found.price(3) == nil)
        #expect(window(3, "A B . B C").price(0) == nil)
    }

    @Test func `the first minutes of time have a window, too`() {
        var window = LensWindow(.seconds(60))
        window.add(LensSet(bits: 3), start: Nanoseconds(.min + 5), close: 1)
        #expect(window.count == 2)
    }
}
