import Auction
import Convergence
import Market
import Momentum
import OrderFlow
import PitctlViews
import Records
import SEF
import Strategy
import Studies

/// Evaluations put together by hand, with the systems' own schemas.
enum Made {
    static let spy = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)
    /// 2013-10-08 10:12:05 New York.
    static let time = NewYorkTime.instant(SessionDate("2013-10-08")!, second: 36_725)

    static let orderFlow = OrderFlowStrategy.schema
    static let momentum = MomentumSystem.schema
    static let sef = SEFSystem.schema
    static let auction = AuctionPlaybook.schema
    static let convergence = ConvergenceSystem.schema
    static let indicators = IndicatorStudies.schema
    static let all = [orderFlow, momentum, sef, auction, convergence, indicators]

    /// An evaluation of a rule; words of choices, reasons and keys by their names.
    static func evaluation(
        _ schema: StrategySchema, _ name: String, _ verdict: Verdict, number: UInt64 = 0,
        key: String? = nil, reason: String? = nil, way direction: Direction = .none,
        period: BarPeriod = .minute1, at time: Nanoseconds = time,
        values: [String: Double] = [:], words: [String: String] = [:]
    ) -> Evaluation {
        let place = schema.rules.firstIndex { $0.name == name }!
        let rule = schema.rules[place]
        var made = Evaluation(
            instrument: InstrumentID(0), system: schema.number, rule: UInt8(place),
            verdict: verdict)
        made.number = number
        made.direction = direction
        made.period = period
        made.time = time
        made.start = time - .seconds(Int64(period.seconds))
        if let key { made.key = UInt16(rule.keys.firstIndex(of: key)!) }
        if let reason { made.reason = UInt8(rule.reasons.firstIndex(of: reason)!) }
        precondition(
            Set(values.keys).union(words.keys).isSubset(of: rule.values.map(\.name)),
            "\(name) has other values: \(rule.values.map(\.name))")
        made.values = rule.values.map { value in
            if let word = words[value.name], case .choice(let list) = value.kind {
                return Double(list.firstIndex(of: word)!)
            }
            return values[value.name]
        }
        return made
    }

    static func text(
        _ evaluation: Evaluation, _ schema: StrategySchema?, _ instrument: Instrument = spy
    ) -> DecisionText {
        DecisionText(evaluation, instrument, schema)
    }

    /// An expansion with too small a volume behind it, in the middle of its range.
    static let rejectedEntry: DecisionText = {
        var made = evaluation(
            momentum, "entry", .rejected, number: 37, reason: "close", way: .long, period: .second1,
            values: [
                "price": 165.42, "stop": 165.38, "target": 165.515, "range": 0.05, "volume": 1350,
                "prior_range": 0.0125, "range_expand_factor": 1.8, "prior_volume": 812.5,
                "volume_expand_factor": 1.5, "vwap": 165.40125, "count": 4,
                "min_compression_bars": 3, "edge_distance": 0.03, "close_edge_percent": 0.25,
                "fill": 165.43,
            ], words: ["bias": "BULLISH"])
        made.sideQuality = .quote
        made.inferredShare = 0.034
        made.late = 2
        return text(made, momentum)
    }()

    static let approvedPattern = text(
        evaluation(
            orderFlow, "stacked_buy_imbalance", .approved, number: 38,
            key: "STACKED_BUY_IMBALANCE", reason: "ok", way: .long, at: time + .seconds(55),
            values: [
                "price": 165.4, "strength": 0.7512, "levels": 4, "confidence": 0.8,
                "size_multiplier": 1, "quantity": 100, "close": 165.45, "delta": 1250,
                "volume": 8400, "enabled": 1, "with_trend": 1, "least_strength": 0.6,
                "at_extreme": 1, "stack_low": 165.4, "stack_high": 165.43,
                "aggressor_volume": 4200, "opposite_volume": 900, "least_ratio": 3.3333,
                "imbalance_ratio": 3, "stack_levels": 3,
            ], words: ["regime": "TRENDING_UP"]), orderFlow)

    static let setup = text(
        evaluation(
            sef, "setup", .approved, number: 40, key: "poc_daily", way: .short, period: .hour2,
            at: time + .seconds(86_400),
            values: [
                "level_price": 163.2, "atr": 0.8, "dist_atr": 2.775, "close": 165.42, "candles": 3,
                "hours": 6, "probability": 0.75, "entry": 165.42, "target": 164.1, "stop": 166.02,
                "n": 12,
            ], words: ["trigger": "HIGH_PROB", "base_source": "PRIOR"]), sef)
}
