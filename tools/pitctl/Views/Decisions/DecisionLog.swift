import Market
import Records

/// Decisions as log lines: `[09:35:12] SPY    | SIGNAL | orderflow.buy_imbalance DIR=LONG ...`.
public enum DecisionLog {
    /// The line of a decision, without a line end.
    ///
    /// Entries, exits, states and hints of the momentum system have their own wording.
    public static func line(_ decision: DecisionText) -> String {
        if let rule = decision.rule, decision.systemName == "momentum",
            let line = MomentumLog.line(decision.evaluation, rule, symbol: decision.symbol)
        {
            return line.text
        }
        return LogLine(
            decision.evaluation.time, decision.symbol, level(decision), message(decision)
        ).text
    }

    private static func level(_ decision: DecisionText) -> LogLine.Level {
        switch decision.evaluation.verdict {
        case .approved: .signal
        case .alert: .alert
        case .event: decision.ruleName == "trade" ? .exit : .state
        case .blocked: .warn
        case .rejected, .study: .info
        }
    }

    private static func message(_ decision: DecisionText) -> String {
        let name = "\(decision.systemName).\(decision.ruleAndKey)"
        guard decision.evaluation.verdict == .approved else {
            let verdict = decision.evaluation.verdict.name
            let reason = decision.reason.isEmpty ? "" : " REASON=\(decision.reason)"
            return "\(name) \(verdict)\(reason) ID=\(decision.id) \(decision.logSummary)"
        }
        var parts = [name, "DIR=\(decision.evaluation.direction.name)"]
        let prices = [
            ("PRICE", decision.price), ("STOP", decision.stop), ("TGT", decision.target),
        ]
        for case (let word, let price?) in prices {
            parts.append("\(word)=\(LogLine.price(price))")
        }
        if let (value, schema) = decision.first(of: ["strength", "probability", "confidence"]) {
            parts.append("\(schema.name.uppercased())=\(ValueText.number(value))")
        }
        return (parts + ["ID=\(decision.id)"]).joined(separator: " ")
    }
}
