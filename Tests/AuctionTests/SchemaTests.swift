import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct SchemaTests {
    private let schema = AuctionPlaybook.schema

    @Test func `the study begins with the columns of market_state.csv`() {
        #expect(
            schema.rules[0].values.map(\.name).prefix(18) == [
                "close", "poc", "vah", "val", "distance_pct", "in_value", "momentum", "state",
                "nearest_lvn", "lvn_distance_pct", "lvn_alert", "buy_pressure", "volume_ratio",
                "cvd_momentum", "score", "score_literal", "flow_direction", "trading_session",
            ])
    }

    @Test func `a setup begins with the columns of auction_signals.csv`() {
        #expect(
            schema.rules[3].values.map(\.name).prefix(7) == [
                "signal_type", "entry_price", "stop_loss", "target", "confidence",
                "risk_reward", "lvn",
            ])
        #expect(schema.rules[3].keys == ["TREND_MODEL", "MEAN_REVERSION"])
    }

    @Test func `number, name and rules`() {
        #expect(schema.number == 4 && schema.name == "auction")
        #expect(
            schema.rules.map(\.name) == ["market", "lvn_alert", "leg", "setup", "signal"])
    }

    @Test func `names are unique and conditions speak of values`() {
        for rule in schema.rules {
            let names = rule.values.map(\.name)
            #expect(Set(names).count == names.count && names.count <= Evaluation.valueLimit)
            for condition in rule.conditions {
                #expect(rule.place(of: condition.left) != nil, "\(condition.left)")
                for right in condition.right where Double(right) == nil {
                    #expect(rule.place(of: right) != nil, "\(right)")
                }
                for name in Self.names(in: condition.text) + Self.names(in: rule.summary) {
                    let isKnown =
                        rule.place(of: name) != nil
                        || ["direction", "key", "reason", "verdict"].contains(name)
                    #expect(isKnown, "\(name)")
                }
            }
        }
    }

    private static func names(in text: String) -> [String] {
        text.split(separator: "{").dropFirst().compactMap {
            $0.split(separator: "}").first.map(String.init)
        }
    }

    @Test func `every evaluation has as many values as its rule`() {
        var sheet = WorkedTradeTests.trend(["track_open": .flag(true)])
        sheet.end()
        let reversal = WorkedTradeTests.reversion()
        let all = sheet.found + reversal.found
        #expect(Set(all.map(\.rule)) == [0, 1, 2, 3, 4])
        for evaluation in all {
            #expect(evaluation.values.count == evaluation.schema.values.count)
            #expect(Int(evaluation.reason) < evaluation.schema.reasons.count)
        }
    }

    @Test func `choices and flags stay within their words`() {
        var sheet = WorkedTradeTests.trend(["track_open": .flag(true)])
        sheet.end()
        for evaluation in sheet.found {
            for (value, schema) in zip(evaluation.values, evaluation.schema.values) {
                switch schema.kind {
                case .choice(let words):
                    #expect(value.map { $0 >= 0 && Int($0) < words.count } != false)
                case .flag: #expect(value == nil || value == 0 || value == 1)
                case .count: #expect(value.map { $0.rounded() == $0 } != false)
                default: break
                }
            }
        }
    }

    @Test func `keys have the base values, and classes theirs`() {
        let options = StrategyOptions(AuctionPlaybook.keys)
        #expect(Set(AuctionPlaybook.keys.map(\.name)).count == AuctionPlaybook.keys.count)
        let settings = AuctionSettings(options)
        #expect(settings.leg == LegRule() && settings.setup == SetupRule())
        #expect(settings.flow == FlowRule() && settings.manager == ManagerRule())
        #expect(settings.alert == LVNAlarmRule() && settings.pullback == PullbackRule())
        #expect(settings.legRule.lowNodeShare == 0.5 && settings.legRule.shoulderRatio == 1.5)
        #expect(settings.rule.lowNodeShare == 0.3 && settings.rule.shoulderRatio == 2)
        func share(_ assetClass: AssetClass, _ coverage: TapeCoverage) -> StrategyValue? {
            AuctionPlaybook.classDefaults(assetClass, coverage)["cvd_share"]
        }
        #expect(share(.future, .consolidated) == .number(0.2))
        #expect(share(.share, .consolidated) == .number(0.2))
        #expect(share(.share, .oneVenue) == nil)
        #expect(share(.crypto, .oneVenue) == .number(0.2))
        #expect(
            AuctionPlaybook.classDefaults(.share, .oneVenue)["track_open"] == .flag(true))
        #expect(AuctionPlaybook.usualSession(.future) == .rth)
        #expect(AuctionPlaybook.usualSession(.crypto) == .utc)
    }

    @Test func `it needs minutes with rows and the last session's profile`() {
        let needs = Sheet().playbook.needs
        #expect(needs.periods == [.minute1] && needs.rowsPeriod == .minute1)
        #expect(needs.previousProfiles == [.daily] && needs.rowHeight == .ticks(1))
        #expect(!needs.countsEmptyBars && !needs.needsTicks && needs.sideRun)
    }
}
