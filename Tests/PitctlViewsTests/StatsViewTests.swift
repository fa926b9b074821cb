import PitctlViews
import Testing

@Suite struct StatsViewTests {
    @Test func `two readings give rates`() {
        let view = StatsView(
            Sample.statistics(2, pushed: 3000), since: Sample.statistics(0, pushed: 1000),
            Sample.plain, columns: 80)
        #expect(
            view.text == """
                RING          DEPTH    HIGH      OF  PUSHED  A SECOND  FULL  DROPPED
                feed>core        12   4,321  65,536   3,000     1,000     0        0
                core>publish      0  65,536  65,536   3,000     1,000     3        2

                HOP             COUNT     P50      P99   P99.9    MAX
                feed to core    3,000  850 ns  12.3 us  4.1 ms  1.2 s
                core to socket      0       -        -       -      -

                COUNTER          VALUE  A SECOND
                publisher.ticks  3,000     1,000
                publisher.gaps       0         0

                """)
        #expect(view.json.text.contains(#""pushed":3000,"pushed_per_s":1000,"full":0"#))
    }

    @Test func `one reading gives none`() {
        let view = StatsView(
            Sample.statistics(2, pushed: 3000), since: nil, Sample.plain, columns: 80)
        #expect(view.text.contains("feed>core        12   4,321  65,536   3,000         -"))
        #expect(view.json.text.contains(#""pushed_per_s":null"#))
    }
}

@Suite struct StatusViewTests {
    @Test func `what was dropped is told by instrument and as a sum`() {
        #expect(
            Sample.status.text == """
                pitwire  0.1.0  at 127.0.0.1:7717  up 1 h 2 min  SIMULATED
                SYMBOL   FEED                LAST  TIME                        CVD      TICKS  BAD  DUPLICATE  LATE  RANGE  LOST  GAPS
                ES       live, simulated  5132.00  2024-03-08 09:35:04 EST  +1,204  1,234,567    0          0     3      0     0     1
                BTC-USD  -                      -  -                             -          -    -          -     -      -     -     -
                data: 3 ticks dropped, 1 gap
                rings: 2, found full 3 times, dropped 2

                """)
    }

    @Test func `without counters nothing is called whole`() {
        let view = StatusView(
            address: "h:1", welcome: Sample.welcome,
            lines: [.init(instrument: Sample.es, state: nil, counters: nil)],
            statistics: Sample.statistics(0, pushed: 0), Sample.plain, columns: 80)
        #expect(view.text.contains("data: the engine tells no counters yet"))
    }

    @Test func `the same as one object`() {
        let json = Sample.status.json.text
        #expect(
            json.hasPrefix(#"{"engine":"pitwire","version":"0.1.0","address":"127.0.0.1:7717""#))
        #expect(json.contains(#""late":3,"out_of_range":0,"lost":0,"feed_gaps":1"#))
        #expect(json.contains(#"{"symbol":"BTC-USD","feed":null"#))
    }
}
