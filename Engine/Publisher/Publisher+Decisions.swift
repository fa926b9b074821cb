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
    func answerStrategies(_ message: Request, _ session: Session, _ now: Nanoseconds) {
        reply(
            message, session, now,
            settings.strategies.map { schema in { $0.append(record: schema) } })
    }

    func answerStudies(
        _ symbol: String, _ strategy: String?, _ message: Request, _ session: Session,
        _ now: Nanoseconds
    ) {
        guard let line = known(symbol, message, session, now) else { return }
        switch schema(strategy, message) {
        case .failure(let refusal): refuse(refusal.message, session, now)
        case .success(let schema):
            var records: [(inout ByteWriter) -> Void] = [{ $0.append(record: line.info) }]
            for study in line.studyTable.sorted(system: schema?.number) {
                records.append { $0.append(record: study.record) }
            }
            reply(message, session, now, of: line, records)
        }
    }

    func answerEvaluations(
        _ filter: EvaluationFilter, _ message: Request, _ session: Session, _ now: Nanoseconds
    ) {
        switch find(filter, message) {
        case .failure(let refusal): refuse(refusal.message, session, now)
        case .success(let found):
            let newest = newest(found)
            if let refusal = missing(found, newest.count, message) {
                return refuse(refusal, session, now)
            }
            var named: Set<Int> = []
            var records: [(inout ByteWriter) -> Void] = []
            for candidate in newest {
                let line = candidate.line
                if named.insert(line.place).inserted {
                    records.append { $0.append(record: line.info) }
                }
                records.append { $0.append(record: line.evaluations[candidate.place].record) }
            }
            reply(message, session, now, records)
        }
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
    ) -> Result<FoundFilter, Refusal> {
        func refusal(
            _ code: WireErrorCode, limit: Int64 = 0, value: Int64 = 0, _ text: String
        ) -> Result<FoundFilter, Refusal> {
            .failure(
                Refusal(
                    message: ErrorMessage(
                        request: message.request, code: code, limit: limit, value: value,
                        text: text)))
        }
        var lines = self.lines
        if let symbol = filter.symbol {
            guard let line = line(symbol) else {
                return refusal(.unknownSymbol, "no instrument \(symbol) here")
            }
            lines = [line]
        }
        let most = settings.answerEvaluations
        guard filter.limit <= most else {
            return refusal(
                .badParameter, limit: Int64(most), value: Int64(filter.limit),
                "an answer has \(most) evaluations at most")
        }
        guard !filter.verdicts.contains(.study) else {
            return refusal(.badParameter, "studies have a request of their own")
        }
        guard filter.number == nil || filter.symbol != nil else {
            return refusal(.badParameter, "the number of a decision needs its symbol")
        }
        let limit = filter.limit == 0 ? most : Int(filter.limit)
        var found = FoundFilter(lines: lines, filter: filter, limit: limit)
        switch schema(filter.strategy, message) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let schema):
            found.system = schema?.number
            guard let rule = filter.rule else { return .success(found) }
            guard let schema else { return refusal(.badParameter, "a rule needs its strategy") }
            guard let place = schema.rules.firstIndex(where: { $0.name == rule }) else {
                let names = schema.rules.map(\.name).joined(separator: ", ")
                return refusal(
                    .unknownRule, "\(schema.name) has no rule \(rule); its rules are \(names)")
            }
            found.rule = UInt8(place)
            return .success(found)
        }
    }

    /// The schema of a name, `nil` for no name, or why there is none.
    private func schema(
        _ name: String?, _ message: Request
    ) -> Result<StrategySchema?, Refusal> {
        guard let name else { return .success(nil) }
        if let schema = settings.strategies.first(where: { $0.name == name }) {
            return .success(schema)
        }
        let names = settings.strategies.map(\.name).joined(separator: ", ")
        return .failure(
            Refusal(
                message: ErrorMessage(
                    request: message.request, code: .unknownStrategy,
                    text: names.isEmpty
                        ? "no strategy runs here"
                        : "no strategy \(name) here; there are \(names)")))
    }

    /// Why one decision that was asked for by its number is not there.
    private func missing(
        _ found: FoundFilter, _ count: Int, _ message: Request
    ) -> ErrorMessage? {
        guard count == 0, let number = found.filter.number, let line = found.lines.first,
            line.evaluations.newest(below: line.evaluations.count, where: { $0.number == number })
                == nil
        else { return nil }
        let id = DecisionID(symbol: line.setup.instrument.symbol, number: number)
        let last = line.evaluations.last?.head.number ?? 0
        return ErrorMessage(
            request: message.request, code: .notKept, limit: Int64(clamping: last),
            value: Int64(clamping: number),
            text: number > last
                ? "there is no \(id) yet, the last is \(last)"
                : "\(id) is kept no more, the oldest is \(line.evaluations[0].head.number)")
    }
}
