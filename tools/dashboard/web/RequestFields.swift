import CLibwebsockets

/// The line and headers of a request, as libwebsockets has read them, after a look whether they are
/// fit to be answered: it is more forgiving than a server should be.
struct RequestFields {
    let method: String
    let target: RequestTarget
    /// By lower-case name, those this server looks at or hands on; lists joined by commas.
    let headers: [String: String]
    let isVersion11: Bool
    /// Bytes of the body, where the client says.
    let length: Int?

    var path: String { target.path }

    /// The connection may stay open after the answer.
    var keepsAlive: Bool {
        if tokens(of: "connection").contains("close") || isUnbounded { return false }
        return isVersion11 || headers["connection"]?.lowercased() == "keep-alive"
    }

    /// The library takes whatever follows for the body. It has none: no length, no body.
    var isUnbounded: Bool { length == nil && RequestFields.withBody.contains(method) }

    private static let withBody: Set = ["POST", "PUT", "PATCH"]

    /// The client waits for a `100 Continue` before it sends the body.
    var expectsContinue: Bool {
        isVersion11 && headers["expect"]?.lowercased() == "100-continue"
    }

    /// The elements of a list, in lower case.
    func tokens(of header: String) -> [String] {
        (headers[header] ?? "").split(separator: ",").map { $0.lowercased().trimmingBlanks() }
    }

    // MARK: Reading

    /// Headers of one value: a second one could mean another to a server in front of this one.
    private static let single: [(name: String, token: lws_token_indexes)] = [
        ("host", WSI_TOKEN_HOST), ("origin", WSI_TOKEN_ORIGIN),
        ("authorization", WSI_TOKEN_HTTP_AUTHORIZATION),
        ("content-length", WSI_TOKEN_HTTP_CONTENT_LENGTH),
        ("content-type", WSI_TOKEN_HTTP_CONTENT_TYPE), ("expect", WSI_TOKEN_HTTP_EXPECT),
        ("sec-websocket-key", WSI_TOKEN_KEY), ("sec-websocket-version", WSI_TOKEN_VERSION),
    ]
    private static let lists: [(name: String, token: lws_token_indexes)] = [
        ("connection", WSI_TOKEN_CONNECTION), ("upgrade", WSI_TOKEN_UPGRADE),
        ("accept", WSI_TOKEN_HTTP_ACCEPT), ("if-none-match", WSI_TOKEN_HTTP_IF_NONE_MATCH),
        ("user-agent", WSI_TOKEN_HTTP_USER_AGENT), ("cookie", WSI_TOKEN_HTTP_COOKIE),
    ]

    /// The request of a connection whose headers are whole.
    static func read(_ sent: LibraryHeaders) -> Result<RequestFields, Refusal> {
        do throws(Refusal) {
            let isVersion11 = try version(sent)
            guard let (method, path) = sent.method else {
                throw .bad("the request has no method that is spoken here, or several")
            }
            try refuseHiddenFraming(sent)
            var headers: [String: String] = [:]
            for (name, token) in single {
                let values = sent.values(token)
                guard values.count <= 1 else { throw .bad("the header \(name) appears twice") }
                if let value = values.first { headers[name] = try text(value, name) }
            }
            for (name, token) in lists {
                let values = sent.values(token)
                guard !values.isEmpty else { continue }
                headers[name] = try values.map { value throws(Refusal) in try text(value, name) }
                    .joined(separator: name == "cookie" ? "; " : ", ")
            }
            if isVersion11 && headers["host"] == nil {
                throw .bad("a request of HTTP/1.1 names its host")
            }
            let target = try RequestTarget.parse(
                path: sent.values(path), query: sent.values(WSI_TOKEN_HTTP_URI_ARGS)
            ).get()
            return .success(
                RequestFields(
                    method: method, target: target, headers: headers, isVersion11: isVersion11,
                    length: try length(headers["content-length"])))
        } catch {
            return .failure(error)
        }
    }

    /// Bytes may follow, whatever else is wrong with the request.
    static func announcesBody(_ sent: LibraryHeaders) -> Bool {
        !sent.values(WSI_TOKEN_HTTP_CONTENT_LENGTH).isEmpty
            || withBody.contains(sent.method?.name ?? "")
    }

    /// Also what keeps an escaped line end in a path from passing for a header: the version is not
    /// where it belongs then.
    private static func version(_ sent: LibraryHeaders) throws(Refusal) -> Bool {
        let versions = sent.values(WSI_TOKEN_HTTP).map { String(decoding: $0, as: UTF8.self) }
        guard versions == ["HTTP/1.1"] || versions == ["HTTP/1.0"] else {
            throw Refusal(
                status: 505, code: "version", text: "only HTTP/1.1 and 1.0 are spoken")
        }
        return versions == ["HTTP/1.1"]
    }

    /// The library reads no chunks, and takes a name with a blank for one it does not know.
    private static func refuseHiddenFraming(_ sent: LibraryHeaders) throws(Refusal) {
        guard sent.values(WSI_TOKEN_HTTP_TRANSFER_ENCODING).isEmpty else {
            throw Refusal(
                status: 501, code: "transfer_encoding",
                text: "a body has a content-length, and no transfer coding")
        }
        for name in ["content-length", "transfer-encoding"] {
            for hidden in ["\(name) :", "\(name)\t:", " \(name):", "\t\(name):"]
            where sent.has(unknown: hidden) {
                throw .bad("the name of the header \(name) has a blank in it")
            }
        }
    }

    private static func text(_ value: [UInt8], _ name: String) throws(Refusal) -> String {
        guard !value.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) else {
            throw .bad("the header \(name) has a control character")
        }
        return String(decoding: value, as: UTF8.self).trimmingBlanks()
    }

    private static func length(_ text: String?) throws(Refusal) -> Int? {
        guard let text else { return nil }
        guard !text.isEmpty, text.utf8.count <= 15, text.utf8.allSatisfy({ (48...57).contains($0) })
        else { throw .bad("content-length is no number") }
        return Int(text)
    }
}

extension StringProtocol {
    /// Without the spaces and tabs around it.
    package func trimmingBlanks() -> String {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
