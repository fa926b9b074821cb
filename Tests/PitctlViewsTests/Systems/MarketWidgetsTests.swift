import Market
import PitctlViews
import Records
import Testing

@Suite struct MarketWidgetsTests {
    private static let sides = ["BUY", "SELL", "NONE"]
    /// What a study holds, in an order of its own: the boxes go by names.
    private static let rule = RuleSchema(
        name: "market", meaning: "a minute",
        values: [
            ValueSchema("score", .count), ValueSchema("close", .price),
            ValueSchema("state", .choice(["BALANCE", "IMBALANCE_UP", "IMBALANCE_DOWN"])),
            ValueSchema("distance_pct", .percent), ValueSchema("momentum", .number),
            ValueSchema("nearest_lvn", .price), ValueSchema("lvn_distance_pct", .percent),
            ValueSchema("lvn_alert", .flag), ValueSchema("volume_ratio", .number),
            ValueSchema("flow_direction", .choice(sides)), ValueSchema("cvd_change", .volume),
            ValueSchema("accelerating", .flag), ValueSchema("holiday", .flag),
            ValueSchema("trading_session", .choice(["ASIA", "LONDON", "NEW_YORK", "CLOSED"])),
            ValueSchema("minutes_to_next", .count),
            ValueSchema("recommended", .choice(["TREND_MODEL", "MEAN_REVERSION", "NONE"])),
        ])

    private static let share = Instrument(
        symbol: "AAPL", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    private func widgets(
        _ values: [String: Double], at time: Nanoseconds = Self.time(10, 45),
        _ look: Look = Look()
    ) -> MarketWidgets {
        var study = Evaluation(
            instrument: InstrumentID(0), system: 4, rule: 0, verdict: .study)
        study.time = time
        study.values = Self.rule.values.map { values[$0.name] }
        return MarketWidgets(study, Self.rule, NumberText(Self.share), look)
    }

    private static func time(
        _ hour: Int64, _ minute: Int64, _ date: String = "2024-03-12"
    ) -> Nanoseconds {
        NewYorkTime.instant(SessionDate(date)!, second: hour * 3600 + minute * 60)
    }

    @Test func `market state`() {
        #expect(
            widgets(["state": 1, "distance_pct": 1.8, "momentum": 0.6]).marketState == [
                "Market State: IMBALANCE_UP", "Distance from POC: 1.8%", "Momentum: Strong ↑",
            ])
    }

    @Test(arguments: [
        (0.51, "Strong ↑"), (0.5, "Moderate ↑"), (0.2, "Weak ↑"), (0, "Weak →"),
        (-0.2, "Weak ↓"), (-0.21, "Moderate ↓"), (-0.9, "Strong ↓"),
    ])
    func `momentum in words`(momentum: Double, text: String) {
        #expect(widgets(["momentum": momentum]).marketState[2] == "Momentum: \(text)")
    }

    @Test func `what is undefined is a dash, and momentum weak`() {
        #expect(
            widgets(["state": 0]).marketState == [
                "Market State: BALANCE", "Distance from POC: -", "Momentum: Weak →",
            ])
        #expect(
            widgets([:]).nearestLVN == [
                "NEAREST LVN", "Price: -", "Target LVN: -", "Distance: -",
            ])
    }

    @Test func `the alert of 254.20 below 254.50 is 0.1 percent`() {
        #expect(
            widgets([
                "close": 254.20, "nearest_lvn": 254.50, "lvn_alert": 1,
                "lvn_distance_pct": 0.30 / 254.50 * 100,
            ]).nearestLVN == [
                "🔔 LVN ALERT", "Price: $254.20", "Target LVN: $254.50", "Distance: 0.1% (↑)",
            ])
    }

    @Test func `the arrow says where the node is`() {
        func way(_ close: Double, _ lvn: Double) -> String {
            widgets(["close": close, "nearest_lvn": lvn, "lvn_distance_pct": 1]).nearestLVN[3]
        }
        #expect(way(255, 254) == "Distance: 1.0% (↓)")
        // A print between ticks is at the node's level.
        #expect(way(254.003, 254) == "Distance: 1.0% (•)")
    }

    @Test func `aggressive flow`() {
        #expect(
            widgets([
                "score": 70, "flow_direction": 0, "volume_ratio": 2.3, "cvd_change": 1250,
                "accelerating": 1,
            ]).aggressiveFlow == [
                "🔥 AGGRESSIVE FLOW", "Score: 70/100", "Direction: BUY ↑",
                "Volume: 2.3x average", "CVD: +1,250 (accelerating)",
            ])
        #expect(
            widgets([
                "score": 0, "flow_direction": 2, "volume_ratio": 0, "cvd_change": 0,
                "accelerating": 0,
            ]).aggressiveFlow.dropFirst() == [
                "Score: 0/100", "Direction: NONE →", "Volume: 0.0x average",
                "CVD: 0 (decelerating)",
            ])
        #expect(
            widgets(["flow_direction": 1, "cvd_change": -1250]).aggressiveFlow[2...] == [
                "Direction: SELL ↓", "Volume: -x average", "CVD: -1,250 (decelerating)",
            ])
    }

    @Test func `New York in the morning`() {
        let values: [String: Double] = [
            "trading_session": 2, "recommended": 0, "minutes_to_next": 435, "holiday": 0,
        ]
        #expect(
            widgets(values).session(SessionTrades(count: 3, wins: 2, profit: 150)) == [
                "Session: NEW YORK 🗽", "Time: 10:45 ET", "Recommended: Trend Model",
                "Market Open: 09:30-16:00", "Next Session: ASIA in 7 h 15 min",
                "Trades: 3, win rate 66.7%, P&L +$150.00",
            ])
    }

    @Test func `holidays, short days and other hours`() {
        let holiday = widgets(
            ["trading_session": 2, "recommended": 2, "minutes_to_next": 30, "holiday": 1],
            at: Self.time(11, 0, "2024-01-15")
        ).session(SessionTrades(count: 1, wins: 0, profit: -12.5))
        #expect(
            holiday == [
                "Session: NEW_YORK (holiday)", "Time: 11:00 ET", "Recommended: none",
                "Market Open: closed", "Next Session: ASIA in 30 min 0 s",
                "Trades: 1, win rate 0.0%, P&L -$12.50",
            ])
        let asia = widgets(
            ["trading_session": 0, "recommended": 1, "minutes_to_next": 60],
            at: Self.time(2, 0, "2024-07-03")
        ).session()
        #expect(
            asia == [
                "Session: ASIA", "Time: 02:00 ET", "Recommended: Mean Reversion",
                "Market Open: 09:30-13:00", "Next Session: LONDON in 1 h 0 min", "Trades: 0",
            ])
        #expect(
            widgets(["trading_session": 1]).session()[4] == "Next Session: NEW YORK in -")
        #expect(widgets(["trading_session": 3]).session()[0] == "Session: CLOSED")
    }

    @Test func `colours by state and by score`() {
        let look = Look(isColored: true)
        func state(_ state: Double) -> String {
            widgets(["state": state], look).marketState[0]
        }
        #expect(state(0).hasPrefix("\u{1b}[33m") && state(1).hasPrefix("\u{1b}[32m"))
        #expect(state(2).hasPrefix("\u{1b}[32m"))
        func flow(_ score: Double) -> String {
            widgets(["score": score], look).aggressiveFlow[0]
        }
        #expect(flow(30).hasPrefix("\u{1b}[2m") && flow(40).hasPrefix("\u{1b}[33m"))
        #expect(flow(60).hasPrefix("\u{1b}[33m") && flow(70).hasPrefix("\u{1b}[31m"))
    }

    @Test func `terminals without Unicode get ASCII`() {
        let values: [String: Double] = [
            "state": 2, "momentum": -0.6, "close": 100, "nearest_lvn": 100, "lvn_alert": 1,
            "score": 30, "flow_direction": 0, "trading_session": 2, "recommended": 0,
            "minutes_to_next": 1, "lvn_distance_pct": 0, "volume_ratio": 1, "cvd_change": 1,
        ]
        let widgets = widgets(values, Look(isUnicode: false))
        let lines =
            widgets.marketState + widgets.nearestLVN + widgets.aggressiveFlow
            + widgets.session()
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
        #expect(lines[2] == "Momentum: Strong v" && lines[6] == "Distance: 0.0% (*)")
    }

    private func widgets(_ values: [String: Double], _ look: Look) -> MarketWidgets {
        widgets(values, at: Self.time(10, 45), look)
    }
}
