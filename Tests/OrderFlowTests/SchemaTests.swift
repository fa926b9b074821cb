import Market
import Records
import Settings
import Strategy
import Testing

@testable import OrderFlow

/// The schema, the keys, and whether they say what is written.
@Suite struct SchemaTests {
    let schema = OrderFlowStrategy.schema

    @Test func `rules and patterns come in the order of the export`() {
        #expect(schema.number == 1)
        #expect(schema.name == "orderflow")
        #expect(
            schema.rules.map(\.name) == ["regime"] + Pattern.allCases.map { $0.name.lowercased() }
                + ["choice", "level"])
        for pattern in Pattern.allCases {
            let rule = schema.rules[OrderFlowSchema.rule(of: pattern)]
            #expect(rule.keys == [pattern.name])
            #expect(
                rule.reasons == [
                    "ok", "against_trend", "too_weak", "pattern_disabled", "not_at_extreme",
                    "no_trade",
                ])
            #expect(
                rule.values.prefix(7).map(\.name) == [
                    "price", "strength", "levels", "regime", "confidence", "size_multiplier",
                    "quantity",
                ])
        }
    }

    @Test func `the regime's values are the columns of its export`() {
        let columns =
            "close, ema9, ema21, vwap, adx, plus_di, minus_di, atr, atr_ratio, hh, hl, lh, ll, "
            + "structure, score_up, score_down, regime, confidence, size_multiplier"
        let names = schema.rules[0].values.prefix(19).map(\.name)
        #expect(names.joined(separator: ", ") == columns)
        #expect(
            schema.rules[0].reasons == [
                "", "warmup", "outside_rth", "session_edge", "news", "low_volume",
            ])
        #expect(
            schema.rules[0].values[16].kind
                == .choice(["TRENDING_UP", "TRENDING_DOWN", "RANGING", "VOLATILE", "NO_TRADE"]))
        #expect(schema.rules[0].values[13].kind == .choice(["NEUTRAL", "BULLISH", "BEARISH"]))
    }

    @Test func `names are unique and conditions and summaries name values`() {
        for rule in schema.rules {
            #expect(Set(rule.values.map(\.name)).count == rule.values.count)
            #expect(rule.values.count <= Evaluation.valueLimit)
            for condition in rule.conditions {
                #expect(rule.place(of: condition.left) != nil, "\(rule.name): \(condition.left)")
                for factor in condition.right where Double(factor) == nil {
                    #expect(rule.place(of: factor) != nil, "\(rule.name): \(factor)")
                }
                let named = Self.valueNames(in: condition.text)
                #expect(named.allSatisfy { rule.place(of: $0) != nil }, "\(condition.text)")
            }
            for name in Self.valueNames(in: rule.summary)
            where !["direction", "key", "reason", "verdict"].contains(name) {
                #expect(rule.place(of: name) != nil, "\(rule.name): \(name)")
            }
        }
    }

    static func valueNames(in text: String) -> [String] {
        text.split(separator: "{").dropFirst().compactMap {
            $0.split(separator: "}", omittingEmptySubsequences: false).first.map(String.init)
        }
    }

    @Test func `keys give the values of batch runs, and every default is allowed`() {
        let keys = OrderFlowStrategy.keys
        #expect(Set(keys.map(\.name)).count == keys.count)
        #expect(OrderFlowSettings(StrategyOptions(keys)) == OrderFlowSettings())
        for key in keys {
            switch (key.format, key.fallback) {
            case (.number(let range), .number(let value)),
                (.numberOrOff(let range), .number(let value)):
                #expect(range.contains(value), "\(key.name)")
            case (.whole(let range), .whole(let value)):
                #expect(range.contains(value), "\(key.name)")
            case (.word(let words), .word(let word)): #expect(words.contains(word), "\(key.name)")
            case (.flag, .flag), (.instants, .instants), (.numberOrOff, .off): break
            default: Issue.record("\(key.name) has a default of another kind")
            }
        }
    }

    @Test func `each key changes its setting`() {
        for key in OrderFlowStrategy.keys where key.name != "min_notional" {
            var options = StrategyOptions(OrderFlowStrategy.keys)
            switch key.format {
            case .number(let range), .numberOrOff(let range):
                options[key.name] = .number((range.lowerBound + range.upperBound) / 2)
                if options[key.name] == key.fallback {
                    options[key.name] = .number(range.lowerBound)
                }
            case .whole(let range): options[key.name] = .whole(range.upperBound)
            case .flag: options[key.name] = .flag(!options.flag(key.name))
            case .word(let words): options[key.name] = .word(words[0])
            case .instants: options[key.name] = .instants([.seconds(1)])
            case .words: Issue.record("\(key.name) takes words")
            }
            #expect(OrderFlowSettings(options) != OrderFlowSettings(), "\(key.name)")
        }
    }

    func settings(_ assetClass: AssetClass, _ coverage: TapeCoverage = .consolidated)
        -> OrderFlowSettings
    {
        var options = StrategyOptions(OrderFlowStrategy.keys)
        for (name, value) in OrderFlowStrategy.classDefaults(assetClass, coverage) {
            options[name] = value
        }
        return OrderFlowSettings(options)
    }

    @Test func `classes start from their own rows and least volumes`() {
        #expect(settings(.future) == OrderFlowSettings())
        #expect(settings(.share).rowHeight == .auto)
        #expect(settings(.share).leastVolume == .quantity(500))
        #expect(settings(.share, .oneVenue).leastVolume == .quantity(100))
        #expect(settings(.crypto).rowHeight == .auto)
        #expect(settings(.crypto).leastVolume == .notional(50_000))
        #expect(settings(.crypto).quantity.step == 0)
        #expect(OrderFlowStrategy.usualSession(.crypto) == .utc)
        #expect(OrderFlowStrategy.usualSession(.future) == .rth)
    }

    @Test func `a notional follows the close before the session`() {
        var least = LeastVolume(.notional(50_000), SizeScale(decimals: 8, lot: 1))
        func at(_ close: Double, open: Double, _ session: String) -> Double {
            least.at(Sample.bar(high: 9999, low: 1, close: close, open: open, session: session))
        }
        #expect(at(200, open: 100, "2024-11-13") == 500)  // the first trade
        #expect(at(400, open: 300, "2024-11-13") == 500)
        #expect(at(500, open: 450, "2024-11-14") == 125)  // the last close
    }

    @Test func `a coin is traded in lots`() {
        let facts = Instrument(
            symbol: "BTC-USD", assetClass: .crypto, prices: PriceScale(decimals: 2, tick: 1),
            sizes: SizeScale(decimals: 8, lot: 100_000), tickValueNanos: 10_000_000)
        let strategy = OrderFlowStrategy(settings(.crypto), StrategyInstrument(facts))
        #expect(strategy.quantity.step == 0.001)
        #expect(strategy.quantity.of(0.375) == 0.75)
    }
}
