import JSON
import Testing

@Suite struct JSONTextTests {
    @Test func `what a string may not hold is escaped`() {
        #expect(JSONText.quoted("a\"b\\c\n\t\u{1}é") == "\"a\\\"b\\\\c\\n\\t\\u0001é\"")
    }

    @Test func `objects and arrays are one line`() {
        let array = JSONText.array(["1", JSONText.quoted("x")])
        #expect(JSONText.object([("a", array), ("b", "null")]) == "{\"a\":[1,\"x\"],\"b\":null}")
    }
}
