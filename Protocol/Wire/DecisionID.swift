/// The name of a decision: its instrument's symbol and its number there, `SPY-37`.
public struct DecisionID: Hashable, Sendable {
    /// The instrument's symbol, which may hold `-` itself.
    public var symbol: String
    /// From 1, in the order of the instrument's evaluations that are no studies.
    public var number: UInt64

    /// Puts a name together.
    public init(symbol: String, number: UInt64) {
        self.symbol = symbol
        self.number = number
    }

    /// Reads `SPY-37`; `nil` unless a symbol, `-` and a number from 1 in plain digits are there.
    public init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), dash > text.startIndex else { return nil }
        let digits = text[text.index(after: dash)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits),
            number >= 1
        else { return nil }
        self.init(symbol: String(text[..<dash]), number: number)
    }
}

extension DecisionID: CustomStringConvertible {
    /// `SPY-37`
    public var description: String { "\(symbol)-\(number)" }
}
