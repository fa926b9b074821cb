import ClientKit
import Testing

@testable import Gateway

extension EveryTest {
    /// What pages are told over the WebSocket.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct SocketTests {
        @Test func `a page gets its snapshot first, and each message as the document says`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(12_000, every: 900))
            let http = try dashboard.http()
            let document = try await http.get("/openapi.json").json()
            let schema = Schema(document: document)
            let page = try dashboard.http()
            #expect(try await page.upgrade("/ws?engine=one&symbol=ES&period=5m").status == 101)
            var heard: Set<String> = []
            var wanted: Set = [
                "snapshot", "status", "tick", "bar", "footprint", "profile", "vwap", "regime",
                "study",
                "signal", "levels", "trade", "position", "stats", "log", "pong", "error",
            ]
            var isFirst = true
            while !wanted.isSubset(of: heard) {
                guard case .message(let type, let data, let whole) = try await page.hear() else {
                    Issue.record("closed before \(wanted.subtracting(heard))")
                    break
                }
                if isFirst { #expect(type == "snapshot") }
                isFirst = false
                #expect(Set(whole.members.keys) == ["type", "ts_ns", "data"])
                let known = document["components"]["messages"][type]
                #expect(known != .null, "\(type) is not in the document")
                #expect(schema.faults(data, known) == [], "\(type)")
                if type == "snapshot" {
                    #expect(data["period"].text == "5m" && data["symbol"]["symbol"].text == "ES")
                    #expect(data["bars"].count == 36 && data["bars"][0]["rows"].count > 0)
                    #expect(data["signals"].count > 0 && data["studies"].count > 3)
                    try page.say("{\"type\":\"ping\"}")
                    try page.say("{\"type\":\"dance\"}")
                    // Trades of the momentum system come with more of the market.
                    wanted.remove("trade")
                    wanted.subtract(["position", "stats"])
                }
                if heard.insert(type).inserted || type == "status" {
                    try await dashboard.trade(market.ticks(400, every: 900))
                }
            }
            await dashboard.end()
        }

        @Test func `a trade by hand is told as open and close, with its position and the figures`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade([market.tick(at: 18_800, after: 1000)])
            let (page, snapshot) = try await dashboard.page("/ws?symbol=ES")
            #expect(snapshot["trades"] == .list([]) && snapshot["positions"] == .list([]))
            let trader = try await dashboard.client(.trade)
            #expect(try await trader.buy(2, of: "ES").isAccepted)
            try await dashboard.trade([market.tick(at: 18_804, after: 1000)])
            let opened = try await page.hear("trade")
            #expect(opened["event"].text == "open" && opened["direction"].text == "LONG")
            #expect(
                opened["id"] == .null && opened["pnl"] == .null && opened["system"].text == "manual"
            )
            // One tick of slippage above 4701.
            #expect(opened["entry"].number == 4701.25 && opened["quantity"].number == 2)
            try await dashboard.trade([market.tick(at: 18_812, after: 1000)])
            let position = try await page.hear("position") {
                $0["positions"][0]["last"].number == 4703
            }
            // 1.75 points of $50 for two contracts.
            #expect(position["positions"][0]["unrealized_pnl"].number == 175)
            #expect(try await trader.sell(2, of: "ES").isAccepted)
            try await dashboard.trade([market.tick(at: 18_812, after: 1000)])
            let closed = try await page.hear("trade")
            #expect(closed["event"].text == "close" && closed["id"].number == 1)
            // Sold a tick below 4703: 1.5 points for two.
            #expect(closed["exit"].number == 4702.75 && closed["pnl"].number == 150)
            let stats = try await page.hear("stats")
            #expect(stats["trades"].number == 1 && stats["profit"].number == 150)
            #expect(stats["win_rate"].number == 1 && stats["profit_factor"] == .null)
            let answer = try await dashboard.http().get("/api/statistics").json()
            #expect(answer["by_system"]["manual"]["profit"].number == 150)
            #expect(answer["by_pattern"] == .object([:]) && answer["today"]["trades"].number == 1)
            await trader.close()
            await dashboard.end()
        }

        @Test func `watch changes instrument and period; what is not there changes nothing`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(2000, every: 900))
            let (page, first) = try await dashboard.page()
            #expect(first["symbol"]["symbol"].text == "ES" && first["period"].text == "5m")
            for (message, code, words) in [
                (
                    "{\"type\":\"watch\",\"data\":{\"symbol\":\"XYZ\"}}", "not_found",
                    "there are ES, SPY"
                ),
                ("{\"type\":\"watch\",\"data\":{\"period\":\"7m\"}}", "bad_query", "got '7m'"),
                (
                    "{\"type\":\"watch\",\"data\":{\"period\":\"1h\"}}", "bad_query",
                    "there are 1s, 1m"
                ),
                (
                    "{\"type\":\"watch\",\"data\":{\"engine\":\"two\"}}", "not_found",
                    "there are one"
                ),
                ("{\"type\":\"watch\",\"data\":{\"colour\":1}}", "unknown_key", "'colour'"),
                ("{\"type\":\"watch\",\"data\":{\"symbol\":1}}", "bad_value", "got 1"),
                ("{\"type\":\"watch\",\"data\":[]}", "bad_value", "got a list"),
                (
                    "{\"type\":\"watch\",\"type\":\"ping\"}", "bad_json",
                    "expected each member once, found \"type\""
                ),
                ("{\"type\":1}", "bad_value", "type is a text"), ("{}", "bad_value", "got ''"),
                ("[]", "bad_json", "an object is needed"), ("{", "bad_json", "column 2"),
                ("{\"type\":\"ping\",\"extra\":1}", "unknown_key", "'extra'"),
                ("{\"type\":\"ping\",\"data\":{\"x\":1}}", "unknown_key", "'x'"),
            ] {
                try page.say(message)
                let error = try await page.hear("error")
                #expect(error["code"].text == code, "\(message)")
                #expect(error["error"].text?.contains(words) == true, "\(message): \(error)")
            }
            try page.say("{\"type\":\"watch\",\"data\":{\"symbol\":\"SPY\"}}")
            let second = try await page.hear("snapshot")
            #expect(second["symbol"]["symbol"].text == "SPY" && second["bars"] == .list([]))
            try page.say("{\"type\":\"watch\",\"data\":{\"symbol\":\"ES\",\"period\":\"1m\"}}")
            let third = try await page.hear("snapshot")
            #expect(third["period"].text == "1m" && third["footprint"] == .null)
            #expect(third["bars"].count == 30 && third["bars"][0]["rows"] == .list([]))
            #expect(third["bars"][0]["row_ticks"] == .null && third["bars"][0]["poc"] == .null)
            await dashboard.end()
        }

        @Test func `an upgrade is refused for what is not there`() async throws {
            let dashboard = try await Dashboard()
            for (target, status) in [
                ("/ws?symbol=XYZ", 404), ("/ws?engine=two", 404), ("/ws?period=9m", 400),
                ("/ws?period=1d", 400), ("/ws?colour=1", 400), ("/ws?symbol=ES&symbol=SPY", 400),
            ] {
                let answer = try await dashboard.http().upgrade(target)
                #expect(answer.status == status, "\(target)")
                #expect(try answer.json()["error"].text != nil)
            }
            await dashboard.end()
        }

        @Test func `fifty pages are one subscription, and all are told the same`() async throws {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(2000, every: 900))
            let engine = try await dashboard.client()
            func subscriptions() async throws -> Int64 {
                try await engine.statistics().counters
                    .first { $0.name == "publisher.subscriptions" }?.value ?? 0
            }
            let (first, snapshot) = try await dashboard.page("/ws?symbol=ES")
            let before = try await subscriptions()
            var pages = [first]
            for _ in 1..<50 {
                let (page, another) = try await dashboard.page("/ws?symbol=ES")
                let isSame = another["bars"] == snapshot["bars"]
                #expect(isSame)
                pages.append(page)
            }
            #expect(try await subscriptions() == before)
            try await dashboard.trade([market.tick(at: 20_000, after: 1000)])
            for page in pages {
                let tick = try await page.hear("tick") { $0["price"].number == 5000 }
                #expect(tick["side"].text == "buy" && tick["size"].number == 1)
            }
            await engine.close()
            await dashboard.end()
        }
    }
}
