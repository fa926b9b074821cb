import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct SetupTests {
    private let levels = ["vwap_daily": 100.4, "poc_daily": 99.0]

    /// Three closes above value, highs 103, 104, 104.5, ATR 2; the third a rejection at 103.2.
    private func short(
        _ desk: inout Desk, _ levels: [String: Double], close: Double = 103.2
    ) -> [Evaluation] {
        desk.warmUp(around: 101)
        _ = desk.close(101, 103, 101, 102.5, levels)
        _ = desk.close(102.5, 104, 102, 103.5, levels)
        return desk.close(103, 104.5, 102.5, close, levels)
    }

    private func setups(_ found: [Evaluation]) -> [String] {
        found.of("setup").map { "\($0.keyName) \($0.verdict.name) \($0.reasonName)" }
    }

    @Test func `a run of three with a rejection is sold at 103.2 for 100.4, stop 105.5`() throws {
        var desk = Desk()
        let found = short(&desk, levels.filter { $0.key == "vwap_daily" })
        let row = try #require(found.level("vwap_daily"))
        #expect(row["setup"] == 1)
        #expect(row["entry"] == 103.2)
        #expect(row["target"] == 100.4)
        #expect(row["stop"] == 105.5)
        let setup = try #require(found.of("setup").first)
        #expect(setup.verdict == .approved)
        #expect(setup.direction == .short)
        #expect(abs(setup["reward_risk"]! - 1.217) < 5e-4)
        #expect(setup["atr"] == 2)
        #expect(setup.number == 2)
    }

    @Test func `of two setups the more probable is traded, toward the nearest of VWAP and POC`() {
        var desk = Desk()
        let found = short(&desk, levels)
        // The POC is more than two ATR away: 80 % against 75 %.
        #expect(setups(found).contains("poc_daily approved "))
        #expect(setups(found).contains("vwap_daily rejected not_best"))
        #expect(found.of("setup").filter { $0.verdict == .approved }.count == 1)
        #expect(desk.system.state.trade?.target == 100.4)
        #expect(found.level("vwap_daily")?["setup"] == 1)
        #expect(found.level("poc_daily")?["setup"] == 1)
    }

    @Test func `equal probabilities are decided by energy, equal energies by level order`() {
        var desk = Desk()
        let near = ["vwap_daily": 100.4, "poc_daily": 100.0]
        #expect(
            setups(short(&desk, near)).first { $0.contains("approved") }
                == "poc_daily approved ")
        var other = Desk()
        #expect(setups(short(&other, ["poc_daily": 100.0])).first == "poc_daily approved ")
        #expect(other.system.state.trade?.level.name == "poc_daily")
    }

    @Test func `down is bought: the mirror`() {
        var desk = Desk()
        let levels = ["vwap_daily": 99.6]
        desk.warmUp(around: 99)
        _ = desk.close(99, 99, 97, 97.5, levels)
        _ = desk.close(97.5, 98, 96, 96.5, levels)
        let found = desk.close(97, 97.5, 95.5, 96.8, levels)
        #expect(setups(found) == ["vwap_daily approved "])
        let trade = desk.system.state.trade
        #expect(trade?.direction == .long)
        #expect(trade?.entry == 96.8)
        #expect(trade?.target == 99.6)
        #expect(trade?.stop == 94.5)
    }

    @Test func `a candle without a long wick is no rejection`() {
        var desk = Desk()
        #expect(
            setups(short(&desk, ["vwap_daily": 100.4], close: 104)) == [
                "vwap_daily rejected no_rejection"
            ])
    }

    @Test func `a rejection of low quality is refused`() {
        var desk = Desk(["extension_quality_threshold": .number(60)])
        #expect(setups(short(&desk, ["vwap_daily": 100.4])) == ["vwap_daily rejected low_quality"])
        // 30 for three candles, 14 for 1.4 ATR, 10 for the rejection.
        var other = Desk(["extension_quality_threshold": .number(54)])
        #expect(setups(short(&other, ["vwap_daily": 100.4])) == ["vwap_daily approved "])
    }

    @Test func `neither VWAP nor POC on the way back is no target`() {
        var desk = Desk()
        // Extended above VAL, with POC and VWAP above the close.
        let levels = [
            "poc_daily": 106.0, "vah_daily": 107.0, "val_daily": 100.4, "vwap_daily": 104.0,
        ]
        #expect(
            setups(short(&desk, levels)).contains("val_daily rejected no_target"))
        #expect(desk.system.state.trade == nil)
    }

    @Test func `a target at the entry is none`() {
        var desk = Desk()
        let levels = ["poc_daily": 103.2, "vah_daily": 103.2, "val_daily": 100.4]
        #expect(setups(short(&desk, levels)) == ["val_daily rejected no_target"])
    }

    @Test func `weekly levels are context: a record only when nothing else was missing`() {
        var desk = Desk()
        let found = short(&desk, ["vwap_weekly": 100.4])
        #expect(setups(found) == ["vwap_weekly rejected not_a_setup_timeframe"])
        #expect(found.level("vwap_weekly")?["setup"] == 0)
        #expect(found.level("vwap_weekly")?["entry"] == nil)
        #expect(found.of("heads_up").isEmpty)
        var other = Desk()
        #expect(setups(short(&other, ["vwap_weekly": 100.4], close: 104)).isEmpty)
        var weekly = Desk(["setup_timeframes": .words(["weekly", "monthly"])])
        #expect(setups(short(&weekly, ["vwap_weekly": 100.4])) == ["vwap_weekly approved "])
    }

    @Test func `switched off, runs are only measured`() {
        var desk = Desk(["use_extension_duration": .flag(false)])
        let found = short(&desk, ["vwap_daily": 100.4])
        #expect(setups(found) == ["vwap_daily rejected switched_off"])
        #expect(found.level("vwap_daily")?["setup"] == 0)
        #expect(found.of("heads_up").isEmpty)
        #expect(desk.system.state.trade == nil)
    }

    @Test func `in a position a setup is only shown`() {
        var desk = Desk()
        _ = short(&desk, ["vwap_daily": 100.4])
        let found = desk.close(103, 104.5, 102.5, 103.2, ["vwap_daily": 100.4])
        #expect(setups(found) == ["vwap_daily rejected in_position"])
        #expect(found.level("vwap_daily")?["setup"] == 1)
        #expect(found.of("setup").first?["in_position"] == 1)
    }

    @Test func `the close that ends a trade may open the next`() {
        var desk = Desk()
        _ = short(&desk, ["vwap_daily": 100.4])
        // Through the stop and back: the run goes on, four candles now.
        let found = desk.close(103, 106, 102.5, 103.5, ["vwap_daily": 100.4])
        #expect(found.of("trade").map(\.reasonName) == ["STOP"])
        #expect(setups(found) == ["vwap_daily approved "])
        #expect(desk.system.state.trade?.entry == 103.5)
    }

    @Test func `heads-ups come from two candles and quality 50`() {
        var desk = Desk()
        desk.warmUp(around: 101)
        let levels = ["vwap_daily": 95.0, "vwap_weekly": 95.0]
        #expect(desk.close(101, 103, 101, 102.5, levels).of("heads_up").isEmpty)
        // 20 for two candles, 30 for more than three ATR.
        let found = desk.close(102.5, 104, 102, 103.5, levels).of("heads_up")
        #expect(found.map(\.keyName) == ["vwap_daily"])
        #expect(found.first?.verdict == .alert)
        #expect(found.first?.direction == .short)
        #expect(found.first?["quality"] == 50)
        #expect(found.first?.word("trigger") == "ALERT")
        var other = Desk()
        other.warmUp(around: 101)
        let near = ["vwap_daily": 97.51]
        _ = other.close(101, 103, 101, 102.5, near)
        #expect(other.close(102.5, 104, 102, 103.5, near).of("heads_up").isEmpty)
    }

    @Test func `every decision is numbered, studies are not`() {
        var desk = Desk()
        let found = short(&desk, levels)
        #expect(found.of("level").allSatisfy { $0.number == 0 })
        let decisions = found.filter { $0.verdict != .study }
        #expect(
            decisions.map(\.number)
                == Array(1...UInt64(decisions.count)).map {
                    $0 + decisions[0].number - 1
                })
    }
}

@Suite struct TradeTests {
    private func sold() -> SetupTrade {
        SetupTrade(
            .short, ReferenceLevel(.vwap, .daily), number: 1, entry: 103, target: 100, stop: 105,
            start: .zero)
    }

    private func bought() -> SetupTrade {
        SetupTrade(
            .long, ReferenceLevel(.vwap, .daily), number: 1, entry: 97, target: 100, stop: 95,
            start: .zero)
    }

    private func exit(
        _ trade: SetupTrade, _ bars: [[Double]], horizon: Int = 4
    ) -> SetupTrade.Exit? {
        var trade = trade
        for bar in bars {
            let bar = StudyBar.sample(
                0, bar[0], bar[1], bar[2], bar[3], volume: 1, session: .init(rawValue: 0))
            if let exit = trade.close(bar, horizon: horizon) { return exit }
        }
        return nil
    }

    @Test func `a short is stopped at its stop, or at an open beyond it`() {
        #expect(exit(sold(), [[103, 105, 102, 104]]) == .init(end: .stop, price: 105))
        #expect(exit(sold(), [[106, 107, 101, 104]]) == .init(end: .stop, price: 106))
        #expect(exit(sold(), [[103, 104.99, 102, 104]]) == nil)
    }

    @Test func `a short reaches its target, or an open beyond it`() {
        #expect(exit(sold(), [[103, 104, 100, 101]]) == .init(end: .target, price: 100))
        #expect(exit(sold(), [[99, 101, 98, 100]]) == .init(end: .target, price: 99))
        #expect(exit(sold(), [[103, 104, 100.01, 101]]) == nil)
    }

    @Test func `a bar that reaches both is stopped`() {
        #expect(exit(sold(), [[103, 105, 100, 101]]) == .init(end: .stop, price: 105))
        #expect(exit(bought(), [[97, 100, 95, 99]]) == .init(end: .stop, price: 95))
    }

    @Test func `a long is the mirror`() {
        #expect(exit(bought(), [[97, 98, 95, 96]]) == .init(end: .stop, price: 95))
        #expect(exit(bought(), [[94, 98, 93, 96]]) == .init(end: .stop, price: 94))
        #expect(exit(bought(), [[97, 100, 96, 99]]) == .init(end: .target, price: 100))
        #expect(exit(bought(), [[101, 102, 99, 100]]) == .init(end: .target, price: 101))
    }

    @Test func `after four bars it ends at the close`() {
        let quiet = [[103.0, 104, 102, 103.5], [103, 104, 102, 102.5]]
        #expect(exit(sold(), quiet + [quiet[0]]) == nil)
        #expect(exit(sold(), quiet + quiet) == .init(end: .horizon, price: 102.5))
        #expect(exit(sold(), quiet, horizon: 1) == .init(end: .horizon, price: 103.5))
    }

    @Test func `the fourth bar's stop or target comes before its close`() {
        let quiet = [[103.0, 104, 102, 103.5], [103, 104, 102, 102.5], [103, 104, 102, 103]]
        #expect(
            exit(sold(), quiet + [[103, 104, 99, 103]]) == .init(end: .target, price: 100))
        #expect(exit(sold(), quiet + [[103, 106, 99, 103]]) == .init(end: .stop, price: 105))
    }

    @Test func `the end of a trade says what it earned`() throws {
        var desk = Desk()
        let levels = ["vwap_daily": 100.4]
        desk.warmUp(around: 101)
        _ = desk.close(101, 103, 101, 102.5, levels)
        _ = desk.close(102.5, 104, 102, 103.5, levels)
        let setup = try #require(
            desk.close(103, 104.5, 102.5, 103.2, levels).of("setup").first)
        #expect(desk.close(103, 104, 102, 103, levels).of("trade").isEmpty)
        let event = try #require(desk.close(103, 103, 100, 101, levels).of("trade").first)
        #expect(event.verdict == .event)
        #expect(event.reasonName == "TARGET")
        #expect(event.direction == .short)
        #expect(event.keyName == "vwap_daily")
        #expect(event["setup_number"] == Double(setup.number))
        #expect(event["entry_time"] == Double(setup.time.rawValue / 1_000_000))
        #expect(event["exit"] == 100.4)
        #expect(event["bars_held"] == 2)
        #expect(abs(event["pnl"]! - 2.8) < 1e-12)
        #expect(abs(event["pnl_r"]! - 2.8 / 2.3) < 1e-12)
        #expect(desk.system.state.trade == nil)
    }
}
