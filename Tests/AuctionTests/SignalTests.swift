import Market
import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct SignalTests {
    private let live: [String: StrategyValue] = ["track_open": .flag(true)]

    private func status(_ made: [Evaluation]) -> [String] {
        made.of("signal").compactMap { $0.word("status") }
    }

    @Test func `nothing is followed unless told to`() {
        #expect(WorkedTradeTests.trend().found.of("signal").isEmpty)
    }

    @Test func `new, active and at the target, a bar later`() throws {
        var sheet = WorkedTradeTests.trend(live)
        let new = try #require(sheet.found.of("signal").last)
        #expect(new.word("status") == "NEW" && new["entry_price"] == 102.75)
        let number = try #require(sheet.found.of("setup").last).number
        #expect(new["signal_number"] == Double(number) && new["position_size"] == nil)
        #expect(status(sheet.minute("103.0x10 B, 104.0x10 B")) == ["ACTIVE"])
        let made = sheet.minute("104.25x10 B, 104.75x10 B")
        #expect(status(made) == ["TARGET"])
        let end = try #require(made.of("signal").last)
        #expect(end["exit_price"] == 104.5 && end["result"] == 1.75)
        #expect(end["result_r"] == 1.75 && end["bars"] == 2)
        #expect(status(sheet.minute("104.0x10 B")) == [])
    }

    @Test func `the stop first when a bar reaches both`() throws {
        var sheet = WorkedTradeTests.trend(live)
        let made = sheet.minute("103.0x10 B, 104.75x10 B, 101.5x10 S")
        #expect(status(made) == ["ACTIVE", "STOPPED"])
        #expect(made.of("signal").last?["exit_price"] == 101.75)
        #expect(made.of("signal").last?["result_r"] == -1)
    }

    @Test func `beyond a level at the open, the open is the price`() {
        var stopped = WorkedTradeTests.trend(live)
        #expect(
            stopped.minute("101.25x10 S, 102.0x10 B").of("signal").last?["exit_price"] == 101.25)
        var reached = WorkedTradeTests.trend(live)
        #expect(
            reached.minute("105.0x10 B, 104.5x10 S").of("signal").last?["exit_price"] == 105)
    }

    @Test func `a sale mirrors it`() {
        var stopped = WorkedTradeTests.reversion(live)
        let stop = stopped.minute("101.0x10 B, 101.75x10 B").of("signal").last
        #expect(stop?.word("status") == "STOPPED" && stop?["result"] == -1.5)
        var reached = WorkedTradeTests.reversion(live)
        let target = reached.minute("96.5x10 S, 96.75x10 B").of("signal").last
        #expect(target?.word("status") == "TARGET" && target?["exit_price"] == 96.5)
    }

    @Test func `the session's end closes it at the last price`() throws {
        var sheet = WorkedTradeTests.trend(live)
        sheet.minute("103.25x10 B")
        let made = sheet.end()
        #expect(status(made) == ["EXPIRED"])
        let end = try #require(made.of("signal").first)
        #expect(end["exit_price"] == 103.25 && end["result"] == 0.5)
        var early = WorkedTradeTests.trend(live)
        #expect(early.end().of("signal").last?["result"] == 0)
    }

    @Test func `an open signal leaves no room for another`() {
        // The first wants its target far away; the node below would be the second.
        var sheet = WorkedTradeTests.trend(live)
        sheet.playbook.state.legs.leg?.zones = EntryZones(
            ProfileReading(poc: 0, vah: 0, val: 0, lvns: [408], rowTicks: 1), between: 401,
            and: 418)
        sheet.time = sheet.time + .seconds(600)
        let made = sheet.minute("102.5x300 S, 102.0x9000 B, 102.25x9000 B").of("setup")
        #expect(made.map(\.why) == ["open_signal"] && made[0]["free"] == 0)
    }

    @Test func `five minutes between signals of one setup and direction`() {
        var desk = SignalDesk()
        let rule = ManagerRule()
        let start = Nanoseconds.seconds(600)
        #expect(desk.isCooled(.trendModel, .long, at: start, rule))
        #expect(desk.minutesSince(.trendModel, .long, at: start) == nil)
        desk.note(.trendModel, .long, at: start)
        #expect(!desk.isCooled(.trendModel, .long, at: start + .seconds(240), rule))
        #expect(desk.isCooled(.trendModel, .long, at: start + .seconds(300), rule))
        #expect(desk.minutesSince(.trendModel, .long, at: start + .seconds(240)) == 4)
        #expect(desk.isCooled(.trendModel, .short, at: start, rule))
        #expect(desk.isCooled(.meanReversion, .long, at: start, rule))
    }

    @Test func `the cooldown is time, not bars`() {
        func second(after minutes: Int64) -> [String] {
            var sheet = WorkedTradeTests.trend()
            sheet.playbook.state.legs.leg?.zones = EntryZones(
                ProfileReading(poc: 0, vah: 0, val: 0, lvns: [408], rowTicks: 1), between: 401,
                and: 418)
            sheet.time = sheet.time + .seconds((minutes - 1) * 60)
            return sheet.minute("102.5x300 S, 102.0x9000 B, 102.25x9000 B").of("setup")
                .map(\.why)
        }
        #expect(second(after: 1) == ["cooldown"])
        #expect(second(after: 4) == ["cooldown"])
        #expect(second(after: 5) == ["ok"])
    }

    @Test func `a signal is sized for the account`() throws {
        var sheet = WorkedTradeTests.trend(live.merging(["account": .number(50_000)]) { $1 })
        let made = sheet.minute("103.0x10 B")
        let active = try #require(made.of("signal").first)
        // 250 / (1.00 x 50) = 5 contracts.
        #expect(active["position_size"] == 5 && active["risk_amount"] == 250)
        #expect(active["actual_risk"] == 250)
    }

    @Test func `a signal without a size is rejected, and nothing stays open`() throws {
        var sheet = WorkedTradeTests.trend(live.merging(["account": .number(1000)]) { $1 })
        let made = sheet.found.of("signal")
        #expect(made.map { $0.word("status") } == ["NEW", "REJECTED"])
        #expect(made.last?.why == "no_size")
        #expect(status(sheet.minute("103.0x10 B")) == [])
        let risky = WorkedTradeTests.trend(
            live.merging(["account": .number(1e5), "risk_pct": .number(2)]) { $1 })
        #expect(risky.found.of("signal").last?.why == "risk_outside")
        let allowed = WorkedTradeTests.trend(
            live.merging([
                "account": .number(1e5), "risk_pct": .number(2), "risk_override": .flag(true),
            ]) { $1 })
        #expect(status(allowed.found) == ["NEW"])
    }
}
