/// An upgrade to a WebSocket, as RFC 6455 asks for it.
enum SocketRequest {
    /// The rest of the request agrees with its `Upgrade` header.
    static func isAsked(_ fields: RequestFields) -> Bool {
        fields.method == "GET" && fields.isVersion11
            && fields.tokens(of: "connection").contains("upgrade")
    }

    /// There is a client's key, and the version is 13.
    static func hasKey(_ fields: RequestFields) -> Bool {
        guard fields.headers["sec-websocket-version"] == "13",
            let key = fields.headers["sec-websocket-key"]
        else { return false }
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.suffix(2).elementsEqual("==".utf8)
            && bytes.dropLast(2).allSatisfy(isBase64)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
