import Market
import Records
import Testing

@testable import Desk

@Suite struct SettingTests {
    @Test func `what is not set has its standard, what is set for one holds for one`() {
        var bench = Bench()
        #expect(bench.desk.value(of: "halt.on_feed_gap") == "no")
        bench.send(.set(key: "halt.on_feed_gap", value: "yes"), .all)
        bench.send(.set(key: "halt.on_feed_gap", value: "no"), Bench.qqq)
        #expect(bench.desk.value(of: "halt.on_feed_gap", for: Bench.spy) == "yes")
        #expect(bench.desk.value(of: "halt.on_feed_gap", for: Bench.qqq) == "no")
        #expect(bench.desk.value(of: "no.such") == nil)
    }

    @Test func `default takes a change back and tells what holds instead`() {
        var bench = Bench()
        bench.send(.set(key: "note", value: "watch the close"), .all)
        bench.send(.set(key: "note", value: "earnings"))
        let back = bench.send(.set(key: "note", value: "default"))
        #expect(back.records.map(\.text) == ["set note watch the close"])
        guard case .setting(let record) = back.records[0] else { return }
        #expect(record.isDefault)
        #expect(bench.desk.settings.map(\.value) == ["watch the close"])
    }

    @Test(arguments: [
        ("alerts.max", "0", "alerts.max is a whole number from 1 to 10000, got '0'"),
        ("alerts.max", "10001", "alerts.max is a whole number from 1 to 10000, got '10001'"),
        ("alerts.max", "+5", "alerts.max is a whole number from 1 to 10000, got '+5'"),
        ("alerts.max", "", "alerts.max is a whole number from 1 to 10000, got ''"),
        ("halt.on_feed_gap", "true", "halt.on_feed_gap is yes or no, got 'true'"),
        (
            "trading.loss_limit", "0",
            "trading.loss_limit is an amount from -10000000 to 10000000, not 0, got '0'"
        ),
        (
            "trading.profit_target", "-5",
            "trading.profit_target is an amount from 0 to 10000000, not 0, got '-5'"
        ),
        (
            "trading.loss_limit", "nan",
            "trading.loss_limit is an amount from -10000000 to 10000000, not 0, got 'nan'"
        ),
        ("trading.symbol", "ES", "there is no symbol 'ES'; there are SPY, QQQ"),
        (
            "paper.fills", "kind",
            "paper.fills is one of fair, partial, stingy, rejecting, silent, got 'kind'"
        ),
    ])
    func `a value out of range is refused by key, range and value`(
        _ key: String, _ value: String, _ text: String
    ) {
        var bench = Bench()
        let refused = bench.send(.set(key: key, value: value), .all)
        #expect(refused.result.outcome == .badValue)
        #expect(refused.result.text == text)
        #expect(bench.desk.settings.isEmpty)
    }

    @Test func `an unknown key is refused with those there are`() {
        var bench = Bench()
        let refused = bench.send(.set(key: "alert.max", value: "5"), .all)
        #expect(refused.result.outcome == .unknownSetting)
        let text =
            "no setting 'alert.max'; there are alerts.max, "
            + "halt.on_feed_gap/on_feed_lost/on_disk_stall, "
            + "trading.profit_target/loss_limit/position_size/symbol, "
            + "paper.fills/model/latency_ms, replay.speed, orderflow.timeframe, note"
        #expect(refused.result.text == text)
        #expect(text.utf8.count <= CommandLimits.answer, "all names fit into an answer")
        let scope = bench.send(.set(key: "alerts.max", value: "5"))
        #expect(scope.result.outcome == .badScope)
        #expect(scope.result.text == "alerts.max is the engine's, not SPY's")
    }

    @Test(arguments: [
        ("0", 0), ("0.5", 500), ("20", 20_000), ("1.25", 1250), ("0.001", 1),
        ("1000000", 1_000_000_000),
    ])
    func `a replay's speed is taken in thousandths`(text: String, thousandths: Int) throws {
        let key = try #require(SettingKey.named(SettingKey.replaySpeed))
        #expect(key.fault(of: text) == nil)
        #expect(SettingKey.thousandths(text) == thousandths)
    }

    @Test(arguments: ["-1", "+1", "1e3", "nan", "inf", ".5", "5.", "1.0001", "1000000.001", "1,5"])
    func `what is no replay speed is refused with the range`(text: String) throws {
        let key = try #require(SettingKey.named(SettingKey.replaySpeed))
        #expect(
            key.fault(of: text)
                == "replay.speed is a number from 0 to 1000000 with three decimals at most, "
                + "got '\(text)'")
    }

    @Test(arguments: [
        ("60", BarPeriod.minute1), ("1m", .minute1), ("1", .second1), ("5m", .minute5),
        ("900", .minute15), ("2h", .hour2), ("86400", .day1),
    ])
    func `a timeframe is named or counted in seconds, and turns every pipeline`(
        text: String, period: BarPeriod
    ) {
        var bench = Bench()
        let set = bench.send(.set(key: SettingKey.timeframe, value: text), .all)
        #expect(set.effect == .timeframe(period))
        #expect(bench.desk.value(of: SettingKey.timeframe) == text)
        let back = bench.send(.set(key: SettingKey.timeframe, value: "default"), .all)
        #expect(back.effect == .timeframe(nil))
    }

    @Test(arguments: ["7", "0", "9m", "-60", "060", "60.0", "5M", " 60", "none"])
    func `what is no timeframe is refused with those there are, and turns nothing`(text: String) {
        var bench = Bench()
        let refused = bench.send(.set(key: SettingKey.timeframe, value: text), .all)
        #expect(refused.result.outcome == .badValue && refused.effect == .none)
        #expect(
            refused.result.text
                == "orderflow.timeframe is one of 1s, 1m, 5m, 15m, 1h, 2h, 1d, or as seconds "
                + "1, 60, 300, 900, 3600, 7200, 86400, got '\(text)'")
        let one = bench.send(.set(key: SettingKey.timeframe, value: "60"))
        #expect(one.result.outcome == .badScope && one.effect == .none)
    }

    @Test func `every standard is a value of its setting`() {
        for key in SettingKey.all { #expect(key.fault(of: key.standard) == nil) }
    }

    @Test func `anchors are numbered behind the configuration's and never again`() {
        var bench = Bench()
        let first = bench.send(.addAnchor(from: nil), now: .seconds(90))
        #expect(first.effect == .anchor(number: 3, from: .seconds(90)))
        #expect(first.result.subject == 3)
        #expect(
            bench.send(.removeAnchor(3)).effect == .removeAnchor(number: 3))
        let second = bench.send(.addAnchor(from: .seconds(95)), now: .seconds(90))
        #expect(second.effect == .anchor(number: 4, from: .seconds(95)))
        #expect(
            bench.send(.addAnchor(from: nil), Bench.qqq).effect
                == .anchor(number: 1, from: .zero))
        #expect(bench.desk.anchors.map(\.number) == [4, 1])
    }

    @Test func `an anchor in the past, of nothing or beyond the limit is refused`() {
        var bench = Bench()
        let past = bench.send(.addAnchor(from: .seconds(89)), now: .seconds(90))
        #expect(past.result.outcome == .past)
        #expect(past.effect == .none)
        #expect(
            past.result.text == "an anchor starts at 1970-01-01T00:01:30Z or later, got "
                + "1970-01-01T00:01:29Z")
        #expect(bench.send(.addAnchor(from: nil), .all).result.outcome == .unknownInstrument)
        #expect(bench.send(.removeAnchor(1)).result.outcome == .unknownAnchor)
        for _ in 0..<Desk.anchorLimit { bench.send(.addAnchor(from: nil)) }
        #expect(bench.send(.addAnchor(from: nil)).result.outcome == .tooManyAnchors)
        #expect(bench.send(.addAnchor(from: nil), Bench.qqq).result.outcome == .accepted)
    }
}
