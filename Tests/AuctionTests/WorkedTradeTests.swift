import Market
import Records
import Settings
import Testing

@testable import Auction

/// The two long examples, tick by tick.
@Suite struct WorkedTradeTests {
    static let quiet = "100.25x300 S, 100.5x300 B, 100.75x300 S, 100.5x300 B"

    static func trend(_ changes: [String: StrategyValue] = [:]) -> Sheet {
        var sheet = Sheet(changes)
        for _ in 0..<20 {
            sheet.minute("99.0x50 S, 99.5x150 B, 100.0x400 S, 100.5x150 B, 101.0x50 S")
        }
        sheet.nextDay()
        for _ in 0..<30 { sheet.minute(quiet) }
        for line in [
            "101.0x200 B, 101.25x900 B, 101.5x900 B",
            "101.5x900 S, 101.75x900 B",
            "102.0x100 B, 102.25x50 B, 102.5x50 B, 102.75x100 B, 103.0x900 B",
            "103.0x900 S, 103.25x900 B, 103.5x900 B",
            "103.75x600 B, 104.0x600 B, 104.25x300 B, 104.5x100 B",
            "104.25x300 S, 104.0x300 S, 103.5x300 S, 103.25x300 S",
            "103.0x300 S, 102.5x4000 B, 102.75x6000 B",
        ] { sheet.minute(line) }
        return sheet
    }

    static func reversion(_ changes: [String: StrategyValue] = [:]) -> Sheet {
        var sheet = Sheet(changes)
        for _ in 0..<20 {
            sheet.minute(
                "96.5x150 S, 97.0x400 B, 98.0x150 S, 99.0x150 B, 100.0x150 S, 101.0x150 B")
        }
        sheet.nextDay()
        for _ in 0..<30 { sheet.minute(quiet) }
        for line in [
            "101.0x600 B, 101.25x100 B, 101.5x50 B, 101.75x100 B",
            "102.0x600 B, 102.25x900 B, 102.5x900 B",
            "102.25x600 S, 102.0x300 S, 101.5x50 S, 101.25x100 S, 100.75x900 S",
            "100.75x600 S, 100.5x900 S, 100.0x900 S",
            "100.5x500 B, 101.0x500 B, 101.25x3000 S, 100.5x6000 S, 100.25x3000 S",
        ] { sheet.minute(line) }
        return sheet
    }

    @Test func `the trend trade, with every number on the way`() throws {
        let sheet = Self.trend()
        let studies = sheet.found.of("market")
        #expect(studies.count == 57)
        let now = try #require(studies.last)
        #expect(now["balance_poc"] == 100 && now["balance_high"] == 101)
        #expect(now["balance_low"] == 100)

        let legs = sheet.found.of("leg")
        #expect(legs.map { $0.word("event") } == ["STARTED", "FROZEN"])
        let started = legs[0]
        #expect(started["close"] == 101.5 && started["origin"] == 100.25)
        #expect(started["was_balanced"] == 1 && started["breakout_bars"] == 0)
        let frozen = legs[1]
        #expect(frozen["breakout_bars"] == 5)
        #expect(frozen["origin"] == 100.25 && frozen["extreme"] == 104.5)
        #expect(frozen["length"] == 4.25 && frozen["retracement"] == 1.25)
        #expect(frozen["impulse"] == 1 && frozen["lvn_count"] == 1)
        #expect(frozen["lvn_1"] == 102.25 && frozen["lvn_2"] == nil)
        #expect(frozen["was_imbalance"] == 1)

        #expect(studies[54]["momentum"] == 1)
        #expect(studies[54].word("state") == "IMBALANCE_UP")
        #expect(near(now["momentum"], 2.25 / 5.75))
        #expect(now.word("state") == "BALANCE")
        #expect(now["score"] == 100 && now["cvd_momentum"] == 2200)
        #expect(near(now["volume_ratio"], 7.97, 1e-3))
        #expect(near(now["buy_pressure"], 97.1, 1e-3))

        let signals = sheet.found.of("setup").filter { $0.verdict == .approved }
        let signal = try #require(signals.first)
        #expect(signals.count == 1)
        #expect(signal.setup == "TREND_MODEL" && signal.why == "ok")
        #expect(signal.direction == .long && signal.word("signal_type") == "BUY")
        #expect(signal["entry_price"] == 102.75 && signal["stop_loss"] == 101.75)
        #expect(signal["target"] == 104.5 && signal["risk_reward"] == 1.75)
        #expect(signal["confidence"] == 90 && signal["lvn"] == 102.25)
        #expect(
            signal.word("text") == "Imbalance up, pullback to LVN, aggressive buying")
        #expect(signal["tolerance"] == 0.25)
        #expect(signal["state_fits"] == 0 && signal["session_recommends"] == 1)
        #expect(signal.start == Nanoseconds.seconds(1_710_250_200 + 36 * 60))
    }

    @Test func `the reversion trade, with every number on the way`() throws {
        let sheet = Self.reversion()
        let now = try #require(sheet.found.of("market").last)
        #expect(now["balance_low"] == 97 && now["balance_poc"] == 97)
        #expect(now["balance_high"] == 101)

        let legs = sheet.found.of("leg")
        #expect(legs.map { $0.word("event") } == ["STARTED", "FAILED"])
        #expect(legs[0]["close"] == 101.75 && legs[0]["was_balanced"] == 1)
        #expect(legs[1]["close"] == 100.75 && legs[1]["breakout_bars"] == 2)
        #expect(legs[1].why == "closed_inside" && legs[1]["extreme"] == 102.5)

        let signals = sheet.found.of("setup")
        let signal = try #require(signals.first)
        #expect(signals.count == 1 && signal.verdict == .approved)
        #expect(signal.setup == "MEAN_REVERSION" && signal.word("signal_type") == "SELL")
        #expect(signal["leg_first"] == 102.5 && signal["leg_last"] == 100)
        #expect(signal["lvn"] == 101.25 && signal["high"] == 101.25)
        #expect(signal["entry_price"] == 100.25 && signal["stop_loss"] == 101.75)
        #expect(signal["target"] == 97 && near(signal["risk_reward"], 3.25 / 1.5))
        #expect(signal["confidence"] == 90 && signal["score"] == 100)
        #expect(signal["state_fits"] == 1 && signal["session_recommends"] == 0)
        #expect(
            signal.word("text")
                == "Failed breakout up, reclaimed balance, pullback to LVN, aggressive selling "
                + "toward POC")
        #expect(signal["inside_closes"] == 3)
    }
}
