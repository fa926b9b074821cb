import Bytes
import Market
import Records
import Wire

/// An evaluation filter whose names were found.
private struct FoundFilter {
    var lines: [InstrumentLine]
    var filter: EvaluationFilter
    var system: UInt8?
    var rule: UInt8?
    var limit: Int

    func takes(_ head: Evaluation) -> Bool {
        (filter.from.map { head.time >= $0 } ?? true) && (filter.to.map { head.time < $0 } ?? true)
            && (system.map { head.system == $0 } ?? true) && (rule.map { head.rule == $0 } ?? true)
            && (filter.verdicts.isEmpty || filter.verdicts.contains(head.verdict))
            && (filter.number.map { head.number == $0 } ?? true)
    }
}

/// A kept evaluation among those of several instruments.
private struct Candidate {
    let line: InstrumentLine
    let place: Int
    let time: Nanoseconds
    let cause: UInt64

    func isBefore(_ other: Candidate) -> Bool {
        (time, cause, line.place) < (other.time, other.cause, other.line.place)
    }
}

/// Requests for strategies, evaluations and studies.
extension Publisher {
    func studies(
        _ symbol: String, _ strategy: String?, _ message: Request
    ) throws(Refusal) -> Found {
        let line = try known(symbol, message)
        let schema = try schema(strategy, message)
        var records: [(inout ByteWriter) -> Void] = [{ $0.append(record: line.info) }]
        for study in line.studyTable.sorted(system: schema?.number) {
            records.append { $0.append(record: study.record) }
        }
        return Found(of: line, records)
    }

    func evaluations(
        _ filter: EvaluationFilter, _ message: Request
    ) throws(Refusal) -> Found {
        let found = try find(filter, message)
        let newest = newest(found)
        let refusal = missing(found, newest.count, message)
        let older = older(found, newest, refusal, message)
        var named: Set<Int> = []
        var records: [(inout ByteWriter) -> Void] = []
        for candidate in newest {
            let line = candidate.line
            if named.insert(line.place).inserted {
                records.append { $0.append(record: line.info) }
            }
            records.append { $0.append(record: line.evaluations[candidate.place].record) }
        }
        return Found(records, older: older, refusal: refusal)
    }

    /// Set when there may be more in a store than in memory.
    private func older(
        _ found: FoundFilter, _ newest: [Candidate], _ refusal: Refusal?, _ message: Request
    ) -> HistoryQuestion? {
        guard newest.count < found.limit else { return nil }
        if let number = found.filter.number {
            // It is not there yet, or it is there.
            guard refusal != nil, number <= found.lines[0].evaluations.last?.head.number ?? .max
            else { return nil }
        }
        let short = found.lines.filter { line in
            guard line.evaluations.isFull || olderThrough > 0 else { return false }
            guard line.evaluations.count > 0, let from = found.filter.from else { return true }
            return from <= line.evaluations[0].head.time
        }
        guard !short.isEmpty else { return nil }
        let kept = newest.map { $0.line.evaluations[$0.place].record }
        var question = question(message, .evaluations(kept), limit: found.limit)
        question.through =
            short.map { $0.evaluations.count > 0 ? $0.evaluations[0].head.cause : olderThrough }
            .max() ?? 0
        question.missing = refusal?.message
        return question
    }

    /// The newest that a filter takes, newest first.
    private func newest(_ found: FoundFilter) -> [Candidate] {
        func candidate(_ line: InstrumentLine, below end: Int) -> Candidate? {
            guard let place = line.evaluations.newest(below: end, where: found.takes) else {
                return nil
            }
            let head = line.evaluations[place].head
            return Candidate(line: line, place: place, time: head.time, cause: head.cause)
        }
        // The newest of each instrument, the newest of all last.
        var heads = found.lines.compactMap { candidate($0, below: $0.evaluations.count) }
            .sorted { $0.isBefore($1) }
        var newest: [Candidate] = []
        while newest.count < found.limit, let next = heads.popLast() {
            newest.append(next)
            guard let behind = candidate(next.line, below: next.place) else { continue }
            var (low, high) = (0, heads.count)
            while low < high {
                let middle = (low + high) / 2
                if heads[middle].isBefore(behind) { low = middle + 1 } else { high = middle }
            }
            heads.insert(behind, at: low)
        }
        return newest
    }

    // MARK: Refusals

    private func find(
        _ filter: EvaluationFilter, _ message: Request
    ) throws(Refusal) -> FoundFilter {
        var lines = self.lines
        if let symbol = filter.symbol { lines = [try known(symbol, message)] }
        let most = settings.answerEvaluations
        guard filter.limit <= most else {
            throw Refusal(
                message, .badParameter, limit: Int64(most), value: Int64(filter.limit),
                "an answer has \(most) evaluations at most")
        }
        guard !filter.verdicts.contains(.study) else {
            throw Refusal(message, .badParameter, "studies have a request of their own")
        }
        guard filter.number == nil || filter.symbol != nil else {
            throw Refusal(message, .badParameter, "the number of a decision needs its symbol")
        }
        let limit = filter.limit == 0 ? most : Int(filter.limit)
        var found = FoundFilter(lines: lines, filter: filter, limit: limit)
        let schema = try schema(filter.strategy, message)
        found.system = schema?.number
        guard let rule = filter.rule else { return found }
        guard let schema else {
            throw Refusal(message, .badParameter, "a rule needs its strategy")
        }
        guard let place = schema.rules.firstIndex(where: { $0.name == rule }) else {
            let names = schema.rules.map(\.name).joined(separator: ", ")
            throw Refusal(
                message, .unknownRule,
                "\(schema.name) has no rule \(rule); its rules are \(names)")
        }
        found.rule = UInt8(place)
        return found
    }

    /// The schema of a name, `nil` for no name.
    private func schema(
        _ name: String?, _ message: Request
    ) throws(Refusal) -> StrategySchema? {
        guard let name else { return nil }
        if let schema = settings.strategies.first(where: { $0.name == name }) { return schema }
        let names = settings.strategies.map(\.name).joined(separator: ", ")
        throw Refusal(
            message, .unknownStrategy,
            names.isEmpty
                ? "no strategy runs here" : "no strategy \(name) here; there are \(names)")
    }

    /// Why one decision that was asked for by its number is not there.
    private func missing(
        _ found: FoundFilter, _ count: Int, _ message: Request
    ) -> Refusal? {
        guard count == 0, let number = found.filter.number, let line = found.lines.first,
            line.evaluations.newest(below: line.evaluations.count, where: { $0.number == number })
                == nil
        else { return nil }
        let id = DecisionID(symbol: line.setup.instrument.symbol, number: number)
        let last = line.evaluations.last?.head.number ?? 0
        let oldest = line.evaluations.count > 0 ? line.evaluations[0].head.number : 0
        return Refusal(
            message, .notKept, limit: Int64(clamping: last), value: Int64(clamping: number),
            number > last
                ? "there is no \(id) yet, the last is \(last)"
                : "\(id) is kept no more, the oldest is \(oldest)")
    }
}
