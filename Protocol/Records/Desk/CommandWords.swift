/// The words of a command, one after the other, at most eight: no array is made for them.
public struct CommandWords: Hashable, Sendable {
    private var lanes = SIMD8<Int64>()
    /// How many there are.
    public private(set) var count = 0

    /// No word.
    public init() {}

    /// Adds a word behind the others; traps when there are eight.
    public mutating func append(_ word: Int64) {
        lanes[count] = word
        count += 1
    }
}

extension CommandWords: RandomAccessCollection {
    /// The place of the first: 0.
    public var startIndex: Int { 0 }

    /// The place behind the last.
    public var endIndex: Int { count }

    /// The word at a place.
    public subscript(place: Int) -> Int64 {
        precondition(place < count, "word \(place) of \(count)")
        return lanes[place]
    }
}

extension CommandWords: ExpressibleByArrayLiteral {
    /// Some words.
    public init(arrayLiteral words: Int64...) {
        for word in words { append(word) }
    }
}
