import Market
import Records
import Testing

@testable import Desk

@Suite struct HaltTests {
    @Test func `a person halts one instrument and resumes it`() {
        var bench = Bench()
        let halted = bench.send(.halt(.person, reason: "news"))
        #expect(halted.result.outcome == .accepted)
        #expect(halted.records.map(\.text) == ["halt 0 person"])
        #expect(bench.desk.isHalted(Bench.spy))
        #expect(!bench.desk.isHalted(Bench.qqq))
        #expect(bench.desk.halts.map(\.reason) == ["news"])
        let resumed = bench.send(.resume(.person), by: "bob")
        #expect(resumed.records.map(\.text) == ["end 0 person"])
        guard case .halt(let record) = resumed.records[0] else { return }
        #expect(record.halt.by == "bob")
        #expect(record.halt.reason == "news")
        #expect(!record.isForced)
        #expect(!bench.desk.isHalted(Bench.spy))
    }

    @Test func `a halt of all halts every instrument, and ends as such`() {
        var bench = Bench()
        bench.send(.halt(.person, reason: ""), .all)
        #expect(bench.desk.isHalted(Bench.spy) && bench.desk.isHalted(Bench.qqq))
        let one = bench.send(.resume(.person))
        #expect(one.result.outcome == .notHalted)
        #expect(one.result.text == "SPY has no halt of person; all are halted by person")
        #expect(bench.send(.resume(.person), .all).result.outcome == .accepted)
        #expect(!bench.desk.isHalted(Bench.spy))
    }

    @Test func `resume ends the person's halt and leaves the others; force ends all`() {
        var bench = Bench()
        bench.send(.halt(.person, reason: "lunch"))
        bench.send(.halt(.diskStall, reason: "2.4 s"))
        let resumed = bench.send(.resume(.person))
        #expect(resumed.result.outcome == .accepted)
        #expect(resumed.result.text == "SPY is halted by disk_stall")
        #expect(bench.desk.isHalted(Bench.spy))
        bench.send(.halt(.person, reason: "lunch"))
        let forced = bench.send(.resume(nil))
        #expect(forced.records.map(\.text) == ["end 0 disk_stall", "end 0 person"])
        #expect(!bench.desk.isHalted(Bench.spy))
        #expect(bench.send(.resume(nil)).result.outcome == .notHalted)
    }

    @Test func `a limit of the day ends by force alone, and holds no other halt up`() {
        var bench = Bench()
        var out = OutputBuffer(capacity: 16)
        bench.desk.haltForLimit("loss_limit", at: .seconds(1), cause: 1, into: &out)
        bench.desk.haltForLimit("loss_limit", at: .seconds(1), cause: 2, into: &out)
        #expect(bench.desk.halts.count == 1)
        let text = "loss_limit halted trading until the next session; only force resumes it"
        for origin in [HaltOrigin.person, .limit] {
            let refused = bench.send(.resume(origin), .all).result
            #expect(refused.outcome == .needsForce && refused.text == text)
        }
        bench.send(.halt(.diskStall, reason: "2.4 s"), .all)
        let disk = bench.send(.resume(.diskStall), .all)
        #expect(disk.records.map(\.text) == ["end 16777215 disk_stall"])
        #expect(disk.result.text == "the engine is halted by limit")
        #expect(bench.send(.resume(nil), .all).result.outcome == .accepted)
        #expect(bench.desk.halts.isEmpty)
    }

    @Test func `a new day ends the limits, and nothing else`() {
        var bench = Bench()
        var out = OutputBuffer(capacity: 16)
        #expect(!bench.desk.endLimits(at: .seconds(1), cause: 1, into: &out))
        bench.send(.halt(.person, reason: "lunch"), .all)
        bench.desk.haltForLimit("profit_target", at: .seconds(1), cause: 2, into: &out)
        #expect(bench.desk.endLimits(at: .seconds(2), cause: 3, into: &out))
        #expect(bench.desk.halts.map(\.origin) == [.person])
        #expect(Bench.read(out.slots).map(\.text) == ["halt 16777215 limit", "end 16777215 limit"])
    }

    @Test func `halting twice is accepted and changes nothing`() {
        var bench = Bench()
        bench.send(.halt(.person, reason: "a"))
        let again = bench.send(.halt(.person, reason: "b"), by: "bob")
        #expect(again.result.outcome == .accepted)
        #expect(again.result.text == "halted already since 1970-01-01T00:00:01Z by ann")
        #expect(again.records.isEmpty)
        #expect(bench.desk.halts.map(\.reason) == ["a"])
    }

    @Test func `a gap of the feed halts only where the setting says so`() {
        var bench = Bench()
        #expect(bench.gap().isEmpty)
        bench.send(.set(key: "halt.on_feed_gap", value: "yes"))
        #expect(bench.gap().map(\.text) == ["halt 0 feed_gap"])
        #expect(bench.gap().isEmpty)
        #expect(bench.gap(Bench.qqq).isEmpty)
        #expect(bench.desk.isHalted(Bench.spy) && !bench.desk.isHalted(Bench.qqq))
    }

    @Test func `a stalled disk halts unless the setting says no`() {
        var bench = Bench()
        bench.send(.set(key: "halt.on_disk_stall", value: "no"), .all)
        let refused = bench.send(.halt(.diskStall, reason: ""), .all)
        #expect(refused.result.outcome == .notEnabled)
        #expect(refused.result.text == "halt.on_disk_stall is no for the engine")
        bench.send(.set(key: "halt.on_disk_stall", value: "default"), .all)
        #expect(bench.send(.halt(.diskStall, reason: ""), .all).result.outcome == .accepted)
    }
}
