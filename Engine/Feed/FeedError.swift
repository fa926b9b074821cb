/// A source that cannot go on: where, what was expected and what was found.
///
/// A single bad row is not an error; it is counted and kept in the source's report.
public struct FeedError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in the input something is.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// The input as a whole.
        case whole
        /// A line of text, counted from 1.
        case line(Int)
        /// A byte of the input, counted from 0; of the file as stored when it is compressed and
        /// the compression is at fault, otherwise of what it holds.
        case byte(Int)

        /// `line 7`, `byte 128`, or nothing.
        public var description: String {
            switch self {
            case .whole: ""
            case .line(let number): "line \(number)"
            case .byte(let offset): "byte \(offset)"
            }
        }
    }

    /// The file, `-` for standard input, or what else the source calls itself.
    public var source: String
    /// Where in it.
    public var place: Place
    /// What should have been there, with its limit.
    public var expected: String
    /// What was there.
    public var found: String

    /// Puts an error together.
    public init(source: String, place: Place, expected: String, found: String) {
        self.source = source
        self.place = place
        self.expected = expected
        self.found = found
    }

    /// One line: source, place, expected, found.
    public var description: String {
        let whereAt = place == .whole ? source : "\(source), \(place)"
        return "\(whereAt): expected \(expected), found \(found)"
    }
}

/// A row or record that was no good: where, what was expected and what was found.
public struct BadRow: Hashable, Sendable, CustomStringConvertible {
    /// Its line or byte.
    public var place: FeedError.Place
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String

    /// Puts a bad row together.
    public init(place: FeedError.Place, expected: String, found: String) {
        self.place = place
        self.expected = expected
        self.found = found
    }

    /// One line: place, expected, found.
    public var description: String { "\(place): expected \(expected), found \(found)" }
}
