import ClientKit
import Market
import Records
import Testing
import Wire

@testable import Gateway

extension EveryTest {
    /// Session, settings and what a body may say.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct TradingTests {
        @Test func `a session is started, halted, resumed and stopped, each told by its status`()
            async throws
        {
            let dashboard = try await Dashboard()
            let http = try dashboard.http()
            let first = try await http.get("/api/session/status").json()
            #expect(first["state"].text == "RUNNING" && first["mode"].text == "paper")
            #expect(first["limits"]["profit_target"].number == 500)
            #expect(first["limits"]["loss_limit"].number == -300)
            let again = try await http.post("/api/session/start")
            #expect(again.status == 409)
            #expect(try again.json()["code"].text == "state")
            #expect(try again.json()["error"].text?.hasPrefix("already_running") == true)

            let halted = try await http.post(
                "/api/session/halt", "{\"reason\":\"lunch\",\"flatten\":true}")
            #expect(halted.status == 200, "\(halted.text)")
            #expect(try halted.json()["state"].text == "HALTED")
            #expect(try halted.json()["halted_reason"].text?.contains("lunch") == true)
            let resumed = try await http.post("/api/session/resume", "{\"force\":false}")
            #expect(try resumed.json()["state"].text == "RUNNING")
            #expect(try resumed.json()["halted_reason"] == .null)
            let none = try await http.post("/api/session/resume")
            #expect(none.status == 409)
            #expect(try none.json()["error"].text?.hasPrefix("not_halted") == true)
            #expect(try await http.post("/api/session/stop").json()["state"].text == "STOPPED")
            #expect(try await http.post("/api/session/stop").status == 409)

            let started = try await http.post(
                "/api/session/start",
                "{\"symbol\":\"SPY\",\"mode\":\"paper\",\"profit_target\":750.5,"
                    + "\"loss_limit\":-120,\"position_size\":3}")
            #expect(started.status == 200, "\(started.text)")
            let status = try started.json()
            #expect(status["state"].text == "RUNNING" && status["symbol"].text == "SPY")
            #expect(status["limits"]["profit_target"].number == 750.5)
            #expect(status["limits"]["loss_limit"].number == -120)
            #expect(status["position_size"].number == 3)
            await dashboard.end()
        }

        @Test func `a body that is not understood names key, value and range, and changes nothing`()
            async throws
        {
            let dashboard = try await Dashboard()
            let http = try dashboard.http()
            let before = try await http.get("/api/settings").json()
            for (body, code, words) in [
                ("{\"loss_limit\":-50,\"colour\":1}", "unknown_key", "no key 'colour'"),
                (
                    "{\"loss_limit\":-50,\"loss_limit\":-60}", "bad_json",
                    "expected each member once, found \"loss_limit\""
                ),
                (
                    "{\"loss_limit\":-50,\"position_size\":0}", "bad_value",
                    "from 1 to 1000000, got 0"
                ),
                ("{\"loss_limit\":-50,\"position_size\":1.5}", "bad_value", "got 1.5"),
                ("{\"loss_limit\":-50,\"position_size\":\"2\"}", "bad_value", "got '2'"),
                ("{\"loss_limit\":-50,\"position_size\":true}", "bad_value", "got true"),
                ("{\"loss_limit\":-50,\"position_size\":null}", "bad_value", "got null"),
                ("{\"loss_limit\":-50,\"position_size\":1e400}", "bad_value", "got 1e400"),
                ("{\"loss_limit\":0}", "bad_value", "not 0, got 0"),
                ("{\"loss_limit\":-50,\"profit_target\":-1}", "bad_value", "from 0 to 10000000"),
                ("{\"loss_limit\":-50,\"profit_target\":1e12}", "bad_value", "got 1e12"),
                ("{\"loss_limit\":-50,\"profit_target\":NaN}", "bad_json", "column"),
                (
                    "{\"loss_limit\":-50,\"symbol\":\"XYZ\"}", "bad_value",
                    "symbol is one of ES, SPY"
                ),
                (
                    "{\"loss_limit\":-50,\"timeframe\":\"9m\"}", "bad_value",
                    "timeframe is one of 1s"
                ),
                ("{\"loss_limit\":-50,\"timeframe\":7}", "bad_value", "got 7"),
                ("{\"loss_limit\":-50,\"timeframe\":60.0}", "bad_value", "got 60.0"),
                ("{\"loss_limit\":-50,\"timeframe\":true}", "bad_value", "got true"),
                ("{\"loss_limit\":-50,\"speed\":-1}", "bad_value", "speed is a number from 0"),
                ("{\"loss_limit\":-50,\"speed\":1e999}", "bad_value", "got 1e999"),
                ("[1]", "bad_json", "an object is needed"), ("{", "bad_json", "column 2"),
                ("\u{7b}\"loss_limit\":-50} x", "bad_json", "expected the end"),
            ] {
                let answer = try await http.post("/api/settings", body)
                #expect(answer.status == 400, "\(body): \(answer.text)")
                #expect(try answer.json()["code"].text == code, "\(body)")
                #expect(try answer.json()["error"].text?.contains(words) == true, "\(answer.text)")
            }
            #expect(try await http.get("/api/settings").json() == before)
            for (path, body) in [
                ("start", "{\"mode\":\"live\"}"), ("start", "{\"flatten\":true}"),
                ("halt", "{\"reason\":1}"), ("halt", "{\"flatten\":\"yes\"}"),
                ("resume", "{\"force\":1}"), ("stop", "{\"force\":true}"),
                ("halt", "{\"reason\":\"\\u0007\"}"),
                ("halt", "{\"reason\":\"" + String(repeating: "x", count: 129) + "\"}"),
            ] {
                let answer = try await http.post("/api/session/\(path)", body)
                #expect(answer.status == 400, "\(path) \(body): \(answer.text)")
            }
            let status = try await http.get("/api/session/status").json()
            #expect(status["state"].text == "RUNNING")
            #expect(status["limits"]["loss_limit"].number == -300)
            await dashboard.end()
        }

        @Test
        func `when the engine refuses one of several settings those before it are taken back`()
            async throws
        {
            let dashboard = try await Dashboard()
            let http = try dashboard.http()
            #expect(
                try await http.post("/api/settings", "{\"loss_limit\":-80}").json()["limits"][
                    "loss_limit"
                ].number == -80)
            // The gateway takes any number of decimals, the engine three at most.
            let refused = try await http.post(
                "/api/settings", "{\"loss_limit\":-90,\"position_size\":7,\"speed\":0.12345}")
            #expect(refused.status == 400, "\(refused.text)")
            #expect(try refused.json()["error"].text?.contains("replay.speed") == true)
            let status = try await http.get("/api/session/status").json()
            #expect(status["limits"]["loss_limit"].number == -80)
            #expect(status["position_size"].number == 2)
            let settings = try await http.get("/api/settings").json()["settings"].values
            let changed = settings.filter { $0["value"] != $0["default"] }
            #expect(changed.map { $0["key"].text } == ["trading.loss_limit"])
            #expect(status["speed"] == .null)
            let paced = try await http.post("/api/settings", "{\"speed\":2.5,\"symbol\":\"ES\"}")
            #expect(try paced.json()["speed"].number == 2.5)
            #expect(try paced.json()["symbol"].text == "ES")
            // As started again, and all are traded.
            let client = try await dashboard.client(.admin)
            #expect(try await client.set("replay.speed", to: "").isAccepted)
            await client.close()
            let all = try await http.post("/api/settings", "{\"symbol\":\"\"}")
            #expect(try all.json()["symbol"] == .null && all.json()["speed"] == .null)
            await dashboard.end()
        }

        @Test func `a login that may only look answers questions and refuses commands by role`()
            async throws
        {
            let dashboard = try await Dashboard(roles: [.read])
            let http = try dashboard.http()
            #expect(try await http.get("/api/session/status").status == 200)
            for (path, body) in [
                ("/api/session/halt", "{}"), ("/api/session/stop", "{}"),
                ("/api/settings", "{\"position_size\":5}"),
            ] {
                let answer = try await http.post(path, body)
                #expect(answer.status == 403, "\(path): \(answer.text)")
                #expect(try answer.json()["code"].text == "role")
            }
            await dashboard.end()
        }

        @Test func `who may trade may halt, and not change settings`() async throws {
            let dashboard = try await Dashboard(roles: [.read, .trade])
            let http = try dashboard.http()
            #expect(try await http.post("/api/session/halt").status == 200)
            #expect(try await http.post("/api/session/resume").status == 200)
            #expect(try await http.post("/api/settings", "{\"position_size\":5}").status == 403)
            await dashboard.end()
        }

        @Test func `nothing is told of tokens`() async throws {
            let dashboard = try await Dashboard()
            let (page, _) = try await dashboard.page()
            let http = try dashboard.http()
            for target in [
                "/", "/metrics", "/openapi.json", "/api/engines", "/api/settings", "/api/nothing",
            ] {
                let answer = try await http.get(target)
                #expect(!answer.text.contains(Dashboard.token), "\(target)")
            }
            await dashboard.stopEngine()
            let away = try await page.hear("engine")
            #expect(!"\(away)".contains(Dashboard.token))
            await dashboard.end()
        }
    }
}
