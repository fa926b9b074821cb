public import Market
public import Records
public import Wire

/// Records of the account, and the instruments they are about.
public struct AccountReading<Record: Hashable & Sendable>: Hashable, Sendable {
    /// The records, in the order of the question.
    public var records: [Record]
    /// Their instruments, by number.
    public var instruments: [InstrumentID: InstrumentInfo]

    /// Puts a reading together.
    public init(records: [Record], instruments: [InstrumentID: InstrumentInfo]) {
        self.records = records
        self.instruments = instruments
    }
}

/// Reports of orders and fills, in the order of their numbers.
public struct ReportReading: Hashable, Sendable {
    /// The reports, numbered without holes.
    public var records: [TradingEvent]
    /// Their instruments, by number.
    public var instruments: [InstrumentID: InstrumentInfo]
    /// The numbers that were asked for and that the engine has nowhere; `nil` when nothing is
    /// missing.
    public var gap: Range<UInt64>?
    /// Where to go on.
    public var next: UInt64
}

/// The account, asked once. Roles of all kinds may.
///
/// Most can be asked as of an earlier instant, by event time, of an engine with a journal.
extension PitwireClient {
    /// Orders that are open, then the newest `ended` of those that ended, oldest first.
    ///
    /// - Parameter symbol: the instrument; `nil` for all.
    public func readOrders(
        of symbol: String? = nil, ended: Int = 0, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> AccountReading<OrderRecord> {
        try await read(.orders(symbol: symbol, ended: UInt32(clamping: ended)), .order, asOf)
    }

    /// The newest fills, oldest first.
    ///
    /// - Parameter limit: so many; `nil` for all that the engine keeps.
    public func readFills(
        of symbol: String? = nil, limit: Int? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> AccountReading<FillRecord> {
        if let limit, limit <= 0 { return AccountReading(records: [], instruments: [:]) }
        return try await read(
            .fills(symbol: symbol, limit: UInt32(clamping: limit ?? 0)), .fill, asOf)
    }

    /// The newest trades that ended, oldest first.
    ///
    /// - Parameter limit: so many; `nil` for all that the engine keeps.
    public func readTrades(
        of symbol: String? = nil, limit: Int? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> AccountReading<ClosedTradeRecord> {
        if let limit, limit <= 0 { return AccountReading(records: [], instruments: [:]) }
        return try await read(
            .trades(symbol: symbol, limit: UInt32(clamping: limit ?? 0)), .trade, asOf)
    }

    /// Open positions.
    public func readPositions(
        of symbol: String? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> AccountReading<PositionRecord> {
        try await read(.positions(symbol: symbol), .position, asOf)
    }

    /// The money of the account; `nil` before anything changed it.
    public func readAccount(asOf: Nanoseconds? = nil) async throws(ClientError) -> AccountRecord? {
        try needTrading("account")
        let records: [AccountRecord] = try await ask(.account, asOf: asOf).all(.account)
        return records.first
    }

    /// The trading session; `nil` before it was ever started.
    public func readSession(
        asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> TradingSessionRecord? {
        try needTrading("session")
        let records: [TradingSessionRecord] = try await ask(.session, asOf: asOf).all(.session)
        return records.first
    }

    /// What became of the orders: every report of an order or a fill from a number on, gapless.
    ///
    /// Who keeps `next` and asks from there learns everything once, whatever happened meanwhile:
    /// an engine with a store answers from it what its memory keeps no more. A reading without
    /// records is the end.
    ///
    /// - Parameters:
    ///   - first: the first number, from 1.
    ///   - limit: at most so many; `nil` for as many as the engine answers at once.
    public func reports(
        from first: UInt64, limit: Int? = nil, asOf: Nanoseconds? = nil
    ) async throws(ClientError) -> ReportReading {
        try needTrading("reports")
        let answer = try await ask(
            .reports(from: first, limit: UInt32(clamping: limit ?? 0)), asOf: asOf)
        var reading = ReportReading(
            records: [], instruments: [:], next: max(first, answer.answer.position.nextSequence))
        try answer.read { (reader) throws(WireError) in
            if reader.kind == .instrument {
                let info: InstrumentInfo = try reader.read()
                reading.instruments[info.id] = info
            } else if let event = try TradingEvent(reader) {
                reading.records.append(event)
            }
        }
        let begins = reading.records.first?.report ?? reading.next
        if begins > max(1, first) { reading.gap = max(1, first)..<begins }
        return reading
    }

    private func read<Record: WireRecord & Hashable & Sendable>(
        _ query: Query, _ kind: RecordKind, _ asOf: Nanoseconds?
    ) async throws(ClientError) -> AccountReading<Record> {
        try needTrading("\(query.kind)")
        let answer = try await ask(query, asOf: asOf)
        let instruments: [InstrumentInfo] = try answer.all(.instrument)
        return AccountReading(
            records: try answer.all(kind),
            instruments: Dictionary(uniqueKeysWithValues: instruments.map { ($0.id, $0) }))
    }
}
