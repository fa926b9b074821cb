package import Market
package import Wire

/// A query that waits for its answer, over all connections.
struct PendingQuery {
    let query: Query
    /// As of when; `nil` for the present.
    var asOf: Nanoseconds?
    /// Monotonic, ns.
    let deadline: Int64
    var records: [UInt8] = []
    var nextPart: UInt32 = 0

    /// Forgets the parts of a connection that is gone.
    mutating func restart() {
        records.removeAll()
        nextPart = 0
    }
}

/// Queries: asking once, gathering the parts of the answer under a bound.
extension ClientSession {
    /// Asks; `.answered` or `.failed` with this number follows within the request timeout.
    ///
    /// - Parameter asOf: an instant of the past; `nil` for the present.
    package mutating func ask(
        _ query: Query, asOf: Nanoseconds? = nil, at now: Instant
    ) -> UInt32 {
        let id = nextRequest()
        queries[id] = PendingQuery(
            query: query, asOf: asOf,
            deadline: now.monotonic &+ configuration.requestTimeout.rawValue)
        if phase == .ready { ask(query: id, at: now) }
        return id
    }

    /// Takes no answer any more.
    package mutating func forget(query id: UInt32) { queries[id] = nil }

    mutating func ask(query id: UInt32, at now: Instant) {
        guard let pending = queries[id] else { return }
        awaited[id] = .query
        send(Request(request: id, query: pending.query, asOf: pending.asOf), at: now)
    }

    mutating func answer(
        _ header: FrameHeader, _ part: (head: Answer, rest: UnsafeRawBufferPointer)
    ) -> SessionEvent? {
        let (head, rest) = part
        // Of a query given up before, parts may still come.
        guard var pending = queries[head.request] else { return nil }
        guard head.kind == pending.query.kind, head.part == pending.nextPart else {
            return unfit(
                "part \(head.part) of an answer to \(head.kind), "
                    + "waiting for part \(pending.nextPart) of \(pending.query.kind)")
        }
        guard pending.records.count + rest.count <= configuration.answerLimit else {
            return fail(
                head.request, .answerTooLong,
                "\(pending.records.count + rest.count) bytes and more, the limit is "
                    + "\(configuration.answerLimit)")
        }
        pending.records.append(contentsOf: rest)
        pending.nextPart += 1
        guard pending.nextPart == head.parts else {
            queries[head.request] = pending
            return nil
        }
        queries[head.request] = nil
        awaited[head.request] = nil
        return .answered(
            head.request,
            GatheredAnswer(
                kind: head.kind, records: pending.records,
                position: StreamPosition(
                    epoch: header.epoch, nextSequence: header.firstSequence),
                moment: head.moment))
    }

    mutating func queryRefused(_ message: ErrorMessage) -> SessionEvent? {
        guard let pending = queries.removeValue(forKey: message.request) else { return nil }
        return .failed(
            message.request,
            ClientError(message, what: pending.query.text, place: configuration.address))
    }

    private mutating func fail(
        _ id: UInt32, _ code: ClientError.Code, _ detail: String
    ) -> SessionEvent? {
        guard let pending = queries.removeValue(forKey: id) else { return nil }
        awaited[id] = nil
        return .failed(id, error(code, pending.query.text, detail))
    }

    mutating func overdueQuery(at now: Int64) -> SessionEvent? {
        guard let id = queries.first(where: { $0.value.deadline <= now })?.key else { return nil }
        let limit = configuration.requestTimeout.rawValue / 1_000_000
        let state = phase == .ready ? "" : ", not connected"
        return fail(id, .timedOut, "no answer within \(limit) ms\(state)")
    }

    var nextQueryDeadline: Int64 { queries.values.lazy.map(\.deadline).min() ?? .max }
}

extension Query {
    /// `bars SPY 1m`
    var text: String {
        switch self {
        case .symbols: "symbols"
        case .statistics: "statistics"
        case .strategies: "strategies"
        case .evaluations(let filter): filter.text
        case .studies(let symbol, let strategy):
            strategy.map { "studies \(symbol) \($0)" } ?? "studies \(symbol)"
        case .desk(let symbol), .orders(let symbol, _), .fills(let symbol, _),
            .trades(let symbol, _), .positions(let symbol):
            symbol.map { "\(kind) \($0)" } ?? "\(kind)"
        case .account, .session: "\(kind)"
        case .reports(let first, _): "reports from \(first)"
        case .state(let symbol): "state \(symbol)"
        case .bars(let symbol, let period, _, _, _): "bars \(symbol) \(period.name)"
        case .footprint(let symbol, let period, _): "footprint \(symbol) \(period.name)"
        case .profile(let symbol, let anchor, _, _): "profile \(symbol) \(anchor.name)"
        }
    }
}

extension EvaluationFilter {
    /// `decision SPY-37`, `evaluations SPY momentum burst`
    fileprivate var text: String {
        if let symbol, let number {
            return "decision \(DecisionID(symbol: symbol, number: number))"
        }
        return (["evaluations", symbol, strategy, rule] as [String?]).compactMap { $0 }
            .joined(separator: " ")
    }
}
