import Market
import Testing

@Suite struct MoneyTests {
    func worth(_ symbol: String, _ entry: String, _ exit: String, _ quantity: Int64) throws -> Money
    {
        let instrument = try InstrumentCatalog.instrument(symbol: symbol)
        let decimals = Int(instrument.prices.decimals)
        return instrument.worth(
            from: Price(try DecimalText.units(entry, decimals: decimals)),
            to: Price(try DecimalText.units(exit, decimals: decimals)), quantity: Size(quantity))
    }

    @Test(arguments: [
        // 3 ticks up on 2 MES: 3 x 1.25 x 2.
        ("MES", "5000.00", "5000.75", 2, "7.5"),
        // Short 1 CL from 71.05 to 70.98: 7 ticks x $10.
        ("CL", "71.05", "70.98", -1, "70"),
        // One point: 4 ticks of NQ, 1 of MYM, 10 of GC, 100 of CL.
        ("NQ", "18000", "18001", 1, "20"), ("MYM", "39000", "39001", 1, "0.5"),
        ("GC", "2000", "2001", 1, "100"), ("CL", "70", "71", 1, "1000"),
        // Through zero, as in April 2020.
        ("CL", "18.27", "-37.63", 1, "-55900"),
        // 100 shares, at a price between ticks.
        ("SPY", "169.0616", "169.07", 100, "0.84"),
        // 0.00000001 coins over $1 are 10 nano-dollars; half a tick of them rounds away.
        ("BTC-USD", "60000", "60001", 1, "0.00000001"),
        ("BTC-USD", "60000", "60000.05", 1, "0.000000001"),
        ("BTC-USD", "60000", "59999.95", 1, "-0.000000001"),
        ("BTC-USD", "60000", "60000.049", 1, "0"),
    ])
    func `a move is worth`(
        symbol: String, entry: String, exit: String, quantity: Int64, money: String
    ) throws {
        #expect(try worth(symbol, entry, exit, quantity).description == money)
    }

    @Test func `ticks and prices agree`() throws {
        let future = try InstrumentCatalog.instrument(symbol: "MESZ4")
        #expect(future.worth(ticks: 3, quantity: Size(2)) == (try Money("7.50")))
        #expect(future.worth(ticks: -3, quantity: Size(2)) == (try Money("-7.50")))
        #expect(future.tickValue * 3 * 2 == (try Money("7.50")))
    }

    @Test func `a million coins over a million dollars fit`() throws {
        #expect(
            try worth("BTC-USD", "0", "1000000", 100_000_000_000_000).description
                == "1000000000000")
    }

    @Test func `money is rounded only for display`() throws {
        #expect(try Money("7.5").text(decimals: 2) == "7.50")
        #expect(try Money("-0.005").text(decimals: 2) == "-0.01")
        #expect(try Money("0.0049").text(decimals: 2) == "0.00")
        #expect(try Money("-0.0049").text(decimals: 2) == "0.00")
        #expect(try Money("1234.5").text(decimals: 0) == "1235")
        #expect(try Money("0.1") + Money("0.2") == Money("0.3"))
        #expect(try Money("0.000000001").real == 1e-9)
        #expect(throws: DecimalFault.tooFine) { try Money("0.0000000001") }
    }
}
