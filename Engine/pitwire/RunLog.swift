import CLI
import Host
import Market
import PitctlViews
import Records

/// The lines of `pitwire run --log`: what strategies approve, alert, report and are kept from.
enum RunLog {
    /// Writes a line on standard error for each decision of a plan but the rejected ones.
    static func start(_ plan: inout HostPlan) {
        let instruments = plan.instruments.map(\.instrument)
        var schemas = [StrategySchema?](repeating: nil, count: 256)
        for schema in plan.schemas { schemas[Int(schema.number)] = schema }
        let meanings = schemas
        plan.onDecision = { evaluation in
            guard evaluation.verdict != .rejected else { return }
            let instrument = instruments[Int(evaluation.instrument.rawValue)]
            let text = DecisionText(evaluation, instrument, meanings[Int(evaluation.system)])
            Output.note(VisibleText.of(DecisionLog.line(text)) + "\n")
        }
    }
}
