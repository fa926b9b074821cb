import ClientKit

/// A strategy and what it decides, as an engine would tell it.
enum DecisionSample {
    static let schema = StrategySchema(
        number: 2, name: "momentum", meaning: "Bars that move on volume.",
        rules: [
            RuleSchema(
                name: "trend", meaning: "Where the averages stand.", values: []),
            RuleSchema(
                name: "burst", meaning: "A wide bar.", keys: ["rth_high", "on_high"],
                reasons: ["", "range_small"],
                values: [
                    ValueSchema("price", .price), ValueSchema("range", .price),
                    ValueSchema("side", .choice(["NONE", "BUY", "SELL"])),
                ]),
        ])

    /// Decision `number`: rejected for its range unless the number is even.
    static func evaluation(_ number: UInt64) -> Evaluation {
        var evaluation = Evaluation(
            instrument: Sample.info.id, system: 2, rule: 1,
            verdict: number % 2 == 0 ? .approved : .rejected)
        evaluation.number = number
        evaluation.key = 1
        evaluation.reason = number % 2 == 0 ? 0 : 1
        evaluation.direction = .long
        evaluation.start = .seconds(1_700_000_000 + 60 * Int64(number))
        evaluation.time = evaluation.start + .seconds(60)
        evaluation.values = [500.25, nil, 1]
        return evaluation
    }

    static var study: Evaluation {
        var evaluation = evaluation(0)
        evaluation.verdict = .study
        return evaluation
    }

    static func decision(_ number: UInt64) -> Decision {
        Decision(evaluation(number), instrument: Sample.info, strategy: schema)
    }
}

extension TestServer {
    /// Answers the next question with records in one part.
    func answer(
        _ kind: Query.Kind, epoch: UInt64 = Sample.epoch, _ records: [any WireRecord & Sendable],
        position: UInt64 = 0
    ) async -> Query {
        let request = await request()
        let id = request.request
        send { frames in
            let before = frames.epoch
            frames.epoch = epoch
            defer { frames.epoch = before }
            return [frames.answer(Answer(request: id, kind: kind), position: position, records)]
        }
        return request.query
    }

    /// Refuses the next question, which must be of that kind.
    func refuse(_ kind: Query.Kind) async {
        let request = await request()
        guard request.query.kind == kind else { return }
        send(ErrorMessage(request: request.request, code: .overload, text: "not now"))
    }
}
