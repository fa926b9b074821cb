import ClientKit
import PitctlViews

/// The account: session, money, positions, trades, and the desk.
extension EngineLink {
    private enum AccountStream: CaseIterable, Sendable {
        case session, account, positions, trades, events
    }

    /// What stands, then what changes; on an engine that knows no orders nothing does.
    func loadAccount(_ client: PitwireClient, _ facts: EngineFacts) async throws(ClientError) {
        account = AccountState()
        prices = [:]
        told = ("", "")
        accountTasks = AccountStream.allCases.map { stream in
            follow { link throws(ClientError) in try await link.read(stream, client, facts) }
        }
        guard client.welcome?.features.contains(.trading) == true else { return }
        let session = try await client.readSession()?.session
        let money = try await client.readAccount()?.account
        let positions = try await client.readPositions().records.map(\.position)
        let trades = try await client.readTrades().records.map(\.trade)
        account.session = account.session ?? session
        account.account = account.account ?? money
        for position in positions
        where !account.positions.contains(where: { $0.isSameSeat(as: position) }) {
            account.positions.append(position)
        }
        let newer = account.trades
        account.trades = trades
        for trade in newer { _ = account.take(trade) }
    }

    /// Ends the streams of the account.
    func endAccount() async {
        let tasks = accountTasks
        accountTasks = []
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    private func read(
        _ stream: AccountStream, _ client: PitwireClient, _ facts: EngineFacts
    ) async throws(ClientError) {
        switch stream {
        case .session:
            await read(try await client.session(), "session") { record, isNew in
                account.session = record.session
                if isNew { tell(.session(record), .info) }
                statusChanged()
            }
        case .account:
            await read(try await client.account(), "account") { record, _ in
                account.account = record.account
                statusChanged()
            }
        case .positions:
            for await event in try await client.positions() { await take(event, client, facts) }
        case .trades:
            await read(try await client.trades(), "trade") { record, isNew in
                guard account.take(record.trade), isNew else { return }
                tellTrade("close", at: record.time) { $0.trade(record.trade) }
                tellStatistics()
            }
        case .events: try await readEvents(client)
        }
    }

    private func readEvents(_ client: PitwireClient) async throws(ClientError) {
        for await event in try await client.events() {
            switch event {
            case .snapshot(let events):
                let before = account.desk.setting(SettingKey.timeframe)
                account.desk = DeskState(events)
                if account.desk.setting(SettingKey.timeframe) != before {
                    await timeframeChanged(client)
                }
            case .record(let event):
                account.desk.fold(event)
                tell(event)
                statusChanged()
                if case .setting(let record) = event, record.setting.key == SettingKey.timeframe {
                    await timeframeChanged(client)
                }
            case .gap(let gap): self.gap(nil, "log", gap.count, Self.text(gap.reason))
            case .roll, .restarted, .ended: break
            }
        }
    }

    /// Footprints are of another period now: pages that watched them turn to it.
    private func timeframeChanged(_ client: PitwireClient) async {
        guard let facts = reading.facts,
            let fresh = try? await EngineFacts.ask(client, epoch: facts.epoch),
            fresh.footprintPeriod != facts.footprintPeriod
        else { return }
        learned(fresh)
        follow(facts.footprintPeriod)
        await reload(reason: "the footprints' period changed")
    }

    private func take(
        _ event: StreamEvent<PositionRecord>, _ client: PitwireClient, _ facts: EngineFacts
    ) async {
        switch event {
        case .snapshot(let records):
            account.take(records.map(\.position))
            for record in records { await opened(record, client, facts) }
        case .record(let record):
            if account.take(record.position) { await opened(record, client, facts) }
            statusChanged()
            tellPositions()
        case .gap(let gap): self.gap(nil, "position", gap.count, Self.text(gap.reason))
        case .roll, .restarted, .ended: break
        }
    }

    /// Tells of a position as of a trade that has not ended, unless it did meanwhile.
    private func opened(
        _ record: PositionRecord, _ client: PitwireClient, _ facts: EngineFacts
    ) async {
        let position = record.position
        guard let symbol = facts.symbol(of: position.instrument) else { return }
        if price(position.instrument) == nil, let found = try? await client.state(of: symbol) {
            prices[position.instrument] = found.state.lastTick?.price
        }
        // None for orders by hand.
        var decision: DecisionText?
        if position.decision > 0 {
            let id = DecisionID(symbol: symbol, number: position.decision)
            decision = (try? await client.decision(id)).map { DecisionText($0) }
        }
        let trade = OpenTrade(position: position, decision: decision)
        guard account.take(trade) else { return }
        tellTrade("open", at: record.time) { $0.opened(position, by: decision) }
    }

    private func read<Record: Sendable>(
        _ stream: EventStream<Record>, _ name: String, _ take: (Record, Bool) -> Void
    ) async {
        for await event in stream {
            switch event {
            case .record(let record): take(record, true)
            case .snapshot(let records): for record in records { take(record, false) }
            case .gap(let gap): self.gap(nil, name, gap.count, Self.text(gap.reason))
            case .roll, .restarted, .ended: break
            }
        }
    }

    // MARK: Telling

    /// Records about the account in the shape of pages.
    var accountJSON: AccountJSON {
        AccountJSON(reading.facts?.instruments ?? [], reading.facts?.strategies ?? [])
    }

    private var words: DeskText { DeskText(reading.facts?.instruments ?? []) }

    private func tellTrade(
        _ event: String, at time: Nanoseconds, _ members: (AccountJSON) -> [(String, JSONValue)]
    ) {
        tell("trade", at: time) {
            .page([("event", .string(event))] + members(accountJSON))
        }
    }

    private func tell(_ event: DeskEvent) {
        var level = LogLevel.info
        if case .halt(let record) = event, record.isHalted { level = .warning }
        let words = words
        log(level, at: event.time, "\(words.symbol(event.instrument)): \(words.message(event))")
    }

    private func tell(_ event: TradingEvent, _ level: LogLevel) {
        log(level, at: event.time, "trading: \(words.message(event))")
    }

    private func statusChanged() {
        for feed in feeds.values { mark(.status, feed) }
    }

    private func tellStatistics() {
        let json = statistics()
        guard json.text != told.stats else { return }
        told.stats = json.text
        tell("stats", at: nil) { json }
    }

    /// What all trades come to.
    func statistics() -> JSONValue {
        AccountJSON.metrics(
            TradeHistory(account.trades, account.account, account.session).overall)
    }

    /// Positions at the last prices, when they are others than last told.
    func tellPositions() {
        positionsDue = .now + .milliseconds(500)
        let json = positions()
        guard json.text != told.positions else { return }
        told.positions = json.text
        tell("position", at: nil, slot: "position") { .object([("positions", json)]) }
    }

    /// Positions at the last prices.
    func positions() -> JSONValue {
        let json = accountJSON
        return .list(account.positions.map { json.position($0, last: price($0.instrument)) })
    }

    /// What all open positions would bring now; `nil` while a price is not known.
    func unrealised() -> Money? {
        accountJSON.unrealised(account.positions.map { ($0, price($0.instrument)) })
    }

    private func price(_ instrument: InstrumentID) -> Price? {
        let info = reading.facts?.instruments.first { $0.id == instrument }
        let feed = info.flatMap { feeds[$0.instrument.symbol] }
        return feed?.lastTick.last?.price ?? feed?.reading?.state.lastTick?.price
            ?? prices[instrument]
    }
}
