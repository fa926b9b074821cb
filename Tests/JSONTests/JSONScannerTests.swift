import Testing

@testable import JSON

@Suite struct JSONScannerTests {
    /// The fault of a text, `nil` when it is JSON.
    private func fault(_ bytes: [UInt8]) -> JSONFault? {
        bytes.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            do throws(JSONFault) {
                try scanner.skip(try scanner.value())
                try scanner.finish()
                return nil
            } catch {
                return error
            }
        }
    }

    private func fault(_ text: String) -> JSONFault? { fault(Array(text.utf8)) }

    /// The text of a string.
    private func text(_ json: String) throws -> String {
        try Array(json.utf8).withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            return scanner.text(try scanner.string())
        }
    }

    @Test(arguments: [
        "0", "-0", "1.5", "-12.25e-3", "1E+9", "\"\"", "\"a\\u00e9\\n\\\\\"", "true", "false",
        "null", "[]", "{}", " [ 1 , [ ] , { \"a\" : { } } ]\t", "{\"a\":1,\"a\":2}",
        "\"\u{e9}\u{20ac}\u{1f600}\u{7ff}\u{800}\u{ffff}\u{10000}\"", "\"\\ud83d\\ude00\"",
    ])
    func `what the standard allows`(text: String) {
        #expect(fault(text) == nil)
    }

    @Test(arguments: [
        "", " ", "01", "-", "1.", ".5", "+1", "1e", "1e+", "0x10", "NaN", "Infinity", "tru",
        "nul", "'a'", "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\ud800\\u0041\"", "\"\t\"", "[", "[1", "[1,", "[1,]", "[,]", "[1 2]", "{", "{\"a\"",
        "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{1:2}", "{\"a\" 1}", "{a:1}", "1 1", "[] []", "]",
        "{]", "[}", "// a", "[1]x",
    ])
    func `what it does not`(text: String) {
        #expect(fault(text) != nil)
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0x80], [0xed, 0xa0, 0x80],
            [0xf0, 0x8f, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80],
            [0xe2, 0x82],
            [0xc3], [0xff],
        ] as [[UInt8]])
    func `bytes that are no UTF-8`(bytes: [UInt8]) {
        #expect(fault([0x22] + bytes + [0x22])?.expected == "UTF-8")
    }

    @Test func `a fault names its column`() {
        #expect(
            fault("[1,2,]")
                == JSONFault(
                    column: 6, expected: "something behind the comma", found: "\"]\""))
        #expect(
            fault("{\"a\":tru}")
                == JSONFault(column: 6, expected: "a JSON value", found: "\"tru}\""))
        #expect(
            fault("[1")
                == JSONFault(column: 3, expected: "a comma or ]", found: "the end"))
    }

    @Test func `brackets may be thirty-two deep`() {
        let brackets = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(fault(brackets(32)) == nil)
        #expect(
            fault(brackets(33))?.expected == "at most 32 brackets inside each other")
    }

    @Test func `strings with their escapes`() throws {
        #expect(try text("\"BRK.B\"") == "BRK.B")
        #expect(try text("\"\\u0041\\/\\\"\\\\\\b\\f\\n\\r\\t\"") == "A/\"\\\u{8}\u{c}\n\r\t")
        #expect(try text("\"x\\ud83d\\ude00\u{e9}\"") == "x\u{1f600}\u{e9}")
    }

    @Test func `every text cut short is a fault`() {
        let whole = Array("[{\"ev\":\"A\",\"x\":[-1.5e3,true,\"\\u00e9\"]},null]".utf8)
        #expect(fault(whole) == nil)
        for count in 0..<whole.count {
            #expect(fault(Array(whole[..<count])) != nil, "\(count) bytes")
        }
    }
}
