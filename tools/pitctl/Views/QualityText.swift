import CLI
public import Market

/// How whole a bar is and how its sides were found, in words.
public enum QualityText {
    /// `exchange 97 %, quote 3 %`: the shares of the volume, largest first; `no volume` without.
    public static func sides(_ whole: Completeness) -> String {
        let total = whole.volume.rawValue
        guard total > 0 else { return "no volume" }
        let shares: [(name: String, volume: Double)] = [
            ("exchange", whole.exchangeVolume.rawValue), ("quote", whole.quoteVolume.rawValue),
            ("tick rule", whole.tickVolume.rawValue),
            ("simulated", whole.simulatedVolume.rawValue),
            ("unknown", whole.unknownVolume.rawValue),
        ]
        return shares.filter { $0.volume > 0 }.sorted { $0.volume > $1.volume }
            .map { "\($0.name) \(percent($0.volume / total))" }.joined(separator: ", ")
    }

    /// `whole`, or what is missing: `late 3, lost 2`.
    public static func missing(_ whole: Completeness) -> String {
        let parts: [(String, UInt32)] = [
            ("late", whole.late), ("lost", whole.lost), ("out of range", whole.outOfRange),
            ("feed gaps", whole.feedGaps),
        ]
        let found = parts.filter { $0.1 > 0 }.map { "\($0.0) \(Figures.count(Int($0.1)))" }
        return found.isEmpty ? "whole" : found.joined(separator: ", ")
    }

    /// A share as `97 %`; what is there is never `0 %`, and less than all never `100 %`.
    static func percent(_ share: Double) -> String {
        if share > 0, share < 0.01 { return "<1 %" }
        if share < 1, share > 0.99 { return ">99 %" }
        return "\(Int((share * 100).rounded())) %"
    }

    static func json(_ whole: Completeness, _ numbers: NumberText) -> JSONValue {
        .object([
            ("whole", .bool(whole.isWhole)), ("late", .number(whole.late)),
            ("lost", .number(whole.lost)), ("out_of_range", .number(whole.outOfRange)),
            ("feed_gaps", .number(whole.feedGaps)),
            ("side_quality", .string("\(whole.sideQuality)")),
            ("exchange_volume", numbers.json(whole.exchangeVolume)),
            ("quote_volume", numbers.json(whole.quoteVolume)),
            ("tick_rule_volume", numbers.json(whole.tickVolume)),
            ("simulated_volume", numbers.json(whole.simulatedVolume)),
            ("unknown_volume", numbers.json(whole.unknownVolume)),
        ])
    }
}
