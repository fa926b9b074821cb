/// What a request is for: `/api/bars?period=1m`.
struct RequestTarget {
    let path: String
    let query: [(name: String, value: String)]

    /// The target, or what is wrong with it.
    ///
    /// The library has decoded the escapes, taken `.` and `..` and slashes in a row out of the path,
    /// and cut the query at its `&` and `;`. The path it cuts there too, which no path of ours is.
    static func parse(path: [[UInt8]], query: [[UInt8]]) -> Result<RequestTarget, Refusal> {
        guard path.count == 1, let path = String(validating: path[0], as: UTF8.self) else {
            return .failure(.bad("the path is no UTF-8, or has a character that no path here has"))
        }
        guard isPath(path) else {
            return .failure(.bad("the path leaves its root or has a character no path has"))
        }
        var query = query[...]
        // Of an empty end of a query the library makes a slash.
        if query.last == [UInt8(ascii: "/")] { query.removeLast() }
        var values: [(name: String, value: String)] = []
        for pair in query where !pair.isEmpty {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = String(validating: pair[..<equals], as: UTF8.self),
                let value = String(validating: pair[equals...].dropFirst(), as: UTF8.self),
                !pair.contains(0)
            else { return .failure(.bad("the query is no UTF-8, or has a character none has")) }
            values.append((name, value))
        }
        guard values.count <= 64 else {
            return .failure(.bad("the query has \(values.count) values, at most 64"))
        }
        return .success(RequestTarget(path: path, query: values))
    }

    /// Begins with a slash, and has no `..` segment, control character or backslash.
    private static func isPath(_ path: String) -> Bool {
        for scalar in path.unicodeScalars
        where scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\\" { return false }
        return path.hasPrefix("/")
            && !path.split(separator: "/", omittingEmptySubsequences: true).contains("..")
    }
}

/// Why a request is turned away before any handler sees it.
struct Refusal: Error {
    let status: Int
    let code: String
    let text: String
    var headers: [(String, String)] = []

    static func bad(_ text: String) -> Refusal {
        Refusal(status: 400, code: "bad_request", text: text)
    }

    var response: WebResponse {
        var response = WebResponse.refusal(status, code, text)
        response.headers = headers
        return response
    }
}
