import Market
public import Records
import Wire

/// The account as it changes: streams of all instruments, each record told once it is on the
/// engine's disk.
///
/// Each begins with what stands, as a snapshot, and has one behind a gap, too. What a record's
/// instrument is, `instruments()` says.
///
///     var book = TradingBook()
///     for await event in try await client.orders() {
///         switch event {
///         case .snapshot(let orders): book = TradingBook(orders.map { .order($0) })
///         case .record(let order): book.fold(.order(order))
///         default: break
///         }
///     }
extension PitwireClient {
    /// Orders as they are taken, change and end. Begins with the open ones and the last that ended.
    public func orders(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<OrderRecord> {
        try await follow(.orders, .order, options, time: \.time)
    }

    /// Fills. Begins with the last of them.
    public func fills(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<FillRecord> {
        try await follow(.fills, .fill, options, time: \.time)
    }

    /// Trades as they end. Begins with the last of them.
    public func trades(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<ClosedTradeRecord> {
        try await follow(.trades, .trade, options, time: \.time)
    }

    /// Positions as they change, one that was closed as flat. Begins with the open ones.
    public func positions(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<PositionRecord> {
        try await follow(.positions, .position, options, time: \.time)
    }

    /// The money of the account as it changes. Begins with what it is.
    public func account(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<AccountRecord> {
        try await follow(.account, .account, options, time: \.time)
    }

    /// The trading session as it changes. Begins with where it stands.
    public func session(
        options: StreamOptions = StreamOptions()
    ) async throws(ClientError) -> EventStream<TradingSessionRecord> {
        try await follow(.session, .session, options, time: \.time)
    }

    private func follow<Record: WireRecord & Sendable>(
        _ channel: Channel, _ kind: RecordKind, _ options: StreamOptions,
        time: @escaping @Sendable (Record) -> Nanoseconds
    ) async throws(ClientError) -> EventStream<Record> {
        try needTrading(channel.name)
        let request = StreamRequest(channel: channel, symbol: "", options: options)
        return try await subscribe(request) {
            BufferedSink($0, time: time) { (reader) throws(WireError) in
                reader.kind == kind ? .record(try reader.read(Record.self)) : .other
            }
        }
    }
}

extension TradingBook {
    /// What events fold to.
    public init(_ events: some Sequence<TradingEvent>) {
        self.init()
        for event in events { fold(event) }
    }
}
