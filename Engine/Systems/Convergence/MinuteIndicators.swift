import Indicators

/// What the indicators say about one minute; `nil` while they have no value.
struct MinuteReading: Hashable, Sendable, Codable {
    /// What crosses are compared with: the readings one bar earlier.
    struct Earlier: Hashable, Sendable, Codable {
        var rsi14: Double?
        var macd: Double?
        var signal: Double?
        var ema9: Double?
        var ema21: Double?
    }

    var high = 0.0
    var low = 0.0
    var close = 0.0
    var volume = 0.0
    /// Mean volume of 20 bars.
    var volumeMean: Double?
    var lower20: Double?
    var upper20: Double?
    var upper30: Double?
    /// Distance of the 20-bar bands over their middle.
    var width: Double?
    /// The lowest width of the squeeze window, all of it defined.
    var lowestWidth: Double?
    var rsi9: Double?
    var rsi14: Double?
    /// Slow %K of 14 bars.
    var k14: Double?
    /// Slow %K of 21 bars.
    var k21: Double?
    var macd: Double?
    var signal: Double?
    var ema9: Double?
    var ema21: Double?
    var before = Earlier()
}

/// The indicators of the minutes.
struct MinuteIndicators: Hashable, Sendable, Codable {
    var reading = MinuteReading()
    private var volumeMean = SMA(20)
    private var bands20 = Bollinger(20)
    private var bands30 = Bollinger(30)
    private var lowestWidth: RollingMinimum
    private var rsi9 = RSI(9)
    private var rsi14 = RSI(14)
    private var stochastic14 = Stochastic(14)
    private var stochastic21 = Stochastic(21)
    private var macd = MACD()
    private var ema9 = EMA(9)
    private var ema21 = EMA(21)

    /// - Parameter squeezeBars: bars of the lowest width.
    init(squeezeBars: Int) { lowestWidth = RollingMinimum(squeezeBars) }

    /// Adds the next minute.
    mutating func add(high: Double, low: Double, close: Double, volume: Double) {
        reading.before = MinuteReading.Earlier(
            rsi14: reading.rsi14, macd: reading.macd, signal: reading.signal,
            ema9: reading.ema9, ema21: reading.ema21)
        (reading.high, reading.low, reading.close) = (high, low, close)
        reading.volume = volume
        volumeMean.add(volume)
        reading.volumeMean = volumeMean.value
        addBands(close)
        rsi9.add(close)
        rsi14.add(close)
        (reading.rsi9, reading.rsi14) = (rsi9.value, rsi14.value)
        stochastic14.add(high: high, low: low, close: close)
        stochastic21.add(high: high, low: low, close: close)
        (reading.k14, reading.k21) = (stochastic14.slowK, stochastic21.slowK)
        macd.add(close)
        (reading.macd, reading.signal) = (macd.line, macd.signal)
        ema9.add(close)
        ema21.add(close)
        (reading.ema9, reading.ema21) = (ema9.value, ema21.value)
    }

    private mutating func addBands(_ close: Double) {
        bands20.add(close)
        bands30.add(close)
        (reading.lower20, reading.upper20) = (bands20.lower, bands20.upper)
        reading.upper30 = bands30.upper
        reading.width = bands20.width
        if let width = reading.width {
            lowestWidth.add(width)
        } else {
            // An undefined width among the last bars leaves the lowest undefined.
            lowestWidth.removeAll()
        }
        reading.lowestWidth = lowestWidth.value
    }
}
