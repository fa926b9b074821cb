import Chance
import Market
import Measures
import Records
import Settings
import Testing

@testable import Auction

/// Random markets: nothing traps, everything written is finite, and equal input gives equal output.
@Suite struct RandomWalkTests {
    private func walk(
        seed: UInt64, _ changes: [String: StrategyValue], minutes: Int, isTicks: Bool,
        wildness: UInt64
    ) -> Sheet {
        var dice = SplitMix64(seed)
        var sheet = Sheet(changes)
        var level = 400.0
        var drift = 0.0
        for _ in 0..<minutes {
            if dice.once(in: 12) { drift = (Double(dice.below(5)) - 2) / 2 }
            if dice.once(in: 90) { sheet.nextDay() }
            if dice.once(in: 25) { sheet.time = sheet.time + .seconds(60) }
            var ticks: [TestTick] = []
            for _ in 0...dice.below(30) {
                level += Double(dice.below(2 * wildness + 1)) - Double(wildness) + drift
                ticks.append(
                    TestTick(
                        price: level.rounded() * 0.25, size: Int64(dice.below(400) + 1),
                        aggressor: Aggressor(rawValue: UInt8(dice.below(3)))!))
            }
            if isTicks {
                sheet.minute(ticks)
            } else {
                let prices = ticks.map(\.price)
                sheet.bar(
                    prices.first!, prices.max()!, prices.min()!, prices.last!,
                    volume: Double(dice.below(1000)) / 3)
            }
        }
        sheet.end()
        return sheet
    }

    private let live: [String: StrategyValue] = [
        "track_open": .flag(true), "min_score": .whole(30), "leg_atr": .number(0.5),
        "cvd_share": .number(0.05), "min_reward": .number(0.2), "account": .number(50_000),
        "flow_from_bars": .flag(true), "momentum_limit": .number(0.1),
    ]

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `ticks: equal input, equal output, and states that fit together`(seed: UInt64) {
        let one = walk(seed: seed, live, minutes: 300, isTicks: true, wildness: seed % 4 + 1)
        let two = walk(seed: seed, live, minutes: 300, isTicks: true, wildness: seed % 4 + 1)
        #expect(one.found == two.found)
        #expect(one.playbook.state == two.playbook.state)
        check(one.found)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `bars: the same`(seed: UInt64) {
        let changes = live.merging([
            "row_ticks": .whole(seed % 2 == 0 ? 0 : 3), "momentum_unit": .word("percent"),
            "profile_scope": .word(["window", "session", "previous"][Int(seed % 3)]),
        ]) { $1 }
        let one = walk(seed: seed, changes, minutes: 300, isTicks: false, wildness: 3)
        let two = walk(seed: seed, changes, minutes: 300, isTicks: false, wildness: 3)
        #expect(one.found == two.found)
        check(one.found)
    }

    @Test func `walks reach every event, both setups and most verdicts`() {
        // Seeds whose markets have what is rare.
        var events: Set<String> = []
        var reasons: Set<String> = []
        var statuses: Set<String> = []
        for seed: UInt64 in [157, 205, 234, 299, 452, 494] {
            let sheet = walk(
                seed: seed, live, minutes: 300, isTicks: true, wildness: seed % 3 + 1)
            events.formUnion(sheet.found.of("leg").compactMap { $0.word("event") })
            reasons.formUnion(sheet.found.of("setup").map { $0.setup + " " + $0.why })
            statuses.formUnion(sheet.found.of("signal").compactMap { $0.word("status") })
        }
        #expect(events == Set(LegEvent.allCases.map(\.name)))
        #expect(reasons.contains("TREND_MODEL ok") && reasons.contains("MEAN_REVERSION ok"))
        #expect(statuses.isSuperset(of: ["NEW", "ACTIVE", "STOPPED", "TARGET", "EXPIRED"]))
    }

    @Test func `copies share no state`() {
        let lines = (0..<120).map { index in
            "\(100 + Double(index * 7 % 13) * 0.25)x\(index % 9 + 1) B, "
                + "\(101 + Double(index * 5 % 11) * 0.25)x\(index % 4 + 1) S"
        }
        var alone = Sheet(live)
        alone.balance(poc: 101, vah: 101.5, val: 100.5)
        for line in lines { alone.minute(line) }
        var one = Sheet(live)
        var other = Sheet(live)
        one.balance(poc: 101, vah: 101.5, val: 100.5)
        other.playbook = one.playbook
        for (index, line) in lines.enumerated() {
            let copy = one.playbook
            one.playbook = copy
            one.minute(line)
            other.minute("\(500 + index).0x9 B, \(490 + index).0x3 S")
        }
        #expect(one.found == alone.found)
        #expect(one.playbook.state == alone.playbook.state)
        #expect(other.playbook.state != one.playbook.state)
    }

    @Test func `rows are let go, and a leg's profile does not miss them`() {
        // The same market with all rows kept, as the session's profile keeps them.
        for seed in 1...3 as ClosedRange<UInt64> {
            let short = walk(seed: seed, live, minutes: 360, isTicks: true, wildness: 2)
            let whole = walk(
                seed: seed, live.merging(["profile_scope": .word("session")]) { $1 },
                minutes: 360, isTicks: true, wildness: 2)
            let nodes = { (sheet: borrowing Sheet) in
                sheet.found.of("leg").filter { $0.word("event") == "FROZEN" }.map { leg in
                    (1...8).map { leg["lvn_\($0)"] }
                }
            }
            #expect(nodes(short) == nodes(whole))
        }
    }

    @Test(arguments: ["window", "session"])
    func `the ladder that follows the market is the one made anew`(scope: String) {
        var dice = SplitMix64(1)
        var sheet = Sheet(live.merging(["profile_scope": .word(scope)]) { $1 })
        var level = 400.0
        for index in 0..<900 {
            if index % 300 == 299 { sheet.nextDay() }
            // Now and then a pause: no minute, a few, or all of the window leave at once.
            let pause = dice.below(40)
            if pause < 3 { sheet.time = sheet.time + .seconds([60, 600, 4000][pause]) }
            if index % 300 > 250, dice.once(in: 20) {
                sheet.bar(100, 101, 99.5, 100, volume: 100.5)
            } else {
                sheet.minute(
                    (0...dice.below(30)).map { _ in
                        level += Double(dice.below(9)) - 4
                        return TestTick(
                            price: level * 0.25, size: Int64(dice.below(400) + 1),
                            aggressor: .buyer)
                    })
            }
            let playbook = sheet.playbook
            let history = playbook.state.history
            let range = (scope == "window" ? history.windowFirst : 0)...history.last
            let rowTicks = playbook.state.rowTicks
            let rule = playbook.settings.rule
            let anew = ProfileScratch(unit: playbook.unit).read(
                history, range, rowTicks: rowTicks, rule)
            #expect(anew != nil)
            #expect(
                playbook.scratch.readWindow(history, range, rowTicks: rowTicks, rule) == anew)
        }
    }

    @Test func `rows stay within what the window and a leg need`() {
        var sheet = Sheet()
        sheet.balance(poc: 100, vah: 101, val: 99)
        for index in 0..<380 {
            sheet.minute(
                (0..<40).map {
                    TestTick(
                        price: 100 + Double((index + $0) % 60) * 0.25, size: 1, aggressor: .buyer)
                })
            #expect(sheet.playbook.state.history.storedRows <= 2 * 61 * 41 + 1024)
        }
        #expect(sheet.playbook.state.history.count == 380)
    }

    /// What must hold in any market.
    private func check(_ found: [Evaluation]) {
        var isOpen = false
        for evaluation in found {
            for value in evaluation.values { #expect(value?.isFinite != false) }
            switch evaluation.schema.name {
            case "market": checkStudy(evaluation)
            case "setup" where evaluation.verdict == .approved:
                #expect(!isOpen)
                #expect(evaluation["risk"]! > 0 && evaluation["risk_reward"]! >= 0.2 - 1e-9)
                #expect(evaluation["score"]! >= 30)
                #expect((40...100).contains(evaluation["confidence"]!))
            case "signal":
                let status = evaluation.word("status")!
                isOpen = status == "NEW" || status == "ACTIVE"
            default: break
            }
        }
    }

    private func checkStudy(_ study: Evaluation) {
        if let momentum = study["momentum"], study["momentum_limit"] == 0.5 {
            #expect(abs(momentum) <= 1 + 1e-9)
        }
        if let poc = study["poc"], let vah = study["vah"], let val = study["val"] {
            #expect(val <= poc && poc <= vah)
        }
        #expect([0, 30, 40, 60, 70, 100].contains(study["score"]))
        #expect((0...100).contains(study["buy_pressure"]!))
        if study.word("leg_state") != "NONE" {
            #expect(study["balance_high"] != nil && study["leg_origin"] != nil)
        }
    }
}
