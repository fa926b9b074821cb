import ClientKit
import Testing

@testable import Gateway

extension EveryTest {
    /// Footprints of another period, by the page.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct TimeframeTests {
        @Test func `a timeframe is in the status at once, pages turn to it, bars have it`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(1500, every: 900))
            let (page, snapshot) = try await dashboard.page("/ws?symbol=ES&period=5m")
            #expect(snapshot["footprint_periods"] == .list([.text("5m")]))
            let (other, _) = try await dashboard.page("/ws?symbol=ES&period=1s")
            let http = try dashboard.http()
            let answer = try await http.post("/api/settings", "{\"timeframe\":900}")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.json()["timeframe"].text == "15m")

            let turned = try await page.hear("snapshot")
            #expect(turned["period"].text == "15m")
            #expect(turned["footprint_periods"] == .list([.text("15m")]))
            #expect(turned["periods"].values.contains(.text("15m")))
            #expect(turned["status"]["timeframe"].text == "15m")
            // Who watches bars of another period goes on with them.
            #expect(try await other.hear("snapshot")["period"].text == "1s")

            // 22 minutes have traded; the bar of a quarter of an hour begins with the thirtieth.
            try await dashboard.trade(market.ticks(2000, every: 900))
            let closed = try await page.hear("footprint") { $0["developing"] == .flag(false) }
            #expect(closed["period"].text == "15m" && closed["rows"].count > 0)
            #expect(closed["start"].text == "2024-01-03T15:00:00Z")
            let kept = try await http.get("/api/footprints?symbol=ES&limit=5").json()
            #expect(kept["period"].text == "15m" && kept["footprints"].values == [closed])
            let bars = try await http.get("/api/bars?symbol=ES&period=15m").json()["bars"]
            #expect(bars.values.map { $0["start"].text } == ["2024-01-03T15:00:00Z"])

            let minute = try await http.post("/api/settings", "{\"timeframe\":\"1m\"}")
            #expect(try minute.json()["timeframe"].text == "1m")
            #expect(try await page.hear("snapshot")["period"].text == "1m")
            await dashboard.end()
        }
    }
}
