public import Market
public import Records

/// The log of the momentum system: entries, exits, changes of state and hints, one line each.
///
/// Values are found by their names, so a schema with more of them gives the same lines.
public enum MomentumLog {
    /// The line of an evaluation; `nil` for what the log leaves out: studies and rejections.
    public static func line(_ evaluation: Evaluation, _ rule: RuleSchema, symbol: String)
        -> LogLine?
    {
        let named = NamedValues(evaluation, rule)
        switch (rule.name, evaluation.verdict) {
        case ("entry", .approved):
            return LogLine(evaluation.time, symbol, .enter, entry(named, evaluation.direction))
        case ("trade", .event):
            // A trade that the session's end closed is of the last bar before it.
            let time = named.time("exit_ts_ns") ?? evaluation.time
            return LogLine(time, symbol, .exit, exit(named))
        case ("state", .event):
            return LogLine(evaluation.time, symbol, .state, change(named))
        case ("trouble", .alert): return trouble(named, evaluation.time, symbol)
        default: return nil
        }
    }

    private static func entry(_ named: NamedValues, _ direction: Direction) -> String {
        "DIR=\(direction.name) PRICE=\(LogLine.price(named.number("price")))"
            + " STOP=\(LogLine.price(named.number("stop")))"
            + " TGT=\(LogLine.price(named.number("target")))"
    }

    private static func exit(_ named: NamedValues) -> String {
        "REASON=\(named.reason) PRICE=\(LogLine.price(named.number("exit")))"
            + " PNL=\(LogLine.profit(named.number("pnl")))"
    }

    private static func change(_ named: NamedValues) -> String {
        "\(named.word("from")) -> \(named.word("to")) COUNT=\(named.count("count"))"
    }

    private static func trouble(_ named: NamedValues, _ time: Nanoseconds, _ symbol: String)
        -> LogLine?
    {
        switch named.reason {
        case "no_message":
            let text =
                "no message for \(named.count("silence_seconds")) s: "
                + "market closed, key, or subscription A.\(symbol)"
            return LogLine(time, symbol, .warn, text)
        case "no_trade":
            let text =
                "no trade: \(named.count("compressions")) compressions, "
                + "\(named.count("expansions")) expansions, "
                + "\(named.count("rejected_by_bias")) rejected by bias, "
                + "\(named.count("rejected_by_close")) by close"
            return LogLine(time, symbol, .info, text)
        default: return nil
        }
    }
}
