import Market
import PitctlViews
import Records

/// A morning as the systems see it.
extension Made {
    static let regime = evaluation(
        orderFlow, "regime", .study, period: .minute5,
        values: [
            "close": 165.42, "ema9": 165.31, "ema21": 165.12, "vwap": 165.20125, "adx": 31.21,
            "plus_di": 28.1, "minus_di": 12.04, "atr": 0.2143, "atr_ratio": 1.1, "hh": 4, "hl": 3,
            "lh": 1, "ll": 0, "score_up": 5, "score_down": 0, "confidence": 1,
            "size_multiplier": 1, "volume": 84_000, "volume_sma20": 61_200.5,
            "low_volume_share": 0.5, "trend_adx": 25, "volatile_atr_ratio": 1.5,
        ],
        words: [
            "structure": "BULLISH", "regime": "TRENDING_UP", "raw_regime": "TRENDING_UP",
            "previous_raw_regime": "TRENDING_UP",
        ])

    static let market = evaluation(
        auction, "market", .study,
        values: [
            "close": 165.42, "poc": 163.2, "distance_pct": 1.36, "momentum": 0.6,
            "nearest_lvn": 165.6, "lvn_distance_pct": 0.1087, "lvn_alert": 1, "score": 70,
            "volume_ratio": 2.3, "cvd_change": 1250, "accelerating": 1, "holiday": 0,
            "minutes_to_next": 468,
        ],
        words: [
            "state": "IMBALANCE_UP", "flow_direction": "BUY", "trading_session": "NEW_YORK",
            "recommended": "TREND_MODEL",
        ])

    static let bar = evaluation(
        momentum, "bar", .study, period: .second1,
        values: [
            "compressed": 1, "count": 4, "expansion": 0, "close": 165.42, "vwap": 165.20125,
            "range": 0.01, "max_range": 0.02, "mean_range": 0.045,
            "compression_range_factor": 0.5, "volume": 1200, "mean_volume": 1100.5, "trades": 3,
            "session_pnl": 0.12, "open_entry": 165.4, "open_stop": 165.38, "open_target": 165.5,
        ], words: ["bias": "BULLISH", "state": "IN_TRADE", "open_direction": "LONG"])

    static let minute = evaluation(
        convergence, "minute", .study,
        values: [
            "close": 165.42, "entry_count": 2, "entry_indicators": 4, "exit_count": 3,
            "exit_indicators": 4, "divergence_count": 1, "divergences_5m": 1,
            "divergences_15m": 0, "divergences_60m": 0, "momentum_24h": 2.12, "delay_hours": 2,
            "entry_signal": 0, "exit_signal": 0, "rsi_oversold": 0, "bb_lower_touch": 1,
            "stoch_14_ob": 1, "rsi_14_ob": 1, "pending_exit": 1_381_248_000_000,
        ])

    static let levels = [
        evaluation(
            sef, "level", .study, key: "poc_daily", period: .hour2,
            values: [
                "candles": 4, "hours": 8, "probability": 0.75, "energy": 20, "n": 0,
                "setup_timeframe": 1,
            ], words: ["direction": "UP", "trigger": "EXTREME", "base_source": "PRIOR"]),
        evaluation(
            sef, "level", .study, key: "vwap_weekly", period: .hour2,
            values: [
                "candles": 2, "hours": 4, "probability": 0.6, "energy": 9, "n": 0,
                "setup_timeframe": 0,
            ], words: ["direction": "DOWN", "trigger": "ALERT", "base_source": "PRIOR"]),
    ]

    static let indicatorReading = evaluation(
        indicators, "indicators", .study, period: .minute5,
        values: ["close": 165.42, "rsi14": 61.2, "adx14": 31.21, "atr14": 0.2143])

    /// All systems, and two signals.
    static let systems: SystemsState = {
        var state = SystemsState(all)
        for study in [regime, market, bar, minute, indicatorReading] + levels {
            state.take(study: study)
        }
        state.take(signal: approvedPattern)
        state.take(signal: setup)
        return state
    }()
}
