// The code of docs/guides/clientkit.md, compiled.

// snippet: begin
import ClientKit

func printBars(token: String) async throws {
    let client = try await PitwireClient.connect(to: "127.0.0.1:7717", role: .read, token: token)
    let bars = try await client.bars(of: "SPY", period: .minute1)
    let prices = bars.instrument!.instrument.prices
    for await bar in bars.records {
        print(bar.start, prices.real(bar.close), "delta", bar.delta.rawValue)
    }
    await client.close()
}
// end

// snippet: events
func follow(_ client: PitwireClient) async throws {
    for await event in try await client.bars(of: "SPY", period: .minute1) {
        switch event {
        case .record(let bar): print("closed at", bar.close)
        case .snapshot(let bars): print("begin with", bars.count, "bars")
        case .gap(let gap): print(gap.count, "bars are missing:", gap.reason)
        case .restarted(let restart): print("the engine was started anew:", restart.epoch)
        case .roll(let roll): print("session", roll.window.date)
        case .ended(let reason): print("no more:", reason)
        }
    }
}
// end

// snippet: profile
func followProfile(_ client: PitwireClient) async throws {
    for await event in try await client.profile(of: "SPY", anchor: .daily) {
        guard case .record(let profile) = event else { continue }
        print("poc", profile.landmarks.poc ?? 0, "rows", profile.rows.count)
    }
}
// end

// snippet: queries
func ask(_ client: PitwireClient) async throws {
    for info in try await client.symbols() { print(info.instrument.symbol) }
    let state = try await client.state(of: "SPY").state
    print("cumulative delta", state.cumulativeDelta.rawValue)
    let lastDay = try await client.bars(of: "SPY", period: .minute5, limit: 78)
    print(lastDay.count, "bars")
    let yesterday = try await client.profile(of: "SPY", moment: .previous(1))
    print("value area", yesterday.landmarks.val ?? 0, "to", yesterday.landmarks.vah ?? 0)
    print(try await client.statistics().counters)
}
// end

// snippet: past
func lookBack(_ client: PitwireClient, at instant: Nanoseconds) async throws {
    let open = try await client.footprint(
        of: "SPY", period: .minute5, moment: .developing, asOf: instant)
    print("the open bar had", open.rows.count, "rows")
    let state = try await client.state(of: "SPY", asOf: instant)
    if let moment = state.moment { print("as of input", moment.sequence, "at", moment.time) }
}
// end

// snippet: signals
func followSignals(_ client: PitwireClient) async throws {
    for await signal in try await client.signals(of: "SPY").records {
        print(signal.id, signal.strategyName, signal.direction.name, "at", signal["price"] ?? 0)
    }
}
// end

// snippet: decisions
func askDecisions(_ client: PitwireClient) async throws {
    for strategy in try await client.strategies() { print(strategy.name, strategy.meaning) }
    let rejected = try await client.evaluations(of: "SPY", verdicts: [.rejected], limit: 20)
    for decision in rejected { print(decision.id, decision.ruleName, decision.reasonText) }
    for study in try await client.studies(of: "SPY", strategy: nil) { print(study.id) }
    if let id = DecisionID("SPY-37") {
        for field in try await client.decision(id).fields {
            print(field.meaning.name, field.value.map { "\($0)" } ?? "undefined")
        }
    }
}
// end

// snippet: command
func setAlert(_ client: PitwireClient, id: CommandID) async throws {
    guard let spy = try await client.symbols().first(where: { $0.instrument.symbol == "SPY" })
    else { return }
    let price = spy.instrument.prices.price(of: Level(17_150))
    let answer = try await client.addAlert(
        of: "SPY", .atOrAbove, price, note: "over the high", id: id)
    if answer.isAccepted {
        print("alert", answer.subject, "is set")
    } else {
        print("no:", answer.outcome.name, answer.text)  // too_many_alerts 1000 alerts may wait
    }
}
// end

// snippet: desk
func followDesk(_ client: PitwireClient) async throws {
    var state = DeskState()
    for await event in try await client.events() {
        switch event {
        case .snapshot(let events): state = DeskState(events)
        case .record(.alert(let record)) where record.change == .fired:
            print("alert", record.alert.number, record.alert.note)
            state.fold(.alert(record))
        case .record(let event): state.fold(event)
        default: break
        }
        print(state.halts.isEmpty ? "OPEN" : "HALTED", state.alerts.count, "alerts")
    }
}
// end

// snippet: errors
func bars(_ client: PitwireClient, of symbol: String) async throws -> [Bar] {
    do throws(ClientError) {
        return try await client.bars(of: symbol, period: .minute1, limit: 10)
    } catch {
        if error.wireCode == .unknownSymbol { return [] }
        print(error)  // bars XYZ 1m at 127.0.0.1:7717: no instrument XYZ (unknownSymbol)
        throw error
    }
}
// end

// snippet: service
func serve(_ configuration: ClientConfiguration) async throws {
    let client = try PitwireClient(configuration)
    async let connection: Void = client.run()
    for await event in client.connectionEvents {
        switch event {
        case .connected(let welcome): print("connected to", welcome.engineName)
        case .disconnected(let error, let wait): print(error, "- again in", wait.rawValue, "ns")
        case .closed(let error): print("ended:", error)
        }
    }
    try await connection
}
// end

// snippet: stamps
func measure(_ client: PitwireClient) async throws {
    for await frame in try await client.ticks(of: "SPY").frames {
        guard let stamps = frame.stamps else { continue }
        print(
            frame.records.count, "ticks: core", stamps.core.rawValue, "ns, publishing",
            stamps.publishing.rawValue, "ns, network", stamps.network.rawValue, "ns")
    }
}
// end

// snippet: callback
func sumVolume(_ client: PitwireClient) async throws -> Subscription {
    nonisolated(unsafe) var volume: Int64 = 0  // the loop's thread only
    return try await client.onTicks(of: "SPY") { ticks, stamps in
        for tick in ticks { volume += tick.size.rawValue }
    }
}
// end

// snippet: loop
func runOnOneThread(_ configuration: ClientConfiguration) throws {
    let loop = try EventLoop()
    let connection = ClientConnection(configuration, on: loop)
    connection.onEvent = { event in
        if case .closed(let error) = event {
            print(error)
            loop.stop()
        }
    }
    connection.onTicks(of: "SPY") { ticks, stamps in
        print(ticks.count, "ticks after", stamps.network.rawValue, "ns")
    }
    connection.start()
    loop.run()
    loop.close()
}
// end

// snippet: feed
func sendTrades(_ client: PitwireClient, trades: [(time: Nanoseconds, cents: Int64, size: Int64)])
    async throws
{
    let feed = try await client.feed(symbols: ["SPY"])
    let spy = feed.instruments[0]
    try await feed.send(
        trades.map { trade in
            .tick(
                spy.id, time: trade.time, price: Price(trade.cents), size: Size(trade.size),
                side: .none)
        })
    try await feed.flush()
}
// end

// snippet: watch
func watch(_ client: PitwireClient) async throws {
    try await client.watch("SPY") { view in
        let prices = view.instrument.prices
        guard let price = view.price, let vwap = view.vwap, let area = view.valueArea else {
            return true
        }
        print(
            prices.real(price), "CVD", view.cumulativeDelta.rawValue, "VA", prices.real(area.val),
            prices.real(area.vah), "VWAP", vwap.vwap, "bands", vwap.lower(2), vwap.upper(2))
        return true
    }
}
// end
