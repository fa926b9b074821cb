import CLibwebsockets

/// An answer on its way out, handed to the library in pieces as the socket takes them. Loop thread
/// only.
final class AnswerWriter {
    private let response: WebResponse
    /// Of the request, for what is not to be cached.
    private let path: String
    /// What follows the head.
    private let body: WebBody
    /// Bytes of the body that were handed over, and how many at the last look.
    private var sent = 0
    private var sentBefore = 0
    private var hasHead = false
    /// The connection may stay open after it; read when the head is written.
    var keepsAlive: Bool

    enum Progress {
        case done
        /// To be called again when the socket takes more.
        case more
        /// The connection is of no use any more.
        case failed
    }

    /// When it has to be out, on the loop's clock.
    let deadline: Int64

    init(
        _ response: WebResponse, to fields: RequestFields?, keepsAlive: Bool,
        until deadline: Int64 = .max
    ) {
        self.response = response
        path = fields?.path ?? ""
        let isBare = fields?.method == "HEAD" || AnswerWriter.hasNoBody(response.status)
        body = isBare ? .empty : response.body
        self.keepsAlive = keepsAlive
        self.deadline = deadline
    }

    /// The head has not been written.
    var isNew: Bool { !hasHead }

    /// Nothing has been taken since this was asked last.
    var isStuck: Bool {
        defer { sentBefore = sent }
        return hasHead && sent == sentBefore
    }

    /// Bytes after the head.
    var count: Int { body.count }

    func write(_ wsi: OpaquePointer, _ server: ServerLoop) -> Progress {
        if !hasHead {
            guard writeHead(wsi, server) else { return .failed }
            hasHead = true
        }
        while sent < body.count {
            guard lws_send_pipe_choked(wsi) == 0 else { return .more }
            guard writePiece(wsi) else { return .failed }
        }
        // The library keeps what the system did not take, and sends it before it asks for more.
        return lws_partial_buffered(wsi) == 0 ? .done : .more
    }

    /// The bytes themselves: over HTTP/1.1 the library puts nothing before them and changes none.
    private func writePiece(_ wsi: OpaquePointer) -> Bool {
        let size = min(Library.fragment, body.count - sent)
        let kind = sent + size == body.count ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP
        let written = body.withBytes { bytes in
            let piece = UnsafeMutableRawPointer(mutating: bytes.baseAddress! + sent)
            return lws_write(wsi, piece.assumingMemoryBound(to: UInt8.self), size, kind)
        }
        sent += size
        return written >= size
    }

    // MARK: The head

    private func writeHead(_ wsi: OpaquePointer, _ server: ServerLoop) -> Bool {
        let bytes = server.scratch.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let (start, end) = (bytes + server.room, bytes + server.scratch.count)
        var at: UnsafeMutablePointer<UInt8>? = start
        let status = (200...599).contains(response.status) ? response.status : 500
        guard pitwire_lws_status(wsi, CUnsignedInt(status), &at, end) == 0 else { return false }
        for (name, value) in headers(status) {
            let value = Array(value.utf8)
            guard
                lws_add_http_header_by_name(
                    wsi, "\(name):", value, CInt(clamping: value.count), &at, end) == 0
            else { return false }
        }
        return lws_finalize_write_http_header(wsi, start, &at, end) == 0
    }

    private func headers(_ status: Int) -> [(String, String)] {
        var all: [(String, String)] = []
        if !AnswerWriter.hasNoBody(status) {
            all.append(("content-length", "\(response.body.count)"))
            if !response.contentType.isEmpty, AnswerWriter.isValue(response.contentType) {
                all.append(("content-type", response.contentType))
            }
        }
        let own = response.headers.filter {
            AnswerWriter.isName($0.0) && AnswerWriter.isValue($0.1)
        }
        all += own
        let isPrivate = path.hasPrefix("/api") || path.hasPrefix("/log") || status >= 400
        if isPrivate, !own.contains(where: { $0.0.lowercased() == "cache-control" }) {
            all.append(("cache-control", "no-store"))
        }
        all.append(("connection", keepsAlive ? "keep-alive" : "close"))
        return all
    }

    /// An answer that has no body, whatever its handler gave.
    private static func hasNoBody(_ status: Int) -> Bool { status == 204 || status == 304 }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// No byte that could end the line.
    private static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
