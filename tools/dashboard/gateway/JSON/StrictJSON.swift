/// A JSON value as it was sent: numbers keep their digits, members their order.
///
/// Read by RFC 8259, and stricter where that leaves room: a member may not be there twice, nothing
/// nests deeper than `depthLimit`, text is valid UTF-8 without lone surrogates.
package enum StrictJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits as sent.
    case number(String)
    case string(String)
    case list([StrictJSON])
    case object([Member])

    /// A member of an object.
    package struct Member: Equatable, Sendable {
        /// Its name.
        package var name: String
        /// What it holds.
        package var value: StrictJSON
    }

    /// How deep lists and objects may nest.
    package static let depthLimit = 8

    /// Reads one value and nothing else.
    package init(_ bytes: some Collection<UInt8>) throws(JSONFault) {
        var reader = Reader(bytes: Array(bytes))
        guard String(validating: reader.bytes, as: UTF8.self) != nil else {
            throw JSONFault("the text is not UTF-8")
        }
        self = try reader.value(depth: 0)
        reader.skipBlanks()
        if reader.place < reader.bytes.count { throw reader.fault("the end") }
    }

    /// What it is, for people.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let digits): digits.count > 32 ? "\(digits.prefix(32))..." : digits
        case .string(let text): text.count > 32 ? "'\(text.prefix(32))...'" : "'\(text)'"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

/// Why a text is no JSON, with the place.
package struct JSONFault: Error, Equatable, CustomStringConvertible {
    /// In words.
    package let description: String

    init(_ description: String) { self.description = description }
}

private struct Reader {
    let bytes: [UInt8]
    var place = 0

    func fault(_ expected: String) -> JSONFault {
        guard place < bytes.count else {
            return JSONFault("byte \(place): \(expected) is missing, the text ends")
        }
        let found = bytes[place]
        let shown =
            found > 0x20 && found < 0x7f
            ? "'\(Character(Unicode.Scalar(found)))'" : "byte \(found)"
        return JSONFault("byte \(place): \(expected) is missing, found \(shown)")
    }

    mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard place < bytes.count, bytes[place] == byte.asciiValue else { return false }
        place += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: StrictJSON) throws(JSONFault)
        -> StrictJSON
    {
        let letters = Array("\(word)".utf8)
        guard bytes[place...].starts(with: letters) else { throw fault("a value") }
        place += letters.count
        return value
    }

    mutating func value(depth: Int) throws(JSONFault) -> StrictJSON {
        skipBlanks()
        guard place < bytes.count else { throw fault("a value") }
        guard depth < StrictJSON.depthLimit else {
            throw JSONFault(
                "byte \(place): nested deeper than \(StrictJSON.depthLimit) levels")
        }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(_ depth: Int) throws(JSONFault) -> StrictJSON {
        place += 1
        var members: [StrictJSON.Member] = []
        skipBlanks()
        if take("}") { return .object([]) }
        while true {
            skipBlanks()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw fault("a name in quotes")
            }
            let start = place
            let name = try string()
            guard !members.contains(where: { $0.name == name }) else {
                throw JSONFault("byte \(start): '\(name)' is there twice")
            }
            skipBlanks()
            guard take(":") else { throw fault("':'") }
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("',' or '}'") }
        }
    }

    private mutating func list(_ depth: Int) throws(JSONFault) -> StrictJSON {
        place += 1
        var values: [StrictJSON] = []
        skipBlanks()
        if take("]") { return .list([]) }
        while true {
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .list(values) }
            guard take(",") else { throw fault("',' or ']'") }
        }
    }

    private mutating func digits() throws(JSONFault) -> Int {
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        if place == start { throw fault("a value") }
        return place - start
    }

    private mutating func number() throws(JSONFault) -> StrictJSON {
        let start = place
        _ = take("-")
        let first = place
        if try digits() > 1, bytes[first] == 0x30 {
            place = first
            throw JSONFault("byte \(first): a number does not begin with 0 and another digit")
        }
        if take(".") { _ = try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            _ = try digits()
        }
        return .number(String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func string() throws(JSONFault) -> String {
        place += 1
        var text: [UInt8] = []
        while true {
            guard place < bytes.count else { throw fault("'\"'") }
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
            case ..<0x20: throw fault("a character that is no control character")
            default:
                text.append(byte)
                place += 1
            }
        }
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        place += 1
        guard place < bytes.count else { throw fault("an escape") }
        let letter = bytes[place]
        let plain: [UInt8: Unicode.Scalar] = [
            0x22: "\"", 0x5c: "\\", 0x2f: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6e: "\n",
            0x72: "\r", 0x74: "\t",
        ]
        if let scalar = plain[letter] {
            place += 1
            return scalar
        }
        guard letter == UInt8(ascii: "u") else { throw fault("an escape") }
        place += 1
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xdc00, take("\\"), take("u") else { throw fault("a whole character") }
        let second = try hexadecimal()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw fault("a whole character") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        guard place + 4 <= bytes.count,
            let value = UInt32(
                String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
            bytes[place..<place + 4].allSatisfy({ $0 != 0x2b && $0 != 0x2d })
        else { throw fault("four hexadecimal digits") }
        place += 4
        return value
    }
}
