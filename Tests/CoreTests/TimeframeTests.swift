import Core
import Market
import Records
import Testing

/// The order-flow system on another timeframe, by command.
@Suite struct TimeframeTests {
    /// What the order-flow system said of the bars of one instrument.
    private func evaluations(_ slots: [OutputSlot], _ instrument: InstrumentID) -> [Evaluation] {
        var found: [Evaluation] = []
        slots.withUnsafeBufferPointer { slots in
            var index = 0
            while index < slots.count {
                let size = max(1, slots[index].slots)
                let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
                index += size
                guard record[0].kind == .evaluation else { continue }
                let one = Evaluation(record)
                if one.instrument == instrument, one.system == 1, one.rule == 0 {
                    found.append(one)
                }
            }
        }
        return found
    }

    private func set(_ value: String, _ number: Int, at time: Nanoseconds) throws -> [Input] {
        CommandInput(
            time: time, instrument: .all, id: try #require(CommandID("t\(number)")),
            sender: CommandInput.Sender(role: 3, session: 1, name: "test"),
            command: .set(key: SettingKey.timeframe, value: value)
        ).inputs
    }

    @Test func `regimes begin anew with each timeframe, on bars of one period at a time`() throws {
        let market = try TestCore.market(seed: 3, seconds: 3000).filter {
            $0.kind != .command && $0.kind != .commandRest
        }
        var core = try TestCore.make()
        var found: [OutputSlot] = []
        let parts = 5
        for (part, value) in ["", "60", "1", "default", "1s"].enumerated() {
            let range = market.count * part / parts..<market.count * (part + 1) / parts
            if part > 0 {
                let input = try set(value, part, at: market[range.lowerBound].time)
                found += try core.run(input[...])
            }
            found += try core.run(market[range])
        }
        for instrument in [InstrumentID(0), InstrumentID(1)] {
            let studies = evaluations(found, instrument)
            for (before, next) in zip(studies, studies.dropFirst()) {
                #expect(next.start >= before.time, "bars of two periods share no trade")
            }
            // 33 bars of a period are blind, wherever it begins again.
            var place = 0
            var blind: [BarPeriod: [Int]] = [:]
            while place < studies.count {
                let end =
                    studies[place...].firstIndex { $0.period != studies[place].period }
                    ?? studies.count
                blind[studies[place].period, default: []].append(
                    studies[place..<end].prefix { $0.reason == 1 }.count)
                place = end
            }
            #expect(blind[.second1] == [33, 33], "\(blind)")
            #expect(blind[.minute1]?.count == 1 && blind[.minute5]?.count == 2, "\(blind)")
        }
    }
}
