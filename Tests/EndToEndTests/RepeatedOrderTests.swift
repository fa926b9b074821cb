import ClientKit
import Foundation
import Host
import Market
import Records
import Settings
import Synchronization
import Testing
import Wire

/// Orders sent again and again, by several clients at once whose connections are cut: each id is
/// one order, and every answer to it the same.
@Suite(.serialized, .timeLimit(.minutes(20))) struct RepeatedOrderTests {
    /// What was answered to an id; repeats say so and are alike otherwise.
    private struct Answer: Hashable {
        var outcome: CommandOutcome
        var subject: UInt64
        var text: String
    }

    /// The answers to every id, from all lanes.
    private final class Answers: Sendable {
        private let all = Mutex<[Int: Set<Answer>]>([:])

        var known: [Int: Set<Answer>] { all.withLock { $0 } }

        func add(_ number: Int, _ answer: Answer) {
            _ = all.withLock { $0[number, default: []].insert(answer) }
        }

        func add(_ others: Answers) {
            let others = others.known
            all.withLock { $0.merge(others) { $0.union($1) } }
        }
    }

    /// Where prices are.
    private struct Market: Sendable {
        var prices: PriceScale
        var last: Level
    }

    private static let isLong = ProcessInfo.processInfo.environment["PITWIRE_LONG"] != nil

    private func engine(_ limit: Int) throws -> EngineFixture {
        try EngineFixture(symbol: "ES", source: nil, session: .utc) { settings in
            settings.trading.maxRate = 1_000_000
            settings.trading.maxOrders = 100_000
            settings.trading.positionSize = limit
        }
    }

    /// Resting far from the market, beyond the band, off the tick or too large: taken and refused.
    private static func terms(_ number: Int, _ prices: PriceScale, _ last: Level) -> OrderTerms {
        let isBuy = number % 2 == 0
        let away = Int64(number % 7 == 6 ? 4000 : 40 + number % 50)
        let level = Level(last.rawValue + (isBuy ? -away : away))
        return OrderTerms(
            side: isBuy ? .buy : .sell, type: .limit,
            quantity: Size(Int64(number % 5 == 4 ? 2000 : 1)),
            limit: prices.price(of: level), force: .untilCancelled)
    }

    @Test(arguments: [1_000_000, 30])
    func `each id is one order with one answer, over connections that are cut`(
        limit: Int
    ) async throws {
        // What rests is cancelled between rounds, and asked for again behind the last.
        let (rounds, count) = Self.isLong ? (50, 2000) : (3, 500)
        let engine = try engine(limit)
        let (prices, last) = try await trade(engine.host)
        let proxies = try (0..<3).map { _ in
            try CuttingProxy(
                to: engine.host.port, cutAfter: Self.isLong ? 200_000 : 10_000, times: 5)
        }
        var clients: [PitwireClient] = [try await engine.client(role: .trade)]
        for proxy in proxies {
            clients.append(
                try await engine.client("127.0.0.1:\(try await proxy.start())", role: .trade))
        }
        let market = Market(prices: prices, last: last)
        let all = Answers()
        for round in 0..<rounds {
            let answers = Answers()
            try await send(round * count..<(round + 1) * count, clients, market, answers)
            try await check(answers.known, count, limit, clients[0])
            _ = try await clients[0].cancelAll()
            all.add(answers)
        }
        let cuts = proxies.reduce(0) { $0 + $1.cuts.load(ordering: .relaxed) }
        #expect(cuts == 15)
        // Long after, and with other orders under them: the first answer.
        for number in stride(from: 0, to: rounds * count, by: 7 * rounds) {
            try await submit(number, clients[number % clients.count], market, all)
        }
        #expect(all.known.count == rounds * count)
        #expect(all.known.allSatisfy { $0.value.count == 1 })
        for client in clients { await client.close() }
        for proxy in proxies { proxy.stop() }
        engine.end()
    }

    /// Sends every id of a range, from lanes that walk them in their own order: the copies of one
    /// meet or follow.
    private func send(
        _ numbers: Range<Int>, _ clients: [PitwireClient], _ market: Market, _ answers: Answers
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<16 {
                let client = clients[lane % clients.count]
                group.addTask {
                    for number in numbers where Self.sends(lane, number) {
                        try await submit(number, client, market, answers)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func submit(
        _ number: Int, _ client: PitwireClient, _ market: Market, _ answers: Answers
    ) async throws {
        let answer = try await client.submit(
            Self.terms(number, market.prices, market.last), of: "ES",
            id: CommandID("order-\(number)")!)
        answers.add(
            number,
            Answer(outcome: answer.outcome, subject: answer.subject, text: answer.text))
    }

    /// Each id is sent by one to five of the lanes.
    private static func sends(_ lane: Int, _ number: Int) -> Bool {
        let copies = 1 + number * 7919 % 5
        return (0..<copies).contains { (number + $0 * 5) % 16 == lane }
    }

    private func check(
        _ answers: [Int: Set<Answer>], _ count: Int, _ limit: Int, _ client: PitwireClient
    ) async throws {
        #expect(answers.count == count)
        let torn = answers.filter { $0.value.count != 1 }
        #expect(torn.isEmpty, "\(torn.count) ids with several answers")
        let taken = answers.values.compactMap(\.first).filter { $0.outcome == .accepted }
        #expect(Set(taken.map(\.subject)).count == taken.count)
        let open = try await client.readOrders().records.map(\.order)
        #expect(open.count == taken.count)
        #expect(Set(open.map(\.id)).count == open.count)
        func worth(_ side: OrderSide) -> Int64 {
            open.filter { $0.terms.side == side }.reduce(0) { $0 + $1.terms.quantity.rawValue }
        }
        let refusals = Set(answers.values.compactMap(\.first?.outcome))
        #expect(refusals.isSuperset(of: [.sizeLimit, .priceBand]))
        if limit < count {
            // Reached, and not passed by one, in whatever order the clients' requests met.
            #expect(worth(.buy) == Int64(limit) && worth(.sell) == Int64(limit))
            #expect(refusals.contains(.positionLimit))
        } else {
            #expect(open.count > count / 2)
        }
    }

    /// Sends the hour in, so that there is a price.
    private func trade(_ host: EngineHost) async throws -> (PriceScale, Level) {
        let feeder = try await PitwireClient.connect(
            to: "127.0.0.1:\(host.port)", role: .feed, token: EngineFixture.token)
        let feed = try await feeder.feed(symbols: ["ES"])
        try await feed.send(madeUpHour(200))
        try await feed.flush()
        let prices = feed.instruments[0].instrument.prices
        await feeder.close()
        let reader = try await PitwireClient.connect(
            to: "127.0.0.1:\(host.port)", role: .read, token: EngineFixture.token)
        while true {
            if let tick = try await reader.state(of: "ES").state.lastTick {
                await reader.close()
                return (prices, tick.level)
            }
            await Task.yield()
        }
    }
}
