import CLI
import Market
import PitctlViews
import Records
import Testing

@Suite struct MarketPageTests {
    private func page(_ room: Int, _ look: Look = Sample.plain) -> [String] {
        MarketPage(Made.systems, Made.spy, look, room: room).lines
    }

    @Test func `a page of all systems`() {
        #expect(
            page(100).text == """
                SPY  2013-10-08 10:12:05 EDT
                ┌─ market ─────────────────────────────────────┐ ┌─ node ───────────────────────────────────────┐
                │ Market State: IMBALANCE_UP                   │ │ 🔔 LVN ALERT                                 │
                │ Distance from POC: 1.4%                      │ │ Price: $165.42                               │
                │ Momentum: Strong ↑                           │ │ Target LVN: $165.60                          │
                │                                              │ │ Distance: 0.1% (↑)                           │
                └──────────────────────────────────────────────┘ └──────────────────────────────────────────────┘
                ┌─ flow ───────────────────────────────────────┐ ┌─ session ────────────────────────────────────┐
                │ 🔥 AGGRESSIVE FLOW                           │ │ Session: NEW YORK 🗽                         │
                │ Score: 70/100                                │ │ Time: 10:12 ET                               │
                │ Direction: BUY ↑                             │ │ Recommended: Trend Model                     │
                │ Volume: 2.3x average                         │ │ Market Open: 09:30-16:00                     │
                │ CVD: +1,250 (accelerating)                   │ │ Next Session: ASIA in 7 h 48 min             │
                │                                              │ │ Trades: 0                                    │
                └──────────────────────────────────────────────┘ └──────────────────────────────────────────────┘
                ┌─ order-flow regime ──────────────────────────┐ ┌─ momentum ───────────────────────────────────┐
                │ Regime: TRENDING_UP                          │ │ State: IN_TRADE  compression bars 4          │
                │ Confidence: 1  size x 1                      │ │ Bias: BULLISH                                │
                │ ADX: 31.21  +DI 28.1  -DI 12.04              │ │ ✓ widest range 0.02 < 0.5 x mean 0.045       │
                │ ATR: 0.2143  1.1 x its mean                  │ │ ✗ volume 1,200 < mean 1,101                  │
                │ EMA 9 / 21: 165.31 / 165.12                  │ │ Trade: LONG 165.40                           │
                │ VWAP: 165.2012                               │ │   stop 165.38, target 165.50                 │
                │ Structure: BULLISH  HH 4 HL 3 LH 1 LL 0      │ │ Session: 3 trades  P&L +0.12                 │
                └──────────────────────────────────────────────┘ └──────────────────────────────────────────────┘
                ┌─ convergence ────────────────────────────────┐ ┌─ extension ──────────────────────────────────┐
                │ Entry: 2 of 8 lenses  4 needed               │ │ ACTION: SHORT setup @ poc_daily [75% prior   │
                │ lit now: bb_lower_touch                      │ │   snap-back]                                 │
                │ Exit: 3 of 8 lenses  4 needed                │ │ poc_daily  ▲ UP  4 candles  EXTREME          │
                │ lit now: rsi_14_ob, stoch_14_ob              │ │ vwap_weekly  ▼ DOWN  2 candles  ALERT        │
                │ Divergences: 1  5m 1, 15m 0, 60m 0           │ │                                              │
                │ Momentum: -  2.12 % in 24 h                  │ │                                              │
                │   an exit waits 2 h                          │ │                                              │
                │ Pending exit: due 12:00:00 EDT               │ │                                              │
                └──────────────────────────────────────────────┘ └──────────────────────────────────────────────┘
                ┌─ indicators ─────────────────────────────────┐
                │ indicators                                   │
                │ close 165.42, RSI 61.2, ADX 31.21, ATR       │
                │   0.2143                                     │
                └──────────────────────────────────────────────┘
                """)
    }

    @Test(arguments: [30, 40, 60, 80, 97, 120, 200])
    func `no line is longer than its room`(room: Int) {
        for look in [Sample.plain, Sample.ascii, Sample.colored] {
            let lines = page(room, look)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= room })
            #expect(lines.contains { $0.contains("Market State") })
            #expect(lines.contains { $0.contains("TRENDING_UP") })
        }
    }

    @Test func `what does not fit goes below`() {
        let text = page(40).text
        #expect(
            text.contains(
                """
                │ Structure: BULLISH                   │
                │   HH 4 HL 3 LH 1 LL 0                │
                """))
        #expect(page(80).text.contains("│ Trade: LONG 165.40"))
    }

    @Test func `ASCII`() {
        #expect(page(100, Sample.ascii).joined().utf8.allSatisfy { $0 < 128 })
    }

    @Test func `only what the engine runs`() {
        let some = SystemsState([Made.momentum, Made.sef])
        #expect(
            MarketPage(some, Made.spy, Sample.plain, room: 60).lines.text == """
                SPY  no study yet
                ┌─ momentum ───────────────────────────────────┐
                │ no study yet                                 │
                └──────────────────────────────────────────────┘
                ┌─ extension ──────────────────────────────────┐
                │ no study yet                                 │
                └──────────────────────────────────────────────┘
                """)
        #expect(
            MarketPage(SystemsState(), Made.spy, Sample.plain, room: 60).lines
                == ["SPY  no study yet", "the engine runs no strategy"])
    }

    @Test func `a reason for no trade is told`() {
        var state = SystemsState([Made.orderFlow])
        state.take(
            study: Made.evaluation(
                Made.orderFlow, "regime", .study, reason: "low_volume",
                words: ["regime": "NO_TRADE", "structure": "NEUTRAL"]))
        let text = MarketPage(state, Made.spy, Sample.plain, room: 60).lines.text
        #expect(text.contains("│ Regime: NO_TRADE  "))
        #expect(text.contains("│ Reason: low_volume  "))
        #expect(text.contains("│ ADX: -  +DI -  -DI -  "))
    }

    @Test func `the session's trades in money`() {
        func closed(_ result: Double?, _ size: Double?) -> DecisionText {
            var values = ["result": result ?? 0, "position_size": size ?? 0]
            if result == nil { values["result"] = nil }
            if size == nil { values["position_size"] = nil }
            let made = Made.evaluation(
                Made.auction, "signal", .event, key: "TREND_MODEL", values: values)
            return DecisionText(made, Sample.es, Made.auction)
        }
        // A point of ES is 50 dollars; a signal that is open has no result.
        let trades = SessionTrades([closed(2, 3), closed(-1.5, nil), closed(nil, 1)])
        #expect(trades == SessionTrades(count: 2, wins: 1, profit: 225))
    }

    @Test func `as JSON`() {
        let text = MarketPage(Made.systems, Made.spy, Sample.plain, room: .max).json.text
        #expect(text.hasPrefix("{\"symbol\":\"SPY\",\"event_time_ns\":1381241525000000000,"))
        #expect(text.contains("\"regime\":{\"id\":\"SPY orderflow.regime\""))
        #expect(
            text.contains("\"extension_action\":\"SHORT setup @ poc_daily [75% prior snap-back]\""))
        #expect(
            text.hasSuffix("\"session_trades\":{\"count\":0,\"wins\":0,\"profit_usd\":0}}"))
        let none = MarketPage(
            SystemsState([Made.momentum]), Made.spy, Sample.plain, room: .max
        ).json.text
        #expect(none.contains("\"market\":null,\"regime\":null,\"momentum\":null"))
    }
}

@Suite struct SystemsStateTests {
    @Test func `the last study of each rule and key is kept`() {
        var state = SystemsState(Made.all)
        #expect(state.time == nil)
        state.take(study: Made.levels[0])
        state.take(study: Made.levels[1])
        var later = Made.regime
        later.time = Made.time + .seconds(300)
        state.take(study: Made.regime)
        state.take(study: later)
        #expect(state.time == later.time)
        let text = MarketPage(state, Made.spy, Sample.plain, room: 60).lines.text
        #expect(text.contains("poc_daily") && text.contains("vwap_weekly"))
    }

    @Test func `a signal is taken once, and the last twelve stay`() {
        var state = SystemsState(Made.all)
        state.take(signal: Made.approvedPattern)
        state.take(signal: Made.approvedPattern)
        #expect(state.signals.map(\.id) == ["SPY-38"])
        for number in 39...60 {
            let made = Made.evaluation(
                Made.momentum, "entry", .approved, number: UInt64(number))
            state.take(signal: Made.text(made, Made.momentum))
        }
        #expect(state.signals.map(\.evaluation.number) == Array(49...60))
    }
}
