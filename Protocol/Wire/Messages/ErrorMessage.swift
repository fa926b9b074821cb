public import Bytes

/// A refusal or a fault, with the request it answers.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the offending request, 0 when it is about the session |
/// | 4 | 2 | code | `WireErrorCode`; an unknown one is kept as its number |
/// | 6 | 1 | closes | 1 when the connection closes behind it |
/// | 7 | 1 | reserved | 0 |
/// | 8 | 8 | limit | by code, 0 when there is none |
/// | 16 | 8 | value | by code |
/// | 24 | text | text | at most 1024 bytes: what, where, the limit and the value |
public struct ErrorMessage: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.error

    /// The offending request, 0 for the session.
    public var request: UInt32
    /// The code's number; `knownCode` names it.
    public var code: UInt16
    /// The connection closes behind it.
    public var closes: Bool
    /// The limit, 0 when there is none.
    public var limit: Int64
    /// The value found, by code.
    public var value: Int64
    /// In words, for people.
    public var text: String

    /// Puts an error together; it closes when its code does by default.
    public init(
        request: UInt32 = 0, code: WireErrorCode, closes: Bool? = nil, limit: Int64 = 0,
        value: Int64 = 0, text: String
    ) {
        self.request = request
        self.code = code.rawValue
        self.closes = closes ?? code.closesByDefault
        self.limit = limit
        self.value = value
        self.text = text
    }

    /// The answer to bytes that were refused.
    public init(_ error: WireError, request: UInt32 = 0) {
        self.init(
            request: request, code: error.code, limit: error.limit, value: error.value,
            text: error.description)
    }

    /// The code, when this version knows it.
    public var knownCode: WireErrorCode? { WireErrorCode(rawValue: code) }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(code)
        writer.append(flag: closes)
        writer.append(UInt8(0))
        writer.append(limit)
        writer.append(value)
        writer.append(text: text.cut(to: 1024))
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        code = try reader.read()
        closes = try reader.readFlag()
        _ = try reader.read(UInt8.self)
        limit = try reader.read()
        value = try reader.read()
        text = try reader.readText(limit: 1024)
    }
}

extension String {
    /// The longest front of whole characters that takes at most `limit` UTF-8 bytes.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = ""
        var bytes = 0
        for character in self {
            bytes += character.utf8.count
            if bytes > limit { break }
            kept.append(character)
        }
        return kept
    }
}
