import Market
import Records

/// What the numbers of evaluations mean, from the strategies' schemas.
struct EvaluationNames {
    private var schemas: [StrategySchema?]

    init(_ schemas: [StrategySchema]) {
        self.schemas = Array(repeating: nil, count: 256)
        for schema in schemas { self.schemas[Int(schema.number)] = schema }
    }

    func strategy(_ system: UInt8) -> String { schemas[Int(system)]?.name ?? "" }

    func number(ofStrategy name: String) -> UInt8? {
        schemas.first { $0?.name == name }??.number
    }

    func rule(_ evaluation: Evaluation) -> RuleSchema? {
        schemas[Int(evaluation.system)]?.rule(at: evaluation.rule)
    }

    /// The values by name as a JSON object; those without a name are `value_7`.
    func json(_ values: [Double?], _ rule: RuleSchema?) -> [UInt8] {
        var object = JSONObject(capacity: 16 + values.count * 24)
        for (place, value) in values.enumerated() {
            let schema = rule.flatMap { place < $0.values.count ? $0.values[place] : nil }
            object.name(schema?.name ?? "value_\(place)")
            Self.append(value, schema?.kind ?? .number, to: &object.text)
        }
        return object.closed
    }

    private static func append(
        _ value: Double?, _ kind: ValueSchema.Kind, to text: inout [UInt8]
    ) {
        guard let value, value.isFinite else {
            text.append(contentsOf: "null".utf8)
            return
        }
        switch kind {
        case .flag where value == 0 || value == 1:
            text.append(contentsOf: (value == 1 ? "true" : "false").utf8)
        case .choice(let words):
            guard let place = Int(exactly: value), words.indices.contains(place) else {
                return DecimalText.append(value, to: &text)
            }
            JSONObject.append(words[place], to: &text)
        case .time:
            guard let count = Int64(exactly: value), count.magnitude < 9_000_000_000_000 else {
                return DecimalText.append(value, to: &text)
            }
            JSONObject.append(InstantText.utc(.milliseconds(count)), to: &text)
        default:
            DecimalText.append(value, to: &text)
        }
    }
}
