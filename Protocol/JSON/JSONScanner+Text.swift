/// Strings and numbers.
extension JSONScanner {
    /// A number as JSON writes it: no sign but `-`, no leading zero, digits around the point.
    mutating func number() throws(JSONFault) -> Span {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if peek | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            try digits()
        }
        return Span(start: start, end: position)
    }

    /// One digit or more.
    private mutating func digits() throws(JSONFault) {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek) { position += 1 }
        if position == start { throw fault("a digit") }
    }

    /// A string, from its opening to behind its closing quote.
    mutating func string() throws(JSONFault) -> Span {
        position += 1
        var span = Span(start: position, end: position)
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                span.end = position
                position += 1
                return span
            }
            if byte == UInt8(ascii: "\\") {
                span.isEscaped = true
                _ = try escape()
            } else if byte >= 0x80 {
                try multibyte()
            } else if byte < 0x20 {
                throw fault("no control character in a string")
            } else {
                position += 1
            }
        }
        throw fault("a closing quote")
    }

    /// A character behind a backslash; surrogates come in pairs.
    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        position += 1
        let letter = peek
        if letter == UInt8(ascii: "u") {
            position += 1
            let first = try hexadecimal()
            guard (0xd800..<0xe000).contains(first) else { return Unicode.Scalar(first) ?? "\u{0}" }
            guard first < 0xdc00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw fault("a pair of surrogates")
            }
            let second = try hexadecimal()
            guard (0xdc00..<0xe000).contains(second) else { throw fault("a pair of surrogates") }
            let both = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            return Unicode.Scalar(both) ?? "\u{0}"
        }
        let escapes: [(UInt8, Unicode.Scalar)] = [
            (0x22, "\""), (0x5c, "\\"), (0x2f, "/"), (0x62, "\u{8}"), (0x66, "\u{c}"),
            (0x6e, "\n"), (0x72, "\r"), (0x74, "\t"),
        ]
        guard let found = escapes.first(where: { $0.0 == letter }) else {
            throw fault("one of \"\\/bfnrtu behind a backslash")
        }
        position += 1
        return found.1
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(peek)).hexDigitValue, peek < 0x80 else {
                throw fault("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// A character of several bytes: none longer than needed, no surrogate, none above U+10FFFF.
    private mutating func multibyte() throws(JSONFault) {
        let lead = bytes[position]
        let (more, low, high): (Int, UInt8, UInt8) =
            switch lead {
            case 0xc2...0xdf: (1, 0x80, 0xbf)
            case 0xe0: (2, 0xa0, 0xbf)
            case 0xed: (2, 0x80, 0x9f)
            case 0xe1...0xef: (2, 0x80, 0xbf)
            case 0xf0: (3, 0x90, 0xbf)
            case 0xf1...0xf3: (3, 0x80, 0xbf)
            case 0xf4: (3, 0x80, 0x8f)
            default: (0, 0, 0)
            }
        guard more > 0, position + more < bytes.count,
            (low...high).contains(bytes[position + 1]),
            (1...more).allSatisfy({ bytes[position + $0] & 0xc0 == 0x80 })
        else { throw fault("UTF-8") }
        position += more + 1
    }

    /// The text of a string that was read.
    package func text(_ span: Span) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[span.start..<span.end])
        guard span.isEscaped else { return String(decoding: raw, as: UTF8.self) }
        var scanner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[..<span.end]))
        scanner.position = span.start
        var text = ""
        while scanner.position < span.end {
            if scanner.peek == UInt8(ascii: "\\") {
                // It was read before, so it is right.
                if let scalar = try? scanner.escape() { text.unicodeScalars.append(scalar) }
            } else {
                let start = scanner.position
                while scanner.position < span.end, scanner.peek != UInt8(ascii: "\\") {
                    scanner.position += 1
                }
                text += String(decoding: bytes[start..<scanner.position], as: UTF8.self)
            }
        }
        return text
    }

    /// Whether a string that was read is this text.
    package func isEqual(_ span: Span, _ text: some StringProtocol) -> Bool {
        if span.isEscaped { return self.text(span) == text }
        return bytes[span.start..<span.end].elementsEqual(text.utf8)
    }
}
