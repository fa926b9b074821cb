import Feed
import Market
import Records
import Testing

@Suite struct SimulatedMarketTests {
    private let start = Nanoseconds.seconds(1_731_508_200)

    private func market(seed: UInt64, seconds: Int64? = nil) -> SimulatedMarket {
        SimulatedMarket(
            symbols: SimulatedMarket.usualSymbols, seed: seed, start: start,
            duration: seconds.map { .seconds($0) })
    }

    private func first(_ count: Int, of market: SimulatedMarket, batch: Int) throws -> [Input] {
        let buffer = UnsafeMutableBufferPointer<Input>.allocate(capacity: count)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < count {
            let room = min(batch, count - filled)
            filled += try market.next(
                into: UnsafeMutableBufferPointer(rebasing: buffer[filled..<filled + room]))
        }
        return Array(buffer)
    }

    /// FNV-1a over the bytes of the inputs.
    private func checksum(_ inputs: [Input]) -> UInt64 {
        inputs.withUnsafeBytes { bytes in
            bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }

    @Test func `a seed gives the same bytes for ever`() throws {
        let inputs = try first(100_000, of: market(seed: 1), batch: 997)
        #expect(checksum(inputs) == 6_865_812_556_242_345_136)
        let again = try first(100_000, of: market(seed: 1), batch: 100_000)
        let areSame = Sample.areSame(inputs, again)
        #expect(areSame)
        let other = try first(1000, of: market(seed: 2), batch: 64)
        #expect(checksum(other) != checksum(Array(inputs.prefix(1000))))
    }

    @Test func `trades lie on the book around them, in time order`() throws {
        let inputs = try first(100_000, of: market(seed: 7), batch: 4096)
        let symbols = SimulatedMarket.usualSymbols
        var last = start
        var lastID = [UInt64](repeating: 0, count: 4)
        // Expectations cost more than what they check: broken rules are counted instead.
        var broken = 0
        for input in inputs {
            let symbol = Int(input.instrument.rawValue)
            let tick = symbols[symbol].instrument.prices.tick
            if input.time < last || input.ask - input.bid != tick { broken += 1 }
            last = input.time
            if input.kind == .quote { continue }
            let flags: Input.Flags = [.simulated, .hasQuote, .hasTradeID]
            if input.kind != .tick || input.size <= 0 || input.price % tick != 0 { broken += 1 }
            if input.price != (input.side == .buyer ? input.ask : input.bid) { broken += 1 }
            if !input.flags.isSuperset(of: flags) { broken += 1 }
            if input.tradeID != lastID[symbol] + 1 { broken += 1 }
            lastID[symbol] = input.tradeID
        }
        #expect(broken == 0)
        #expect(lastID.allSatisfy { $0 > 5000 })
        // All phases happen: prices move, and some seconds are far busier than others.
        let es = inputs.filter { $0.instrument == InstrumentID(0) && $0.kind == .tick }
        let busy = Dictionary(grouping: es) { $0.time.secondStart }.mapValues(\.count)
        let mean = es.count / busy.count
        #expect(busy.values.contains { $0 > 5 * mean })
        #expect(Set(es.map(\.price)).count > 20)
    }

    @Test func `a bounded market ends in time`() throws {
        let market = market(seed: 3, seconds: 60)
        let inputs = try market.readAll()
        #expect(inputs.count > 1000)
        #expect(inputs.allSatisfy { $0.time < start + .seconds(60) })
        #expect(market.report.rows == inputs.count)
        #expect(try market.readAll().isEmpty)
    }
}
