import Indicators
import Market
import Measures

/// The oscillators that divergences are looked for in.
enum Oscillator: Int, CaseIterable, Sendable {
    case rsi9, rsi14, stochastic, macd

    /// The end of the value's name.
    var name: String {
        switch self {
        case .rsi9: "rsi9"
        case .rsi14: "rsi14"
        case .stochastic: "stoch14"
        case .macd: "macd"
        }
    }
}

/// What the oscillators showed at the close of one candle.
struct OscillatorReading: Hashable, Sendable, Codable {
    var rsi9: Double?
    var rsi14: Double?
    /// Slow %K of 14 candles.
    var stochastic: Double?
    /// The MACD line.
    var macd: Double?

    subscript(oscillator: Oscillator) -> Double? {
        switch oscillator {
        case .rsi9: rsi9
        case .rsi14: rsi14
        case .stochastic: stochastic
        case .macd: macd
        }
    }
}

/// A pivot high and what the oscillators showed there.
struct OscillatorPivot: Hashable, Sendable, Codable {
    /// Its candle, counted from 0.
    var index: Int
    var high: Double
    var reading: OscillatorReading

    /// The oscillators, a bit each, that fell from `earlier` to here while the high rose.
    func divergences(from earlier: OscillatorPivot) -> UInt8 {
        guard Comparison.exceeds(high, earlier.high) else { return 0 }
        func fell(_ oscillator: Oscillator) -> UInt8 {
            guard let now = reading[oscillator], let then = earlier.reading[oscillator],
                Comparison.exceeds(then, now)
            else { return 0 }
            return 1 << UInt8(oscillator.rawValue)
        }
        return fell(.rsi9) | fell(.rsi14) | fell(.stochastic) | fell(.macd)
    }
}

/// Divergences of one timeframe: the price made a higher pivot high and an oscillator a lower one.
struct DivergenceWatch: Hashable, Sendable, Codable {
    /// For how many candles behind its second pivot a divergence lasts.
    static let lifetime = 10
    /// Candles to either side that a pivot is above.
    static let strength = 2

    let period: Nanoseconds
    /// The divergences at the close of the last candle, a bit an oscillator.
    private(set) var active: UInt8 = 0
    private var candle: Candle?
    /// How many candles are complete.
    private(set) var completedCandles = 0
    private var pivots = PivotDetector(.high, strength: DivergenceWatch.strength)
    private var rsi9 = RSI(9)
    private var rsi14 = RSI(14)
    private var stochastic = Stochastic(14)
    private var macd = MACD()
    /// At the close of the last candle, of the one before, and of the one before that.
    private var newest = OscillatorReading()
    private var middle = OscillatorReading()
    private var oldest = OscillatorReading()
    private var earlier: OscillatorPivot?
    private var later: OscillatorPivot?

    /// - Parameter period: length of a candle, a whole number of minutes.
    init(period: Nanoseconds) { self.period = period }

    /// Whether a candle is open that ends at an instant or before it.
    @inline(__always)
    func isOver(by instant: Nanoseconds) -> Bool {
        guard let candle else { return false }
        return candle.start + period <= instant
    }

    /// Adds a part of a candle, its first or a later one. Its start is in no other than the open one.
    @inline(__always)
    mutating func add(_ part: Candle) {
        guard candle == nil else {
            candle?.add(high: part.high, low: part.low, close: part.close)
            return
        }
        // Only the first part of a candle costs a division.
        candle = Candle(
            start: part.start.floored(to: period.rawValue), high: part.high, low: part.low,
            close: part.close)
    }

    /// Completes the open candle.
    ///
    /// - Returns: What it was; `nil` when none is open.
    @discardableResult
    mutating func close() -> Candle? {
        guard let closed = candle else { return nil }
        complete(closed)
        return closed
    }

    /// Adds a complete candle.
    private mutating func complete(_ closed: Candle) {
        candle = nil
        rsi9.add(closed.close)
        rsi14.add(closed.close)
        stochastic.add(high: closed.high, low: closed.low, close: closed.close)
        macd.add(closed.close)
        (oldest, middle) = (middle, newest)
        newest = OscillatorReading(
            rsi9: rsi9.value, rsi14: rsi14.value, stochastic: stochastic.slowK, macd: macd.line)
        if let pivot = pivots.add(closed.high) {
            earlier = later
            // The pivot is two candles back.
            later = OscillatorPivot(index: pivot.index, high: pivot.value, reading: oldest)
        }
        completedCandles += 1
        active = 0
        if let earlier, let later, completedCandles - 1 - later.index <= Self.lifetime {
            active = later.divergences(from: earlier)
        }
    }
}

/// A candle that is still open.
struct Candle: Hashable, Sendable, Codable {
    let start: Nanoseconds
    var high: Double
    var low: Double
    var close: Double

    mutating func add(high: Double, low: Double, close: Double) {
        self.high = max(self.high, high)
        self.low = min(self.low, low)
        self.close = close
    }
}

/// Divergences of all timeframes.
struct DivergenceBoard: Hashable, Sendable, Codable {
    private(set) var minutes5 = DivergenceWatch(period: .seconds(300))
    private(set) var minutes15 = DivergenceWatch(period: .seconds(900))
    private(set) var minutes60 = DivergenceWatch(period: .seconds(3600))

    /// The names of the timeframes, in the order of `pairs`.
    static let timeframes = ["5m", "15m", "60m"]

    /// Adds a minute. The candle it ends is complete with it; one whose last minutes are missing is
    /// complete with the first minute behind it.
    ///
    /// The longer candles are made of those of five minutes, which end with each of them.
    @inline(__always)
    mutating func add(start: Nanoseconds, high: Double, low: Double, close: Double) {
        if minutes5.isOver(by: start) { close5() }
        if minutes15.isOver(by: start) { minutes15.close() }
        if minutes60.isOver(by: start) { minutes60.close() }
        minutes5.add(Candle(start: start, high: high, low: low, close: close))
        if minutes5.isOver(by: start + .seconds(60)) { close5() }
    }

    /// Completes the candle of five minutes, and what ends with it.
    private mutating func close5() {
        guard let part = minutes5.close() else { return }
        let end = part.start + minutes5.period
        minutes15.add(part)
        if minutes15.isOver(by: end) { minutes15.close() }
        minutes60.add(part)
        if minutes60.isOver(by: end) { minutes60.close() }
    }

    /// The active (timeframe, oscillator) pairs, four bits a timeframe.
    var pairs: UInt16 {
        UInt16(minutes5.active) | UInt16(minutes15.active) << 4 | UInt16(minutes60.active) << 8
    }
}
