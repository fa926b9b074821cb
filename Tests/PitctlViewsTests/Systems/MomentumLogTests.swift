import Market
import PitctlViews
import Records
import Testing

@Suite struct MomentumLogTests {
    private let states = ["IDLE", "COMPRESSION", "IN_TRADE"]

    /// The line of an evaluation whose values are given by name.
    private func line(
        _ name: String, _ verdict: Verdict, reason: String = "", direction: Direction = .none,
        at time: String = "2024-01-16T09:35:12", _ values: [(ValueSchema, Double?)]
    ) -> String? {
        let rule = RuleSchema(
            name: name, meaning: "", reasons: reason.isEmpty ? [""] : ["", reason],
            values: values.map(\.0))
        var evaluation = Evaluation(
            instrument: InstrumentID(0), system: 2, rule: 0, verdict: verdict)
        evaluation.reason = reason.isEmpty ? 0 : 1
        evaluation.direction = direction
        evaluation.time = InstantText.parse(time)!
        evaluation.values = values.map(\.1)
        return MomentumLog.line(evaluation, rule, symbol: "AAPL")?.text
    }

    private func milliseconds(_ time: String) -> Double {
        Double(InstantText.parse(time)!.rawValue / 1_000_000)
    }

    @Test func `an entry`() {
        let text = line(
            "entry", .approved, direction: .long,
            [
                (ValueSchema("bias", .choice(["NEUTRAL", "BULLISH"])), 1),
                (ValueSchema("price", .price), 150.5), (ValueSchema("stop", .price), 149.9),
                (ValueSchema("target", .price), 152),
            ])
        #expect(
            text
                == "[09:35:12] AAPL   | ENTER  | DIR=LONG PRICE=150.5000 STOP=149.9000 TGT=152.0000"
        )
    }

    @Test func `an exit, at the time of its bar`() {
        func exit(_ reason: String, _ time: String, _ price: Double, _ pnl: Double) -> String? {
            line(
                "trade", .event, reason: reason, direction: .long, at: "2024-01-16T16:00:00",
                [
                    (ValueSchema("exit_ts_ns", .time), milliseconds(time)),
                    (ValueSchema("exit", .price), price), (ValueSchema("pnl", .price), pnl),
                ])
        }
        #expect(
            exit("TARGET", "2024-01-16T09:35:27", 152.1, 1.6)
                == "[09:35:27] AAPL   | EXIT   | REASON=TARGET PRICE=152.1000 PNL=+1.6000")
        #expect(
            exit("STOP", "2024-01-16T09:35:40", 149.8, -0.7)
                == "[09:35:40] AAPL   | EXIT   | REASON=STOP PRICE=149.8000 PNL=-0.7000")
        #expect(
            exit("SESSION_END", "2024-01-16T15:59:58", 150.5, 0)
                == "[15:59:58] AAPL   | EXIT   | REASON=SESSION_END PRICE=150.5000 PNL=+0.0000")
    }

    @Test func `a change of state`() {
        let text = line(
            "state", .event, reason: "compressed",
            [
                (ValueSchema("from", .choice(states)), 0), (ValueSchema("to", .choice(states)), 1),
                (ValueSchema("count", .count), 3),
            ])
        #expect(text == "[09:35:12] AAPL   | STATE  | IDLE -> COMPRESSION COUNT=3")
    }

    @Test func `hints`() {
        let silence: [(ValueSchema, Double?)] = [(ValueSchema("silence_seconds", .count), 75)]
        #expect(
            line("trouble", .alert, reason: "no_message", silence)
                == "[09:35:12] AAPL   | WARN   | no message for 75 s: market closed, key, or "
                + "subscription A.AAPL")
        let names = ["compressions", "expansions", "rejected_by_bias", "rejected_by_close"]
        let counts = zip(names, [4.0, 9, 2, 1]).map { (ValueSchema($0, .count), Optional($1)) }
        #expect(
            line("trouble", .alert, reason: "no_trade", counts)
                == "[09:35:12] AAPL   | INFO   | no trade: 4 compressions, 9 expansions, "
                + "2 rejected by bias, 1 by close")
    }

    @Test func `studies and rejections are left out`() {
        #expect(line("bar", .study, []) == nil)
        #expect(line("entry", .rejected, reason: "bias", []) == nil)
        #expect(line("trouble", .alert, reason: "other", []) == nil)
    }

    @Test func `what is missing is a dash`() {
        #expect(
            line("entry", .approved, direction: .short, [(ValueSchema("price", .price), nil)])
                == "[09:35:12] AAPL   | ENTER  | DIR=SHORT PRICE=- STOP=- TGT=-")
        #expect(
            line("state", .event, [(ValueSchema("from", .choice(states)), 7)])
                == "[09:35:12] AAPL   | STATE  | - -> - COUNT=-")
    }
}
