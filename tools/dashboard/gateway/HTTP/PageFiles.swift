import Glibc
import Web

/// The page's files: read when they are asked for, so that a changed one is seen at once.
package struct PageFiles: Sendable {
    /// The largest file that is served, bytes.
    static let limit = 8 << 20

    private let folder: String

    /// The files of a folder; `index.html` is the page.
    package init(folder: String) {
        self.folder = folder
    }

    /// `index.html`.
    func page(_ request: WebRequest) throws(APIError) -> WebResponse {
        try file("index.html", request)
    }

    /// A file beside the page, or in its folder `assets`.
    func asset(_ name: String, _ request: WebRequest) throws(APIError) -> WebResponse {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || "._-/".utf8.contains(byte)
        }
        // No hidden file, and nothing outside.
        let segments = name.split(separator: "/", omittingEmptySubsequences: false)
        guard isPlain, segments.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
            throw APIError(.notFound, "no file \(request.path)")
        }
        return try file(name, request)
    }

    private func file(_ name: String, _ request: WebRequest) throws(APIError) -> WebResponse {
        guard let type = Self.types[name.split(separator: ".").last.map(String.init) ?? ""],
            let bytes = Self.read("\(folder)/\(name)") ?? Self.read("\(folder)/assets/\(name)")
        else { throw APIError(.notFound, "no file \(request.path)") }
        let tag = Self.tag(bytes)
        let headers = [("ETag", tag), ("Cache-Control", "no-cache")]
        let known = request.headers["if-none-match"]?.split(separator: ",").map {
            $0.trimmingBlanks()
        }
        if known?.contains(where: { $0 == tag || $0 == "*" }) == true {
            return WebResponse(status: 304, headers: headers)
        }
        return WebResponse(
            status: 200, contentType: type, headers: headers, body: WebBody(bytes))
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "json": "application/json", "svg": "image/svg+xml", "png": "image/png",
        "ico": "image/x-icon", "woff2": "font/woff2", "txt": "text/plain; charset=utf-8",
    ]

    /// A regular file of at most `limit` bytes; `nil` for anything else.
    static func read(_ path: String, limit: Int = PageFiles.limit) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_size <= limit
        else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, count in
            while count < buffer.count {
                let got = Glibc.read(
                    file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if got <= 0 { break }
                count += got
            }
        }
    }

    /// FNV-1a of the bytes, 64 bits: another content has another tag.
    private static func tag(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "\"\(String(hash, radix: 16))\""
    }
}
