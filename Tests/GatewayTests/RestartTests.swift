import ClientKit
import Market
import Testing
import Web
import Wire

@testable import Gateway

extension EveryTest {
    /// Engines that go and come back, and pages that do not read.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct RestartTests {
        @Test
        func
            `an engine that goes is said to be away, requests are 503, and its next start is a fresh snapshot behind a gap`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(2000, every: 900))
            let (page, snapshot) = try await dashboard.page()
            #expect(snapshot["bars"].count == 6)
            let http = try dashboard.http()
            #expect(try await http.get("/healthz").status == 200)

            await dashboard.stopEngine()
            let away = try await page.hear("engine")
            #expect(away["state"].text == "away" && away["reason"].text != nil)
            let health = try await http.get("/healthz")
            #expect(health.status == 503 && health.headers["retry-after"] == "1")
            for target in [
                "/api/bars", "/api/footprints", "/api/session/status", "/api/symbols",
                "/api/decisions",
                "/api/decisions/ES-1", "/api/settings", "/api/market", "/api/trades",
            ] {
                let answer = try await http.get(target)
                #expect(answer.status == 503, "\(target)")
                #expect(try answer.json()["code"].text == "engine_away")
                #expect(try answer.json()["error"].text?.contains("is away since") == true)
            }
            #expect(try await http.post("/api/session/halt").status == 503)
            let engines = try await http.get("/api/engines").json()
            #expect(engines["engines"][0]["state"].text == "away")
            #expect(engines["engines"][0]["symbols"].count == 2)
            let root = try await http.get("/").json()
            #expect(root["status"].text == "ok" && root["symbol"].text == "ES")

            try dashboard.startEngine()
            let back = try await page.hear("engine") { $0["state"].text == "live" }
            #expect(back["reason"] == .null)
            let gap = try await page.hear("gap") { $0["stream"].text == "all" }
            #expect(gap["reason"].text == "the engine was started anew")
            let fresh = try await page.hear("snapshot")
            #expect(fresh["bars"] == .list([]) && fresh["footprint"] == .null)
            #expect(try await http.get("/healthz").status == 200)
            try await dashboard.trade([market.tick(at: 20_000, after: 1000)])
            let tick = try await page.hear("tick") { $0["price"].number == 5000 }
            #expect(tick["symbol"].text == "ES")
            await dashboard.end()
        }

        @Test func `a page that comes while the engine is away is told when it is there`()
            async throws
        {
            let dashboard = try await Dashboard()
            await dashboard.stopEngine()
            try await dashboard.waitForEngine(.away)
            // What the engine was is known: the page is shown to be without it, and waits.
            let page = try dashboard.http()
            #expect(try await page.upgrade("/ws?symbol=SPY").status == 101)
            let away = try await page.hear("engine")
            #expect(away["state"].text == "away")
            try dashboard.startEngine()
            _ = try await page.hear("engine") { $0["state"].text == "live" }
            let snapshot = try await page.hear("snapshot")
            #expect(snapshot["symbol"]["symbol"].text == "SPY")
            await dashboard.end()
        }

        @Test func `a page goes from one engine to another, and each is told of by itself`()
            async throws
        {
            let dashboard = try await Dashboard(names: ["one", "two"])
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(400, every: 900))
            let (page, snapshot) = try await dashboard.page("/ws?symbol=ES&period=1m")
            #expect(snapshot["engine"]["name"].text == "one")
            try page.say("{\"type\":\"watch\",\"data\":{\"engine\":\"two\"}}")
            let second = try await page.hear("snapshot")
            // With the usual of that engine.
            #expect(second["engine"]["name"].text == "two" && second["period"].text == "5m")
            #expect(second["status"]["engine"].text == "two")
            try page.say("{\"type\":\"ping\"}")
            _ = try await page.hear("pong")
            #expect(await dashboard.gateway.links[0].pageCount == 0)
            #expect(await dashboard.gateway.links[1].pageCount == 1)
            let http = try dashboard.http()
            let one = try await http.get("/api/bars?engine=one&period=1m").json()
            #expect(try await http.get("/api/bars?engine=two&period=1m").json() == one)
            let metrics = try await http.get("/metrics").text
            for name in ["one", "two"] {
                #expect(metrics.contains("pitwire_engine_up{engine=\"\(name)\"} 1\n"))
            }
            await dashboard.end()
        }

        @Test
        func `what nobody watches is let go after a while, and is there again when asked for`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(400, every: 900))
            let link = dashboard.gateway.links[0]
            do {
                let (page, _) = try await dashboard.page("/ws?symbol=ES")
                try page.say("{\"type\":\"watch\",\"data\":{\"symbol\":\"SPY\"}}")
                _ = try await page.hear("snapshot")
                #expect(await link.feedCount == 2)
            }
            while await link.pageCount > 0 { await Task.yield() }
            for _ in 0..<Int(EngineLink.linger / EngineLink.beat) - 2 { await link.beat() }
            for _ in 0..<4 { await link.beat() }
            #expect(await link.feedCount == 0)
            let (again, snapshot) = try await dashboard.page("/ws?symbol=ES")
            #expect(snapshot["bars"].count == 1)
            try await dashboard.trade([market.tick(at: 20_000, after: 1000)])
            _ = try await again.hear("tick") { $0["price"].number == 5000 }
            await dashboard.end()
        }

        @Test func `a token that the engine does not know is refused, not away, and tried again`()
            async throws
        {
            let dashboard = try await Dashboard(roles: [.read])
            let refused = EngineLink(
                name: "two",
                try .init(
                    address: dashboard.gateway.links[0].address, role: .read,
                    token: "a token of 16 bytes or more"),
                now: .zero)
            await refused.start()
            while refused.reading.state != .refused { await Task.yield() }
            #expect(refused.reading.reason.isEmpty == false)
            #expect(!refused.reading.reason.contains("16 bytes"))
            #expect(throws: APIError.self) { try refused.client() }
            await refused.stop()
            await dashboard.end()
        }

        @Test func `a page that does not read is disconnected, and the others go on`() async throws
        {
            let dashboard = try await Dashboard(web: { plan in plan.maxQueued = 20 })
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(4000, every: 900))
            let slow = try dashboard.http(receiveBuffer: 4096)
            #expect(try await slow.upgrade("/ws?symbol=ES").status == 101)
            let (good, _) = try await dashboard.page("/ws?symbol=ES")
            // One snapshot after another, until the system's buffers are full and 20 wait here.
            let snapshots = dashboard.gateway.links[0].counters.snapshots
            while dashboard.server.counters.slowPages == 0 {
                let before = snapshots.read
                // It may have been closed meanwhile.
                try? slow.say("{\"type\":\"watch\"}")
                while snapshots.read == before, dashboard.server.counters.slowPages == 0 {
                    await Task.yield()
                }
            }
            try await dashboard.trade([market.tick(at: 20_000, after: 1000)])
            let tick = try await good.hear("tick") { $0["price"].number == 5000 }
            #expect(tick["symbol"].text == "ES")
            while await dashboard.gateway.links[0].pageCount != 1 { await Task.yield() }
            let metrics = try await dashboard.http().get("/metrics").text
            #expect(metrics.contains("pitwire_gateway_slow_pages_total 1\n"))
            await dashboard.end()
        }
    }
}
