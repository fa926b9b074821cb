import Batch
import Market
import Testing

/// The files of the auction playbook, on the worked trades of its page.
@Suite struct AuctionFilesTests {
    /// `price x size side` lists, one a minute, from the open of a day on.
    private static func minutes(_ lines: [String], from start: Int) -> String {
        var text = ""
        for (minute, line) in lines.enumerated() {
            for (second, trade) in line.split(separator: ",").enumerated() {
                let words = trade.split(whereSeparator: { $0 == " " || $0 == "x" })
                text += "\(start + 60 * minute + second)000000000,"
                text += "\(words[0]),\(words[1]),\(words[2])\n"
            }
        }
        return text
    }

    /// Two days: a balance of 100 to 101, and a breakout that pulls back to 102.25.
    static let trend: String = {
        let quiet = "100.25x300 S, 100.5x300 B, 100.75x300 S, 100.5x300 B"
        let first = "99.0x50 S, 99.5x150 B, 100.0x400 S, 100.5x150 B, 101.0x50 S"
        return "ts_ns,price,size,side\n"
            + minutes(Array(repeating: first, count: 20), from: open - 86_400)
            + minutes(
                Array(repeating: quiet, count: 30) + [
                    "101.0x200 B, 101.25x900 B, 101.5x900 B", "101.5x900 S, 101.75x900 B",
                    "102.0x100 B, 102.25x50 B, 102.5x50 B, 102.75x100 B, 103.0x900 B",
                    "103.0x900 S, 103.25x900 B, 103.5x900 B",
                    "103.75x600 B, 104.0x600 B, 104.25x300 B, 104.5x100 B",
                    "104.25x300 S, 104.0x300 S, 103.5x300 S, 103.25x300 S",
                    "103.0x300 S, 102.5x4000 B, 102.75x6000 B",
                ], from: open)
    }()

    @Test func `the page's trend trade is a row`() throws {
        let text = try written(.auctionSignals, Self.trend)
        #expect(
            text
                == """
                ts_ns,setup,signal_type,entry_price,stop_loss,target,confidence,risk_reward,lvn,\
                reason
                \(open + 36 * 60)000000000,TREND_MODEL,BUY,102.75,101.75,104.5,90,1.75,102.25,\
                Imbalance up; pullback to LVN; aggressive buying

                """)
    }

    @Test func `a minute of the market state has its session`() throws {
        let rows = table(try written(.marketState, Self.trend))
        #expect(rows.count == 57)
        #expect(rows[0]["session"] == "2024-03-07" && rows[20]["session"] == "2024-03-08")
        let last = rows[56]
        #expect(last["state"] == "BALANCE" && near(last["momentum"], 2.25 / 5.75))
        #expect(last["score"] == "100" && last["flow_direction"] == "BUY")
        #expect(near(last["cvd_momentum"], 2200) && last["trading_session"] == "NEW_YORK")
        #expect(rows[54]["state"] == "IMBALANCE_UP" && near(rows[54]["momentum"], 1))
        #expect(rows[0]["momentum"] == "" && rows[0]["volume_ratio"] == "0")
    }

    @Test func `options of the flow and of momentum act`() throws {
        func last(_ change: (inout BatchOptions) -> Void) throws -> [String: String] {
            try #require(table(try written(.marketState, Self.trend, .ticks, change)).last)
        }
        // 2200 a minute: pressure and volume still score.
        #expect(try last { $0.cvdThreshold = 2200 }["score"] == "60")
        // The mean volume is 1292: 1.7 times it is less than 2200, 1.8 times more.
        #expect(try last { $0.cvdShare = 1.7 }["score"] == "100")
        #expect(try last { $0.cvdShare = 1.8 }["score"] == "60")
        #expect(
            try near(last { $0.momentumUnit = .percent }["momentum"], 100 * 2.25 / 100.5))
        #expect(
            try written(.auctionSignals, Self.trend) { $0.cvdThreshold = 1e9 }.contains(",90,")
                == false)
    }

    @Test func `bars without sides are estimated, by each bar of the input`() throws {
        // Seconds: one bought in full, one sold in full, one flat and up, one flat and the same.
        let input = bars(
            every: 1,
            ["10 11 10 11 100", "11 11 10 10 50", "11 11 11 11 30", "11 11 11 11 20"])
        let folder = Folder()
        try batch(input, .bars, to: folder, [.bars, .marketState]) { $0.tickSize = "1" }
        let row = try #require(table(try folder.text("market_state.csv")).first)
        #expect(near(row["buy_pressure"], 100.0 * 140 / 200))
        // Rows 10 and 11 hold 75 each of the first two, 50 more are at 11.
        #expect(row["poc"] == "11" && row["val"] == "10")
        // What the file gave is all that bars.csv shows.
        let bar = try #require(table(try folder.text("bars.csv")).first)
        #expect(bar["buy_volume"] == "0" && bar["delta"] == "0" && bar["cvd"] == "0")
        // The market state alone is the same.
        let alone = try written(.marketState, input, .bars) { $0.tickSize = "1" }
        #expect(try folder.text("market_state.csv") == alone)
    }

    @Test func `sides that the bars have are taken`() throws {
        let text = """
            ts_ns,open,high,low,close,volume,buy_volume,sell_volume
            \(open)000000000,10,11,10,11,100,20,80

            """
        let row = try #require(table(try written(.marketState, text, .bars)).first)
        #expect(near(row["buy_pressure"], 20) && row["poc"] == "10.5")
    }

    @Test func `rows and areas of the profile files are not those of the playbook`() throws {
        let plain = Folder()
        try batch(Self.trend, to: plain, [.profile, .marketState, .auctionSignals, .extensions])
        let coarse = Folder()
        try batch(Self.trend, to: coarse, [.profile, .marketState, .auctionSignals, .extensions]) {
            $0.rowTicks = 4
            $0.valueAreaStep = 1
            $0.anchor = .weekly
        }
        for name in ["market_state.csv", "auction_signals.csv", "extension.csv"] {
            #expect(try plain.text(name) == coarse.text(name), "\(name)")
        }
        #expect(try plain.text("profile.csv") != coarse.text("profile.csv"))
        #expect(try coarse.text("auction_signals.csv").contains(",TREND_MODEL,BUY,"))
    }
}
