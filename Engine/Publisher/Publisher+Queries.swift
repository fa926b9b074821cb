import Bytes
import Market
import Records
import Wire

/// Requests, answered from the replica and the histories.
extension Publisher {
    func answer(_ message: Request, _ session: Session, _ now: Nanoseconds) {
        counts.add(.answers)
        switch message.query {
        case .symbols:
            reply(message, session, now, lines.map { line in { $0.append(record: line.info) } })
        case .statistics:
            let statistics = statistics(now)
            reply(message, session, now, [{ $0.append(record: statistics) }])
        case .state(let symbol):
            guard let line = known(symbol, message, session, now) else { return }
            reply(message, session, now, of: line, state(of: line, now))
        case .bars(let symbol, let period, let from, let to, let limit):
            guard let line = known(symbol, message, session, now) else { return }
            guard let history = line.barHistory[period] else {
                return refuse(
                    ErrorMessage(
                        request: message.request, code: .badParameter,
                        text: "\(symbol) has no \(period.name) bars"), session, now)
            }
            let records = bars(history, from, to, Int(limit))
            reply(
                message, session, now,
                records.map { record in { $0.append(record: record, kind: .bar) } })
        case .footprint(let symbol, let period, let moment):
            guard let line = known(symbol, message, session, now) else { return }
            answerFootprint(line, period, moment, message, session, now)
        case .profile(let symbol, let anchor, _, let moment):
            guard let line = known(symbol, message, session, now) else { return }
            answerProfile(line, anchor, moment, message, session, now)
        case .strategies: answerStrategies(message, session, now)
        case .evaluations(let filter): answerEvaluations(filter, message, session, now)
        case .studies(let symbol, let strategy):
            answerStudies(symbol, strategy, message, session, now)
        case .desk(let symbol): answerDesk(symbol, message, session, now)
        }
    }

    func known(
        _ symbol: String, _ message: Request, _ session: Session, _ now: Nanoseconds
    ) -> InstrumentLine? {
        if let line = line(symbol) { return line }
        refuse(
            ErrorMessage(
                request: message.request, code: .unknownSymbol,
                text: "no instrument \(symbol) here"), session, now)
        return nil
    }

    private func notKept(
        _ what: String, _ message: Request, _ session: Session, _ now: Nanoseconds
    ) {
        refuse(
            ErrorMessage(request: message.request, code: .notKept, text: what), session, now)
    }

    /// Sends records in as few frames as they fit in.
    ///
    /// - Parameter line: whose state it is; the answer says where its ticks stand.
    func reply(
        _ message: Request, _ session: Session, _ now: Nanoseconds, of line: InstrumentLine? = nil,
        _ records: [(inout ByteWriter) -> Void]
    ) {
        let parts = packed(records)
        for (index, part) in parts.enumerated() {
            var header = FrameHeader(
                type: .answer, count: UInt16(clamping: part.count), epoch: settings.epoch,
                publishTime: now)
            header.firstSequence = line?.run.next ?? 0
            if index == parts.count - 1 { header.flags.insert(.lastPart) }
            let head = Answer(
                request: message.request, kind: message.query.kind, part: UInt32(index),
                parts: UInt32(parts.count))
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
        let replica = line.setup
        let state = InstrumentState(
            instrument: line.id, time: line.replica.lastTick?.time ?? .zero,
            session: line.replica.barsWindow?.date ?? SessionDate(rawValue: 0),
            cumulativeDelta: line.replica.cumulativeDelta, feed: line.feed,
            isSimulated: settings.isSimulated, lastTick: line.replica.lastTick,
            quote: line.replica.quote)
        var records: [(inout ByteWriter) -> Void] = [{ $0.append(record: state) }]
        for period in replica.bars {
            guard let open = line.replica.openBar(period, line.id) else { continue }
            records.append { $0.append(record: open, kind: .openBar) }
        }
        for anchor in replica.vwaps {
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

    private func answerFootprint(
        _ line: InstrumentLine, _ period: BarPeriod, _ moment: Query.Moment, _ message: Request,
        _ session: Session, _ now: Nanoseconds
    ) {
        guard line.setup.footprint == period else {
            return refuse(
                ErrorMessage(
                    request: message.request, code: .badParameter,
                    text: "the footprint is of \(line.setup.footprint?.name ?? "no period")"),
                session, now)
        }
        let history = line.footprintHistory
        let closed: FootprintRecord?
        switch moment {
        case .developing:
            guard let open = line.replica.openFootprint(line.id) else {
                return notKept("no footprint is open", message, session, now)
            }
            return reply(
                message, session, now, of: line,
                [{ $0.append(record: open, kind: .openFootprint) }])
        case .previous(let back): closed = history.previous(Int(max(1, back)))
        case .at(let time):
            closed = (0..<history.count).lazy.map { history[$0] }.last {
                $0.bar.start <= time && time < $0.bar.end
            }
        }
        guard let closed else {
            return notKept("no such footprint is kept", message, session, now)
        }
        reply(message, session, now, of: line, [{ $0.append(record: closed, kind: .footprint) }])
    }

    private func answerProfile(
        _ line: InstrumentLine, _ anchor: Anchor, _ moment: Query.Moment, _ message: Request,
        _ session: Session, _ now: Nanoseconds
    ) {
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
            return notKept("no such profile is kept", message, session, now)
        }
        reply(
            message, session, now, of: line,
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
