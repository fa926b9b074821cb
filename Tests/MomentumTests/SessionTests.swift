import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@testable import Momentum

@Suite struct SessionTests {
    private func compressed(_ bars: Int = 6, _ settings: MomentumSettings = MomentumSettings())
        -> Session
    {
        var session = Session(settings)
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30))
        session.feed("2024-01-16T09:35:30", Array(repeating: .quiet, count: bars))
        return session
    }

    @Test func `a neutral bias rejects, and the compression is over`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [.burst], vwap: 100.25)
        #expect(session.entries == ["rejected bias NONE"])
        #expect(session.of("entry")[0]["stop"] == nil)
        #expect(session.changes.last == "COMPRESSION -> IDLE 0 bias")
    }

    @Test func `a close off its edge rejects`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [Row(100.09, 100.28, 100.08, 100.23, 200)])
        #expect(session.entries == ["rejected close LONG"])
        #expect(money(session.of("entry")[0]["edge_distance"]) == "0.0500")
        #expect(session.changes.last == "COMPRESSION -> IDLE 0 close")
    }

    @Test func `an expansion without a compression is not traded`() {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .quiet, count: 6) + [.burst])
        #expect(session.entries == ["rejected not_compressed NONE"])
        #expect(session.states.last?.hasSuffix("0 0 1 IDLE") == true)
    }

    @Test func `a bar that neither compresses nor expands ends the compression`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [Row(100.06, 100.10, 100.02, 100.08, 100)])
        #expect(session.changes.last == "COMPRESSION -> IDLE 0 lapsed")
    }

    @Test func `five bars are needed before an expansion`() {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .quiet, count: 4) + [.burst])
        #expect(session.entries.isEmpty)
    }

    @Test func `bars without a range never expand and none expands after them`() {
        let flat = Row(100, 100, 100, 100, 100)
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: flat, count: 5) + [.burst])
        #expect(session.states.last?.hasSuffix("0 0 0 IDLE") == true)
        session.feed("2024-01-16T09:35:06", [Row(100, 100, 100, 100, 9999)])
        #expect(session.states.last?.hasSuffix("0 0 0 IDLE") == true)
    }

    @Test func `a flat bar may be a compression bar`() {
        var session = compressed(1)
        session.feed("2024-01-16T09:35:31", [Row(100.05, 100.05, 100.05, 100.05, 10)])
        #expect(session.states.last == "NEUTRAL 1 2 0 IDLE")
    }

    @Test func `a gap of more than a minute ends the compression, one of a minute does not`() {
        var session = compressed()
        session.feed("2024-01-16T09:36:36", [.quiet])
        #expect(session.states.last?.hasSuffix("1 7 0 COMPRESSION") == true)
        #expect(session.of("trouble").map(\.why) == ["no_message", "no_message"])
        session.feed("2024-01-16T09:37:38", [.quiet])
        #expect(session.changes.last == "COMPRESSION -> IDLE 0 gap")
        #expect(session.states.last?.hasSuffix("1 1 0 IDLE") == true)
        #expect(session.of("trouble").last?["silence_seconds"] == 61)
    }

    @Test func `the first bar is late when the session is older than a minute`() {
        var session = Session()
        session.feed("2024-01-16T09:30:59", [.wide])
        #expect(session.of("trouble").isEmpty)
        session = Session()
        session.feed("2024-01-16T09:31:00", [.wide])
        #expect(session.of("trouble").map { $0["silence_seconds"] } == [60])
    }

    @Test func `an open trade survives a gap and ends with the first bar that arrives`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [.burst])
        session.feed("2024-01-16T09:45:00", [Row(99.50, 99.60, 99.40, 99.50)])
        #expect(session.trades == ["LONG 100.2500 100.0800 100.5500 99.5000 STOP -0.7500 564"])
    }

    @Test func `a new session empties the windows and ends the trade at the last close`() {
        var session = compressed()
        session.feed("2024-01-16T15:59:59", [.burst])
        session.feed("2024-01-17T09:30:00", Array(repeating: .quiet, count: 20))
        #expect(session.trades.isEmpty)
        // The gap to 15:59:59 had ended the compression; a fresh session compresses after 30 bars.
        #expect(session.entries == ["rejected not_compressed LONG"])
        #expect(session.states.suffix(20).allSatisfy { $0.hasSuffix(" 0 0 0 IDLE") })
        #expect(session.of("bar").suffix(20).allSatisfy { $0["mean_range"] == nil })
    }

    @Test func `the session's end is seen by the next session's first bar, too`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [.burst, Row(100.26, 100.30, 100.20, 100.28)])
        session.feed("2024-01-17T09:30:00", [.wide])
        #expect(
            session.trades == ["LONG 100.2500 100.0800 100.5500 100.2800 SESSION_END 0.0300 1"])
        #expect(session.changes.last == "IN_TRADE -> IDLE 0 session")
        #expect(session.of("bar").last?.start == InstantText.parse("2024-01-17T09:30:00"))
    }

    @Test func `a session without a trade says why`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [.burst], vwap: 100.25)
        session.feed("2024-01-16T09:35:37", Array(repeating: .wide, count: 40))
        session.feed("2024-01-16T09:36:17", Array(repeating: .quiet, count: 6))
        session.feed("2024-01-16T09:36:23", [Row(100.09, 100.28, 100.08, 100.23, 200)])
        session.endSession()
        let trouble = session.of("trouble").filter { $0.why == "no_trade" }
        #expect(trouble.count == 1)
        let names = ["compressions", "expansions", "rejected_by_bias", "rejected_by_close"]
        // The first wide bar after the quiet ones is an expansion, too.
        let counts = names.map { trouble[0].word($0) }
        #expect(counts[0] == "2" && counts[2] == "1" && counts[3] == "1")
        #expect(Int(counts[1]) == session.states.count { $0.split(separator: " ")[3] == "1" })
    }

    @Test func `a session with a trade needs no explanation`() {
        var session = compressed()
        session.feed("2024-01-16T09:35:36", [.burst])
        session.endSession()
        #expect(session.trades.count == 1)
        #expect(session.of("trouble").filter { $0.why == "no_trade" }.isEmpty)
    }

    @Test func `a repeated or older bar is dropped and counted`() {
        var session = compressed()
        let before = session.found.count
        session.feed("2024-01-16T09:35:35", [.burst])
        session.feed("2024-01-16T09:35:00", [.burst])
        #expect(session.found.count == before)
        session.endSession()
        #expect(session.of("trouble").last?["dropped"] == 2)
    }

    @Test func `slippage moves fills and profit, not levels`() {
        var settings = MomentumSettings()
        settings.slippage = 0.01
        var session = compressed(6, settings)
        session.feed(
            "2024-01-16T09:35:36", [.burst, Row(100.25, 100.60, 100.00, 100.50)])
        #expect(session.trades == ["LONG 100.2600 100.0800 100.5500 100.0700 STOP -0.1900 1"])
        #expect(session.of("trade")[0]["entry_level"] == 100.25)
    }

    @Test func `two instruments share no state`() {
        var one = compressed()
        let other = compressed(2)
        let state = other.system
        one.feed("2024-01-16T09:35:36", [.burst])
        #expect(other.system == state)
    }
}

@Suite struct SchemaTests {
    @Test func `columns of the exports come first, by their names`() {
        let rules = MomentumSystem.schema.rules
        #expect(rules.map(\.name) == ["bar", "entry", "trade", "state", "trouble"])
        #expect(
            rules[0].values.prefix(5).map(\.name) == [
                "bias", "compressed", "count", "expansion", "state",
            ])
        #expect(
            rules[2].values.prefix(8).map(\.name) == [
                "entry_ts_ns", "exit_ts_ns", "direction", "entry", "stop", "target", "exit", "pnl",
            ])
    }

    @Test func `every evaluation has the values of its rule, every condition names some`() {
        var session = Session()
        session.feed("2024-01-16T09:35:00", Array(repeating: .wide, count: 30))
        session.feed(
            "2024-01-16T09:35:30",
            Array(repeating: .quiet, count: 6) + [.burst, Row(100.25, 100.60, 100.00, 100.50)])
        session.endSession()
        #expect(Set(session.found.map(\.rule)) == [0, 1, 2, 3, 4])
        for found in session.found { #expect(found.values.count == found.schema.values.count) }
        for rule in MomentumSystem.schema.rules {
            #expect(Set(rule.values.map(\.name)).count == rule.values.count)
            for condition in rule.conditions {
                #expect(rule.place(of: condition.left) != nil)
                for name in condition.right {
                    #expect(rule.place(of: name) != nil || Double(name) != nil)
                }
            }
        }
    }

    @Test func `keys have the defaults of batch runs`() {
        let options = StrategyOptions(MomentumSystem.keys)
        #expect(MomentumSettings(options, tickSize: 0.01) == MomentumSettings())
        #expect(
            MomentumSystem.classDefaults(.share, .consolidated) == ["slippage_ticks": .number(1)])
        #expect(MomentumSystem.usualSession(.future) == .rth)
    }

    @Test func `a key reaches its parameter`() {
        var options = StrategyOptions(MomentumSystem.keys)
        options["slippage_ticks"] = .number(2)
        options["time_exit_seconds"] = .whole(7)
        options["min_compression_bars"] = .whole(9)
        let settings = MomentumSettings(options, tickSize: 0.25)
        #expect(settings.slippage == 0.5)
        #expect(settings.timeExit == .seconds(7))
        #expect(settings.minCompressionBars == 9)
    }
}
