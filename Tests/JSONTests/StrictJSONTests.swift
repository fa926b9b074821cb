import JSON
import Testing

@Suite struct StrictJSONTests {
    private func read(_ text: String) -> Result<StrictJSON, JSONFault> {
        Result { () throws(JSONFault) in try StrictJSON(Array(text.utf8)) }
    }

    @Test func `values are read as they were sent`() throws {
        let cases: [(String, StrictJSON)] = [
            ("null", .null), (" true ", .bool(true)), ("0", .number("0")),
            ("-0.0", .number("-0.0")),
            ("1.50", .number("1.50")), ("12e-3", .number("12e-3")), ("\"\"", .string("")),
            ("\"a\\n\\u00e9\\ud83d\\ude00\\/\"", .string("a\né😀/")), ("[]", .list([])),
            ("[1, [2]]", .list([.number("1"), .list([.number("2")])])), ("{}", .object([])),
            (
                "{ \"b\" : 1 , \"a\" : { } }",
                .object([
                    .init(name: "b", value: .number("1")), .init(name: "a", value: .object([])),
                ])
            ),
        ]
        for (text, value) in cases { #expect(read(text) == .success(value), "\(text)") }
    }

    @Test func `what is no JSON is refused with its place`() {
        let cases = [
            "", " ", "nul", "truefalse", "01", "-", "+1", ".5", "1.", "1e", "1 2", "NaN",
            "Infinity", "'a'", "\"", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"\\udc00\"", "[1,]", "[1 2]", "[", "{", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "\u{feff}{}",
            String(repeating: "[", count: 9) + String(repeating: "]", count: 9),
        ]
        for text in cases {
            guard case .failure(let fault) = read(text) else {
                Issue.record("'\(text)' was taken")
                continue
            }
            #expect((1...text.utf8.count + 1).contains(fault.column), "\(text): \(fault)")
        }
        #expect(throws: JSONFault.self) { try StrictJSON([0x22, 0xff, 0x22]) }
    }

    @Test func `every beginning of a text is refused and not trapped on`() {
        let text = Array(
            "{\"a\":[1.5e+3,\"\\ud83d\\ude00\\n\"],\"b\":{\"c\":null,\"d\":true}}".utf8)
        for count in 0..<text.count {
            #expect(throws: JSONFault.self) { try StrictJSON(text[..<count]) }
        }
        #expect(throws: Never.self) { try StrictJSON(text) }
    }
}
