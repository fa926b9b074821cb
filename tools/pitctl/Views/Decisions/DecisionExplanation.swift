import CLI
import Market
import Records

/// A decision in full: what decided, every condition with its numbers, and all else it looked at.
public struct DecisionExplanation: Sendable {
    let decision: DecisionText
    let look: Look
    let room: Int
    let showsAll: Bool

    /// The explanation of a decision.
    ///
    /// - Parameters:
    ///   - room: columns of a line; longer texts are broken at blanks.
    ///   - showsAll: lists the values that the conditions show, too.
    public init(_ decision: DecisionText, _ look: Look, room: Int, showsAll: Bool = false) {
        self.decision = decision
        self.look = look
        self.room = room
        self.showsAll = showsAll
    }

    /// The lines from the name to the last value.
    public var lines: [String] { [title] + summary + [""] + facts + conditions + values }

    private var evaluation: Evaluation { decision.evaluation }

    private var title: String {
        var line = LineText(look)
        line.addFitting([
            (decision.id, .bold),
            (
                evaluation.number == 0
                    ? "" : "\(decision.systemName) \(decision.ruleAndKey)", .cyan
            ),
            (evaluation.verdict.name.uppercased(), evaluation.verdict.ink),
            (
                evaluation.direction == .none ? "" : evaluation.direction.name,
                evaluation.direction.ink
            ),
        ])
        return line.text
    }

    private var summary: [String] {
        room < .max ? WrappedText.lines(decision.summary, room: room) : [decision.summary]
    }

    // MARK: Facts

    private var facts: [String] {
        var facts: [(String, String)] = []
        if let schema = decision.schema { facts.append((schema.name, schema.meaning)) }
        if let rule = decision.rule { facts.append((rule.name, rule.meaning)) }
        facts.append((evaluation.verdict.name, evaluation.verdict.meaning))
        if !decision.reason.isEmpty, decision.reason != "ok" {
            facts.append(("reason", decision.reason))
        }
        facts.append(("when", when))
        facts.append(("sides", sides))
        facts.append(("data", missing))
        if decision.schema == nil {
            facts.append(("schema", "the engine has not said what the numbers mean"))
        }
        let columns = 2 + facts.reduce(8) { max($0, $1.0.count) }
        return facts.flatMap {
            WrappedText.pair($0.0, $0.1, columns: columns, room: room, look)
        }
    }

    private var when: String {
        if evaluation.start == evaluation.time {
            return "\(look.clock.dateTime(evaluation.time)) \(look.clock.zone(evaluation.time)), "
                + "between closes of bars"
        }
        return "close of the \(evaluation.period.name) bar "
            + "\(look.clock.span(evaluation.start, evaluation.time)), "
            + "session hours \(evaluation.mode.name)"
    }

    private var sides: String {
        let share =
            evaluation.inferredShare > 0
            ? ", \(QualityText.percent(evaluation.inferredShare)) of the volume inferred" : ""
        return "\(evaluation.sideQuality)\(share)"
    }

    private var missing: String {
        let text = QualityText.missing(decision.completeness)
        return decision.isWhole ? text : "\(text) while the bar was open"
    }

    // MARK: Conditions

    private var conditions: [String] {
        let readings = ConditionReading.all(of: decision)
        guard !readings.isEmpty else { return [] }
        let unknown = readings.count { $0.holds == nil }
        var title = LineText(look)
        title.add("CONDITIONS", .bold)
        title.add("  \(readings.count { $0.holds == true }) of \(readings.count) hold", .dim)
        if unknown > 0 { title.add(", \(unknown) not known", .yellow) }
        return ["", title.text] + readings.flatMap(lines)
    }

    private func lines(_ reading: ConditionReading) -> [String] {
        let (mark, ink): (String, Ink) =
            switch reading.holds {
            case true?: (look.glyphs.holds, [.green, .bold])
            case false?: (look.glyphs.fails, [.red, .bold])
            case nil: (look.glyphs.unknown, [.yellow, .bold])
            }
        let note = reading.note.isEmpty ? "" : "  (\(reading.note))"
        let indent = 4
        let text = reading.text + note
        let parts = room < .max ? WrappedText.lines(text, room: max(16, room - indent)) : [text]
        return parts.enumerated().map { index, part in
            var line = LineText(look)
            line.add(index == 0 ? "  " : "    ")
            if index == 0 {
                line.add(mark, ink)
                line.add(" ")
            }
            line.add(part, reading.holds == nil ? .dim : [])
            return line.text
        }
    }

    // MARK: Values

    private var values: [String] {
        guard let rule = decision.rule else { return unnamed }
        let used = showsAll ? [] : Self.used(in: rule.conditions)
        let rows = zip(rule.values, evaluation.values).filter { !used.contains($0.0.name) }
            .map { schema, value in
                (schema.name, text(value, schema.kind), schema.meaning, value == nil)
            }
        guard !rows.isEmpty else { return [] }
        let names = rows.reduce(0) { max($0, $1.0.count) }
        let texts = rows.reduce(0) { max($0, DisplayWidth.of($1.1)) }
        let title = used.isEmpty ? "VALUES" : "WHAT ELSE IT LOOKED AT"
        return ["", look.paint(title, .bold)]
            + rows.flatMap { name, text, meaning, isUnknown in
                var line = LineText(look)
                line.add("  ")
                line.left(name, names, .cyan)
                line.add("  ")
                line.add(text, isUnknown ? .dim : [])
                return line.described(meaning, at: names + texts + 6, room: room)
            }
    }

    private func text(_ value: Double?, _ kind: ValueSchema.Kind) -> String {
        guard let value else { return "not known" }
        let text = decision.values.text(value, kind)
        return kind == .volume
            ? "\(text) \(ValueText.unit(decision.instrument.assetClass, of: value))" : text
    }

    /// Values whose meaning is not known.
    private var unnamed: [String] {
        guard !evaluation.values.isEmpty else { return [] }
        return ["", look.paint("VALUES", .bold)]
            + evaluation.values.enumerated().map { place, value in
                "  value \(place)  \(value.map(ValueText.number) ?? "not known")"
            }
    }

    /// Names that conditions show or compare.
    static func used(in conditions: [ConditionSchema]) -> Set<String> {
        var names: Set<String> = []
        for condition in conditions {
            names.insert(condition.left)
            names.formUnion(condition.right)
            for part in condition.text.split(separator: "{").dropFirst() {
                names.insert(String(part.prefix { $0 != "}" }))
            }
        }
        return names
    }
}

extension LineText {
    /// A line with a text beside it, from a column on, line below line.
    fileprivate func described(_ text: String, at column: Int, room: Int) -> [String] {
        guard !text.isEmpty else { return [self.text] }
        let parts =
            room < .max ? WrappedText.lines(text, room: max(16, room - column)) : [text]
        var first = self
        first.pad(to: column)
        first.add(parts[0], .dim)
        return [first.text]
            + parts.dropFirst().map { String(repeating: " ", count: column) + look.paint($0, .dim) }
    }
}
