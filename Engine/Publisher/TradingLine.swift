import Market
import Records
import Wire

/// What the core says of the account, as far as it may be told: orders, fills, trades, positions,
/// money and the session.
struct TradingLine {
    /// What stands.
    var book = TradingBook()
    /// The last reports of orders and fills, by number, without holes.
    var reports: RecordRing<TradingEvent>
    /// A stream for each channel of the account.
    let streams: [Channel: Stream]

    init(reportsKept: Int, streams: [Channel: Stream]) {
        reports = RecordRing(limit: reportsKept)
        self.streams = streams
    }

    mutating func fold(_ event: TradingEvent) {
        book.fold(event)
        if event.report != nil { reports.append(event) }
    }

    /// What a stream of a channel begins with, at most `limit` of what is over of each kind.
    func snapshot(of channel: Channel, _ limit: Int) -> [TradingEvent] {
        switch channel {
        case .orders:
            book.ended.suffix(limit).map { .order($0) } + book.orders.map { .order($0) }
        case .fills: book.fills.suffix(limit).map { .fill($0) }
        case .trades: book.trades.suffix(limit).map { .trade($0) }
        case .positions: book.positions.map { .position($0) }
        case .account: book.account.map { [.account($0)] } ?? []
        case .session: book.session.map { [.session($0)] } ?? []
        default: []
        }
    }

    /// What a query finds; `nil` for one that is not of trading.
    ///
    /// - Parameter instrument: the only one that counts; `nil` for all.
    func events(_ query: Query, of instrument: InstrumentID?) -> [TradingEvent]? {
        func newest(_ events: some Sequence<TradingEvent>, _ limit: UInt32) -> [TradingEvent] {
            let own = events.filter { instrument == nil || $0.instrument == instrument }
            return own.suffix(limit == 0 ? own.count : Int(limit))
        }
        return switch query {
        case .orders(_, let ended):
            newest(book.orders.lazy.map { .order($0) }, 0)
                + (ended == 0 ? [] : newest(book.ended.lazy.map { .order($0) }, ended))
        case .fills(_, let limit): newest(book.fills.lazy.map { .fill($0) }, limit)
        case .trades(_, let limit): newest(book.trades.lazy.map { .trade($0) }, limit)
        case .positions: newest(book.positions.lazy.map { .position($0) }, 0)
        case .account: snapshot(of: .account, 1)
        case .session: snapshot(of: .session, 1)
        default: nil
        }
    }

    /// Kept reports from a number on, the first so many of them.
    func reports(from first: UInt64, _ limit: Int) -> [TradingEvent] {
        guard let last = reports.last?.report, let oldest = oldestReport, first <= last
        else { return [] }
        let start = Int(max(first, oldest) - oldest)
        return (start..<min(reports.count, start + limit)).map { reports[$0] }
    }

    /// The number of the oldest report that is kept; `nil` without one.
    var oldestReport: UInt64? { reports.count > 0 ? reports[0].report : nil }

    /// The number of the next report.
    var nextReport: UInt64 { (reports.last?.report ?? 0) + 1 }
}
