import Chance
import Market
import Records
import StateCoding
import Testing

@testable import Desk

@Suite struct PropertyTests {
    private func command(_ random: inout SplitMix64) -> Command {
        switch Command.Kind.allCases.randomElement(using: &random) ?? .set {
        case .addAlert:
            let price: Int64 = 90 + random.below(21)
            return Bool.random(using: &random) ? .above(price) : .below(price)
        case .removeAlert: return .removeAlert(.number(1 + random.below(40)))
        case .halt:
            return .halt(
                HaltOrigin.allCases.randomElement(using: &random) ?? .person, reason: "r")
        case .resume:
            return .resume(
                Bool.random(using: &random)
                    ? HaltOrigin.allCases.randomElement(using: &random) : nil)
        case .set:
            let key = SettingKey.all.randomElement(using: &random)?.name ?? "note"
            let values = ["yes", "no", "5", "default", "", "x"]
            return .set(key: key, value: values.randomElement(using: &random) ?? "")
        case .addAnchor:
            return .addAnchor(
                from: Bool.random(using: &random) ? .seconds(Int64(random.below(20))) : nil)
        case .removeAnchor: return .removeAnchor(UInt32(1 + random.below(6)))
        case .submit:
            return .submit(OrderTerms(side: .buy, type: .market, quantity: Size(1)))
        case .cancel: return .cancel(.number(1 + random.below(6)))
        case .replace:
            return .replace(.number(1 + random.below(6)), OrderChange(quantity: Size(2)))
        case .cancelAll: return .cancelAll
        case .flatten: return .flatten
        case .startSession: return .startSession
        case .stopSession: return .stopSession
        case .cancelOf: return .cancelOf(session: random.below(3))
        }
    }

    /// A random step: a command, seldom one that was sent before, a trade, or a gap of the feed.
    private func step(
        _ bench: inout Bench, _ sent: inout [CommandInput], _ random: inout SplitMix64
    ) {
        switch random.below(10) {
        case 0...3:
            bench.trade(90 + random.below(21), InstrumentID(UInt32(random.below(2))))
        case 4: _ = bench.gap(InstrumentID(UInt32(random.below(2))))
        case 5 where !sent.isEmpty: bench.send(random.pick(sent), now: .seconds(10))
        default:
            let places = [Bench.spy, Bench.qqq, .all, InstrumentID(2)]
            let input = CommandInput(
                time: .seconds(Int64(bench.cause)), instrument: random.pick(places),
                id: CommandID("r\(sent.count)")!,
                sender: CommandInput.Sender(role: 3, session: 1, name: "ann"),
                command: command(&random))
            sent.append(input)
            bench.send(input, now: .seconds(10))
        }
    }

    @Test func `the fold of its records is what the desk holds, at every step`() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SplitMix64(seed)
            var bench = Bench()
            var sent: [CommandInput] = []
            var state = DeskState()
            for _ in 0..<300 {
                let before = bench.said.count
                step(&bench, &sent, &random)
                for said in bench.said[before...] { said.event.map { state.fold($0) } }
                #expect(state.alerts.map(\.alert) == bench.desk.alerts)
                #expect(state.halts.map(\.halt) == bench.desk.halts)
                #expect(state.settings.map(\.setting) == bench.desk.settings)
                #expect(state.anchors.map(\.anchor) == bench.desk.anchors)
                for place in [Bench.spy, Bench.qqq] {
                    #expect(state.isHalted(place) == bench.desk.isHalted(place))
                }
            }
        }
    }

    @Test func `the same inputs give the same records, with a restore between any two`() throws {
        for seed in 21...30 as ClosedRange<UInt64> {
            var (one, other) = (Bench(), Bench())
            var (randomOne, randomOther) = (SplitMix64(seed), SplitMix64(seed))
            var (sentOne, sentOther) = ([CommandInput](), [CommandInput]())
            for number in 0..<200 {
                step(&one, &sentOne, &randomOne)
                step(&other, &sentOther, &randomOther)
                #expect(one.said == other.said)
                guard number % 7 == 0 else { continue }
                var reader = StateReader(RepeatTests.saved(other.desk))
                other.desk = Bench().desk
                try other.desk.restore(from: &reader)
                #expect(other.desk == one.desk)
            }
        }
    }
}
