import Market
import PitctlViews
import Records
import Testing

@Suite struct FootprintViewTests {
    private func text(_ ladder: FootprintLadder, _ look: Look, _ columns: Int) -> String {
        FootprintView(symbol: "ES", ladder, Sample.numbers, look, columns: columns).lines.text
    }

    @Test func `a developing footprint is a ladder with its marks found`() {
        let ladder = FootprintLadder(Sample.footprint, isOpen: true)
        #expect(
            text(ladder, Sample.plain, 80) == """
                ES  5m footprint  developing  2024-03-08 09:30:00-09:35:00 EST
                open 5131.00  high 5132.75  low 5130.75  close 5132.25  trades 198
                delta +121  from -12 to +140  CVD +1,204
                sides exchange 96 %, quote 4 %  whole
                  PRICE   BID x ASK    DELTA  VOLUME
                5132.75    12 x 3         -9      15  ████▏
                      │  1 row without trades
                5132.25     6 x 45  ▶    +39      51  ██████████████▏  buy stack 3
                5132.00    15 x 90  ▶    +75     105  █████████████████████████████  ● POC
                5131.75    30 x 60  ▶    +30      90  ████████████████████████▉
                5131.50    20 x 35       +15      55  ███████████████▎
                5131.25    25 x 30        +5      55  ███████████████▎
                5131.00    40 x 12       -28      52  ██████████████▍
                5130.75    10 x 4         -6      14  ███▉
                volume 437  imbalances 3 buy, 0 sell  (3 times, at least 10)
                """)
    }

    @Test func `it is drawn in ASCII and with less room`() {
        let ladder = FootprintLadder(Sample.footprint, isOpen: true)
        #expect(
            text(ladder, Sample.ascii, 60) == """
                ES  5m footprint  developing
                open 5131.00  high 5132.75  low 5130.75  close 5132.25
                delta +121  from -12 to +140  CVD +1,204
                sides exchange 96 %, quote 4 %  whole
                  PRICE   BID x ASK    DELTA  VOLUME
                5132.75    12 x 3         -9      15  #
                      |  1 row without trades
                5132.25     6 x 45  >    +39      51  ####  buy stack 3
                5132.00    15 x 90  >    +75     105  #########  * POC
                5131.75    30 x 60  >    +30      90  ########
                5131.50    20 x 35       +15      55  #####
                5131.25    25 x 30        +5      55  #####
                5131.00    40 x 12       -28      52  ####
                5130.75    10 x 4         -6      14  #
                volume 437  imbalances 3 buy, 0 sell  (3 times, at least 10)
                """)
    }

    @Test func `a closed footprint keeps the marks the engine gave it`() {
        var record = Sample.footprint
        record.rows[3].marks = [.sellImbalance]
        record.poc = 20526
        let ladder = FootprintLadder(record, isOpen: false)
        #expect(ladder.imbalances == (0, 1))
        let lines = text(ladder, Sample.plain, 80).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("5131.50 ◀  20 x 35") && $0.hasSuffix("● POC") })
        #expect(lines[0].contains("closed"))
    }

    @Test func `three imbalances on adjacent rows are a stack, two are none`() {
        let ladder = FootprintLadder(Sample.footprint, isOpen: true)
        #expect(ladder.rows.map(\.buyStack) == [0, 0, 0, 0, 3, 3, 3, 0])
        var weaker = Sample.footprint
        weaker.rows[6].ask = Volume(44)  // 44 against 15 is less than three times
        let weak = FootprintLadder(weaker, isOpen: true)
        #expect(weak.imbalances.buy == 2)
        #expect(weak.rows.allSatisfy { $0.buyStack == 0 })
    }

    @Test func `without trades it says so`() {
        var record = Sample.footprint
        record.rows = []
        let ladder = FootprintLadder(record, isOpen: true)
        #expect(ladder.poc == nil)
        #expect(text(ladder, Sample.plain, 80).hasSuffix("\nno trades yet"))
    }

    @Test func `colours add nothing but colours`() {
        let ladder = FootprintLadder(Sample.footprint, isOpen: true)
        let colored = FootprintView(
            symbol: "ES", ladder, Sample.numbers, Sample.colored, columns: 80
        ).lines
        #expect(colored.text.contains("\u{1b}["))
        #expect(colored.map(withoutColors).text == text(ladder, Sample.plain, 80))
    }
}

/// A line without its `ESC [ … m`.
func withoutColors(_ line: String) -> String {
    line.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
}
