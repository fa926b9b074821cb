import Records

/// A CSV file made of a strategy's evaluations: of which rules, and in which columns.
struct EvaluationTable: Sendable {
    /// Where a column comes from that is no value of its name.
    enum Source: Sendable {
        /// The start of the bar, nanoseconds.
        case start
        /// The session of the bar.
        case session
        /// What of several the rule was applied to.
        case key
        /// Which way the evaluation points.
        case direction
        /// Why it decided as it did.
        case reason
        /// Whether it is a signal.
        case isApproved
        /// The value of another name.
        case value(String)
    }

    /// Which evaluations of the rules make a row.
    enum Rows: Sendable {
        case all
        case approved
        /// The last one of each key, keys in the order of the rule, those that begin so left out.
        case lastOfEachKey(except: String)
    }

    /// The strategy's name.
    var strategy: String
    /// The rules, by name.
    var rules: [String]
    /// The header: names of values but for those in `sources`.
    var columns: String
    var sources: [String: Source]
    var rows = Rows.all

    /// Puts a table together; `ts_ns` is always the start of the bar.
    init(
        _ strategy: String, _ rules: [String], _ columns: String, _ sources: [String: Source] = [:],
        rows: Rows = .all
    ) {
        self.strategy = strategy
        self.rules = rules
        self.columns = columns
        self.sources = sources.merging(["ts_ns": .start]) { own, _ in own }
        self.rows = rows
    }
}

/// The tables.
extension BatchExport {
    /// What the file is made of, `nil` when it is not made of evaluations.
    var table: EvaluationTable? {
        switch self {
        case .bars, .footprint, .profile, .profileRows, .vwap, .simTicks: nil
        case .indicators: .indicators
        case .patterns: .patterns
        case .regime: .regime
        case .signals: .signals
        case .trades: .trades
        case .momentumStates: .momentumStates
        case .extensions: .extensions
        case .calibration: .calibration
        case .marketState: .marketState
        case .auctionSignals: .auctionSignals
        case .convergence: .convergence
        }
    }
}

extension EvaluationTable {
    static let indicators = EvaluationTable(
        "indicators", ["indicators"],
        "ts_ns,close,sma20,ema9,ema21,rsi9,rsi14,atr14,adx14,plus_di14,minus_di14,bb20_upper,"
            + "bb20_middle,bb20_lower,bb30_upper,bb30_middle,bb30_lower,stoch14_k,stoch14_d,"
            + "stoch21_k,stoch21_d,macd,macd_signal,macd_hist,volume_sma20")

    private static let patternRules = [
        "buy_imbalance", "sell_imbalance", "stacked_buy_imbalance", "stacked_sell_imbalance",
        "buying_exhaustion", "selling_exhaustion", "buying_absorption", "selling_absorption",
        "delta_divergence", "unfinished_business",
    ]

    static let patterns = EvaluationTable(
        "orderflow", patternRules, "ts_ns,pattern,direction,price,strength,levels",
        ["pattern": .key, "direction": .direction])

    static let signals = EvaluationTable(
        "orderflow", patternRules,
        "ts_ns,pattern,direction,price,strength,regime,confidence,approved,reason,"
            + "size_multiplier,quantity",
        ["pattern": .key, "direction": .direction, "approved": .isApproved, "reason": .reason])

    static let regime = EvaluationTable(
        "orderflow", ["regime"],
        "ts_ns,close,ema9,ema21,vwap,adx,plus_di,minus_di,atr,atr_ratio,hh,hl,lh,ll,structure,"
            + "score_up,score_down,regime,confidence,size_multiplier,reason",
        ["reason": .reason])

    static let trades = EvaluationTable(
        "momentum", ["trade"],
        "entry_ts_ns,exit_ts_ns,direction,entry,stop,target,exit,reason,pnl",
        ["reason": .reason])

    static let momentumStates = EvaluationTable(
        "momentum", ["bar"], "ts_ns,bias,compressed,count,expansion,state")

    static let extensions = EvaluationTable(
        "sef", ["level"],
        "ts_ns,level,level_price,atr,dist_atr,direction,candles,hours,trigger,rejection,"
            + "continuation,declining,extreme,aligned,probability,energy,quality,setup,entry,"
            + "target,stop",
        ["level": .key])

    static let calibration = EvaluationTable(
        "sef", ["calibration"],
        "level,direction,bucket,n,hits,rate,wilson_low,wilson_high,prior,blended",
        rows: .lastOfEachKey(except: "all "))

    static let marketState = EvaluationTable(
        "auction", ["market"],
        "ts_ns,session,close,poc,vah,val,distance_pct,in_value,momentum,state,nearest_lvn,"
            + "lvn_distance_pct,lvn_alert,buy_pressure,volume_ratio,cvd_momentum,score,"
            + "score_literal,flow_direction,trading_session",
        ["session": .session])

    static let auctionSignals = EvaluationTable(
        "auction", ["setup"],
        "ts_ns,setup,signal_type,entry_price,stop_loss,target,confidence,risk_reward,lvn,reason",
        ["setup": .key, "reason": .value("text")], rows: .approved)

    static let convergence = EvaluationTable(
        "convergence", ["minute"],
        "ts_ns,close,volume_decline,bb_lower_touch,bb_squeeze,rsi_oversold,rsi_oversold_cross,"
            + "stoch_oversold,macd_cross_up,ma_cross_up,entry_count,entry_signal,rsi_9_ob,"
            + "rsi_14_ob,stoch_14_ob,stoch_21_ob,bb_20_touch,bb_30_touch,volume_spike,"
            + "macd_bearish,exit_count,divergence_count,range_12h,momentum_24h,support_4h,"
            + "momentum_category,delay_hours,exit_signal")
}
