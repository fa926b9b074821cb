public import Market
public import Records

/// Which decisions are asked for; what is not set leaves all of them in.
public struct DecisionFilter: Hashable, Sendable {
    /// The instrument; `nil` for all.
    public var symbol: String?
    /// The first instant of evaluation that counts.
    public var from: Nanoseconds?
    /// The first instant that counts no more.
    public var to: Nanoseconds?
    /// Name of the strategy.
    public var strategy: String?
    /// Name of the rule.
    public var rule: String?
    /// What came of them; empty for anything. Studies are not among them.
    public var verdicts: Set<Verdict>
    /// One decision of the instrument, by its number.
    public var number: UInt64?
    /// The newest so many; 0 for as many as there are.
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
}

/// Decisions, studies and calibration.
extension StoreReader {
    private static let evaluationColumns = """
        i.number, t.system, t.rule, t.key, t.verdict, t.reason, t.direction, t.number, t.start,
        t.time, t.period, t.mode, t.side_quality, t.inferred_share, t.late, t.lost,
        t.out_of_range, t.feed_gaps, t.cause, t.packed
        """

    /// Evaluations that are no studies, newest first, exactly as they were recorded.
    public func evaluations(
        _ filter: DecisionFilter = DecisionFilter()
    ) throws(StoreFault) -> [Evaluation] {
        // Only constants are joined here; what is asked for is bound below, in the same order.
        var terms = ["t.time >= ?", "t.time < ?"]
        if filter.symbol != nil { terms.append("t.instrument = \(Self.instrumentOf)") }
        if filter.strategy != nil { terms.append("t.strategy = ?") }
        if filter.rule != nil { terms.append("t.rule_name = ?") }
        if filter.number != nil { terms.append("t.number = ?") }
        if !filter.verdicts.isEmpty { terms.append("(1 << t.verdict) & ? <> 0") }
        let row = try statement(
            """
            SELECT \(Self.evaluationColumns) FROM decisions t
            JOIN instruments i ON i.id = t.instrument
            WHERE \(terms.joined(separator: " AND "))
            ORDER BY t.time DESC, \(filter.symbol == nil ? "t.instrument DESC, " : "")t.number DESC
            LIMIT ?
            """, as: "evaluations")
        row.add(filter.from?.rawValue ?? Int64.min)
        row.add(filter.to?.rawValue ?? Int64.max)
        if let symbol = filter.symbol { row.add(symbol) }
        if let strategy = filter.strategy { row.add(strategy) }
        if let rule = filter.rule { row.add(rule) }
        if let number = filter.number { row.add(number) }
        if !filter.verdicts.isEmpty {
            row.add(filter.verdicts.reduce(Int64(0)) { $0 | 1 << Int64($1.rawValue) })
        }
        row.add(Self.limit(filter.limit))
        return try rows(of: row) { Self.evaluation($0) }
    }

    /// The last study of each rule and key of an instrument, by system, rule and key.
    public func studies(symbol: String, strategy: String? = nil) throws(StoreFault) -> [Evaluation]
    {
        let row = try statement(
            """
            SELECT \(Self.evaluationColumns) FROM studies t
            JOIN instruments i ON i.id = t.instrument
            WHERE t.instrument = \(Self.instrumentOf)\(strategy == nil ? "" : " AND t.strategy = ?")
            ORDER BY t.system, t.rule, t.key
            """, as: "studies")
        row.add(symbol)
        if let strategy { row.add(strategy) }
        return try rows(of: row) { Self.evaluation($0) }
    }

    /// The states of an instrument's calibration, oldest first, the newest `limit` of them.
    public func calibration(symbol: String, limit: UInt32 = 0) throws(StoreFault) -> [Evaluation] {
        let row = try statement(
            """
            SELECT \(Self.evaluationColumns) FROM calibration t
            JOIN instruments i ON i.id = t.instrument WHERE t.instrument = \(Self.instrumentOf)
            ORDER BY t.time DESC, t.system DESC, t.key DESC LIMIT ?
            """, as: "calibration")
        row.add(symbol)
        row.add(Self.limit(limit))
        return try rows(of: row) { Self.evaluation($0) }.reversed()
    }

    private static func evaluation(_ row: Statement) -> Evaluation {
        let byte = { (column: Int32) in UInt8(truncatingIfNeeded: row.int(column)) }
        let count = { (column: Int32) in UInt32(truncatingIfNeeded: row.int(column)) }
        var made = Evaluation(
            instrument: row.instrument(0), system: byte(1), rule: byte(2),
            verdict: Verdict(rawValue: byte(4)) ?? .study)
        made.key = UInt16(truncatingIfNeeded: row.int(3))
        made.reason = byte(5)
        made.direction = Direction(rawValue: byte(6)) ?? .none
        made.number = UInt64(bitPattern: row.int(7))
        made.start = Nanoseconds(row.int(8))
        made.time = Nanoseconds(row.int(9))
        made.period = row.period(10)
        made.mode = row.mode(11)
        made.sideQuality = SideQuality(rawValue: byte(12)) ?? .unknown
        made.inferredShare = row.double(13)
        made.late = count(14)
        made.lost = count(15)
        made.outOfRange = count(16)
        made.feedGaps = count(17)
        made.cause = UInt64(bitPattern: row.int(18))
        made.values = row.bytes(19) { PackedValues.values($0) }
        return made
    }
}
