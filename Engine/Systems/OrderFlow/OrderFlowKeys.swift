import Market
import Settings

/// The keys of the order-flow system, defaults as in batch runs.
enum OrderFlowKeys {
    static let all = bars + patterns + regime + router

    static let bars: [StrategyKey] = [
        StrategyKey(
            "timeframe", .word(["1s", "1m", "5m", "15m", "1h", "2h", "1d"]), .word("5m"),
            "The period of its bars; patterns and regime are evaluated when one closes."),
        StrategyKey(
            "row_ticks", .whole(0...1_000_000), .whole(1), unit: "ticks",
            "The height of a footprint row; 0 follows the price, once a session."),
        StrategyKey(
            "min_volume", .numberOrOff(0...1e12), .number(10),
            unit: "shares, contracts or coins",
            "The least volume of imbalances, exhaustion and absorption; off takes min_notional."),
        StrategyKey(
            "min_notional", .number(0...1e15), .number(50_000), unit: "USD",
            "Where min_volume is off: the least volume is this over the price that the session "
                + "began with."),
    ]

    static let patterns: [StrategyKey] = [
        StrategyKey(
            "imbalance_ratio", .number(1...1000), .number(3),
            "An imbalance outweighs the other side of its diagonal at least so many times."),
        StrategyKey(
            "ignore_zeros", .flag, .flag(true),
            "A zero on the other side of the diagonal is no imbalance."),
        StrategyKey(
            "stack_levels", .whole(2...100), .whole(3), unit: "rows",
            "Imbalances of one side on adjacent rows that make a stack."),
        StrategyKey(
            "exhaustion_levels", .whole(2...20), .whole(3), unit: "rows",
            "Rows over which the aggressor's volume thins out into the extreme."),
        StrategyKey(
            "exhaustion_ratio", .number(0...1), .number(0.25),
            "Volume at the extreme is at most this share of that at the innermost row."),
        StrategyKey(
            "lookback", .whole(1...500), .whole(5), unit: "bars",
            "Earlier bars whose extreme an exhaustion reaches and a divergence passes."),
        StrategyKey(
            "absorption_levels", .whole(1...100), .whole(3), unit: "rows",
            "Outermost rows that are looked at for absorption."),
        StrategyKey(
            "absorption_ratio", .number(0...1000), .number(2),
            "The absorbed side outweighs the other at least so many times there."),
        StrategyKey(
            "absorption_share", .number(0...1), .number(0.3),
            "The absorbed side is at least this share of the bar's volume."),
        StrategyKey(
            "close_fraction", .number(0...1), .number(0.5),
            "After absorption the close is at least this share of the range off the extreme."),
        StrategyKey(
            "min_delta_share", .number(0...1), .number(0.05),
            "A divergence's delta is at least this share of the volume."),
    ]

    static let regime: [StrategyKey] = [
        StrategyKey(
            "trend_adx", .number(1...99), .number(25), "ADX above this is strong movement."),
        StrategyKey(
            "volatile_atr_ratio", .number(0...20), .number(1.5),
            "ATR at least so many times its mean of 20 bars is volatile."),
        StrategyKey(
            "low_volume_share", .number(0...10), .number(0.3),
            "Volume below this share of its mean of 20 bars is low: no trade."),
        StrategyKey(
            "session_edge", .whole(0...240), .whole(15), unit: "minutes",
            "What is left out after the open and before the close of regular hours."),
        StrategyKey("news", .instants, .instants([]), "Events around which nothing is done."),
        StrategyKey(
            "news_margin", .whole(0...1440), .whole(5), unit: "minutes",
            "How long before and after an event of news nothing is done."),
    ]

    static let router: [StrategyKey] = [
        StrategyKey(
            "trend_strength", .number(0...1), .number(0.5),
            "In a trend, single imbalances and unfinished business need this strength."),
        StrategyKey(
            "volatile_stack_levels", .whole(2...100), .whole(4), unit: "rows",
            "In a volatile market, stacks need so many levels."),
        StrategyKey(
            "volatile_absorption_strength", .number(0...1), .number(0.5),
            "In a volatile market, absorption needs this strength."),
        StrategyKey(
            "range_bars", .whole(1...500), .whole(20), unit: "bars",
            "Bars whose highs and lows make the range of a ranging market."),
        StrategyKey(
            "range_fraction", .number(0...1), .number(0.25),
            "The share of that range at either end that counts as its extreme."),
        StrategyKey(
            "position_size", .number(1e-9...1e9), .number(2),
            unit: "shares, contracts or coins", "The most that is held."),
        StrategyKey(
            "quantity_step", .numberOrOff(1e-9...1e9), .number(1),
            unit: "shares, contracts or coins",
            "What quantities are multiples of; off is the instrument's lot."),
        StrategyKey(
            "stop_ticks", .whole(0...1000), .whole(1), unit: "ticks",
            "How far beyond the signal's bar the stop is."),
        StrategyKey(
            "min_risk_ticks", .whole(1...100_000), .whole(4), unit: "ticks",
            "The least distance of the stop from the entry."),
        StrategyKey(
            "max_risk_ticks", .whole(1...100_000), .whole(40), unit: "ticks",
            "The most distance of the stop from the entry."),
        StrategyKey(
            "target_ratio", .number(0...100), .number(1.5),
            "The target's distance, in distances of the stop."),
        StrategyKey(
            "open_levels", .whole(1...4096), .whole(256),
            "The most levels of unfinished business kept open; the oldest gives way."),
    ]

    /// What differs by class outside batch runs.
    static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] {
        let usual = ClassDefaults.of(assetClass, coverage: coverage)
        var values: [String: StrategyValue] = [:]
        switch usual.footprintRow {
        case .auto: values["row_ticks"] = .whole(0)
        case .ticks(let ticks): values["row_ticks"] = .whole(Int(ticks))
        }
        switch usual.minimumVolume {
        case .quantity(let quantity): values["min_volume"] = .number(quantity)
        case .notional(let dollars):
            values["min_volume"] = .off
            values["min_notional"] = .number(dollars)
        }
        if assetClass == .crypto { values["quantity_step"] = .off }
        return values
    }
}
