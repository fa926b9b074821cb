import Batch
import Market
import Testing

/// The files of the systems, on the worked examples of their pages.
@Suite struct SystemFilesTests {
    @Test func `indicators begin one by one`() throws {
        // One-minute bars that rise by a quarter: every true range is 1, every step up.
        let rows = (0..<40).map { step in
            let price = 100 + Double(step) / 4
            return "\(price) \(price + 0.5) \(price - 0.5) \(price + 0.25) \(100 + step % 3)"
        }
        let text = try written(.indicators, bars(every: 60, rows), .bars) {
            $0.footprintPeriod = .minute1
        }
        let lines = table(text)
        #expect(lines.count == 40)
        #expect(text.split(separator: "\n")[1] == "\(open)000000000,100.25" + ",".repeated(23))
        let first = [
            "ema9": 8, "sma20": 19, "bb30_middle": 29, "rsi14": 14, "atr14": 14, "plus_di14": 14,
            "adx14": 27, "stoch14_k": 17, "stoch21_d": 24, "macd": 33, "volume_sma20": 19,
        ]
        for (name, index) in first {
            #expect(lines.firstIndex { $0[name] != "" } == index, "\(name)")
        }
        let last = lines[39]
        #expect(near(last["close"], 110) && near(last["sma20"], 110 - 9.5 / 4))
        #expect(near(last["rsi9"], 100) && near(last["atr14"], 1) && near(last["adx14"], 100))
        #expect(near(last["volume_sma20"], 101))
        #expect(near(last["bb20_upper"], 107.625 + 2 * (399.0 / 12).squareRoot() / 4))
    }

    /// Bid and ask of five prices, a stack of three.
    private let footprint: String = {
        let levels = [("100", 12, 20), ("100.25", 10, 40), ("100.5", 8, 36), ("100.75", 5, 30)]
        return ticks(
            (levels + [("101", 0, 6)]).map { price, bid, ask in
                (bid > 0 ? "0 \(price) \(bid) S\n" : "") + "0 \(price) \(ask) B\n"
            }.joined())
    }()

    @Test func `patterns are in their order, prices ascending`() throws {
        #expect(
            try written(.patterns, footprint)
                == """
                ts_ns,pattern,direction,price,strength,levels
                1709908200000000000,BUY_IMBALANCE,LONG,100.25,0.33333333333333337,1
                1709908200000000000,BUY_IMBALANCE,LONG,100.5,0.36,1
                1709908200000000000,BUY_IMBALANCE,LONG,100.75,0.375,1
                1709908200000000000,STACKED_BUY_IMBALANCE,LONG,100.25,0.5,3
                1709908200000000000,UNFINISHED_BUSINESS,SHORT,100,0.6,0

                """)
    }

    @Test func `signals are the patterns with the router's verdict`() throws {
        let text = try written(.signals, footprint)
        #expect(
            text.hasPrefix(
                """
                ts_ns,pattern,direction,price,strength,regime,confidence,approved,reason,\
                size_multiplier,quantity
                1709908200000000000,BUY_IMBALANCE,LONG,100.25,0.33333333333333337,NO_TRADE,0,0,\
                no_trade,0,0

                """))
        #expect(text.split(separator: "\n").count == 6)
    }

    @Test func `the regime says why there is no trade`() throws {
        let text = try written(.regime, footprint)
        #expect(
            text
                == """
                ts_ns,close,ema9,ema21,vwap,adx,plus_di,minus_di,atr,atr_ratio,hh,hl,lh,ll,\
                structure,score_up,score_down,regime,confidence,size_multiplier,reason
                1709908200000000000,101,,,100.3997005988024,,,,,,0,0,0,0,NEUTRAL,0,0,NO_TRADE,0,\
                0,warmup

                """)
    }

    /// Thirty quiet seconds, six narrow ones, an expansion, and its target two seconds later.
    static let compression =
        Array(repeating: "100 100.10 99.90 100 100", count: 30)
        + Array(repeating: "100.06 100.10 100.02 100.08 40", count: 6)
        + [
            "100.08 100.28 100.08 100.25 200", "100.25 100.40 100.20 100.38 100",
            "100.38 100.60 100.36 100.58 100",
        ]

    @Test func `a momentum trade has exact times`() throws {
        let text = try written(.trades, bars(every: 1, Self.compression), .bars) {
            $0.tickSize = "0.01"
        }
        #expect(
            text.hasPrefix(
                "entry_ts_ns,exit_ts_ns,direction,entry,stop,target,exit,reason,pnl\n"
                    + "1709908237000000000,1709908239000000000,LONG,100.25,100.08,100.55"))
        let trade = try #require(table(text).first)
        #expect(trade["reason"] == "TARGET" && near(trade["pnl"], 0.3))
        #expect(near(trade["target"], 100.55) && near(trade["exit"], 100.55))
    }

    @Test func `momentum states follow bar by bar`() throws {
        let text = try written(.momentumStates, bars(every: 1, Self.compression), .bars) {
            $0.tickSize = "0.01"
        }
        #expect(
            text.hasSuffix(
                """

                1709908230000000000,NEUTRAL,1,1,0,IDLE
                1709908231000000000,NEUTRAL,1,2,0,IDLE
                1709908232000000000,BULLISH,1,3,0,COMPRESSION
                1709908233000000000,BULLISH,1,4,0,COMPRESSION
                1709908234000000000,BULLISH,1,5,0,COMPRESSION
                1709908235000000000,BULLISH,1,6,0,COMPRESSION
                1709908236000000000,BULLISH,0,0,1,IN_TRADE
                1709908237000000000,BULLISH,0,0,0,IN_TRADE
                1709908238000000000,BULLISH,0,0,0,IDLE

                """))
    }

    /// Two-hour bars of three extended sessions, 8 each from 04:00 New York: two around 100, then
    /// one that stays up and comes back.
    static let extended: String = {
        let quiet = Array(repeating: "100 101 99 100 300", count: 8)
        let away = Array(repeating: "103 104 102 103 300", count: 7) + ["103 103 99 100 300"]
        let wednesday = open - 2 * 86_400 - 5 * 3600 - 1800
        return [quiet, quiet, away].enumerated().map { day, rows in
            let text = bars(every: 7200, from: wednesday + 86_400 * day, rows)
            return day == 0 ? text : String(text.drop { $0 != "\n" }.dropFirst())
        }.joined()
    }()

    @Test func `extension has a row a bar and level once there are both`() throws {
        let text = try written(.extensions, Self.extended, .bars)
        let rows = table(text)
        // Bar 15, the seventh of Thursday, is the first with an ATR. Levels of one session
        // before; week and month have none yet.
        #expect(Set(rows.compactMap { $0["level"] }).count == 6)
        #expect(rows.first?["ts_ns"] == "\(open - 86_400 + 6 * 7200 - 5 * 3600 - 1800)000000000")
        let row = try #require(
            rows.first { $0["level"] == "poc_daily" && $0["direction"] == "UP" })
        // ATR (13 * 2 + 4) / 14, 3 above the POC of 100.
        #expect(near(row["atr"], 30.0 / 14) && near(row["dist_atr"], 1.4))
        #expect(row["level_price"] == "100" && row["candles"] == "1" && row["hours"] == "2")
        // The far wick is half the range: a rejection adds 0.10 to the prior of 0.45.
        #expect(row["trigger"] == "WATCHING" && row["rejection"] == "1")
        #expect(near(row["probability"], 0.55) && near(row["energy"], 2.8))
        #expect(row["setup"] == "0" && row["entry"] == "" && row["stop"] == "")
        let inside = try #require(rows.first { $0["direction"] == "NONE" })
        #expect(inside["probability"] == "" && inside["energy"] == "0" && inside["aligned"] == "0")
        let setups = rows.filter { $0["level"] == "poc_daily" && $0["setup"] == "1" }
        #expect(setups.count == 5 && setups.allSatisfy { $0["target"] == "100" })
        #expect(
            text.hasPrefix(
                "ts_ns,level,level_price,atr,dist_atr,direction,candles,hours,trigger,rejection,"
                    + "continuation,declining,extreme,aligned,probability,energy,quality,setup,"
                    + "entry,target,stop\n"))
    }

    @Test func `calibration has the last state of each cell, levels in order`() throws {
        let rows = table(try written(.calibration, Self.extended, .bars))
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0["level"] != "all" && $0["direction"] != "BOTH" })
        let cells = rows.map {
            "\($0["level"] ?? "") \($0["direction"] ?? "") \($0["bucket"] ?? "")"
        }
        #expect(Set(cells).count == cells.count)
        let poc = rows.filter { $0["level"] == "poc_daily" && $0["direction"] == "UP" }
        // The last bar comes back to 100: in time for the fourth close away from it alone.
        #expect(poc.map { $0["bucket"] } == ["1", "2", "3", "4"])
        #expect(poc.map { $0["n"] } == ["1", "1", "1", "1"])
        #expect(poc.map { $0["hits"] } == ["0", "0", "0", "1"])
        #expect(near(poc[0]["prior"], 0.45) && near(poc[0]["blended"], 9.0 / 21))
        #expect(near(poc[3]["rate"], 1) && near(poc[3]["blended"], 16.0 / 21))
        let levels = rows.map { $0["level"] ?? "" }
        let order = ["poc_daily", "vah_daily", "val_daily", "vwap_weekly", "vwap_monthly"]
        #expect(
            levels.map { order.firstIndex(of: $0) ?? -1 }
                == levels.map {
                    order.firstIndex(of: $0) ?? -1
                }.sorted())
        #expect(
            rows.filter { $0["level"] == "vah_daily" }.map { $0["direction"] } == [
                "UP", "UP", "UP", "UP", "DOWN", "DOWN",
            ])
    }

    @Test func `convergence counts minutes without a trade`() throws {
        let text = try written(
            .convergence, bars(every: 60, ["100 101 99 100 5", "100 100 100 100 0", "1 2 1 2 3"]),
            .bars)
        let rows = table(text)
        #expect(rows.map { $0["close"] } == ["100", "100", "2"])
        #expect(rows[1]["momentum_category"] == "unknown" && rows[1]["entry_signal"] == "0")
        #expect(rows[1]["range_12h"] == "" && rows[1]["support_4h"] == "")
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
