public import Bytes

/// Bytes from the other side that this protocol refuses: the code to answer with, where, the
/// limit and the value.
public struct WireError: Error, Hashable, Sendable {
    /// The code an error message carries back.
    public var code: WireErrorCode
    /// What was being read: `header`, `payload`, or a message or record by name.
    public var subject: String
    /// The byte within the subject.
    public var offset: Int
    /// The limit, or what was needed.
    public var limit: Int64
    /// The value found.
    public var value: Int64
    /// The reason in words.
    public var reason: String

    /// Puts an error together.
    @inline(never)
    public init(
        _ code: WireErrorCode, in subject: String, offset: Int = 0, limit: Int64 = 0,
        value: Int64 = 0, reason: String
    ) {
        self.code = code
        self.subject = subject
        self.offset = offset
        self.limit = limit
        self.value = value
        self.reason = reason
    }

    /// Fields of `subject` that do not decode.
    @inline(never)
    public init(malformed error: BytesError, in subject: String) {
        self.init(
            .malformed, in: subject, offset: error.offset, limit: Int64(error.needed),
            value: Int64(error.got), reason: error.description)
    }
}

extension WireError: CustomStringConvertible {
    /// The text for logs.
    public var description: String { "\(subject): \(reason)" }
}
