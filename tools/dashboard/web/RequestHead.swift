/// The line and headers of a request, as strict as RFC 9112 lets a server be.
struct RequestHead {
    let method: String
    let target: RequestTarget
    /// By lower-case name; fields sent several times are joined by commas, as lists are.
    let headers: [String: String]
    let isVersion11: Bool
    /// Bytes that follow.
    let framing: Framing

    enum Framing: Equatable {
        case length(Int)
        case chunked
    }

    /// The connection stays open after the answer.
    var keepsAlive: Bool {
        let tokens = tokens(of: "connection")
        if tokens.contains("close") { return false }
        return isVersion11 || tokens.contains("keep-alive")
    }

    /// The client waits for a `100 Continue` before it sends the body.
    var expectsContinue: Bool {
        isVersion11 && headers["expect"]?.lowercased() == "100-continue"
    }

    /// The elements of a list, in lower case.
    func tokens(of header: String) -> [String] {
        (headers[header] ?? "").split(separator: ",").map {
            $0.lowercased().trimmingBlanks()
        }
    }

    /// The head in `bytes`, which end with the empty line's CRLF.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Result<RequestHead, Refusal> {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        lines.removeLast()
        for index in lines.indices {
            guard lines[index].last == UInt8(ascii: "\r") else {
                return .failure(.bad("a line does not end in CR LF"))
            }
            lines[index].removeLast()
            guard !lines[index].contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) else {
                return .failure(.bad("a line has a control character"))
            }
        }
        lines.removeLast()
        guard lines.count <= 101 else {
            return .failure(
                Refusal(status: 431, code: "too_large", text: "more than 100 header fields"))
        }
        do throws(Refusal) {
            var headers: [String: String] = [:]
            for line in lines.dropFirst() { try add(line, to: &headers) }
            let (method, target, isVersion11) = try requestLine(lines[0], &headers)
            if isVersion11 && headers["host"] == nil {
                throw .bad("a request of HTTP/1.1 names its host")
            }
            return .success(
                RequestHead(
                    method: method, target: target, headers: headers, isVersion11: isVersion11,
                    framing: try framing(headers)))
        } catch {
            return .failure(error)
        }
    }

    private static func requestLine(
        _ line: ArraySlice<UInt8>, _ headers: inout [String: String]
    ) throws(Refusal) -> (String, RequestTarget, Bool) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(isTokenByte),
            parts[0].count <= 32
        else { throw .bad("the request's line is not METHOD TARGET VERSION") }
        let version = String(decoding: parts[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw version.hasPrefix("HTTP/")
                ? Refusal(status: 505, code: "version", text: "only HTTP/1.1 and 1.0 are spoken")
                : .bad("the request's line does not end in a version of HTTP")
        }
        guard parts[1].count <= 8192 else {
            throw Refusal(
                status: 414, code: "too_large",
                text: "a target of \(parts[1].count) bytes, at most 8192")
        }
        var target = Substring(decoding: parts[1], as: UTF8.self)
        guard parts[1].allSatisfy({ $0 < 0x80 }) else {
            throw .bad("the target has a byte that is not ASCII")
        }
        // A client that believes to talk to a proxy names the host here, and that one counts.
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let slash = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) ?? rest.endIndex
            headers["host"] = String(rest[..<slash])
            target = rest[slash...]
            if target.first != "/" { target = "/" + target }
        }
        let method = String(decoding: parts[0], as: UTF8.self)
        return (
            method, try RequestTarget.parse(target.utf8).get(), version == "HTTP/1.1"
        )
    }

    private static func add(
        _ line: ArraySlice<UInt8>, to headers: inout [String: String]
    ) throws(Refusal) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isTokenByte)
        else { throw .bad("a header field is not NAME: VALUE") }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingBlanks()
        guard let earlier = headers[name] else {
            headers[name] = value
            return
        }
        switch name {
        case "host", "content-length", "authorization", "content-type", "origin",
            "sec-websocket-key", "sec-websocket-version":
            throw .bad("the header \(name) appears twice")
        case "cookie": headers[name] = earlier + "; " + value
        default: headers[name] = earlier + ", " + value
        }
    }

    private static func framing(_ headers: [String: String]) throws(Refusal) -> Framing {
        if let coding = headers["transfer-encoding"] {
            guard headers["content-length"] == nil else {
                throw .bad("both content-length and transfer-encoding")
            }
            guard coding.lowercased() == "chunked" else {
                throw Refusal(
                    status: 501, code: "transfer_encoding",
                    text: "of the transfer codings only chunked is known")
            }
            return .chunked
        }
        guard let text = headers["content-length"] else { return .length(0) }
        guard !text.isEmpty, text.count <= 15, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(text)
        else { throw .bad("content-length is no number") }
        return .length(length)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension StringProtocol {
    /// Without the spaces and tabs around it.
    func trimmingBlanks() -> String {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
