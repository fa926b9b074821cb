/// The target of a request line, decoded: `/api/bars?period=1m`.
struct RequestTarget {
    let path: String
    let query: [(name: String, value: String)]

    /// The target, or what is wrong with it.
    static func parse(_ text: Substring.UTF8View) -> Result<RequestTarget, Refusal> {
        let whole = Array(text)
        guard whole.first == UInt8(ascii: "/") else {
            return .failure(.bad("the request's target begins with no slash"))
        }
        let mark = whole.firstIndex(of: UInt8(ascii: "?")) ?? whole.count
        guard let raw = decoded(whole[..<mark], plusIsSpace: false) else {
            return .failure(.bad("the path has a bad percent escape or is no UTF-8"))
        }
        guard let path = normalised(raw) else {
            return .failure(.bad("the path leaves its root or has a character no path has"))
        }
        var query: [(name: String, value: String)] = []
        if mark < whole.count {
            for pair in whole[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
                let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                let after = min(equals + 1, pair.endIndex)
                guard let name = decoded(pair[..<equals], plusIsSpace: true),
                    let value = decoded(pair[after...], plusIsSpace: true),
                    !(name + value).unicodeScalars.contains("\0")
                else {
                    return .failure(.bad("the query has a bad percent escape or is no UTF-8"))
                }
                query.append((name, value))
            }
            guard query.count <= 64 else {
                return .failure(.bad("the query has \(query.count) values, at most 64"))
            }
        }
        return .success(RequestTarget(path: path, query: query))
    }

    /// Without percent escapes; `nil` for a bad one, or bytes that are no UTF-8.
    private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, let high = hexDigit(bytes[index + 1]),
                    let low = hexDigit(bytes[index + 2])
                else { return nil }
                plain.append(high << 4 | low)
                index += 3
            } else {
                plain.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return String(validating: plain, as: UTF8.self)
    }

    /// Slashes in a row and `.` segments taken out; `nil` when a segment is `..`, or for a control
    /// character or a backslash.
    private static func normalised(_ path: String) -> String? {
        for scalar in path.unicodeScalars
        where scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\\" { return nil }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { return nil }
            segments.append(segment)
        }
        let joined = "/" + segments.joined(separator: "/")
        return path.hasSuffix("/") && joined != "/" ? joined + "/" : joined
    }
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
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
