import JSON
import Market
import Records

/// Values as JSON: numbers as numbers, money as decimal text without rounding, undefined `null`.
enum ReportJSON {
    static func number(_ value: Double?) -> String { value.map { DecimalText.text($0) } ?? "null" }
    static func money(_ amount: Money?) -> String { amount.map { $0.description } ?? "null" }
    static func text(_ text: String?) -> String { text.map(JSONText.quoted) ?? "null" }
    static func flag(_ flag: Bool?) -> String { flag.map { $0 ? "true" : "false" } ?? "null" }
    static func time(_ time: Nanoseconds?) -> String {
        time.map { JSONText.quoted("\($0.rawValue)") } ?? "null"
    }
}

extension TradeMetrics {
    /// The metrics as JSON members.
    var members: [(name: String, value: String)] {
        figures.map { name, figure in
            switch figure {
            case .count(let count): (name, "\(count)")
            case .money(let money): (name, ReportJSON.money(money))
            case .ratio(let ratio): (name, ReportJSON.number(ratio))
            }
        }
    }
}

extension BacktestReport {
    /// The report as one JSON object on one line; shares are of 1, times nanoseconds as text.
    public var json: String {
        JSONText.object(
            headMembers + [
                ("metrics", JSONText.object(result.metrics.members)),
                ("by", JSONText.object(tables.map { ($0.name, json($0)) })),
                ("targets", JSONText.array(result.targets.map(json))),
                ("open", JSONText.array(result.open.map(json))),
                ("equity", JSONText.array(result.equity.map(json))),
            ]) + "\n"
    }

    private var headMembers: [(name: String, value: String)] {
        [
            ("symbols", JSONText.array(setup.instruments.map { JSONText.quoted($0.symbol) })),
            ("systems", JSONText.array(setup.systems.map(JSONText.quoted))),
            ("rules", JSONText.array(setup.rules.map(JSONText.quoted))),
            ("first_ts_ns", ReportJSON.time(result.period?.first)),
            ("last_ts_ns", ReportJSON.time(result.period?.last)),
            ("sessions", JSONText.array(result.sessions.map { JSONText.quoted("\($0)") })),
            ("inputs", JSONText.array(result.counters.enumerated().map(json))),
            ("blocked", JSONText.array(result.blocked.map(JSONText.quoted))),
            ("start", ReportJSON.money(result.start)),
            ("balance", ReportJSON.money(result.balance)),
            ("unrealised", ReportJSON.money(result.unrealised)),
            ("worth", ReportJSON.money(result.worth)),
            ("signals", "\(result.signals.count)"), ("orders", "\(result.orders.count)"),
            ("fills", "\(result.fills)"),
        ]
    }

    private func json(_ place: Int, _ counters: CountersRecord) -> String {
        JSONText.object([
            ("symbol", JSONText.quoted(setup.instruments[place].symbol)),
            ("accepted", "\(counters.accepted)"), ("bad", "\(counters.bad)"),
            ("duplicate", "\(counters.duplicate)"), ("late", "\(counters.late)"),
            ("out_of_range", "\(counters.outOfRange)"),
        ])
    }

    private func json(_ point: EquityPoint) -> String {
        JSONText.object([
            ("ts_ns", ReportJSON.time(point.time)), ("trade", "\(point.trade)"),
            ("equity", ReportJSON.money(point.equity)),
            ("drawdown", ReportJSON.money(point.drawdown)),
        ])
    }

    private func json(_ table: MetricTable) -> String {
        JSONText.array(
            table.rows.map {
                JSONText.object([("name", JSONText.quoted($0.label))] + $0.metrics.members)
            })
    }

    private func json(_ target: BacktestTarget) -> String {
        JSONText.object([
            ("name", JSONText.quoted(target.name)), ("asked", JSONText.quoted(target.limit)),
            ("found", ReportJSON.text(target.value)), ("met", ReportJSON.flag(target.isMet)),
        ])
    }

    private func json(_ open: OpenPosition) -> String {
        let position = open.position
        let facts = setup.instruments[Int(position.instrument.rawValue)]
        return JSONText.object([
            ("symbol", JSONText.quoted(facts.symbol)),
            ("system", JSONText.quoted(words.system(position.book))),
            ("direction", JSONText.quoted(position.direction.name)),
            ("quantity", ReportJSON.number(facts.sizes.real(Size(abs(position.quantity))))),
            ("entry", ReportJSON.number(position.average.map { $0 / facts.prices.unitsPerOne })),
            ("last", ReportJSON.number(open.last.map { facts.prices.real($0) })),
            ("unrealised", ReportJSON.money(open.unrealised)),
        ])
    }
}
