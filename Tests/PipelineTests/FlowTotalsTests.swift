import Bars
import Market
import Testing

@Suite struct FlowTotalsTests {
    /// 60,000 in units of 1e-9.
    static let price: Int64 = 60_000_000_000_000

    @Test func `a small bar late in a large session keeps the digits of its mean price`() {
        var totals = FlowTotals()
        // A session of 90,000 coins, in units of 1e-8, some dollars away.
        for step in 0..<90_000 {
            totals.add(Self.price + Int64(step % 7) * 1_000_000_000, 100_000_000, .buyer, .exchange)
        }
        let base = totals
        totals.add(Self.price + 19_140_000_000, 1, .seller, .exchange)
        totals.add(Self.price + 19_150_000_000, 3, .seller, .exchange)
        #expect(totals.meanPrice(since: base) == Double(Self.price + 19_147_500_000))
    }

    @Test func `prices below zero have a mean, too`() {
        var totals = FlowTotals()
        totals.add(-37_630, 2, .buyer, .tick)
        totals.add(-37_640, 2, .buyer, .tick)
        totals.add(-1, 1, .buyer, .tick)
        #expect(totals.meanPrice(since: FlowTotals()) == -150_541.0 / 5)
    }

    @Test func `sums beyond 64 bits lose no more than a double does`() {
        var totals = FlowTotals()
        for _ in 0..<1000 { totals.add(Int64(1) << 52, 1 << 40, .none, .unknown) }
        #expect(totals.meanPrice(since: FlowTotals()) == 0x1p52)
    }

    @Test func `bars whose means are no whole numbers keep their digits`() {
        var totals = FlowTotals()
        let typical = Double(169_056_666_666) + 2.0 / 3
        for _ in 0..<90_000 {
            totals.add(bar: 1e13, at: typical, buy: 0, sell: 0)
        }
        let base = totals
        totals.add(bar: 128, at: 168_903_333_333.5, buy: 0, sell: 0)
        #expect(abs(totals.meanPrice(since: base) - 168_903_333_333.5) < 1e-9 * 168_903_333_333)
    }
}
