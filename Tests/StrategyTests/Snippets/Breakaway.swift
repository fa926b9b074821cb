// Code of docs/guides/strategies.md, compiled.

// snippet: strategy
import Indicators
public import Market
import Measures
public import Records
public import Settings
public import Strategy

/// A close beyond the last bars, with the volume on its side and on the right side of the VWAP.
public struct Breakaway: Strategy {
    let period: BarPeriod
    let minShare: Double
    let reward: Double
    var range: RollingExtremes

    /// A strategy that has seen nothing.
    public init(_ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode) {
        period = BarPeriod(name: options.word("timeframe")) ?? .minute1
        minShare = options.number("min_share")
        reward = options.number("target_rr")
        range = RollingExtremes(options.whole("bars"))
    }

    /// Bars of its timeframe, and the session's VWAP.
    public var needs: StrategyNeeds {
        var needs = StrategyNeeds(periods: [period])
        needs.vwaps = [.daily]
        return needs
    }

    /// Compares the close with the bars before it, then takes the bar in.
    public mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading, _ out: inout EvaluationWriter
    ) {
        if let vwap = market.vwaps.daily?.vwap { decide(bar, vwap, &out) }
        range.add(high: bar.high, low: bar.low)
    }
}
// end

// snippet: keys
extension Breakaway {
    /// The configuration keys.
    public static var keys: [StrategyKey] {
        [
            StrategyKey(
                "timeframe", .word(["1m", "5m", "15m"]), .word("1m"), "The period of its bars."),
            StrategyKey(
                "bars", .whole(2...500), .whole(20), unit: "bars",
                "Bars whose extremes a close must leave behind."),
            StrategyKey(
                "min_share", .number(0...1), .number(0.2), unit: "share of the volume",
                "Delta in the direction of the break, at least."),
            StrategyKey(
                "target_rr", .number(0.1...100), .number(2), unit: "distances of the stop",
                "Distance of the target."),
        ]
    }

    /// The tape of one venue is thinner: it has to be more one-sided.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] {
        assetClass == .share && coverage == .oneVenue ? ["min_share": .number(0.3)] : [:]
    }
}
// end

// snippet: rule
extension Breakaway {
    enum Reason: Int {
        case ok = 0
        case delta = 1
        case vwap = 2
    }

    func decide(_ bar: borrowing StudyBar, _ vwap: Double, _ out: inout EvaluationWriter) {
        guard let highest = range.maximum, let lowest = range.minimum else { return }
        let close = bar.close
        let isUp = Comparison.exceeds(close, highest)
        let isDown = Comparison.exceeds(lowest, close)
        let sign = isDown ? -1.0 : 1.0
        let share = bar.volume > 0 ? sign * bar.delta / bar.volume : 0
        let pastVWAP = sign * (close - vwap)
        let stop = isDown ? highest : lowest
        var reason = Reason.ok
        if !Comparison.reaches(share, minShare) {
            reason = .delta
        } else if !Comparison.exceeds(pastVWAP, 0) {
            reason = .vwap
        }
        let isBreak = isUp || isDown
        out.write(
            rule: 0, !isBreak ? .study : reason == .ok ? .approved : .rejected,
            reason: isBreak ? reason.rawValue : 0, isUp ? .long : isDown ? .short : .none
        ) { values in
            values.add(close)
            values.add(isDown ? lowest : highest)
            values.add(share)
            values.add(minShare)
            values.add(vwap)
            values.add(pastVWAP)
            values.add(isBreak ? stop : nil)
            values.add(isBreak ? close + reward * (close - stop) : nil)
        }
    }
}
// end

// snippet: schema
extension Breakaway {
    /// What its evaluations mean.
    public static let schema = StrategySchema(
        number: 64, name: "breakaway",
        meaning: "A close beyond the last bars with the volume on its side.",
        rules: [
            RuleSchema(
                name: "break", meaning: "A close beyond the extremes of the bars before.",
                reasons: ["ok", "delta", "vwap"],
                values: [
                    ValueSchema("close", .price, "The bar's close."),
                    ValueSchema("edge", .price, "The extreme it is compared with."),
                    ValueSchema("side_share", .share, "Delta in its direction over the volume."),
                    ValueSchema("min_share", .share, "The least of that."),
                    ValueSchema("vwap", .price, "The session's VWAP."),
                    ValueSchema("past_vwap", .price, "How far beyond the VWAP it is."),
                    ValueSchema("stop", .price, "The other extreme."),
                    ValueSchema("target", .price, "As many distances of the stop away as set."),
                ],
                conditions: [
                    ConditionSchema(
                        "delta share {side_share} >= {min_share}", "side_share", .atLeast,
                        ["min_share"]),
                    ConditionSchema("{past_vwap} beyond VWAP {vwap}", "past_vwap", .above, ["0"]),
                ],
                summary: "{direction} {close} beyond {edge}, stop {stop}, target {target}")
        ])
}
// end
