/// Why bytes could not be read: what was wrong, where, what was needed and what was there.
public struct BytesError: Error, Hashable, Sendable {
    /// What was wrong.
    public enum Code: UInt8, Sendable, CaseIterable {
        /// The bytes end before the value does: `needed` bytes from `offset`, `got` are left.
        case short
        /// A varint that is longer than its value needs, or than 64 bits.
        case badVarint
        /// A length or count above its limit: at most `needed`, `got` stated.
        case tooLong
        /// A text that is not UTF-8.
        case badText
        /// A double that is NaN or infinite.
        case notFinite
        /// A number that names nothing, or lies outside its range: `got`.
        case badValue
        /// An LZ4 block that does not unpack to its stated length: `needed` stated, `got` unpacked.
        case badBlock
    }

    /// What was wrong.
    public var code: Code
    /// The byte, counted from the start of what was read.
    public var offset: Int
    /// The limit or the bytes needed, by code.
    public var needed: Int
    /// The value or the bytes found, by code.
    public var got: Int

    /// Puts an error together.
    @inline(never)
    public init(_ code: Code, offset: Int, needed: Int = 0, got: Int = 0) {
        self.code = code
        self.offset = offset
        self.needed = needed
        self.got = got
    }
}

extension BytesError: CustomStringConvertible {
    /// The text for logs.
    public var description: String {
        switch code {
        case .short: "byte \(offset): needs \(needed) bytes, got \(got)"
        case .badVarint: "byte \(offset): varint longer than its value or than 64 bits"
        case .tooLong: "byte \(offset): length at most \(needed), got \(got)"
        case .badText: "byte \(offset): text is not UTF-8"
        case .notFinite: "byte \(offset): number is not finite"
        case .badValue: "byte \(offset): value \(got) has no meaning here"
        case .badBlock: "byte \(offset): block unpacks to \(needed) bytes as stated, got \(got)"
        }
    }
}
