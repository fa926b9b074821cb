import Bytes
import Market
import Records
import StateCoding
import Wire

/// What the account does: told once it is on disk, as everything that a command may have caused.
extension Publisher {
    static let accountChannels = Channel.allCases.filter(\.isOfAccount)

    func tell(_ event: TradingEvent, _ now: Nanoseconds) {
        trading.fold(event)
        guard let stream = trading.streams[event.channel] else { return }
        if stream.pendingCount == 0, stream.isKept { desk.touched.append(stream) }
        switch event {
        case .order(let record): append(record, .order, to: stream, now)
        case .fill(let record): append(record, .fill, to: stream, now)
        case .trade(let record): append(record, .trade, to: stream, now)
        case .position(let record): append(record, .position, to: stream, now)
        case .account(let record): append(record, .account, to: stream, now)
        case .session(let record): append(record, .session, to: stream, now)
        }
    }

    /// What a stream of the account begins with; an empty frame when there is nothing, so that a
    /// reader that folds it knows.
    func tradingSnapshot(_ stream: Stream, _ now: Nanoseconds) -> [EncodedFrame] {
        let events = trading.snapshot(of: stream.key.channel, settings.snapshotReports)
        return snapshotFrames(stream, events.map { event in { event.encode(into: &$0) } }, now)
    }

    /// What a query about the account finds, each instrument before its first record.
    func account(_ symbol: String?, _ message: Request) throws(Refusal) -> Found {
        var about: InstrumentLine?
        if let symbol { about = try known(symbol, message) }
        return found(trading.events(message.query, of: about?.id) ?? [])
    }

    private func found(_ events: [TradingEvent]) -> Found {
        var named: Set<InstrumentID> = []
        var records: [(inout ByteWriter) -> Void] = []
        for event in events {
            if let line = line(event.instrument), named.insert(line.id).inserted {
                records.append { $0.append(record: line.info) }
            }
            records.append { event.encode(into: &$0) }
        }
        return Found(records)
    }

    /// Reports from a number on, as many as an answer has; older ones than are kept may be in a
    /// store.
    func reports(from first: UInt64, _ limit: UInt32, _ message: Request) -> Found {
        let most = settings.answerReports
        let limit = limit == 0 ? most : min(most, Int(limit))
        let kept = trading.reports(from: first, limit)
        var found = found(kept)
        // Where to go on: a number that is not there yet stays the one to ask for.
        found.position = kept.last?.report.map { $0 + 1 } ?? max(first, trading.nextReport)
        if let oldest = trading.oldestReport, max(1, first) < oldest {
            var question = question(message, .reports(kept), limit: limit)
            question.through = trading.reports[0].cause
            question.position = found.position
            found.older = question
        }
        return found
    }
}

/// The account in checkpoints.
extension TradingLine {
    func save(into writer: inout StateWriter) {
        writer.mark("account")
        let channels: [Channel] = [.orders, .fills, .trades, .positions, .account, .session]
        writer.put(events: channels.flatMap { snapshot(of: $0, .max) })
        writer.put(events: (0..<reports.count).lazy.map { reports[$0] })
        for channel in Publisher.accountChannels { streams[channel]?.save(into: &writer) }
    }

    mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("account")
        book = TradingBook()
        for event in try reader.takeEvents() { book.fold(event) }
        reports = RecordRing(limit: reports.limit)
        for event in try reader.takeEvents() {
            let next = reports.last?.report.map { $0 &+ 1 }
            guard let report = event.report, next == nil || report == next else {
                throw reader.error("kept reports with a hole before \(event.report ?? 0)")
            }
            reports.append(event)
        }
        for channel in Publisher.accountChannels {
            try streams[channel]?.restore(from: &reader)
        }
    }
}

extension StateWriter {
    fileprivate mutating func put(events: some Sequence<TradingEvent>) {
        var packed = ByteWriter(capacity: 4096)
        for event in events { event.encode(into: &packed) }
        put(Array(packed.bytes))
    }
}

extension StateReader {
    fileprivate mutating func takeEvents() throws(StateError) -> [TradingEvent] {
        let packed = try take([UInt8].self)
        let read: Result<[TradingEvent], WireError> = packed.withUnsafeBytes { bytes in
            Result { () throws(WireError) in
                var found: [TradingEvent] = []
                var reader = RecordReader(bytes)
                while try reader.next() {
                    guard let event = try TradingEvent(reader) else {
                        throw WireError(.badState, in: "kept records", reason: "none of trading")
                    }
                    found.append(event)
                }
                return found
            }
        }
        switch read {
        case .success(let events): return events
        case .failure(let fault): throw error("\(fault)")
        }
    }
}
