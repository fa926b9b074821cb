import Chance
import Market
import Records
import Settings
import Strategy
import Testing

@testable import SEF

@Suite struct PropertyTests {
    private func reading(_ day: MarketDay) -> MarketReading {
        var levels: [String: Double] = [:]
        for level in ReferenceLevel.all { levels[level.name] = day.levels[level.place] }
        return .of(levels)
    }

    @Test(arguments: 1...12) func `rows and counts are those of a plain recomputation`(
        seed: Int
    ) throws {
        let days = Recomputed.market(UInt64(seed), bars: 220)
        let expected = Recomputed(days)
        var desk = Desk()
        var rows = 0
        var cells = [(count: Int, hits: Int)](repeating: (0, 0), count: 96)
        for (index, day) in days.enumerated() {
            let found = desk.close(day.bar, reading(day))
            for level in ReferenceLevel.all {
                let row = found.level(level.name)
                let wanted = expected.row(level.place, at: index)
                rows += wanted == nil ? 0 : 1
                if !isNear(row.map { Array($0.values.prefix(15)) }, wanted) {
                    Issue.record("bar \(index) \(level.name): \(row as Any), not \(wanted as Any)")
                }
            }
            for cell in found.of("calibration") where cell.key < 96 {
                cells[Int(cell.key)] = (Int(cell["n"]!), Int(cell["hits"]!))
            }
            if index % 20 == 0 || index == days.count - 1 {
                let wanted = expected.cells(at: index)
                #expect((0..<96).filter { cells[$0] != wanted[$0] } == [])
            }
        }
        // The walk must have met something to compare.
        #expect(rows > 500)
        #expect(cells.reduce(0) { $0 + $1.count } > 100)
        #expect(cells.contains { $0.hits > 0 })
    }

    private func isNear(_ found: [Double?]?, _ wanted: [Double?]?) -> Bool {
        guard let found, let wanted, found.count == wanted.count else {
            return found == nil && wanted == nil
        }
        return zip(found, wanted).allSatisfy { found, wanted in
            guard let found, let wanted else { return found == nil && wanted == nil }
            return abs(found - wanted) <= 1e-9 * max(1, abs(wanted))
        }
    }

    @Test(arguments: 1...6) func `trades follow the setups one at a time`(seed: Int) {
        let days = Recomputed.market(UInt64(1000 + seed), bars: 400)
        var desk = Desk([
            "setup_timeframes": .words(["daily", "weekly", "monthly"]),
            "extension_quality_threshold": .number(20), "high_prob_threshold": .whole(1),
        ])
        var open: Evaluation?
        var trades = 0
        for day in days {
            let found = desk.close(day.bar, reading(day))
            for event in found.of("trade") {
                #expect(event["setup_number"] == open.map { Double($0.number) })
                #expect((1...4).contains(event["bars_held"]!))
                let sign = event.direction == .long ? 1.0 : -1
                let pnl = sign * (event["exit"]! - event["entry"]!)
                #expect(abs(event["pnl"]! - pnl) < 1e-9)
                if event.reasonName == "STOP" { #expect(pnl < 0) }
                if event.reasonName == "TARGET" { #expect(pnl > 0) }
                open = nil
                trades += 1
            }
            let approved = found.of("setup").filter { $0.verdict == .approved }
            #expect(approved.count <= 1)
            let setups = found.of("level").filter { $0["setup"] == 1 }
            #expect(approved.isEmpty == (setups.isEmpty || open != nil))
            if let approved = approved.first {
                let best = setups.map { $0["probability"]! }.max()!
                #expect(abs(approved["probability"]! - best) < 1e-9)
                let isLong = approved.direction == .long
                #expect(isLong == (approved["target"]! > approved["entry"]!))
                #expect(isLong == (approved["stop"]! < approved["entry"]!))
                open = approved
            }
        }
        #expect(trades > 20)
    }

    @Test func `a copy goes on as the original does, and the same input gives the same`() {
        let days = Recomputed.market(77, bars: 300)
        var desk = Desk(["use_calibration": .word("on")])
        for day in days[..<150] { _ = desk.close(day.bar, reading(day)) }
        var other = Desk(["use_calibration": .word("on")])
        for day in days[..<150] { _ = other.close(day.bar, reading(day)) }
        #expect(other.system.state == desk.system.state)
        // All that matters is in the state.
        other.system = Desk.system(["use_calibration": .word("on")])
        other.system.state = desk.system.state
        for day in days[150...] {
            let isSame = other.close(day.bar, reading(day)) == desk.close(day.bar, reading(day))
            #expect(isSame)
        }
        #expect(other.system.state == desk.system.state)
    }

    @Test(arguments: ["previous", "developing"]) func `no input traps`(scope: String) {
        var random = SplitMix64(5)
        let extremes = [0, 1e-9, -37.63, 1e9, 9e15, -9e15, 0.01, 100]
        for round in 0..<24 {
            var desk = Desk([
                "profile_scope": .word(scope), "calibration_horizon": .whole(1 + round * 2),
                "calibration_weight": .number(Double(round % 3)), "stop_atr": .number(0),
                "min_extension_atr": .number(0.01), "rejection_wick": .number(0.01),
                "use_calibration": .word("on"), "high_prob_threshold": .whole(1),
            ])
            for _ in 0..<50 {
                let prices = (0..<4).map { _ in extremes[random.below(extremes.count)] }
                var levels: [String: Double] = [:]
                for level in ReferenceLevel.all where random.below(4) > 0 {
                    levels[level.name] = extremes[random.below(extremes.count)]
                }
                if random.below(6) == 0 {
                    desk.session = desk.session.adding(days: 1 + random.below(40))
                }
                let found = desk.close(
                    prices[0], prices.max()!, prices.min()!, prices[1],
                    volume: extremes[random.below(extremes.count)].magnitude, levels)
                let isFinite = found.allSatisfy { $0.values.allSatisfy { $0?.isFinite ?? true } }
                #expect(isFinite)
            }
        }
    }
}
