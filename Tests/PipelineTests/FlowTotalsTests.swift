import Bars
import Chance
import Market
import Measures
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

    @Test func `a small bar late in a long file keeps the digits of its volumes`() {
        // Shares by the billion, in units of 1e-9, then a bar of which a third was bought.
        var totals = FlowTotals()
        for step in 0..<5000 {
            let volume = 4e17 + Double(step) * 1e11
            totals.add(bar: volume, at: 100, buy: volume / 3, sell: volume - volume / 3)
        }
        let base = totals
        totals.add(bar: 1e9, at: 100, buy: 1e9 / 3, sell: 1e9 - 1e9 / 3)
        #expect(totals.volume(since: base) == 1e9)
        #expect(abs(totals.buy(since: base) - 1e9 / 3) < 1)
        #expect(abs(totals.sell(since: base) - 2e9 / 3) < 1)
    }
}

@Suite struct TickMomentsTests {
    /// Sums by definition, in doubles about the price asked for.
    private func expected(_ ticks: [(price: Int64, size: Int64)], about price: Int64) -> VWAP {
        var sums = VWAP()
        sums.origin = Double(price)
        for tick in ticks { sums.add(Double(tick.price), Double(tick.size)) }
        return sums
    }

    private func check(_ ticks: [(price: Int64, size: Int64)], from first: Int) {
        var sums = TickSums()
        sums.origin = ticks[0].price
        var base = TickSums()
        for (place, tick) in ticks.enumerated() {
            if place == first { base = sums }
            sums.add(tick.price, tick.size, .none)
        }
        let since = Array(ticks[first...])
        let found = sums.moments(since: base, about: since[0].price)
        let wanted = expected(since, about: since[0].price)
        #expect(found.volume == wanted.volume)
        #expect(abs(found.units! - wanted.units!) <= 1e-12 * abs(wanted.units!))
        #expect(abs(found.sigmaUnits - wanted.sigmaUnits) <= 1e-9 * max(1, wanted.sigmaUnits))
    }

    @Test func `the moments of a span are those of its ticks, at any distance from the origin`() {
        // A coin in units of 1e-9 dollars and 1e-8 coins, ten thousand dollars away by now.
        var ticks: [(price: Int64, size: Int64)] = []
        var price: Int64 = 60_000_000_000_000
        var random = SplitMix64(7)
        for _ in 0..<20_000 {
            price += (random.below(1024) - 500) * 10_000_000
            ticks.append((price, 1 + random.below(1 << 28)))
        }
        check(ticks, from: 0)
        check(ticks, from: 15_000)
        check(ticks, from: 19_998)
    }

    @Test func `products beyond 64 and 128 bits are kept`() {
        let far: Int64 = 1 << 50
        check([(0, 1), (far, 1 << 40), (far + 4096, 1 << 40), (far - 4096, 1 << 40)], from: 1)
        check([(0, 1), (-far, 1 << 40), (far, 1 << 40)], from: 0)
    }

    @Test func `one price has no deviation`() {
        check([(5, 3), (100, 2), (100, 9)], from: 1)
    }
}
