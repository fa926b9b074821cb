/// Where a text is no JSON, what should have been there and what was.
package struct JSONFault: Error, Equatable, CustomStringConvertible {
    /// The byte of the text, from 1.
    package var column: Int
    /// What JSON would have, in words.
    package var expected: String
    /// What is there: at most twelve bytes in quotes, or words.
    package var found: String

    /// A fault.
    package init(column: Int, expected: String, found: String) {
        self.column = column
        self.expected = expected
        self.found = found
    }

    /// `column 6: expected a JSON value, found "tru}"`.
    package var description: String { "column \(column): expected \(expected), found \(found)" }
}
