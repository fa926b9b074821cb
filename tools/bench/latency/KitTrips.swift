import BenchKit
import ClientKit
import EventLoop
import Market
import Records

/// Round trips of single ticks as a user writes them: `send`, then the next element of the stream.
enum KitTrips {
    static func run(port: Int, trips: Int) async -> Histogram {
        do {
            let client = try await PitwireClient.connect(
                to: "127.0.0.1:\(port)", role: .feed, token: "bench")
            let times = try await measure(client, trips + LatencyBench.warmUp)
            await client.close()
            return times
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }

    private static func measure(
        _ client: PitwireClient, _ trips: Int
    ) async throws(ClientError) -> Histogram {
        var times = Histogram()
        var ticks = try await client.ticks(of: Server.symbol).records.makeAsyncIterator()
        let feed = try await client.feed(symbols: [Server.symbol])
        for number in 1...trips {
            let tick = Input.tick(
                feed.instruments[0].id, time: Nanoseconds(WallClock().now()),
                price: Price(6_000_000 + Int64(number & 15)), size: Size(1), side: .buyer)
            let start = Measured.nanoseconds()
            try await feed.send([tick])
            let found = await ticks.next()
            let time = Measured.nanoseconds() - start
            guard let found, found.price.rawValue == tick.price else {
                Measured.fail("latencybench: tick \(number) did not come back")
            }
            if number > LatencyBench.warmUp { times.add(UInt64(time)) }
        }
        return times
    }
}
