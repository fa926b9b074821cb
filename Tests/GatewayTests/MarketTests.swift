import Market
import Testing

@testable import Gateway

extension EveryTest {
    /// Market data and files over HTTP.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct MarketTests {
        @Test func `footprints page back without holes, and one is found by its start`()
            async throws
        {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(12_000, every: 900))
            let http = try dashboard.http()
            let whole = try await http.get("/api/footprints?limit=500").json()["footprints"].values
            #expect(whole.count == 36)
            #expect(
                whole.map { $0["start_ns"].text ?? "" }
                    == whole.map { $0["start_ns"].text ?? "" }.sorted())
            var paged: [JSON] = []
            var before = ""
            while true {
                let page = try await http.get("/api/footprints?limit=7\(before)").json()
                let found = page["footprints"].values
                guard let first = found.first?["start_ns"].text else { break }
                paged = found + paged
                before = "&before_ns=\(first)"
            }
            #expect(paged == whole)
            let one = try await http.get("/api/footprint?start_ns=1704292500000000000").json()
            #expect(one == whole[1] && one["developing"] == .flag(false))
            let open = try await http.get("/api/footprint?period=5m").json()
            #expect(open["developing"] == .flag(true))
            // The same bars, by both.
            let bars = try await http.get("/api/bars?period=5m&limit=5000").json()["bars"].values
            #expect(bars.count == 36)
            for (bar, footprint) in zip(bars, whole) {
                for (name, value) in bar.members { #expect(footprint[name] == value) }
                let sum = footprint["rows"].values.reduce(0) { $0 + ($1["volume"].number ?? 0) }
                #expect(sum == bar["volume"].number)
            }
            let some = try await http.get(
                "/api/bars?period=1m&from=2024-01-03T15:00Z&to=2024-01-03T15:10:00Z"
            ).json()
            #expect(some["bars"].count == 10)
            #expect(some["bars"][0]["start"].text == "2024-01-03T15:00:00Z")
            await dashboard.end()
        }

        @Test func `parameters are refused with what is allowed`() async throws {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(2000, every: 900))
            let http = try dashboard.http()
            for (target, status, words) in [
                ("/api/bars?limit=0", 400, "from 1 to 5000, got '0'"),
                ("/api/bars?limit=5001", 400, "got '5001'"),
                ("/api/bars?limit=1e3", 400, "got '1e3'"),
                ("/api/bars?limit=-1", 400, "got '-1'"),
                ("/api/bars?limit=1&limit=2", 400, "limit is there twice"),
                ("/api/bars?period=9m", 400, "there are 1s, 1m, 5m, 2h"),
                ("/api/bars?symbol=XYZ", 404, "there are ES, SPY"),
                ("/api/bars?engine=two", 404, "there are one"),
                ("/api/bars?from=yesterday", 400, "from is an instant"),
                ("/api/footprints?period=1m", 400, "they are of 5m"),
                ("/api/footprint?start_ns=1", 404, "footprint"),
                ("/api/footprint?start_ns=1704292500000000001", 404, "no footprint starts at"),
                ("/api/footprint?symbol=SPY", 404, "footprint"),
                ("/api/profile?anchor=yearly", 400, "anchor is one of daily, weekly, monthly"),
                ("/api/profile?previous=33", 400, "from 0 to 32"),
                ("/api/profile?previous=1", 404, "profile"),
                ("/api/vwap?symbol=SPY", 404, "VWAP"),
                ("/api/decisions?verdict=maybe", 400, "verdict is one of rejected"),
                ("/api/decisions?system=astrology", 400, "astrology"),
                ("/api/decisions?rule=level", 400, "system is needed"),
                ("/api/decisions/ES-0", 404, "like SPY-37"), ("/api/decisions/XYZ-1", 404, ""),
                ("/api/decisions/ES-999999", 404, ""), ("/api/extension", 404, "no extension yet"),
                ("/api/backtests/first", 404, "no report"), ("/api/nothing", 404, "no path"),
                ("/api/bars/", 404, "no path"), ("/api", 404, "no path"),
                ("/dashboard", 404, "--page"), ("/assets/main.js", 404, "--page"),
                ("/api/bars?symbol=" + String(repeating: "A", count: 129), 400, "128 bytes"),
            ] {
                let answer = try await http.get(target)
                #expect(answer.status == status, "\(target): \(answer.text)")
                #expect(try answer.json()["error"].text?.contains(words) == true, "\(answer.text)")
                #expect(try answer.json().count == 2)
            }
            await dashboard.end()
        }

        @Test func `the page and its files are served as they are, with tags, and nothing else is`()
            async throws
        {
            let folders = try Folders()
            let dashboard = try await Dashboard(page: folders.page, reports: folders.reports)
            let http = try dashboard.http()
            for (target, type, text) in [
                ("/dashboard", "text/html; charset=utf-8", "<!doctype html><title>Pitwire</title>"),
                ("/assets/main.js", "text/javascript; charset=utf-8", "export const answer = 42\n"),
                ("/assets/panels/one.js", "text/javascript; charset=utf-8", "1\n"),
                ("/assets/logo.svg", "image/svg+xml", "<svg/>"),
                ("/api/backtests/second", "application/json", "{\"trades\":2}"),
            ] {
                let answer = try await http.get(target)
                #expect(answer.status == 200 && answer.text == text, "\(target)")
                #expect(answer.headers["content-type"] == type)
                guard let tag = answer.headers["etag"] else { continue }
                let again = try await http.get(target, "If-None-Match: \(tag)\r\n")
                #expect(again.status == 304 && again.body.isEmpty)
                let other = try await http.get(target, "If-None-Match: \"1\"\r\n")
                #expect(other.status == 200)
            }
            for target in [
                "/assets/.hidden.js", "/assets/notes.exe", "/assets/nothing.js", "/assets/",
                "/assets/panels", "/assets/%2e%2e/secret.json", "/assets/..%2fsecret.json",
                "/api/backtests/..%2fsecret", "/api/backtests/notes", "/api/backtests/first.json",
                "/api/backtests/.first",
            ] {
                // One that is malformed ends its connection.
                let answer = try await dashboard.http().get(target)
                #expect(answer.status == 404 || answer.status == 400, "\(target): \(answer.text)")
                #expect(!answer.text.contains("secret\":"))
            }
            let reports = try await http.get("/api/backtests").json()["backtests"].values
            #expect(Set(reports.compactMap { $0["name"].text }) == ["first", "second"])
            #expect(reports.allSatisfy { $0["bytes"].number == 12 })
            let head = try await http.send("HEAD", "/dashboard")
            #expect(head.status == 200 && head.headers["etag"] != nil)
            await dashboard.end()
        }

        @Test func `metrics keep to what Prometheus asks for`() async throws {
            let dashboard = try await Dashboard()
            var market = MadeUpMarket()
            try await dashboard.trade(market.ticks(100, every: 900))
            let answer = try await dashboard.http().get("/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            var types: [String: String] = [:]
            var helped: Set<String> = []
            var series: Set<String> = []
            for line in answer.text.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                if line.hasPrefix("# HELP") {
                    #expect(helped.insert(words[2]).inserted, "\(line)")
                } else if line.hasPrefix("# TYPE") {
                    #expect(helped.contains(words[2]))
                    types[words[2]] = words[3]
                } else {
                    let parts = line.split(separator: " ")
                    let name = String(parts[0].prefix { $0 != "{" })
                    let type = types[name]
                    #expect(type != nil, "\(line)")
                    #expect(type != "counter" || name.hasSuffix("_total"), "\(line)")
                    #expect(series.insert(String(parts[0])).inserted, "\(line) is there twice")
                    #expect(Double(parts[parts.count - 1])?.isFinite == true, "\(line)")
                    let isPlain = name.utf8.allSatisfy {
                        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f
                    }
                    #expect(isPlain, "\(name)")
                }
            }
            for name in [
                "pitwire_engine_up{engine=\"one\"}", "pitwire_core_inputs_total{engine=\"one\"}",
                "pitwire_publisher_bytes_sent_total{engine=\"one\"}",
                "pitwire_engine_uptime_seconds{engine=\"one\"}",
                "pitwire_ring_capacity{engine=\"one\",ring=\"output\"}",
                "pitwire_gateway_answers_total{status=\"2xx\"}", "process_cpu_seconds_total",
                "process_resident_memory_bytes",
            ] { #expect(series.contains(name), "\(name)") }
            await dashboard.end()
        }
    }
}
