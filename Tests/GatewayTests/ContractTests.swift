import PitctlViews
import Testing

@testable import Gateway

extension EveryTest {
    /// The document against the server that runs.
    @Suite(.serialized, .timeLimit(.minutes(3))) struct ContractTests {
        /// Values for what stands in a path's braces.
        private func target(_ path: String) -> String {
            path.replacing("{id}", with: "ES-1").replacing("{name}", with: "first")
                .replacing("{file}", with: "main.js")
        }

        @Test func `every answer has the members that the document says, and no others`()
            async throws
        {
            let folders = try Folders()
            let dashboard = try await Dashboard(page: folders.page, reports: folders.reports)
            var market = MadeUpMarket()
            // Forty hours: enough two-hour bars for the extensions.
            try await dashboard.trade(market.ticks(12_000, every: 12_000))
            let http = try dashboard.http()
            let document = try await http.get("/openapi.json").json()
            let schema = Schema(document: document)
            #expect(document["openapi"].text == "3.1.0")
            for (path, methods) in document["paths"].members {
                for (method, operation) in methods.members
                where path != "/login" && path != "/logout" {
                    let answer = try await http.send(
                        method.uppercased(), target(path), method == "post" ? "{}" : nil)
                    let known = operation["responses"]["\(answer.status)"]
                    #expect(
                        known != .null, "\(method) \(path) answers \(answer.status): \(answer.text)"
                    )
                    #expect(
                        answer.status == 200
                            || (answer.status == 409 && path.hasPrefix("/api/session/")),
                        "\(method) \(path): \(answer.status) \(answer.text)")
                    guard let (type, content) = known["content"].members.first,
                        type == "application/json"
                    else { continue }
                    #expect(answer.headers["content-type"] == type)
                    #expect(
                        schema.faults(try answer.json(), content["schema"]) == [],
                        "\(method) \(path)")
                }
            }
            let lens = try await http.get("/api/convergence").json()["exit"][0]
            #expect(lens["name"].text == "rsi_9_ob")
            #expect(lens["text"].text?.hasPrefix("RSI ") == true, "\(lens)")
            #expect(lens["value"].number != nil)
            await dashboard.end()
        }

        @Test
        func `every path refuses other methods with Allow, and every query that it does not know`()
            async throws
        {
            let dashboard = try await Dashboard()
            let http = try dashboard.http()
            let document = try await http.get("/openapi.json").json()
            for (path, methods) in document["paths"].members
            where path != "/login" && path != "/logout" {
                for method in ["GET", "POST", "PUT", "DELETE", "PATCH"]
                where methods[method.lowercased()] == .null {
                    let answer = try await http.send(method, target(path), "{}")
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(try answer.json()["code"].text == "method")
                    let allowed = Set(
                        (answer.headers["allow"] ?? "").split(separator: ", ").map(String.init))
                    let declared = Set(methods.members.keys.map { $0.uppercased() })
                    #expect(
                        allowed == (declared.contains("GET") ? declared.union(["HEAD"]) : declared))
                }
                guard methods["get"] != .null else { continue }
                let answer = try await http.get("\(target(path))?colour=blue")
                #expect(answer.status == 400, "\(path)")
                #expect(try answer.json()["code"].text == "bad_query")
                #expect(try answer.json()["error"].text?.contains("'colour'") == true)
            }
            await dashboard.end()
        }

        @Test func `the document names all routes, and no component is missing or unused`() throws {
            let document = try JSON(Array(OpenAPI.document(version: "0").text.utf8))
            for route in Routes.all {
                let path = route.path.replacing("...", with: "")
                #expect(document["paths"][path][route.method.lowercased()] != .null)
            }
            let text = OpenAPI.document(version: "0").text
            for name in document["components"]["schemas"].members.keys {
                #expect(text.contains("\"#/components/schemas/\(name)\""), "\(name)")
            }
        }
    }
}
