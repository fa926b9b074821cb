import Batch
import Market
import Testing

/// The worked examples of the documentation, as whole files.
@Suite struct WorkedExampleTests {
    static let barColumns =
        "ts_ns,session,open,high,low,close,volume,buy_volume,sell_volume,delta,max_delta,min_delta,"
        + "cvd,trades,vwap\n"

    @Test func `a bar of four ticks`() throws {
        // Running delta 2, 1, -2, 2; vwap 1000.75 / 10.
        let text = ticks(
            """
            0 100.00 2 B
            10 100.50 1 S
            20 99.75 3 S
            59 100.25 4 B
            """)
        #expect(
            try written(.bars, text) == Self.barColumns
                + "1709908200000000000,2024-03-08,100,100.5,99.75,100.25,10,6,4,2,2,-2,2,4,100.075\n"
        )
    }

    @Test func `cumulative delta runs over bars`() throws {
        let text = ticks("0 100 2 B\n61 100 5 S\n62 100 1 N\n")
        // The last tick has no side and the price did not change: it stays unknown.
        #expect(
            try written(.bars, text) == Self.barColumns
                + "1709908200000000000,2024-03-08,100,100,100,100,2,2,0,2,2,2,2,1,100\n"
                + "1709908260000000000,2024-03-08,100,100,100,100,6,0,5,-5,-5,-5,-3,2,100\n")
    }

    @Test func `sides by exchange, quote and tick rule`() throws {
        var text = "ts_ns,price,size,side,bid,ask\n"
        let rows = [
            "10.00,1,,,", "10.25,1,,,", "10.25,1,,,", "10.00,1,,,", "10.25,1,S,,", "10.25,1,,,",
            "10.25,1,,10.00,10.25", "10.00,1,,9.75,10.25",
        ]
        for (second, row) in rows.enumerated() { text += "\(open + second)000000000,\(row)\n" }
        // N B B S S B B S: one bar a second shows each side.
        let bars = try written(.bars, text) { $0.periods = [.second1] }
        let deltas = bars.split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",")[9]
        }
        #expect(deltas == ["0", "1", "1", "-1", "-1", "1", "1", "-1"])
    }

    @Test func `a footprint with one stack of three buy imbalances`() throws {
        var rows = ""
        let levels = [("100", 12, 20), ("100.25", 10, 40), ("100.5", 8, 36), ("100.75", 5, 30)]
        for (price, bid, ask) in levels + [("101", 2, 6)] {
            rows += "0 \(price) \(bid) S\n0 \(price) \(ask) B\n"
        }
        #expect(
            try written(.footprint, ticks(rows))
                == """
                ts_ns,price,bid_volume,ask_volume,neutral_volume,volume,delta,is_poc,buy_imbalance,\
                sell_imbalance,buy_stack,sell_stack
                1709908200000000000,100,12,20,0,32,8,0,0,0,0,0
                1709908200000000000,100.25,10,40,0,50,30,1,1,0,3,0
                1709908200000000000,100.5,8,36,0,44,28,0,1,0,3,0
                1709908200000000000,100.75,5,30,0,35,25,0,1,0,3,0
                1709908200000000000,101,2,6,0,8,4,0,0,0,0,0

                """)
    }

    @Test(arguments: [(2, "108,104"), (1, "108,105")])
    func `a value area of two rows at a time and of one`(step: Int, area: String) throws {
        let volumes = [10, 15, 20, 60, 70, 150, 90, 80, 50, 10]
        var rows = ""
        for (index, volume) in volumes.enumerated() { rows += "0 \(101 + index) \(volume) B\n" }
        let text = try written(.profile, ticks(rows)) {
            $0.tickSize = "1"
            $0.valueAreaStep = step
        }
        // Ten rows, smoothed 12.5, 15, 31.7, 50, 93.3, 103.3, 106.7, 73.3, 46.7, 30: peak at 107.
        #expect(
            text == "period,anchor,low,high,total_volume,poc,vah,val,lvns,hvns\n"
                + "2024-03-08,daily,101,110,555,106,\(area),,107\n")
    }

    @Test func `nodes between two peaks`() throws {
        let volumes = [10, 40, 100, 40, 10, 5, 10, 50, 90, 30, 10]
        var rows = ""
        for (index, volume) in volumes.enumerated() { rows += "0 \(index) \(volume) S\n" }
        let text = try written(.profile, ticks(rows)) { $0.tickSize = "1" }
        // T = 395, target 276.5. From row 2 (100): 50 above (3, 4) and 50 below (1, 0) tie, so up:
        // 150; then 15 (5, 6) against 50: 200; nothing is left below: 5 and 6, 215; 7 and 8, 355.
        #expect(text.hasSuffix("2024-03-08,daily,0,10,395,2,8,0,5,2;8\n"))
    }

    @Test func `rows of a profile`() throws {
        // The first tick has no side, and no price before it to tell one.
        let text = ticks("0 100 4 N\n1 100 3 B\n2 100 2 S\n3 100.75 1 B\n")
        #expect(
            try written(.profileRows, text)
                == "period,price,volume,buy_volume,sell_volume\n2024-03-08,100,9,3,2\n"
                + "2024-03-08,100.75,1,1,0\n")
        #expect(
            try written(.profileRows, text) {
                $0.rowTicks = 4
                $0.anchor = .weekly
            } == "period,price,volume,buy_volume,sell_volume\n2024-W10,100,10,4,2\n")
    }

    @Test func `a vwap with bands`() throws {
        // 5070 / 50 = 101.4; variance (10 * 1.96 + 30 * 0.36 + 10 * 0.16) / 50 = 0.64.
        let text = try written(.vwap, ticks("0 100 10 B\n1 102 30 B\n2 101 10 B\n"))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines[0]
                == "ts_ns,anchor,period,vwap,sd,upper1,lower1,upper2,lower2,upper3,lower3,cum_volume"
        )
        let expected = [101.4, 0.8, 102.2, 100.6, 103.0, 99.8, 103.8, 99.0]
        for (line, start) in zip(
            lines.dropFirst(), ["daily,2024-03-08", "weekly,2024-W10", "monthly,2024-03"])
        {
            #expect(line.hasPrefix("1709908200000000000,\(start),"))
            let cells = line.split(separator: ",")
            #expect(cells.last == "50")
            for (cell, value) in zip(cells[3...], expected) {
                #expect(abs((Double(cell) ?? .nan) - value) < 1e-9, "\(cell) is not \(value)")
            }
        }
        #expect(lines.count == 4)
    }

    @Test func `the simulated ticks of a bar`() throws {
        #expect(
            try written(.simTicks, bars("0 100.00 100.50 99.75 100.25 10"), .bars)
                == """
                ts_ns,price,size,side
                1709908200000000000,100,2,B
                1709908210000000000,99.75,2,S
                1709908220000000000,100,2,B
                1709908230000000000,100.25,2,B
                1709908240000000000,100.5,1,B
                1709908250000000000,100.25,1,S

                """)
    }

    @Test func `the calendar knows holidays, early closes and daylight time`() throws {
        let folder = Folder()
        func sessions(_ first: String, _ last: String) throws -> String {
            _ = try CalendarExport.run(
                from: SessionDate(first)!, to: SessionDate(last)!, folder: folder.path)
            return try folder.text("calendar.csv")
        }
        #expect(
            try sessions("2024-03-08", "2024-03-11")
                == """
                date,open_ns,close_ns,early_close
                2024-03-08,1709908200000000000,1709931600000000000,0
                2024-03-11,1710163800000000000,1710187200000000000,0

                """)
        // 13:00 EDT is 17:00Z.
        #expect(
            try sessions("2024-07-03", "2024-07-04").hasSuffix(
                "\n2024-07-03,1720013400000000000,1720026000000000000,1\n"))
        #expect(try sessions("2024-01-15", "2024-01-15") == "date,open_ns,close_ns,early_close\n")
        #expect(failure { _ = try sessions("2024-01-02", "2024-01-01") } != nil)
    }
}
