import CLI
import Market
public import Records

/// What strategies are, for people who meet them for the first time.
public struct StrategyPage: Sendable {
    let look: Look
    let room: Int

    /// Pages with lines of at most `room` columns.
    public init(_ look: Look, room: Int) {
        self.look = look
        self.room = room
    }

    /// All strategies: one and its rules below the other.
    public func list(_ schemas: [StrategySchema]) -> [String] {
        guard !schemas.isEmpty else { return ["the engine runs no strategy"] }
        var lines: [String] = []
        for schema in schemas {
            if !lines.isEmpty { lines.append("") }
            lines += head(schema)
            let columns = 4 + schema.rules.reduce(8) { max($0, $1.name.count) }
            for rule in schema.rules {
                lines += pair("  \(rule.name)", rule.meaning, columns)
            }
        }
        return lines
    }

    /// One strategy with all its rules.
    public func strategy(_ schema: StrategySchema) -> [String] {
        head(schema) + schema.rules.flatMap { [""] + rule($0) }
    }

    /// One rule of a strategy: what it is applied to, its conditions, reasons and values.
    public func rule(_ schema: StrategySchema, _ rule: RuleSchema) -> [String] {
        head(schema) + [""] + self.rule(rule)
    }

    private func head(_ schema: StrategySchema) -> [String] {
        var line = LineText(look)
        line.add(schema.name, [.bold, .cyan])
        line.add("  strategy \(schema.number)", .dim)
        return [line.text] + wrapped(schema.meaning, indent: 0)
    }

    private func rule(_ rule: RuleSchema) -> [String] {
        var title = LineText(look)
        title.add("\(look.glyphs.horizontal) ", .dim)
        title.add(rule.name, .bold)
        var lines = [title.text] + wrapped(rule.meaning, indent: 2)
        if !rule.keys.isEmpty {
            lines += pair("  applied to", shown(rule.keys), 14)
        }
        let reasons = rule.reasons.filter { !$0.isEmpty }
        if !reasons.isEmpty { lines += pair("  reasons", reasons.joined(separator: ", "), 14) }
        if !rule.conditions.isEmpty {
            lines.append(look.paint("  conditions, with {name} for the values below", .dim))
            for condition in rule.conditions {
                lines += wrapped(condition.text, indent: 4)
            }
        }
        lines.append(look.paint("  values", .dim))
        let names = rule.values.reduce(0) { max($0, $1.name.count) }
        for value in rule.values {
            let kind = Self.kind(value.kind)
            let meaning = value.meaning.isEmpty ? "" : "\(value.meaning) "
            lines += WrappedText.pair(
                "    \(value.name)", "\(meaning)(\(kind)\(Self.words(value.kind)))",
                columns: names + 6, room: room, look)
        }
        return lines
    }

    /// At most a dozen of a list.
    private func shown(_ keys: [String]) -> String {
        keys.count <= 14
            ? keys.joined(separator: ", ")
            : keys.prefix(12).joined(separator: ", ") + " and \(keys.count - 12) more"
    }

    private func wrapped(_ text: String, indent: Int) -> [String] {
        let parts = room < .max ? WrappedText.lines(text, room: max(16, room - indent)) : [text]
        return parts.map { String(repeating: " ", count: indent) + VisibleText.of($0) }
    }

    private func pair(_ name: String, _ text: String, _ columns: Int) -> [String] {
        WrappedText.pair(name, text, columns: columns, room: room, look)
    }

    /// What a value is, in a word.
    static func kind(_ kind: ValueSchema.Kind) -> String {
        switch kind {
        case .price: "price"
        case .volume: "volume"
        case .number: "number"
        case .percent: "percent"
        case .share: "share"
        case .count: "count"
        case .flag: "yes or no"
        case .choice: "one of"
        case .time: "time"
        }
    }

    private static func words(_ kind: ValueSchema.Kind) -> String {
        guard case .choice(let words) = kind else { return "" }
        let shown = words.prefix(12).joined(separator: ", ")
        return " \(shown)" + (words.count > 12 ? ", ..." : "")
    }
}

extension ConditionSchema.Relation {
    /// As formulas write it.
    var symbol: String {
        switch self {
        case .atLeast: ">="
        case .above: ">"
        case .atMost: "<="
        case .below: "<"
        case .equals: "=="
        case .holds: "holds"
        case .fails: "fails"
        }
    }
}
