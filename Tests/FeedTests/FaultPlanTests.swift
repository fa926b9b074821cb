import Feed
import Market
import Testing

@Suite struct FaultPlanTests {
    private func error(_ text: String) -> String? {
        do throws(FaultPlanError) {
            _ = try FaultPlan(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `every word with its unit`() throws {
        let plan = try FaultPlan(
            "drop=0.1%,duplicate=0.001,reorder=5%,late=0,malformed=1%,gap=3/day:250ms,"
                + "stall=2/day:5s,burst=4/day:50,clock=1/day:-2s,sequenced")
        var wanted = FaultPlan()
        wanted.drop = 0.1 / 100
        wanted.duplicate = 0.001
        wanted.reorder = 0.05
        wanted.malformed = 0.01
        wanted.gap = .init(timesADay: 3, amount: 250_000_000)
        wanted.stall = .init(timesADay: 2, amount: 5_000_000_000)
        wanted.burst = .init(timesADay: 4, amount: 50)
        wanted.clock = .init(timesADay: 1, amount: -2_000_000_000)
        wanted.isSequenced = true
        #expect(plan == wanted)
    }

    @Test func `what happens some times a day has a usual size`() throws {
        let plan = try FaultPlan("gap=3/day,stall=2/day,burst=4/day,clock=1/day")
        #expect(plan.gap == .init(timesADay: 3, amount: 1_000_000_000))
        #expect(plan.stall == .init(timesADay: 2, amount: 5_000_000_000))
        #expect(plan.burst == .init(timesADay: 4, amount: 1000))
        #expect(plan.clock == .init(timesADay: 1, amount: -2_000_000_000))
        #expect(try FaultPlan("clock=1/day:+1.5m").clock?.amount == 90_000_000_000)
        #expect(try FaultPlan("clock=1/day:1ms").clock?.amount == 1_000_000)
    }

    @Test(arguments: [
        (
            "dorp=1%",
            "faults: expected one of drop, duplicate, reorder, late, malformed, gap, stall, burst, "
                + "clock, sequenced, found \"dorp\""
        ),
        (
            "",
            "faults: expected one of drop, duplicate, reorder, late, malformed, gap, stall, burst, "
                + "clock, sequenced, found \"\""
        ),
        ("drop", "drop: expected drop=VALUE, found \"drop\""),
        ("drop=1%,drop=2%", "drop: expected it once, found \"drop=1%,drop=2%\""),
        (
            "drop=101%", "drop: expected a share from 0% to 100%, or from 0 to 1, found \"101%\""
        ),
        ("late=1.5", "late: expected a share from 0% to 100%, or from 0 to 1, found \"1.5\""),
        ("late=-1%", "late: expected a share from 0% to 100%, or from 0 to 1, found \"-1%\""),
        ("late=nan", "late: expected a share from 0% to 100%, or from 0 to 1, found \"nan\""),
        ("late=%", "late: expected a share from 0% to 100%, or from 0 to 1, found \"%\""),
        (
            "drop=75%,late=50%",
            "drop + late: expected at most 100% together, found \"125.0%\""
        ),
        ("gap=3", "gap: expected 0/day to 10000/day, found \"3\""),
        ("gap=10001/day", "gap: expected 0/day to 10000/day, found \"10001/day\""),
        ("gap=-1/day", "gap: expected 0/day to 10000/day, found \"-1/day\""),
        ("stall=1/day:", "stall: expected a length from 1ms to 60m, found \"\""),
        ("stall=1/day:5", "stall: expected a length from 1ms to 60m, found \"5\""),
        ("stall=1/day:0s", "stall: expected a length from 1ms to 60m, found \"0s\""),
        ("stall=1/day:61m", "stall: expected a length from 1ms to 60m, found \"61m\""),
        ("burst=1/day:1", "burst: expected 2 to 100000 inputs, found \"1\""),
        (
            "clock=1/day:0s",
            "clock: expected a step from 1ms to 60m, or from -60m to -1ms, found \"0s\""
        ),
        ("sequenced=yes", "sequenced: expected no value, found \"yes\""),
        (
            "drop=\u{1b}[31m",
            "drop: expected a share from 0% to 100%, or from 0 to 1, found \"?[31m\""
        ),
    ])
    func `what is wrong is one line with word, limit and value`(text: String, said: String) {
        #expect(error(text) == said)
    }
}
