import CLI
import Market
import PitctlViews
import Records
import Testing

@Suite struct WatchSystemsTests {
    private static let state: WatchState = {
        var state = Sample.watch
        state.systems = Made.systems
        return state
    }()

    private func frame(
        _ columns: Int, _ lines: Int, _ look: Look = Sample.plain, isSwitched: Bool = false
    ) -> [String] {
        var axis = PriceAxis()
        return WatchFrame(
            Self.state, size: .init(columns: columns, lines: lines), look: look,
            isSwitched: isSwitched
        ).lines(&axis)
    }

    @Test func `a small terminal has a line of the systems`() {
        #expect(
            frame(80, 24).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68  3σ 5129.58-5133.30
                SPY-40 SHORT 165.42  TRENDING_UP 1  IMBALANCE_UP  IN_TRADE 4  lenses 2/3
                  PRICE     BID x ASK      DELTA │ 5m footprint, daily profile
                5133.50                          │ ░░░░░░░░░░░░░░░
                5133.25                          │ ░░░░░░░░░░░░░                   +3σ naked POC
                5133.00                          │ ░░░░░
                5132.75      12 x 3           -9 │ ░░                              +2σ
                5132.50                          │ ░░
                5132.25       6 x 45   ▶     +39 │ ████████                        VAH
                5132.00◄     15 x 90   ▶     +75●│ █████████████████▌              +1σ
                5131.75      30 x 60   ▶     +30 │ ████████████████████████▊
                5131.50      20 x 35         +15 │ ███████████████████████████████ POC VWAP
                5131.25      25 x 30          +5 │ ██████████████████████
                5131.00      40 x 12         -28 │ ███████████████▎
                5130.75      10 x 4           -6 │ ██████████▌                     VAL -1σ
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA     CVD       VWAP
                09:35:00  5131.00  5132.75  5130.75  5131.75     437   +121  -2,296  5131.6875
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121  -2,996  5131.6875
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121  -3,696  5131.6875
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                             p systems  q quit
                """)
    }

    @Test func `and shows them in full at a key`() {
        #expect(
            frame(80, 24, isSwitched: true).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68  3σ 5129.58-5133.30
                ─ signals ──────────────────────────── │ ─ momentum ───────────────────────────
                10:12:05  SHORT 165.42                 │ IN_TRADE 4  bias BULLISH  3 trades
                  sef setup[poc_daily]                 │ LONG 165.40  stop 165.38
                10:13:00  LONG 165.40                  │   target 165.50
                  stacked_buy_imbalance                │ ─ extension ──────────────────────────
                ─ regime ───────────────────────────── │ SHORT setup @ poc_daily [75% prior
                TRENDING_UP  confidence 1  size x 1    │   snap-back]
                ADX 31.21  ATR 0.2143  BULLISH         │ ─ lenses ─────────────────────────────
                ─ market ───────────────────────────── │ entry 2 of 8  exit 3 of 8
                IMBALANCE_UP  1.4 % from POC           │   divergences 1
                  momentum strong                      │ exit due 12:00:00 EDT
                LVN 165.60  0.1 % away  ALERT          │
                flow BUY 70/100  volume x 2.3          │
                                                       │
                                                       │
                                                       │
                                                       │
                                                       │
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                             p systems  q quit
                """)
    }

    @Test func `a wide terminal has them beside the ladder`() {
        #expect(
            frame(130, 36).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live  09:35:04 EST
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68  3σ 5129.58-5133.30
                  PRICE     BID x ASK      DELTA │ 5m footprint, daily profile                      │ ─ signals ──────────────────────────────────
                5134.75                          │                                                  │ 10:12:05  SHORT 165.42  sef setup[poc_daily]
                5134.50                          │                                                  │ 10:13:00  LONG 165.40  stacked_buy_imbalance
                5134.25                          │ ░                                                │ ─ regime ───────────────────────────────────
                5134.00                          │ ░░░░                                             │ TRENDING_UP  confidence 1  size x 1
                5133.75                          │ ░░░░░░░░░░░░░                                    │ ADX 31.21  ATR 0.2143  BULLISH
                5133.50                          │ ░░░░░░░░░░░░░░░░░                                │ ─ market ───────────────────────────────────
                5133.25                          │ ░░░░░░░░░░░░░░                     +3σ naked POC │ IMBALANCE_UP  1.4 % from POC
                5133.00                          │ ░░░░░░                                           │   momentum strong
                5132.75      12 x 3           -9 │ ░░                                 +2σ           │ LVN 165.60  0.1 % away  ALERT
                5132.50                          │ ░░                                               │ flow BUY 70/100  volume x 2.3
                5132.25       6 x 45   ▶     +39 │ ████████▊                          VAH           │ ─ momentum ─────────────────────────────────
                5132.00◄     15 x 90   ▶     +75●│ ███████████████████▎               +1σ           │ IN_TRADE 4  bias BULLISH  3 trades
                5131.75      30 x 60   ▶     +30 │ ███████████████████████████▏                     │ LONG 165.40  stop 165.38  target 165.50
                5131.50      20 x 35         +15 │ ██████████████████████████████████ POC VWAP      │ ─ extension ────────────────────────────────
                5131.25      25 x 30          +5 │ ████████████████████████▏                        │ SHORT setup @ poc_daily [75% prior
                5131.00      40 x 12         -28 │ ████████████████▊                                │   snap-back]
                5130.75      10 x 4           -6 │ ███████████▌                       VAL -1σ       │ ─ lenses ───────────────────────────────────
                5130.50                          │ ░░░░                                             │ entry 2 of 8  exit 3 of 8  divergences 1
                5130.25                          │ ░░                                 -2σ           │ exit due 12:00:00 EDT
                5130.00                          │ ░                                                │
                5129.75                          │                                                  │
                5129.50                          │                                    -3σ           │
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA     CVD       VWAP      │
                09:32:00  5131.00  5132.75  5130.75  5131.00     437   +121    -196  5131.6875      │
                09:33:00  5131.00  5132.75  5130.75  5131.25     437   +121    -896  5131.6875      │
                09:34:00  5131.00  5132.75  5130.75  5131.50     437   +121  -1,596  5131.6875      │
                09:35:00  5131.00  5132.75  5130.75  5131.75     437   +121  -2,296  5131.6875      │
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121  -2,996  5131.6875      │
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121  -3,696  5131.6875      │
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                                                                               p systems  q quit
                """)
        #expect(!frame(130, 36, isSwitched: true).text.contains("─ regime"))
    }

    @Test func `a high terminal has them below`() {
        let lines = frame(90, 45)
        let start = lines.firstIndex { $0.hasPrefix("─ signals ─") }
        #expect(start == 45 - 2 - 13)
        #expect(lines[lines.count - 2].hasPrefix("sides exchange"))
        #expect(!frame(90, 45, isSwitched: true).text.contains("─ signals"))
    }

    @Test(arguments: [20, 40, 60, 79, 80, 100, 123, 124, 200], [8, 17, 18, 24, 41, 42, 60])
    func `every size has exactly its lines`(columns: Int, lines: Int) {
        for look in [Sample.plain, Sample.ascii, Sample.colored] {
            for isSwitched in [false, true] {
                let frame = frame(columns, lines, look, isSwitched: isSwitched)
                #expect(frame.count == lines)
                #expect(frame.allSatisfy { DisplayWidth.of($0) <= columns })
            }
        }
    }

    @Test func `an engine without strategies has neither line nor key`() {
        let text = Sample.frame(Sample.watch, 80, 24).text
        #expect(!text.contains("systems"))
    }

    @Test func `a line without a terminal`() {
        let line = WatchLine(Self.state, Sample.plain)
        #expect(line.text.hasSuffix("VWAP 5131.4375  SPY-40  SIMULATED"))
        #expect(
            line.json.text.hasSuffix(
                """
                "connected":true,"regime":"TRENDING_UP","market_state":"IMBALANCE_UP","momentum_state":"IN_TRADE","extension_action":"SHORT setup @ poc_daily [75% prior snap-back]","entry_lenses":2,"exit_lenses":3,"divergences":1,"last_signal":"SPY-40"}
                """))
        var waiting = Sample.watch
        waiting.systems = SystemsState(Made.all)
        #expect(
            WatchLine(waiting, Sample.plain).json.text.hasSuffix(
                """
                "regime":null,"market_state":null,"momentum_state":null,"extension_action":null,"entry_lenses":null,"exit_lenses":null,"divergences":null,"last_signal":null}
                """))
    }
}
