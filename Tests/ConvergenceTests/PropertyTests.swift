import Chance
import Market
import Records
import Strategy
import Testing

@testable import Convergence

@Suite struct PropertyTests {
    private func isNear(_ a: Double?, _ b: Double?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= 1e-9 * max(1, abs(b))
    }

    @Test(arguments: 1...3)
    func `every minute is what the formulas say`(seed: Int) {
        let minutes = randomMinutes(2000, seed: UInt64(seed))
        let rule = ConvergenceSystem.schema.rules[0]
        let places = Dictionary(
            uniqueKeysWithValues: rule.values.enumerated().map { ($1.name, $0) })
        let names =
            EntryLens.allCases.map(\.name) + ["entry_signal"] + ExitLens.allCases.map(\.name)
            + ["exit_signal"]
        var bench = Bench()
        bench.feed(minutes)
        let studies = bench.of("minute")
        let reference = Reference(minutes)
        #expect(studies.count == minutes.count)
        var (entryBefore, exitBefore) = (0, false)
        var wrong: [String] = []
        for (t, study) in studies.enumerated() {
            let entryCount = reference.count(reference.entry, at: t)
            let exitCount = reference.count(reference.exit, at: t)
            let exitHolds = exitCount >= 4 && reference.divergences[t] >= 3
            let flags =
                reference.entry[t] + [entryCount >= 7 && entryBefore < 7]
                + reference.exit[t] + [exitHolds && !exitBefore]
            func value(_ name: String) -> Double? { study.values[places[name]!] }
            for (name, flag) in zip(names, flags) where (value(name) == 1) != flag {
                wrong.append("\(name) at \(t)")
            }
            if value("entry_count") != Double(entryCount) { wrong.append("entry count at \(t)") }
            if value("exit_count") != Double(exitCount) { wrong.append("exit count at \(t)") }
            if value("divergence_count") != Double(reference.divergences[t]) {
                wrong.append("divergences at \(t)")
            }
            if !isNear(value("range_12h"), reference.range12h(t)) { wrong.append("range at \(t)") }
            if !isNear(value("momentum_24h"), reference.momentum24h(t)) {
                wrong.append("momentum at \(t)")
            }
            if value("support_4h") != reference.support4h(t) { wrong.append("support at \(t)") }
            (entryBefore, exitBefore) = (entryCount, exitHolds)
        }
        #expect(wrong.prefix(10) == [])
        // The market is lively enough to show something.
        #expect(reference.divergences.contains { $0 >= 3 })
        #expect(studies.contains { $0["entry_count"]! >= 6 })
    }

    @Test func `signals of a long run are those of the studies`() {
        var bench = Bench()
        bench.feed(randomMinutes(8_000, seed: 11, hasGaps: false))
        let studies = bench.of("minute")
        let signals = studies.filter { $0["entry_signal"] == 1 }.map(\.time)
        #expect(!signals.isEmpty)
        #expect(bench.of("entry").filter { $0.verdict == .approved }.map(\.time) == signals)
        let exits = bench.of("exit")
        let pending = exits.filter { $0.why == "pending" }
        let executed = exits.filter { $0.verdict == .approved }
        #expect(!executed.isEmpty)
        #expect(pending.count - executed.count == (bench.system.exitPlan.pending == nil ? 0 : 1))
        for exit in executed {
            let due = exit["exit_time"]! <= Double(exit.time.rawValue / 1_000_000)
            #expect(due || exit.word("exit_type") == "accelerated")
        }
        // Pending ones arise where the study says so, and never while another waits.
        let marked = Set(studies.filter { $0["exit_signal"] == 1 }.map(\.time))
        #expect(pending.allSatisfy { marked.contains($0.time) })
        for (wait, done) in zip(pending, executed) { #expect(wait.time <= done.time) }
        for (done, next) in zip(executed, pending.dropFirst()) { #expect(done.time < next.time) }
    }

    @Test func `the same minutes give the same evaluations and the same state`() {
        let minutes = randomMinutes(3000, seed: 3)
        var one = Bench()
        var two = Bench()
        one.feed(minutes)
        for minute in minutes { two.feed([minute]) }
        let isSame = one.found == two.found && one.system == two.system
        #expect(isSame)
    }

    @Test(arguments: 1...20)
    func `any minutes are taken without a trap`(seed: Int) {
        var dice = SplitMix64(UInt64(seed))
        var bench = Bench()
        var time = at("2024-01-16T00:00:00Z")
        for _ in 0..<400 {
            // Zero and negative prices, huge ones, bars that repeat or go back in time.
            let scale = [0, 1, 1000, 1e9, -5].randomElement(using: &dice)!
            let close = scale * Double(Int.random(in: 0...3, using: &dice))
            let volume = [0, 0, 1, 1e12].randomElement(using: &dice)!
            bench.feed([minute(time, high: close, low: close, close: close, volume: volume)])
            time = time + .seconds(60 * Int64.random(in: -2...900, using: &dice))
        }
        #expect(!bench.of("minute").isEmpty)
        for found in bench.found { #expect(found.values.count == found.schema.values.count) }
    }
}
