import ClientKit
import Testing

@testable import Gateway

extension EveryTest {
    /// Pages that open while the market goes on.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct OpeningTests {
        @Test(arguments: 1...2)
        func `a page that opens while bars close misses none of them`(round: Int) async throws {
            let dashboard = try await Dashboard()
            let client = try await dashboard.client(.feed)
            let feed = try await client.feed(symbols: ["ES"])
            let market = Task {
                var market = MadeUpMarket()
                // A bar a time.
                for _ in 0..<300 { try await feed.send(market.ticks(10, every: 30_000)) }
                return market.time
            }
            let (page, snapshot) = try await dashboard.page("/ws?symbol=ES&period=5m")
            var starts = snapshot["bars"].values.compactMap(\.start)
            let end = Nanoseconds(try await market.value)
            while try await client.state(of: "ES").state.lastTick?.time != end {
                await Task.yield()
            }
            let bars = try await client.bars(
                of: "ES", period: try #require(BarPeriod(name: "5m")), limit: 1000)
            let last = try #require(bars.last?.start.rawValue)
            while starts.last ?? 0 < last {
                let bar = try await page.hear("footprint") { $0["developing"] == .flag(false) }
                starts.append(try #require(bar.start))
            }
            let first = starts.first ?? 0
            #expect(starts == bars.map(\.start.rawValue).filter { $0 >= first })
            await client.close()
            await dashboard.end()
        }
    }
}

extension JSON {
    /// When a bar began, in nanoseconds.
    fileprivate var start: Int64? { self["start_ns"].text.flatMap(Int64.init) }
}
