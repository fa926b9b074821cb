/// Reads one JSON text strictly (RFC 8259), a value at a time and without copying.
///
/// Numbers stay text, so that a price is read as the exact decimal it is. Anything that the
/// standard does not allow is a fault, in skipped values too: control characters, lone surrogates,
/// bytes that are no UTF-8, leading zeros, trailing commas, a second value.
///
/// Our own, because a library gives numbers as binary fractions and the last of two equal members;
/// prices need the digits, and a door needs to refuse.
package struct JSONScanner {
    /// Arrays and objects inside each other.
    package static let deepest = 32

    /// A piece of the text: a number, or what stands between a string's quotes.
    package struct Span: Hashable {
        package var start: Int
        package var end: Int
        /// A string with backslashes, which is not its own text.
        package var isEscaped = false
    }

    /// A value; of an array or object only its bracket has been read.
    package enum Value: Hashable {
        case string(Span)
        case number(Span)
        case bool(Bool)
        case null
        case array
        case object
    }

    package let bytes: UnsafeBufferPointer<UInt8>
    package var position = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next value; of an array or object its opening bracket.
    package mutating func value() throws(JSONFault) -> Value {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"):
            position += 1
            return .object
        case UInt8(ascii: "["):
            position += 1
            return .array
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        default: throw fault("a JSON value")
        }
    }

    /// Moves to the next element of an array, `false` behind its end.
    package mutating func element(isFirst: Bool) throws(JSONFault) -> Bool {
        try step(isFirst: isFirst, closing: UInt8(ascii: "]"), "a comma or ]")
    }

    /// The next key of an object, its colon read; `nil` behind its end.
    package mutating func key(isFirst: Bool) throws(JSONFault) -> Span? {
        guard try step(isFirst: isFirst, closing: UInt8(ascii: "}"), "a comma or }") else {
            return nil
        }
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw fault("a key") }
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw fault("a colon") }
        return key
    }

    private mutating func step(
        isFirst: Bool, closing: UInt8, _ expected: String
    ) throws(JSONFault) -> Bool {
        skipSpace()
        if take(closing) { return false }
        if isFirst { return true }
        guard take(UInt8(ascii: ",")) else { throw fault(expected) }
        skipSpace()
        // What follows a comma is a value, never the end.
        if peek == closing { throw fault("something behind the comma") }
        return true
    }

    /// Reads over the rest of a value.
    package mutating func skip(_ value: Value, depth: Int = 1) throws(JSONFault) {
        var isFirst = true
        switch value {
        case .array:
            try check(depth)
            while try element(isFirst: isFirst) {
                isFirst = false
                try skip(try self.value(), depth: depth + 1)
            }
        case .object:
            try check(depth)
            while try key(isFirst: isFirst) != nil {
                isFirst = false
                try skip(try self.value(), depth: depth + 1)
            }
        default: break
        }
    }

    /// Nothing but space is left.
    package mutating func finish() throws(JSONFault) {
        skipSpace()
        if position < bytes.count { throw fault("the end") }
    }

    /// Throws behind a bracket that is inside too many others.
    func check(_ depth: Int, limit: Int = deepest) throws(JSONFault) {
        guard depth <= limit else {
            throw JSONFault(
                column: position, expected: "at most \(limit) brackets inside each other",
                found: "more")
        }
    }

    // MARK: Bytes

    /// The next byte, 0 at the end.
    var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// Moves behind the next byte when it is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count,
            [0x20, 0x09, 0x0d, 0x0a].contains(bytes[position])
        {
            position += 1
        }
    }

    private mutating func word(_ text: StaticString, _ value: Value) throws(JSONFault) -> Value {
        let start = position
        for index in 0..<text.utf8CodeUnitCount where !take(text.utf8Start[index]) {
            position = start
            throw fault("a JSON value")
        }
        return value
    }

    /// A fault at the next byte.
    func fault(_ expected: String) -> JSONFault {
        let rest = UnsafeBufferPointer(rebasing: bytes[min(position, bytes.count)...].prefix(12))
        return JSONFault(
            column: position + 1, expected: expected,
            found: rest.isEmpty
                ? "the end" : JSONText.quoted(String(decoding: rest, as: UTF8.self)))
    }
}
