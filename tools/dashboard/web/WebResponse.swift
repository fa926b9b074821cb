public import EventLoop
import JSON

/// Bytes of an answer or a message: shared, so the same ones go to fifty pages without a copy each.
public struct WebBody: Sendable {
    let shared: SharedBytes

    /// A text in UTF-8.
    public init(_ text: String) {
        var text = text
        shared = text.withUTF8 { SharedBytes(copying: UnsafeRawBufferPointer($0)) }
    }

    /// A copy of `bytes`.
    public init(_ bytes: [UInt8]) { shared = SharedBytes(bytes) }

    /// The bytes themselves.
    public init(_ bytes: SharedBytes) { shared = bytes }

    /// No bytes.
    public static let empty = WebBody([UInt8]())

    /// How many.
    public var count: Int { shared.count }

    /// The bytes, valid during `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    { try withExtendedLifetime(shared) { try body(shared.bytes) } }
}

/// What is answered to a request; the server adds length, date-free security headers and the
/// connection's own.
public struct WebResponse: Sendable {
    /// 200 to 599.
    public var status: Int
    /// The media type; empty for an answer without a body.
    public var contentType: String
    /// More headers. A name or value that no header can have is left out.
    public var headers: [(String, String)]
    /// The content.
    public var body: WebBody

    /// An answer.
    public init(
        status: Int, contentType: String = "", headers: [(String, String)] = [],
        body: WebBody = .empty
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// `{"error": text, "code": code}`, as every answer that is no success.
    public static func refusal(_ status: Int, _ code: String, _ text: String) -> WebResponse {
        WebResponse(
            status: status, contentType: "application/json",
            body: WebBody(
                JSONText.object([
                    ("error", JSONText.quoted(text)), ("code", JSONText.quoted(code)),
                ])))
    }
}
