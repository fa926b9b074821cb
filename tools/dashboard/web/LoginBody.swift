/// The body of a login, `{"token": "..."}`: an object of one text, and nothing else.
enum LoginBody {
    /// The text; `nil` for any other body.
    static func token(_ body: [UInt8]) -> String? {
        guard let text = String(validating: body, as: UTF8.self) else { return nil }
        var rest = text.unicodeScalars[...]
        guard take("{", &rest), string(&rest) == "token", take(":", &rest),
            let token = string(&rest), take("}", &rest)
        else { return nil }
        skipBlanks(&rest)
        return rest.isEmpty ? token : nil
    }

    private typealias Rest = Substring.UnicodeScalarView

    private static func skipBlanks(_ rest: inout Rest) {
        while let first = rest.first, " \t\r\n".unicodeScalars.contains(first) {
            rest.removeFirst()
        }
    }

    private static func take(_ scalar: Unicode.Scalar, _ rest: inout Rest) -> Bool {
        skipBlanks(&rest)
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private static func string(_ rest: inout Rest) -> String? {
        guard take("\"", &rest) else { return nil }
        var units: [UInt16] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(validating: units, as: UTF16.self)
            case "\\":
                guard let unit = escaped(&rest) else { return nil }
                units.append(unit)
            default:
                guard scalar.value >= 0x20 else { return nil }
                units.append(contentsOf: String(scalar).utf16)
            }
        }
        return nil
    }

    private static func escaped(_ rest: inout Rest) -> UInt16? {
        switch rest.popFirst() {
        case "\""?: return 0x22
        case "\\"?: return 0x5C
        case "/"?: return 0x2F
        case "b"?: return 8
        case "f"?: return 12
        case "n"?: return 10
        case "r"?: return 13
        case "t"?: return 9
        case "u"?:
            let digits = String(String.UnicodeScalarView(rest.prefix(4)))
            guard digits.utf8.count == 4, digits.utf8.allSatisfy({ hexDigit($0) != nil }) else {
                return nil
            }
            rest.removeFirst(4)
            return UInt16(digits, radix: 16)
        default: return nil
        }
    }
}
