import CLI
import Market
import PitctlViews
import Testing

@Suite struct WatchFrameTests {
    @Test func `a terminal of 80 by 24`() {
        #expect(
            Sample.frame(Sample.watch, 80, 24).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68  3σ 5129.58-5133.30
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
                5130.50                          │ ░░░░
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA     CVD       VWAP
                09:35:00  5131.00  5132.75  5130.75  5131.75     437   +121  -2,296  5131.6875
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121  -2,996  5131.6875
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121  -3,696  5131.6875
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                                        q quit
                """)
    }

    @Test func `a terminal of 120 by 40`() {
        #expect(
            Sample.frame(Sample.watch, 120, 40).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live  09:35:04 EST
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68  3σ 5129.58-5133.30
                  PRICE     BID x ASK      DELTA │  VOLUME 5m footprint, daily profile
                5135.25                          │
                5135.00                          │
                5134.75                          │
                5134.50                          │
                5134.25                          │      30 ░
                5134.00                          │     160 ░░░░░░░
                5133.75                          │     480 ░░░░░░░░░░░░░░░░░░░░░░
                5133.50                          │     610 ░░░░░░░░░░░░░░░░░░░░░░░░░░░░
                5133.25                          │     520 ░░░░░░░░░░░░░░░░░░░░░░░                                  +3σ naked POC
                5133.00                          │     210 ░░░░░░░░░
                5132.75      12 x 3           -9 │      60 ░░░                                                      +2σ
                5132.50                          │      90 ░░░░
                5132.25       6 x 45   ▶     +39 │     320 ██████████████▌                                          VAH
                5132.00◄     15 x 90   ▶     +75●│     700 ███████████████████████████████▋                         +1σ
                5131.75      30 x 60   ▶     +30 │     990 ████████████████████████████████████████████▊
                5131.50      20 x 35         +15 │    1240 ████████████████████████████████████████████████████████ POC VWAP
                5131.25      25 x 30          +5 │     880 ███████████████████████████████████████▊
                5131.00      40 x 12         -28 │     610 ███████████████████████████▌
                5130.75      10 x 4           -6 │     420 ███████████████████                                      VAL -1σ
                5130.50                          │     150 ░░░░░░░
                5130.25                          │      90 ░░░░                                                     -2σ
                5130.00                          │      40 ░░
                5129.75                          │
                5129.50                          │                                                                  -3σ
                5129.25                          │
                5129.00                          │
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA     CVD       VWAP  TRADES
                09:32:00  5131.00  5132.75  5130.75  5131.00     437   +121    -196  5131.6875     198
                09:33:00  5131.00  5132.75  5130.75  5131.25     437   +121    -896  5131.6875     198
                09:34:00  5131.00  5132.75  5130.75  5131.50     437   +121  -1,596  5131.6875     198
                09:35:00  5131.00  5132.75  5130.75  5131.75     437   +121  -2,296  5131.6875     198
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121  -2,996  5131.6875     198
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121  -3,696  5131.6875     198
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                                                                                q quit
                """)
    }

    @Test func `a terminal of 60 by 20`() {
        #expect(
            Sample.frame(Sample.watch, 60, 20).text == """
                ES  5132.00 ▲ +1.00 (0.02 %)  SIMULATED  feed live
                delta +121  CVD +1,204  high 5132.75  low 5130.75
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2
                VWAP 5131.4375  1σ 5130.82-5132.06  2σ 5130.20-5132.68
                  PRICE     BID x ASK    │ 5m footprint, daily profile
                5133.25                  │ ░░░░░░░░░              +3σ naked
                5133.00                  │ ░░░░
                5132.75      12 x 3      │ ░                      +2σ
                5132.50                  │ ░░
                5132.25       6 x 45   ▶ │ █████▋                 VAH
                5132.00◄     15 x 90   ▶●│ ████████████▍          +1σ
                5131.75      30 x 60   ▶ │ █████████████████▋
                5131.50      20 x 35     │ ██████████████████████ POC VWAP
                5131.25      25 x 30     │ ███████████████▋
                5131.00      40 x 12     │ ██████████▉
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                    q quit
                """)
    }

    @Test func `a terminal without Unicode`() {
        #expect(
            Sample.frame(Sample.watch, 80, 24, Sample.ascii).text == """
                ES  5132.00 ^ +1.00 (0.02 %)  SIMULATED  bid 5131.75 ask 5132.00  feed live
                delta +121  CVD +1,204  high 5132.75  low 5130.75  volume 437  1234 ticks/s
                POC 5131.50  VAH 5132.25  VAL 5130.75  naked POCs 2  bar POC 5132.00
                VWAP 5131.4375  1sd 5130.82-5132.06  2sd 5130.20-5132.68  3sd 5129.58-5133.30
                  PRICE     BID x ASK      DELTA | 5m footprint, daily profile
                5133.50                          | ...............
                5133.25                          | .............                   +3sd naked PO
                5133.00                          | .....
                5132.75      12 x 3           -9 | ..                              +2sd
                5132.50                          | ..
                5132.25       6 x 45   >     +39 | ########                        VAH
                5132.00<     15 x 90   >     +75*| ##################              +1sd
                5131.75      30 x 60   >     +30 | #########################
                5131.50      20 x 35         +15 | ############################### POC VWAP
                5131.25      25 x 30          +5 | ######################
                5131.00      40 x 12         -28 | ###############
                5130.75      10 x 4           -6 | ###########                     VAL -1sd
                5130.50                          | ....
                  1m BAR     OPEN     HIGH      LOW    CLOSE  VOLUME  DELTA     CVD       VWAP
                09:35:00  5131.00  5132.75  5130.75  5131.75     437   +121  -2,296  5131.6875
                09:36:00  5131.00  5132.75  5130.75  5132.00     437   +121  -2,996  5131.6875
                09:37:00  5131.00  5132.75  5130.75  5132.25     437   +121  -3,696  5131.6875
                sides exchange 96 %, quote 4 %  whole
                connected  41.3 us behind the feed                                        q quit
                """)
    }

    @Test func `every size gives exactly its lines, none too long`() {
        for columns in [20, 33, 60, 71, 72, 80, 100, 133, 250] {
            for lines in [8, 12, 16, 20, 22, 24, 36, 40, 100] {
                for state in [Sample.watch, WatchState(instrument: Sample.coin)] {
                    let frame = Sample.frame(state, columns, lines)
                    #expect(frame.count == lines, "\(columns) by \(lines)")
                    #expect(frame.allSatisfy { DisplayWidth.of($0) <= columns })
                }
            }
        }
    }

    @Test func `colours add nothing but colours`() {
        let colored = Sample.frame(Sample.watch, 80, 24, Sample.colored)
        #expect(colored.map(withoutColors) == Sample.frame(Sample.watch, 80, 24))
    }

    @Test func `a lost connection and missing records are told`() {
        var state = Sample.watch
        state.connection = .lost(why: "connection refused")
        state.missed = 1234
        let frame = Sample.frame(state, 80, 24)
        #expect(frame[23].hasPrefix("connection lost: connection refused"))
        #expect(frame[22].hasSuffix("1,234 records missed"))
    }

    @Test func `control characters of a symbol do not reach the terminal`() {
        var state = Sample.watch
        state.instrument.symbol = "E\u{1b}[2JS"
        #expect(Sample.frame(state, 80, 24)[0].hasPrefix("E\\u{1b}[2JS  5132.00"))
    }
}

@Suite struct PriceAxisTests {
    @Test func `the axis stands still until the price nears an edge`() {
        var axis = PriceAxis()
        axis.follow(Level(100), rowTicks: 1, lines: 11)
        #expect(axis.top == 105)
        axis.follow(Level(103), rowTicks: 1, lines: 11)
        axis.follow(Level(98), rowTicks: 1, lines: 11)
        #expect(axis.top == 105)
        axis.follow(Level(104), rowTicks: 1, lines: 11)
        #expect(axis.top == 109)
        axis.follow(Level(-7), rowTicks: 1, lines: 11)
        #expect(axis.top == -2)
    }

    @Test func `another height or number of lines begins anew`() {
        var axis = PriceAxis()
        axis.follow(Level(100), rowTicks: 1, lines: 11)
        axis.follow(Level(100), rowTicks: 4, lines: 11)
        #expect(axis.top == 30)  // row 25 in the middle of eleven
        axis.follow(Level(100), rowTicks: 4, lines: 1)
        #expect(axis.top == 25)
    }
}

@Suite struct ScreenTextTests {
    @Test func `only what changed is written`() {
        var screen = ScreenText()
        let both = "\u{1b}[1;1H\u{1b}[Ka\u{1b}[2;1H\u{1b}[Kb"
        #expect(screen.show(["a", "b"]) == "\u{1b}[2J" + both)
        #expect(screen.show(["a", "b"]).isEmpty)
        #expect(screen.show(["a", "c"]) == "\u{1b}[2;1H\u{1b}[Kc")
        #expect(screen.show(["a"]).hasPrefix("\u{1b}[2J"))
        screen.forget()
        #expect(screen.show(["a"]) == "\u{1b}[2J\u{1b}[1;1H\u{1b}[Ka")
    }
}

@Suite struct WatchLineTests {
    @Test func `a line without a terminal`() {
        #expect(
            WatchLine(Sample.watch, Sample.plain).text == """
                09:35:04 EST  ES  5132.00  delta +121  CVD +1,204  POC 5131.50  VAH 5132.25  VAL 5130.75  VWAP 5131.4375  SIMULATED
                """)
        let empty = WatchLine(WatchState(instrument: Sample.es), Sample.plain)
        #expect(empty.text == "-  ES  no trade yet  connecting")
    }

    @Test func `a line as JSON`() {
        #expect(
            WatchLine(Sample.watch, Sample.plain).json.text == """
                {"symbol":"ES","event_time_ns":1709908504000000000,"price":5132,"bid":5131.75,"ask":5132,"delta":121,"cumulative_delta":1204,"session_high":5132.75,"session_low":5130.75,"poc":5131.5,"vah":5132.25,"val":5130.75,"vwap":5131.4375,"sigma":0.62,"ticks_per_s":1234,"missed":0,"simulated":true,"feed":"live","connected":true}
                """)
    }
}
