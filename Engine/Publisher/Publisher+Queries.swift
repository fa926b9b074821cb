import Bytes
import Market
import Records
import Wire

/// What a request found.
struct Found {
    /// Whose state it is; the answer says where its ticks stand.
    var line: InstrumentLine?
    /// Where to go on, of what is numbered otherwise.
    var position: UInt64
    var records: [(inout ByteWriter) -> Void]
    /// Set when memory does not reach back to where the range begins.
    var older: HistoryQuestion?
    /// Why memory has nothing, when that is all there is.
    var refusal: Refusal?

    init(
        of line: InstrumentLine? = nil, _ records: [(inout ByteWriter) -> Void],
        older: HistoryQuestion? = nil, refusal: Refusal? = nil
    ) {
        self.line = line
        position = line?.run.next ?? 0
        self.records = records
        self.older = older
        self.refusal = refusal
    }
}

/// Requests, answered from the replica and the histories.
extension Publisher {
    func answer(_ message: Request, _ session: Session, _ now: Nanoseconds) {
        counts.add(.answers)
        do throws(Refusal) {
            if message.asOf != nil { return try askPast(message, session) }
            let found = try find(message, now)
            if let older = found.older, shell.hasHistory {
                return try ask(.history(older), session)
            }
            if let refusal = found.refusal { throw refusal }
            var parts = AnswerParts(limit: settings.maxPayload)
            for record in found.records { parts.append(record) }
            reply(message, parts, position: found.position, nil, session, now)
        } catch {
            refuse(error.message, session, now)
        }
    }

    /// What memory has of it.
    func find(_ message: Request, _ now: Nanoseconds) throws(Refusal) -> Found {
        switch message.query {
        case .symbols: return Found(lines.map { line in { $0.append(record: line.info) } })
        case .statistics:
            let statistics = statistics(now)
            return Found([{ $0.append(record: statistics) }])
        case .state(let symbol):
            let line = try known(symbol, message)
            return Found(of: line, state(of: line, now))
        case .bars(let symbol, let period, _, _, _):
            return try bars(try known(symbol, message), period, message)
        case .footprint(let symbol, let period, let moment):
            return try footprint(try known(symbol, message), period, moment, message)
        case .profile(let symbol, let anchor, _, let moment):
            return try profile(try known(symbol, message), anchor, moment, message)
        case .strategies:
            return Found(settings.strategies.map { schema in { $0.append(record: schema) } })
        case .evaluations(let filter): return try evaluations(filter, message)
        case .studies(let symbol, let strategy): return try studies(symbol, strategy, message)
        case .desk(let symbol): return try desk(symbol, message)
        case .orders(let symbol, _), .fills(let symbol, _), .trades(let symbol, _),
            .positions(let symbol):
            return try account(symbol, message)
        case .account, .session: return try account(nil, message)
        case .reports(let first, let limit): return reports(from: first, limit, message)
        }
    }

    func known(_ symbol: String, _ message: Request) throws(Refusal) -> InstrumentLine {
        if let line = line(symbol) { return line }
        throw Refusal(message, .unknownSymbol, "no instrument \(symbol) here")
    }

    /// Sends records in as few frames as they fit in.
    ///
    /// - Parameter position: where the ticks of its instrument stand, or where to go on; 0 for
    ///   none.
    func reply(
        _ message: Request, _ parts: AnswerParts, position: UInt64, _ moment: PastMoment?,
        _ session: Session, _ now: Nanoseconds
    ) {
        for (index, part) in parts.parts.enumerated() {
            var header = FrameHeader(
                type: .answer, count: UInt16(clamping: part.count), epoch: settings.epoch,
                publishTime: now)
            header.firstSequence = position
            if index == parts.parts.count - 1 { header.flags.insert(.lastPart) }
            let head = Answer(
                request: message.request, kind: message.query.kind, part: UInt32(index),
                parts: UInt32(parts.parts.count), moment: moment)
            let frame = encoder.frame(header) { writer in
                head.encode(into: &writer)
                part.payload.withUnsafeBytes { writer.append($0) }
            }
            enqueue(frame, session, nil, now)
        }
    }

    private func state(
        of line: InstrumentLine, _ now: Nanoseconds
    ) -> [(inout ByteWriter) -> Void] {
        let setup = line.setup
        let state = InstrumentState(
            instrument: line.id, time: line.replica.lastTick?.time ?? .zero,
            session: line.replica.barsWindow?.date ?? SessionDate(rawValue: 0),
            cumulativeDelta: line.replica.cumulativeDelta, feed: line.feed,
            isSimulated: settings.isSimulated, lastTick: line.replica.lastTick,
            quote: line.replica.quote)
        var records: [(inout ByteWriter) -> Void] = [{ $0.append(record: state) }]
        for period in line.barPeriods {
            guard let open = line.replica.openBar(period, line.id) else { continue }
            records.append { $0.append(record: open, kind: .openBar) }
        }
        for anchor in setup.vwaps {
            guard let vwap = line.replica.vwap(anchor, 0, line.id) else { continue }
            records.append { $0.append(record: vwap) }
        }
        for number in line.replica.anchorNumbers {
            guard let vwap = line.replica.vwap(.user, number, line.id) else { continue }
            records.append { $0.append(record: vwap) }
        }
        if let counters = shell.readings(of: line.id).intake ?? line.counters {
            records.append { $0.append(record: counters) }
        }
        return records
    }

    /// The newest `limit` bars that start in `[from, to)`.
    private func bars(
        _ line: InstrumentLine, _ period: BarPeriod, _ message: Request
    ) throws(Refusal) -> Found {
        guard case .bars(_, _, let from, let to, let limit) = message.query,
            let history = line.bars[period]?.history
        else {
            throw Refusal(
                message, .badParameter,
                "\(line.setup.instrument.symbol) has no \(period.name) bars")
        }
        let found = Self.bars(history, from, to, Int(limit))
        return Found(
            found.map { record in { $0.append(record: record, kind: .bar) } },
            older: older(of: line, history, found, message))
    }

    static func bars(
        _ history: RecordRing<BarRecord>, _ from: Nanoseconds?, _ to: Nanoseconds?, _ limit: Int
    ) -> [BarRecord] {
        var found: [BarRecord] = []
        var place = history.count - 1
        while place >= 0, found.count < limit {
            let record = history[place]
            if let from, record.bar.start < from { break }
            if to.map({ record.bar.start < $0 }) ?? true { found.append(record) }
            place -= 1
        }
        return found.reversed()
    }

    private func footprint(
        _ line: InstrumentLine, _ period: BarPeriod, _ moment: Query.Moment, _ message: Request
    ) throws(Refusal) -> Found {
        // Of a period that it was of before, those that closed are kept.
        guard let history = line.footprints[period]?.history,
            moment != .developing || line.timeframe == period
        else {
            throw Refusal(
                message, .badParameter,
                "the footprint is of \(line.timeframe?.name ?? "no period")")
        }
        let closed: FootprintRecord?
        switch moment {
        case .developing:
            guard let open = line.replica.openFootprint(line.id), open.bar.period == period
            else {
                throw Refusal(message, .notKept, "no footprint is open")
            }
            return Found(of: line, [{ $0.append(record: open, kind: .openFootprint) }])
        case .previous(let back): closed = history.previous(Int(max(1, back)))
        case .at(let time):
            closed = (0..<history.count).lazy.map { history[$0] }.last {
                $0.bar.start <= time && time < $0.bar.end
            }
        }
        guard let closed else {
            throw Refusal(message, .notKept, "no such footprint is kept")
        }
        return Found(of: line, [{ $0.append(record: closed, kind: .footprint) }])
    }

    private func profile(
        _ line: InstrumentLine, _ anchor: Anchor, _ moment: Query.Moment, _ message: Request
    ) throws(Refusal) -> Found {
        let found: ProfileSnapshot?
        switch moment {
        case .developing:
            found = line.replica.profile(anchor, line.id, nakedPOCs: line.nakedPOCs)
        case .previous(let back):
            found = line.profileHistory[anchor]?.previous(Int(max(1, back)))
        case .at(let time):
            let history = line.profileHistory[anchor]
            found = (0..<(history?.count ?? 0)).lazy.compactMap { history?[$0] }.last {
                $0.start <= time && time <= $0.end
            }
        }
        guard let found else {
            throw Refusal(message, .notKept, "no such profile is kept")
        }
        return Found(
            of: line,
            parts(of: found).map { part in
                { writer in
                    switch part {
                    case .whole(let whole): writer.append(record: whole)
                    case .rest(let delta): writer.append(record: delta)
                    }
                }
            })
    }

    private func statistics(_ now: Nanoseconds) -> Statistics {
        let readings = shell.readings(of: nil)
        var counters = readings.counters
        counters.append(NamedCounter("publisher.sessions", Int64(sessions.count)))
        counters.append(NamedCounter("publisher.longest_queue_bytes", Int64(longestQueue)))
        for counter in PublisherCounter.allCases {
            counters.append(NamedCounter(counter.name, counts[counter]))
        }
        return Statistics(
            time: now, counters: counters, rings: readings.rings, latencies: readings.latencies)
    }
}
