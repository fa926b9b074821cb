import Market
import Publisher
import Records
import Wire

/// Strategies and what they decide, as a core would write it.
enum Decisions {
    static let momentum = StrategySchema(
        number: 2, name: "momentum", meaning: "Bars that move.",
        rules: [
            RuleSchema(name: "trend", meaning: "", values: [ValueSchema("price", .price)]),
            RuleSchema(
                name: "burst", meaning: "", keys: ["rth", "on"], reasons: ["", "range_small"],
                values: [ValueSchema("price", .price)]),
        ])
    static let auction = StrategySchema(
        number: 5, name: "auction", meaning: "Where value is.",
        rules: [RuleSchema(name: "setup", meaning: "", values: [ValueSchema("price", .price)])])

    /// Decision `number` of an instrument, ten seconds after the one before: every third is a
    /// signal of the auction, the others are rejected by momentum's second rule.
    static func decision(_ number: UInt64, _ place: UInt32 = 0) -> Evaluation {
        let isSignal = number % 3 == 0
        var evaluation = Evaluation(
            instrument: InstrumentID(place), system: isSignal ? 5 : 2, rule: isSignal ? 0 : 1,
            verdict: isSignal ? .approved : .rejected)
        evaluation.number = number
        evaluation.reason = isSignal ? 0 : 1
        evaluation.direction = isSignal ? .long : .none
        evaluation.start = .seconds(1_700_000_000 + 10 * Int64(number))
        evaluation.time = evaluation.start + .seconds(10)
        evaluation.values = [500 + Double(number) / 4, nil, Double(number)]
        evaluation.cause = 10 * number + UInt64(place)
        return evaluation
    }

    static func decisions(_ numbers: Range<UInt64>, _ place: UInt32 = 0) -> [Evaluation] {
        numbers.map { decision($0, place) }
    }

    static func signals(_ numbers: Range<UInt64>) -> [Evaluation] {
        decisions(numbers).filter { $0.verdict == .approved }
    }

    /// Study `number` of a rule and key.
    static func study(
        _ number: UInt64, system: UInt8 = 2, rule: UInt8 = 0, key: UInt16 = 0
    ) -> Evaluation {
        var evaluation = Evaluation(
            instrument: InstrumentID(0), system: system, rule: rule, verdict: .study)
        evaluation.key = key
        evaluation.time = .seconds(1_700_000_000 + Int64(number))
        evaluation.values = [Double(number)]
        evaluation.cause = number
        return evaluation
    }

    static func slots(_ evaluations: [Evaluation]) -> [OutputSlot] {
        var buffer = OutputBuffer()
        for evaluation in evaluations { evaluation.write(to: &buffer) }
        return Array(buffer.slots)
    }

    /// A bench whose engine runs both strategies.
    static func bench(
        _ instruments: [InstrumentSetup] = [Sample.setup],
        _ change: (inout PublisherSettings) -> Void = { _ in }
    ) -> Bench {
        Bench(instruments) {
            $0.strategies = [momentum, auction]
            change(&$0)
        }
    }
}

extension Bench {
    func decide(_ evaluations: [Evaluation]) { apply(Decisions.slots(evaluations)) }
}

extension [Told] {
    var evaluations: [Evaluation] {
        compactMap { if case .evaluation(let evaluation) = $0 { evaluation } else { nil } }
    }
}

extension [Said] {
    /// Evaluations of snapshots and of live frames, apart.
    var evaluated: (snapshot: [Evaluation], live: [Evaluation]) {
        var found: (snapshot: [Evaluation], live: [Evaluation]) = ([], [])
        for case .data(let header, let told) in self {
            if header.flags.contains(.snapshot) {
                found.snapshot += told.evaluations
            } else {
                found.live += told.evaluations
            }
        }
        return found
    }
}
