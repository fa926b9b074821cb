import Records

/// An evaluation of the extension system, read by the names of its schema.
struct ExtensionValues {
    let evaluation: Evaluation
    let rule: RuleSchema

    /// `nil` when the evaluation is of another strategy or rule.
    init?(_ evaluation: Evaluation, of rule: String, _ schema: StrategySchema) {
        guard evaluation.system == schema.number, Int(evaluation.rule) < schema.rules.count,
            schema.rules[Int(evaluation.rule)].name == rule
        else { return nil }
        self.evaluation = evaluation
        self.rule = schema.rules[Int(evaluation.rule)]
    }

    /// What the rule was applied to.
    var key: String? {
        Int(evaluation.key) < rule.keys.count ? rule.keys[Int(evaluation.key)] : nil
    }

    /// A value; `nil` when it is undefined or the rule has none of that name.
    subscript(name: String) -> Double? {
        guard let place = rule.place(of: name), place < evaluation.values.count else { return nil }
        return evaluation.values[place]
    }

    /// A whole number, of a size that a count may have.
    func whole(_ name: String) -> Int? {
        guard let value = self[name], value.magnitude < 1e15 else { return nil }
        return Int(value)
    }

    /// Whether a flag is set; a flag that is undefined is not.
    func flag(_ name: String) -> Bool { (self[name] ?? 0) != 0 }

    /// The word of a choice.
    func word(_ name: String) -> String? {
        guard let place = rule.place(of: name), case .choice(let words) = rule.values[place].kind,
            let index = whole(name), words.indices.contains(index)
        else { return nil }
        return words[index]
    }
}
