import EventLoop

/// The line and headers of an answer.
enum ResponseHead {
    /// What a page may load and who may show it: nothing of and for other hosts.
    private static let security =
        "Content-Security-Policy: default-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        + "form-action 'self'\r\n"
        + "X-Content-Type-Options: nosniff\r\n"
        + "X-Frame-Options: DENY\r\n"
        + "Referrer-Policy: no-referrer\r\n"
        + "Cross-Origin-Opener-Policy: same-origin\r\n"
        + "Cross-Origin-Resource-Policy: same-origin\r\n"

    /// The head of `response` to a request of `path`.
    static func bytes(_ response: WebResponse, path: String, keepsAlive: Bool) -> SharedBytes {
        let status = (200...599).contains(response.status) ? response.status : 500
        var text = "HTTP/1.1 \(status) \(reason(status))\r\n"
        if !hasNoBody(status) {
            text += "Content-Length: \(response.body.count)\r\n"
            if !response.contentType.isEmpty, isValue(response.contentType) {
                text += "Content-Type: \(response.contentType)\r\n"
            }
        }
        var hasCaching = false
        for (name, value) in response.headers where isName(name) && isValue(value) {
            hasCaching = hasCaching || name.lowercased() == "cache-control"
            text += "\(name): \(value)\r\n"
        }
        if !hasCaching && (path.hasPrefix("/api") || path.hasPrefix("/log") || status >= 400) {
            text += "Cache-Control: no-store\r\n"
        }
        text += security
        text += keepsAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n"
        return SharedBytes(Array(text.utf8))
    }

    /// An answer that has no body, whatever its handler gave.
    static func hasNoBody(_ status: Int) -> Bool { status == 204 || status == 304 }

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

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 426: "Upgrade Required"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: status < 400 ? "OK" : "Error"
        }
    }
}
