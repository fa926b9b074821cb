import Market
import Testing

@Suite struct ClassDefaultsTests {
    @Test func `bars and signals have the hours of their class`() {
        let modes = AssetClass.allCases.map { ClassDefaults.of($0) }
        #expect(modes.map(\.barSession) == [.globex, .rth, .utc])
        #expect(modes.map(\.signalSession) == [.rth, .rth, .utc])
        #expect(ClassDefaults.base.barSession == .rth)
    }

    @Test func `rows are one tick for futures and follow the price elsewhere`() {
        #expect(ClassDefaults.of(.future).footprintRow == .ticks(1))
        #expect(ClassDefaults.of(.share).footprintRow == .auto)
        #expect(ClassDefaults.of(.crypto).footprintRow == .auto)
        #expect(ClassDefaults.base.footprintRow == .ticks(1))
    }

    @Test func `the least volume of an imbalance`() {
        let shares = SizeScale(decimals: 0, lot: 1)
        let coins = SizeScale(decimals: 8, lot: 1)
        func volume(_ defaults: ClassDefaults, _ sizes: SizeScale) -> Double {
            defaults.minimumVolume.volume(price: 50_000, sizes: sizes).rawValue
        }
        #expect(volume(.base, shares) == 10)
        #expect(volume(.of(.future), shares) == 10)
        #expect(volume(.of(.share), shares) == 500)
        #expect(volume(.of(.share, coverage: .oneVenue), shares) == 100)
        // $50,000 at $50,000 is one coin.
        #expect(volume(.of(.crypto), coins) == 100_000_000)
        #expect(MinimumVolume.notional(50_000).volume(price: 0, sizes: coins).rawValue.isFinite)
    }

    @Test(arguments: [
        // A ten-thousandth of 60,000 is 6: rows of 5, 500 ticks of 0.01.
        ("60000", "0.01", 500), ("49999.99", "0.01", 200), ("50000", "0.01", 500),
        // Of 169 it is 0.0169: one cent. Of 200 it is 0.02, of 500 0.05.
        ("169", "0.01", 1), ("199.99", "0.01", 1), ("200", "0.01", 2), ("500", "0.01", 5),
        ("5", "0.01", 1), ("0", "0.01", 1), ("-60000", "0.01", 500),
        // Of 18,000 it is 1.8: rows of 1, 4 ticks of 0.25.
        ("18000", "0.25", 4), ("1000000", "1", 100), ("0.00000001", "0.000000001", 1),
    ])
    func `an automatic row`(price: String, tick: String, rows: Int64) throws {
        let prices = PriceScale(decimals: 9, tick: try DecimalText.units(tick, decimals: 9))
        let price = Price(try DecimalText.units(price, decimals: 9))
        #expect(ClassDefaults.autoRow(price: price, prices: prices) == rows)
    }

    @Test func `names read back`() {
        for one in AssetClass.allCases { #expect(AssetClass(name: one.name) == one) }
        for one in SessionMode.allCases { #expect(SessionMode(name: one.name) == one) }
        for one in BarPeriod.allCases { #expect(BarPeriod(name: one.name) == one) }
        #expect(AssetClass(name: "stock") == nil)
    }
}
