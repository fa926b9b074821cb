/// The name a client gives a command, by which a repeat of it is known: 1 to 32 bytes of letters,
/// digits, `_`, `.`, `:` and `-`.
///
/// Whoever sends a command makes its id before the first try and keeps it for every other: an
/// engine that has seen the id gives its first answer again and does nothing else.
public struct CommandID: Hashable, Sendable {
    /// The most bytes of an id.
    public static let limit = 32

    /// The id as text.
    public let text: String

    /// An id; `nil` unless `text` is 1 to 32 of the bytes allowed.
    public init?(_ text: String) {
        var text = text
        let isID = text.withUTF8 { bytes in
            (1...Self.limit).contains(bytes.count) && bytes.allSatisfy(Self.isAllowed)
        }
        guard isID else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2e, 0x3a, 0x2d: true
        default: false
        }
    }
}

extension CommandID: CustomStringConvertible {
    /// The text itself.
    public var description: String { text }
}

extension CommandID: Codable {
    /// Reads the text; an id that is none is a damaged state.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = CommandID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a command id of \(text.utf8.count) bytes")
        }
        self = id
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
