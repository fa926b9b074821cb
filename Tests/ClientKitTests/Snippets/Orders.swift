// The code of docs/guides/orders.md, compiled.

// snippet: begin
import ClientKit

func buyTen(token: String) async throws {
    let client = try await PitwireClient.connect(to: "127.0.0.1:7717", role: .trade, token: token)
    let answer = try await client.buy(10, of: "SPY", limit: "580.25")
    if answer.isAccepted {
        print("order", answer.subject, "is taken")
    } else {
        print("no:", answer.outcome.name, answer.text)
    }
    await client.close()
}
// end

// snippet: kinds
func manyOrders(_ client: PitwireClient) async throws {
    try await client.buy(10, of: "SPY")  // at the market
    try await client.sell(10, of: "SPY", limit: "584.50", force: .untilCancelled)
    try await client.sell(10, of: "SPY", stop: 578)  // once 578 trades
    try await client.bracket(.buy, 10, of: "SPY", limit: 580, stop: 578, target: 584)
    try await client.buy("0.005", of: "BTC-USD")
}
// end

// snippet: ids
func buyOnce(_ client: PitwireClient, id: CommandID) async throws -> UInt64? {
    while true {
        do throws(ClientError) {
            let answer = try await client.buy(10, of: "SPY", id: id)
            return answer.isAccepted ? answer.subject : nil
        } catch {
            // Nobody knows yet: the same id finds out, and never buys twice.
            guard error.code == .timedOut else { throw error }
        }
    }
}
// end

// snippet: watch
func watchOrders(_ client: PitwireClient) async throws {
    var book = TradingBook()
    for await event in try await client.orders() {
        switch event {
        case .snapshot(let orders): book = TradingBook(orders.map { .order($0) })
        case .record(let record):
            book.fold(.order(record))
            print(record.order.number, record.order.state.name, record.order.text)
        case .gap(let gap): print(gap.count, "reports were missed; a snapshot follows")
        default: break
        }
        print(book.orders.count, "orders are open")
    }
}
// end

// snippet: fills
func watchFills(_ client: PitwireClient) async throws {
    for await record in try await client.fills().records {
        let fill = record.fill
        guard let info = try await client.instruments().first(where: { $0.id == fill.instrument })
        else { continue }
        print(
            fill.side.name, Exact(fill.size, of: info.instrument), info.instrument.symbol,
            "at", Exact(fill.price, of: info.instrument), "position", fill.position)
    }
}
// end

// snippet: reports
func catchUp(_ client: PitwireClient, from first: UInt64) async throws -> UInt64 {
    var next = first  // to be kept, and asked from the next time
    while true {
        let reading = try await client.reports(from: next)
        if let gap = reading.gap { print("reports", gap, "are kept nowhere") }
        for report in reading.records { print(report.report ?? 0, report) }
        next = reading.next
        if reading.records.isEmpty { return next }
    }
}
// end

// snippet: change
func change(_ client: PitwireClient, _ id: CommandID) async throws {
    try await client.replace(.id(id), of: "SPY", limit: "580.50")
    try await client.cancel(.id(id))
    try await client.cancelAll()
    try await client.flatten("SPY")
}
// end

// snippet: account
func readAccount(_ client: PitwireClient) async throws {
    for record in try await client.readPositions().records {
        print(record.position.instrument, record.position.quantity)
    }
    if let account = try await client.readAccount()?.account {
        print("balance", account.balance.text(decimals: 2), "today", account.dayProfit)
    }
    if let session = try await client.readSession()?.session { print(session.state.name) }
    for record in try await client.readTrades(limit: 10).records {
        print(record.trade.number, record.trade.reason.name, record.trade.profit)
    }
}
// end

// snippet: tied
func connectTied(token: String) async throws -> PitwireClient {
    var configuration = try ClientConfiguration(
        address: "127.0.0.1:7717", role: .trade, token: token)
    configuration.session = SessionOptions(cancelsOnDisconnect: true)
    return try await PitwireClient.connect(configuration)
}
// end

// snippet: session
func tradeADay(_ client: PitwireClient) async throws {
    try await client.startSession()
    for await event in try await client.session() {
        guard case .record(let record) = event else { continue }
        print(record.session.state.name, record.session.reason)
        if record.session.state == .halted { break }
    }
    try await client.stopSession()  // flattens first
}
// end
