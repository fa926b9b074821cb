import Indicators
public import Market
public import Records
public import Settings
public import Strategy

/// The table of indicators: every one of them at each close, and nothing decided.
///
/// Series run across sessions without reset.
public struct IndicatorStudies: Strategy, Hashable {
    let period: BarPeriod
    var sma20 = SMA(20)
    var ema9 = EMA(9)
    var ema21 = EMA(21)
    var rsi9 = RSI(9)
    var rsi14 = RSI(14)
    var atr14 = ATR(14)
    var dmi14 = DMI(14)
    var bands20 = Bollinger(20)
    var bands30 = Bollinger(30)
    var stochastic14 = Stochastic(14)
    var stochastic21 = Stochastic(21)
    var macd = MACD()
    var volume20 = SMA(20)

    /// Indicators that have seen nothing.
    public init(
        _ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode
    ) {
        let name = options.word("timeframe")
        guard let period = BarPeriod(name: name) else {
            preconditionFailure("timeframe \(name) is no bar period")
        }
        self.period = period
    }

    /// The configuration keys.
    public static let keys: [StrategyKey] = [
        StrategyKey(
            "timeframe", .word(["1s", "1m", "5m", "15m", "1h", "2h"]), .word("5m"),
            "The period of the bars that the indicators are of.")
    ]

    /// Bars of the timeframe.
    public var needs: StrategyNeeds { StrategyNeeds(periods: [period]) }

    /// Adds a bar to every indicator and writes them all.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter
    ) {
        add(high: bar.high, low: bar.low, close: bar.close, volume: bar.volume)
        write(close: bar.close, &out)
    }

    private mutating func add(high: Double, low: Double, close: Double, volume: Double) {
        sma20.add(close)
        ema9.add(close)
        ema21.add(close)
        rsi9.add(close)
        rsi14.add(close)
        atr14.add(high: high, low: low, close: close)
        dmi14.add(high: high, low: low, close: close)
        bands20.add(close)
        bands30.add(close)
        stochastic14.add(high: high, low: low, close: close)
        stochastic21.add(high: high, low: low, close: close)
        macd.add(close)
        volume20.add(volume)
    }

    private func write(close: Double, _ out: inout EvaluationWriter) {
        out.write(rule: 0, .study) { values in
            values.add(close)
            values.add(sma20.value)
            values.add(ema9.value)
            values.add(ema21.value)
            values.add(rsi9.value)
            values.add(rsi14.value)
            values.add(atr14.value)
            values.add(dmi14.adx)
            values.add(dmi14.plusDI)
            values.add(dmi14.minusDI)
            values.add(bands20.upper)
            values.add(bands20.middle)
            values.add(bands20.lower)
            values.add(bands30.upper)
            values.add(bands30.middle)
            values.add(bands30.lower)
            values.add(stochastic14.slowK)
            values.add(stochastic14.d)
            values.add(stochastic21.slowK)
            values.add(stochastic21.d)
            values.add(macd.line)
            values.add(macd.signal)
            values.add(macd.histogram)
            values.add(volume20.value)
        }
    }

    /// What the evaluations mean.
    public static let schema = StrategySchema(
        number: 0, name: "indicators", meaning: "All indicators at each close of one timeframe.",
        rules: [
            RuleSchema(
                name: "indicators", meaning: "The indicators at the close of a bar.",
                values: [
                    ValueSchema("close", .price),
                    ValueSchema("sma20", .price, "Mean of 20 closes."),
                    ValueSchema("ema9", .price),
                    ValueSchema("ema21", .price),
                    ValueSchema("rsi9", .number, "0 to 100."),
                    ValueSchema("rsi14", .number, "0 to 100."),
                    ValueSchema("atr14", .price, "Average true range."),
                    ValueSchema("adx14", .number, "Strength of the trend, 0 to 100."),
                    ValueSchema("plus_di14", .number, "Upward movement, 0 to 100."),
                    ValueSchema("minus_di14", .number, "Downward movement, 0 to 100."),
                    ValueSchema("bb20_upper", .price, "Two deviations above the mean."),
                    ValueSchema("bb20_middle", .price),
                    ValueSchema("bb20_lower", .price, "Two deviations below the mean."),
                    ValueSchema("bb30_upper", .price, "Two deviations above the mean."),
                    ValueSchema("bb30_middle", .price),
                    ValueSchema("bb30_lower", .price, "Two deviations below the mean."),
                    ValueSchema("stoch14_k", .number, "Slow %K, 0 to 100."),
                    ValueSchema("stoch14_d", .number, "%D, 0 to 100."),
                    ValueSchema("stoch21_k", .number, "Slow %K, 0 to 100."),
                    ValueSchema("stoch21_d", .number, "%D, 0 to 100."),
                    ValueSchema("macd", .price, "Fast minus slow average."),
                    ValueSchema("macd_signal", .price),
                    ValueSchema("macd_hist", .price, "MACD minus its signal."),
                    ValueSchema("volume_sma20", .volume, "Mean volume of 20 bars."),
                ],
                summary: "close {close}, RSI {rsi14}, ADX {adx14}, ATR {atr14}")
        ])
}
