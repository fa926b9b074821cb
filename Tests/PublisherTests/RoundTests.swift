import Chance
import Market
import Publisher
import Records
import Testing
import Wire

/// Rounds of writing: what comes while sessions are written to goes to those that are still to come.
@Suite struct RoundTests {
    /// Sessions that have subscribed to the ticks, in the order in which they are written to.
    private func subscribers(_ count: Int, _ bench: Bench) throws -> [Client] {
        try (0..<count).map { _ in
            let client = try bench.login()
            _ = try client.subscribe(.ticks)
            return client
        }
    }

    private func ticks(_ client: Client) throws -> [Tick] {
        try client.heard().flatMap { said in
            guard case .ticks(_, let ticks) = said else { return [Tick]() }
            return ticks
        }
    }

    @Test func `a tick between two writes reaches those behind it in this round`() throws {
        let bench = Bench()
        let clients = try subscribers(12, bench)
        bench.tick(1..<2, flushes: false)
        var looks = 0
        bench.publisher.flush(now: bench.now) {
            looks += 1
            guard looks == 1 else { return nil }
            bench.tick(2..<3, flushes: false)
            return bench.now
        }
        let first = try clients.map { try ticks($0) }
        let early = first.count { $0 == Sample.ticks(1..<2) }
        #expect((1..<12).contains(early))
        #expect(first[early...].allSatisfy { $0 == Sample.ticks(1..<3) })
        #expect(bench.publisher.hasUnwritten)
        bench.flush()
        #expect(!bench.publisher.hasUnwritten)
        let rest = try clients.map { try ticks($0) }
        #expect(rest[..<early].allSatisfy { $0 == Sample.ticks(2..<3) })
        #expect(rest[early...].allSatisfy { $0.isEmpty })
    }

    @Test func `a round ends however much comes, the next begins with who waits longest`() throws {
        let bench = Bench()
        let clients = try subscribers(20, bench)
        bench.tick(1..<2, flushes: false)
        var last: UInt64 = 1
        bench.publisher.flush(now: bench.now) {
            last += 1
            bench.tick(last..<last + 1, flushes: false)
            return bench.now
        }
        #expect((2...20).contains(last))
        var heard = try clients.map { try ticks($0).count }
        #expect(heard.allSatisfy { $0 > 0 } && heard == heard.sorted())
        // One look more, after which nothing comes: the first are written to before it.
        bench.publisher.flush(now: bench.now) { nil }
        for (place, client) in clients.enumerated() { heard[place] += try ticks(client).count }
        #expect(heard.allSatisfy { $0 == Int(last) })
        #expect(!bench.publisher.hasUnwritten)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `however rounds and ticks fall, everybody gets all of them once and in order`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(seed)
        let bench = Bench { if random.below(2) == 0 { $0.socketBytes = 300 } }
        let clients = try subscribers(1 + Int(random.below(30)), bench)
        var next: UInt64 = 1
        func some() {
            let count = UInt64(1 + random.below(5))
            bench.tick(next..<next + count, flushes: false)
            next += count
        }
        for _ in 0..<60 {
            some()
            bench.publisher.flush(now: bench.now) {
                guard random.below(3) == 0 else { return nil }
                some()
                return bench.now
            }
            switch random.below(4) {
            case 0: clients[Int(random.below(Int64(clients.count)))].stall()
            case 1: for client in clients { client.drain() }
            default: break
            }
        }
        for client in clients { client.drain() }
        bench.flush()
        for client in clients {
            let got = try ticks(client)
            #expect(got == Sample.ticks(1..<next))
        }
    }
}
