import Market
import Testing

@Suite struct InstrumentCatalogTests {
    func instrument(
        _ symbol: String, _ overrides: InstrumentOverrides = InstrumentOverrides()
    ) throws -> Instrument {
        try InstrumentCatalog.instrument(symbol: symbol, overrides: overrides)
    }

    func problem(
        _ symbol: String, _ overrides: InstrumentOverrides = InstrumentOverrides()
    ) -> String {
        do throws(InstrumentError) {
            _ = try InstrumentCatalog.instrument(symbol: symbol, overrides: overrides)
            return "none"
        } catch {
            return error.description
        }
    }

    @Test(arguments: FuturesRoot.all)
    func `a tick is worth its share of a point`(root: FuturesRoot) throws {
        let future = try instrument(root.root)
        #expect(future.assetClass == .future)
        #expect(future.tickValue == (try Money(root.tickValue)))
        let point = try DecimalText.units(root.pointValue, decimals: 1)
        let tick = try DecimalText.units(root.tickSize, decimals: 2)
        #expect(Int64(future.tickValueNanos) == point * tick * 1_000_000)
        #expect(future.sizes == SizeScale(decimals: 0, lot: 1))
        #expect(future.prices.decimals == 9)
    }

    @Test func `the table holds the twelve contracts`() {
        #expect(
            FuturesRoot.all.map(\.root) == [
                "ES", "MES", "NQ", "MNQ", "YM", "MYM", "RTY", "M2K", "CL", "MCL", "GC", "MGC",
            ])
    }

    @Test(arguments: [
        ("ES", AssetClass.future), ("ESZ4", .future), ("MESH25", .future), ("CLF2025", .future),
        ("MNQ", .future), ("M2KZ6", .future), ("esz4", .future), ("SPY", .share), ("F", .share),
        ("GOOGL", .share), ("BRK.B", .share), ("BTC-USD", .crypto), ("BTC/USD", .crypto),
        ("BTCUSDT", .crypto), ("ETHBTC", .crypto), ("SOLEUR", .crypto), ("DOGE-X", .crypto),
        ("ADAUSD", .crypto),
    ])
    func `the class follows from the symbol`(symbol: String, assetClass: AssetClass) {
        #expect(InstrumentCatalog.assetClass(of: symbol) == assetClass)
    }

    @Test(arguments: ["ZNH5", "ABCDEF", "BRK.BB", "BRK.", ".B", "A.B.C", "SPY1", "XUSD1", "12345"])
    func `a symbol that shows no class has none`(symbol: String) {
        #expect(InstrumentCatalog.assetClass(of: symbol) == nil)
        #expect(problem(symbol).contains("class does not follow from the symbol"))
    }

    @Test func `a share has a tick of one cent, worth one cent`() throws {
        let share = try instrument("SPY")
        #expect(share.prices == PriceScale(decimals: 9, tick: 10_000_000))
        #expect(share.prices.tickSize == 0.01)
        #expect(share.sizes == SizeScale(decimals: 0, lot: 1))
        #expect(share.tickValue == (try Money("0.01")))
    }

    @Test(arguments: [
        "BTC-USD", "BTC/USD", "BTCUSD", "BTCUSDT", "BTC-USDC", "ETH-USD", "ETHUSDT", "ETH/USDC",
    ])
    func `bitcoin and ether against dollars have a tick of one cent`(symbol: String) throws {
        let pair = try instrument(symbol)
        #expect(pair.assetClass == .crypto)
        #expect(pair.prices.tickSize == 0.01)
        #expect(pair.sizes == SizeScale(decimals: 8, lot: 1))
    }

    @Test(arguments: ["SOL-USD", "BTC-EUR", "ETHBTC", "DOGEUSDT", "WBTC-USD"])
    func `any other pair needs a tick size`(symbol: String) throws {
        #expect(
            problem(symbol)
                == "\(symbol): tick_size is unknown for this symbol and must be set")
        let pair = try instrument(symbol, InstrumentOverrides(tickSize: "0.0001"))
        #expect(pair.prices.tick == 100_000)
        #expect(pair.tickValue == (try Money("0.0001")))
    }

    @Test func `a share named like a future needs its class and tick size`() throws {
        #expect(
            problem("ES", InstrumentOverrides(assetClass: .share))
                == "ES: tick_size is unknown for this symbol and must be set")
        let share = try instrument(
            "CL", InstrumentOverrides(tickSize: "0.01", assetClass: .share))
        #expect(share.assetClass == .share)
        #expect(share.tickValue == (try Money("0.01")))
    }

    @Test func `what is given replaces what follows`() throws {
        let custom = try instrument(
            "ZNH5",
            InstrumentOverrides(
                tickSize: "0.015625", tickValue: "15.625", priceDecimals: 6, sizeDecimals: 1,
                assetClass: .future))
        #expect(custom.prices == PriceScale(decimals: 6, tick: 15_625))
        #expect(custom.sizes == SizeScale(decimals: 1, lot: 10))
        #expect(custom.tickValue == (try Money("15.625")))
        let coins = try instrument(
            "BTC-USD", InstrumentOverrides(tickSize: "0.1", lot: "0.0001", sizeDecimals: 6))
        #expect(coins.sizes == SizeScale(decimals: 6, lot: 100))
        #expect(coins.tickValue == (try Money("0.1")))
        // Calendar spreads of ES move in steps of 0.05, and a point is still worth $50.
        let spread = try instrument("ESZ4", InstrumentOverrides(tickSize: "0.05"))
        #expect(spread.tickValue == (try Money("2.50")))
    }

    @Test func `a fault names the field, the value and the way out`() {
        func check(_ overrides: InstrumentOverrides, _ text: String) {
            #expect(problem("SPY", overrides) == "SPY: \(text)")
        }
        check(InstrumentOverrides(tickSize: "0"), "tick_size must be above zero, got 0")
        check(InstrumentOverrides(tickSize: "-1"), "tick_size must be above zero, got -1")
        check(InstrumentOverrides(tickSize: "x"), "tick_size x is not a decimal number")
        check(
            InstrumentOverrides(tickSize: "0.001", priceDecimals: 2),
            "tick_size 0.001 has more than 2 decimals; set price_decimals higher, at most 9")
        check(InstrumentOverrides(tickSize: "2000000"), "tick_size is at most 1000000, got 2000000")
        check(
            InstrumentOverrides(lot: "0.5"),
            "lot 0.5 has more than 0 decimals; set size_decimals higher, at most 9")
        check(InstrumentOverrides(priceDecimals: 10), "price_decimals is 0 to 9, got 10")
        check(InstrumentOverrides(sizeDecimals: -1), "size_decimals is 0 to 9, got -1")
        check(InstrumentOverrides(tickValue: "nan"), "tick_value nan is not a finite number")
        #expect(
            problem("ZNH5", InstrumentOverrides(tickSize: "1", assetClass: .future)).contains(
                "tick_value is unknown for this future and must be set"))
    }

    @Test(arguments: ["", "SP Y", "A,B", "[X]", "A#B", "ÄB", String(repeating: "A", count: 33)])
    func `a symbol that would break a file is refused`(symbol: String) {
        #expect(problem(symbol, InstrumentOverrides(assetClass: .share)).contains("a symbol"))
    }

    @Test func `a batch run counts sizes with eight decimals and needs only a tick size`() throws {
        let unknown = try InstrumentCatalog.instrument(symbol: "X1", tickSize: "0.25")
        #expect(unknown.assetClass == .share)
        #expect(unknown.tickValue == (try Money("0.25")))
        #expect(unknown.sizes.decimals == 8)
        let known = try InstrumentCatalog.instrument(symbol: "ESZ4", tickSize: nil)
        #expect(known.assetClass == .future)
        #expect(known.sizes.decimals == 8)
        #expect(throws: InstrumentError.self) {
            try InstrumentCatalog.instrument(symbol: "X1", tickSize: nil)
        }
    }
}

@Suite struct ContractCodeTests {
    @Test(arguments: [
        ("ESZ4", "ES", 12, 1), ("MESH25", "MES", 3, 2), ("CLF5", "CL", 1, 1),
        ("CLF2025", "CL", 1, 4), ("M2KU6", "M2K", 9, 1), ("ZNM5", "ZN", 6, 1),
    ])
    func `a code is root, month letter and year`(
        symbol: String, root: String, month: Int, digits: Int
    ) {
        let code = ContractCode(symbol)
        #expect(code?.root == root)
        #expect(code?.month == month)
        #expect(code?.yearDigits == digits)
    }

    @Test(arguments: ["MNQ", "ES", "M2K", "ESA4", "ESZ", "Z4", "4", "ESZ123", "ESZ12345", ""])
    func `what is no code`(symbol: String) {
        #expect(ContractCode(symbol) == nil)
    }

    @Test func `all twelve months have a letter`() {
        for (index, letter) in "FGHJKMNQUVXZ".enumerated() {
            let code = ContractCode("CL\(letter)5")
            #expect(code?.month == index + 1)
            #expect(code?.monthLetter == letter)
        }
    }

    @Test(arguments: [
        ("ESZ5", "2015-11-02", 2015), ("ESZ5", "2025-11-02", 2025), ("ESZ5", "2016-01-04", 2025),
        ("ESZ4", "2024-12-20", 2024), ("ESZ4", "2025-01-02", 2034), ("ESH0", "2019-12-01", 2020),
        ("CLF5", "2024-12-01", 2025), ("MESH25", "2025-06-01", 2025),
        ("MESH99", "2001-01-01", 1999),
        ("MESH02", "1999-01-01", 2002), ("CLF2025", "1990-01-01", 2025),
    ])
    func `the year of a code depends on the date of the data`(
        symbol: String, date: String, year: Int
    ) {
        #expect(ContractCode(symbol)?.fullYear(at: day(date)) == year)
    }
}
