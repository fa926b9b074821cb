import Market
import PitctlViews
import Records
import Testing

@Suite struct DecisionExplanationTests {
    @Test func `a rejected entry`() {
        #expect(
            DecisionExplanation(Made.rejectedEntry, Sample.plain, room: 100).lines.text == """
                SPY-37  momentum entry  REJECTED  LONG
                LONG at 165.42, stop 165.38, target 165.515

                momentum  Trades the expansion out of a compression of second bars along the VWAP bias.
                entry     An expansion: traded, or why not.
                rejected  no signal, for the reason given
                reason    close
                when      close of the 1s bar 2013-10-08 10:12:04-10:12:05 EDT, session hours rth
                sides     quote, 3 % of the volume inferred
                data      late 2 while the bar was open

                CONDITIONS  5 of 6 hold
                  ✓ compression bars 4 >= 3
                  ✓ range before 0.0125 > 0
                  ✓ range 0.05 >= 1.8 x range before 0.0125 (= 0.0225)
                  ✓ volume 1,350 >= 1.5 x volume before 812.5 (= 1,219)
                  ✓ bias BULLISH is not neutral
                  ✗ close off its edge by 0.03 <= 25 % x range 0.05 (= 0.0125, off by 0.0175)

                WHAT ELSE IT LOOKED AT
                  price   165.42    Close of the expansion bar.
                  stop    165.38    Its low, for a short its high.
                  target  165.515   The close and target_rr ranges more, or less.
                  vwap    165.4013  Session VWAP at the close.
                  fill    165.43    The entry price with slippage.
                """)
    }

    @Test func `a study without its values, in ASCII`() {
        let made = Made.evaluation(
            Made.momentum, "bar", .study, period: .second1,
            values: ["compressed": 0, "count": 0, "close": 165.42, "volume": 120, "range": 0.02],
            words: ["bias": "NEUTRAL", "state": "IDLE", "open_direction": "NONE"])
        let text = DecisionExplanation(
            Made.text(made, Made.momentum), Sample.ascii, room: 80
        ).lines.text
        #expect(
            text.contains(
                """
                CONDITIONS  0 of 5 hold, 5 not known
                  ? max range (not known) < (not known) x mean range (not known)
                  ? volume 120 < mean volume (not known)
                  ? range before (not known) > 0
                """))
        #expect(text.contains("\n  vwap                  not known  Session VWAP at the close.\n"))
        #expect(text.utf8.allSatisfy { $0 < 128 })
    }

    @Test func `all values where they are asked for, broken to the room`() {
        let lines = DecisionExplanation(
            Made.approvedPattern, Sample.plain, room: 60, showsAll: true
        ).lines
        let text = lines.text
        #expect(text.contains("\nVALUES\n  price             165.40"))
        #expect(
            text.contains(
                """
                  delta             1,250 shares  The bar's buyer- minus
                                                  seller-initiated volume.
                """))
        #expect(lines.allSatisfy { $0.count <= 60 }, "\(lines.filter { $0.count > 60 })")
        let few = DecisionExplanation(Made.approvedPattern, Sample.plain, room: 60).lines.text
        #expect(few.contains("WHAT ELSE IT LOOKED AT") && !few.contains("least_ratio\n"))
    }

    @Test func `colours`() {
        let lines = DecisionExplanation(Made.rejectedEntry, Sample.colored, room: 100).lines
        #expect(lines[0].contains("\u{1b}[31mREJECTED\u{1b}[0m"))
        #expect(lines.contains { $0.hasPrefix("  \u{1b}[1;31m✗\u{1b}[0m close off") })
        #expect(lines.contains { $0.hasPrefix("  \u{1b}[1;32m✓\u{1b}[0m compression") })
    }
}

@Suite struct DecisionTableTests {
    @Test func `signals, a line for each date`() {
        var table = DecisionTable(.signals, Sample.plain, room: .max)
        #expect(
            table.lines([Made.approvedPattern, Made.setup]).text == """
                2013-10-08 EDT
                ID      TIME      SYMBOL  SYSTEM     RULE                   DIR     PRICE  STRENGTH          SIDES     SUMMARY
                SPY-38  10:13:00  SPY     orderflow  stacked_buy_imbalance  LONG   165.40  0.7512            exchange  STACKED_BUY_IMBALANCE LONG 165.40 strength 0.7512 in TRENDING_UP: ok
                2013-10-09 EDT
                SPY-40  10:12:05  SPY     sef        setup[poc_daily]       SHORT  165.42  probability 75 %  exchange  approved SHORT @ poc_daily: entry 165.42, target 164.10, stop 166.02, probability 75 %
                """)
    }

    @Test func `narrow terminals`() {
        var table = DecisionTable(.signals, Sample.plain, room: 80)
        #expect(
            table.lines([Made.approvedPattern, Made.setup]).text == """
                2013-10-08 EDT
                ID      TIME      RULE                   DIR     PRICE  SUMMARY
                SPY-38  10:13:00  stacked_buy_imbalance  LONG   165.40  STACKED_BUY_IMBALANCE L…
                2013-10-09 EDT
                SPY-40  10:12:05  setup[poc_daily]       SHORT  165.42  approved SHORT @ poc_da…
                """)
        var decisions = DecisionTable(.decisions, Sample.plain, room: 80)
        #expect(
            decisions.lines([Made.rejectedEntry]).text == """
                2013-10-08 EDT
                ID      TIME      VERDICT   RULE    DIR    REASON  SUMMARY
                SPY-37  10:12:05  rejected  entry   LONG   close   LONG at 165.42, stop 165.38,…
                """)
    }

    @Test func `a table goes on in its columns`() {
        var table = DecisionTable(.decisions, Sample.plain, room: .max)
        let first = table.lines([Made.rejectedEntry])
        let next = table.lines([Made.approvedPattern])
        #expect(first.count == 3 && next.count == 1)
        #expect(first[2].hasPrefix("SPY-37  10:12:05  SPY     rejected  momentum  entry"))
        #expect(next[0].hasPrefix("SPY-38  10:13:00  SPY     approved  orderflow  stacked_buy"))
        #expect(table.lines([]).isEmpty)
    }

    @Test func `a table that is followed has room for what comes`() {
        var table = DecisionTable(.signals, Sample.plain, room: .max, isFollowed: true)
        let lines =
            table.lines([Made.rejectedEntry])
            + table.lines([Made.approvedPattern])
        #expect(
            lines.map { String($0.prefix(59)) }.text == """
                2013-10-08 EDT
                ID         TIME      SYMBOL  SYSTEM       RULE
                SPY-37     10:12:05  SPY     momentum     entry
                SPY-38     10:13:00  SPY     orderflow    stacked_buy_imbal
                """)
    }

    @Test func `a bar that is not whole is marked`() {
        var table = DecisionTable(.signals, Sample.plain, room: .max)
        #expect(table.lines([Made.rejectedEntry])[2].contains("  quote !   "))
    }
}

@Suite struct DecisionLogTests {
    @Test func `lines of all verdicts`() {
        #expect(
            DecisionLog.line(Made.rejectedEntry) == """
                [10:12:05] SPY    | INFO   | momentum.entry rejected REASON=close ID=SPY-37 LONG at 165.4200, stop 165.3800, target 165.5150
                """)
        #expect(
            DecisionLog.line(Made.approvedPattern) == """
                [10:13:00] SPY    | SIGNAL | orderflow.stacked_buy_imbalance DIR=LONG PRICE=165.4000 STRENGTH=0.7512 ID=SPY-38
                """)
        #expect(
            DecisionLog.line(Made.setup) == """
                [10:12:05] SPY    | SIGNAL | sef.setup[poc_daily] DIR=SHORT PRICE=165.4200 STOP=166.0200 TGT=164.1000 PROBABILITY=0.75 ID=SPY-40
                """)
        let near = Made.evaluation(
            Made.auction, "lvn_alert", .alert, number: 41,
            values: ["price": 165.42, "lvn": 165.6, "distance_pct": 0.1088],
            words: ["lvn_side": "ABOVE"])
        #expect(
            DecisionLog.line(Made.text(near, Made.auction)) == """
                [10:12:05] SPY    | ALERT  | auction.lvn_alert alert ID=SPY-41 165.4200 approaches LVN 165.6000 ABOVE, distance 0.1088 %
                """)
        let ended = Made.evaluation(
            Made.sef, "trade", .event, number: 42, key: "poc_daily", reason: "TARGET", way: .short,
            values: ["entry": 165.42, "exit": 164.1, "pnl": 1.32, "bars_held": 2])
        #expect(
            DecisionLog.line(Made.text(ended, Made.sef)).hasPrefix(
                "[10:12:05] SPY    | EXIT   | sef.trade[poc_daily] event REASON=TARGET ID=SPY-42"))
    }

    @Test func `momentum has its own wording`() {
        let entered = Made.evaluation(
            Made.momentum, "entry", .approved, number: 43, way: .long,
            values: ["price": 165.42, "stop": 165.38, "target": 165.5])
        #expect(
            DecisionLog.line(Made.text(entered, Made.momentum))
                == "[10:12:05] SPY    | ENTER  | DIR=LONG PRICE=165.4200 STOP=165.3800 TGT=165.5000"
        )
    }
}
