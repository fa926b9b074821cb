import Bytes
public import Market
public import Records

/// Which evaluations are asked for; what is not set leaves all of them in.
///
/// On the wire it takes the request's fields symbol (empty for all), from, to and number (the
/// limit), and behind them:
///
/// | size | field | meaning |
/// |-----:|-------|---------|
/// | 1 | verdicts | a bit for each `Verdict`; 0 for all |
/// | text | strategy | at most 64 bytes; empty for any |
/// | text | rule | at most 64 bytes; empty for any |
/// | 8 | decision | number of one decision; 0 for any |
public struct EvaluationFilter: Hashable, Sendable {
    /// The instrument; `nil` for all.
    public var symbol: String?
    /// The first instant of evaluation that counts.
    public var from: Nanoseconds?
    /// The first instant that counts no more.
    public var to: Nanoseconds?
    /// Name of the strategy.
    public var strategy: String?
    /// Name of the rule, unique in its strategy.
    public var rule: String?
    /// What came of them; empty for anything. Studies are not among them.
    public var verdicts: Set<Verdict>
    /// One decision of the instrument, by its number.
    public var number: UInt64?
    /// The newest so many; 0 for as many as the engine gives.
    public var limit: UInt32

    /// Puts a filter together.
    public init(
        symbol: String? = nil, from: Nanoseconds? = nil, to: Nanoseconds? = nil,
        strategy: String? = nil, rule: String? = nil, verdicts: Set<Verdict> = [],
        number: UInt64? = nil, limit: UInt32 = 0
    ) {
        self.symbol = symbol
        self.from = from
        self.to = to
        self.strategy = strategy
        self.rule = rule
        self.verdicts = verdicts
        self.number = number
        self.limit = limit
    }

    static func encode(_ verdicts: Set<Verdict>) -> UInt8 {
        verdicts.reduce(0) { $0 | 1 << $1.rawValue }
    }

    static func verdicts(_ mask: UInt8) -> Set<Verdict>? {
        guard mask < 1 << UInt8(Verdict.allCases.count) else { return nil }
        return Set(Verdict.allCases.filter { mask & 1 << $0.rawValue != 0 })
    }
}
