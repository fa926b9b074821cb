/// An upgrade to a WebSocket, as RFC 6455 asks for it.
enum SocketRequest {
    /// `head` asks for an upgrade of `path`.
    static func isAsked(_ head: RequestHead, path: String) -> Bool {
        head.target.path == path && head.method == "GET" && head.isVersion11
            && head.tokens(of: "upgrade").contains("websocket")
            && head.tokens(of: "connection").contains("upgrade")
    }

    /// The client's key; `nil` when it is not one, or the version is not 13.
    static func key(_ head: RequestHead) -> String? {
        guard head.headers["sec-websocket-version"] == "13",
            let key = head.headers["sec-websocket-key"]
        else { return nil }
        let bytes = Array(key.utf8)
        guard bytes.count == 24, bytes.suffix(2).elementsEqual("==".utf8),
            bytes.dropLast(2).allSatisfy(isBase64)
        else { return nil }
        return key
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// What libwebsockets gets to see of an upgrade.
    static func canonical(key: String) -> String {
        "GET /ws HTTP/1.1\r\nHost: pitwire\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: 13\r\n\r\n"
    }
}
