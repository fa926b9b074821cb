import Market
import Records

/// A CSV file of a strategy's evaluations, written as the schema says: words, flags, whole and
/// real numbers.
final class EvaluationExport {
    /// A column of one rule.
    private enum Cell {
        case start
        case session
        case key
        case direction
        case reason
        case isApproved
        case value(Int, ValueSchema.Kind)
    }

    let file: CSVFile
    /// The number of the strategy's schema.
    let system: UInt8
    private let schema: StrategySchema
    private let rows: EvaluationTable.Rows
    /// The columns by the rule's place, `nil` where it is no part of the file.
    private let cells: [[Cell]?]
    private var sessions = SessionDates()
    /// The last evaluation of each key, where only those make rows.
    private var last: [Int: Evaluation] = [:]

    /// Opens the file. A table that names what the schema does not have traps.
    init(
        _ table: EvaluationTable, _ schema: StrategySchema, name: String, in folder: String
    ) throws(BatchError) {
        file = try CSVFile("\(name).csv", in: folder, columns: table.columns)
        system = schema.number
        self.schema = schema
        rows = table.rows
        cells = schema.rules.map { rule in
            guard table.rules.contains(rule.name) else { return nil }
            return table.columns.split(separator: ",").map { column in
                Self.cell(String(column), table, rule)
            }
        }
        precondition(
            cells.count { $0 != nil } == table.rules.count,
            "\(name).csv: \(schema.name) has not all rules of \(table.rules)")
    }

    private static func cell(
        _ column: String, _ table: EvaluationTable, _ rule: RuleSchema
    ) -> Cell {
        var name = column
        switch table.sources[column] {
        case .start: return .start
        case .session: return .session
        case .key: return .key
        case .direction: return .direction
        case .reason: return .reason
        case .isApproved: return .isApproved
        case .value(let other): name = other
        case nil: break
        }
        guard let place = rule.place(of: name) else {
            preconditionFailure("rule \(rule.name) of \(table.strategy) has no value \(name)")
        }
        return .value(place, rule.values[place].kind)
    }

    /// Writes an evaluation of the file's strategy when it makes a row.
    func add(_ evaluation: Evaluation) throws(BatchError) {
        guard evaluation.rule < cells.count, let cells = cells[Int(evaluation.rule)] else { return }
        switch rows {
        case .all: break
        case .approved: if evaluation.verdict != .approved { return }
        case .lastOfEachKey(let others):
            let key = schema.rules[Int(evaluation.rule)].keys[Int(evaluation.key)]
            if !key.hasPrefix(others) { last[Int(evaluation.key)] = evaluation }
            return
        }
        try write(evaluation, cells)
    }

    /// Writes what had to wait for the end.
    func finish() throws(BatchError) {
        for (_, evaluation) in last.sorted(by: { $0.key < $1.key }) {
            if let cells = cells[Int(evaluation.rule)] { try write(evaluation, cells) }
        }
        last.removeAll()
    }

    private func write(_ evaluation: Evaluation, _ cells: [Cell]) throws(BatchError) {
        let rule = schema.rules[Int(evaluation.rule)]
        for cell in cells {
            switch cell {
            case .start: file.add(evaluation.start.rawValue)
            case .session:
                let date = sessions.date(at: evaluation.start, evaluation.mode)
                addText(date?.description ?? "")
            case .key: addText(rule.keys[Int(evaluation.key)])
            case .direction: addText(evaluation.direction.name)
            case .reason: addText(rule.reasons[Int(evaluation.reason)])
            case .isApproved: file.add(evaluation.verdict == .approved)
            case .value(let place, let kind): add(evaluation.values[place], kind)
            }
        }
        try file.endRow()
    }

    private func add(_ value: Double?, _ kind: ValueSchema.Kind) {
        guard let value else { return file.add(Double?.none) }
        switch kind {
        case .choice(let words): addText(words[Int(value)])
        case .flag: file.add(value != 0)
        case .count: file.add(Int64(value))
        case .time: file.add(Int64(value) * 1_000_000)
        case .price, .volume, .number, .percent, .share: file.add(value)
        }
    }

    /// A text; commas become semicolons, since nothing is quoted.
    private func addText(_ text: String) {
        file.add(text.contains(",") ? String(text.map { $0 == "," ? ";" : $0 }) : text)
    }
}

/// Dates of sessions, each looked up once.
private struct SessionDates {
    private let schedule = SessionSchedule()
    private var window: SessionWindow?
    private var mode = SessionMode.rth

    /// The session that the bar of a start belongs to.
    ///
    /// A bar may start before its session; then it belongs to the next one.
    mutating func date(at start: Nanoseconds, _ mode: SessionMode) -> SessionDate? {
        if mode == self.mode, let window, window.start <= start, start < window.end {
            return window.date
        }
        self.mode = mode
        switch schedule.lookup(start, mode: mode) {
        case .inside(let found):
            window = found
            return found.date
        case .outside(let next):
            guard case .inside(let found) = schedule.lookup(next, mode: mode) else { return nil }
            window = found
            return found.date
        }
    }
}
