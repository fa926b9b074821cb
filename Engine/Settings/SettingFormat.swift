import Glibc
import Market

/// How one kind of value is written: what is allowed, and the way from text and back.
struct SettingFormat<Value: Sendable>: Sendable {
    /// The kind of value, to follow "must be": `a whole number`.
    var type: String
    /// What is allowed, to follow the kind: `0 to 65535`; may be empty.
    var range: String
    /// The value of a text, `nil` when the text is not allowed.
    var parse: @Sendable (String) -> Value?
    /// The text of a value.
    var show: @Sendable (Value) -> String

    /// Kind and range in one.
    var allowed: String { joined(type: type, range: range) }
}

extension SettingFormat {
    /// A word that stands for "not set", beside the format's own texts.
    func or(_ word: String) -> SettingFormat<Value?> {
        SettingFormat<Value?>(
            type: type, range: range.isEmpty ? "or `\(word)`" : "\(range), or `\(word)`",
            parse: { $0 == word ? .some(nil) : parse($0).map { .some($0) } },
            show: { $0.map(show) ?? word })
    }

    /// A list of values, each at most once, separated by commas.
    func list(
        _ type: String, emptyWord: String? = nil, isAllowed: @escaping @Sendable ([Value]) -> Bool
    ) -> SettingFormat<[Value]> {
        SettingFormat<[Value]>(
            type: type,
            range: emptyWord.map { range.isEmpty ? "or `\($0)`" : "\(range), or `\($0)`" } ?? range,
            parse: { text in
                if let emptyWord, text == emptyWord { return [] }
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                let values = parts.compactMap { parse(trimmed($0)) }
                return values.count == parts.count && isAllowed(values) ? values : nil
            },
            show: { $0.isEmpty ? emptyWord ?? "" : $0.map(show).joined(separator: ", ") })
    }
}

extension SettingFormat {
    /// The same texts for another kind of value; `from` is asked for values that `to` made.
    func map<Other>(
        _ to: @escaping @Sendable (Value) -> Other, _ from: @escaping @Sendable (Other) -> Value?
    ) -> SettingFormat<Other> {
        SettingFormat<Other>(
            type: type, range: range, parse: { parse($0).map(to) },
            show: { from($0).map(show) ?? "" })
    }
}

extension SettingFormat where Value == Int {
    /// A whole number; `_` may group its digits.
    static func whole(_ range: ClosedRange<Int>) -> Self {
        Self(
            type: "a whole number", range: "\(range.lowerBound) to \(range.upperBound)",
            parse: { wholeNumber($0).flatMap { range.contains($0) ? $0 : nil } },
            show: { "\($0)" })
    }

    /// A power of two; `_` may group its digits.
    static func powerOfTwo(_ range: ClosedRange<Int>) -> Self {
        Self(
            type: "a power of two", range: "\(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard let number = wholeNumber(text), range.contains(number),
                    number.nonzeroBitCount == 1
                else { return nil }
                return number
            },
            show: { "\($0)" })
    }
}

extension SettingFormat where Value == Double {
    /// A decimal number.
    static func number(_ range: ClosedRange<Double>) -> Self {
        let (low, high) = (range.lowerBound, range.upperBound)
        return Self(
            type: "a number", range: "\(DecimalText.text(low)) to \(DecimalText.text(high))",
            parse: { text in
                // `Double` alone would take hexadecimal and `nan`.
                let isDecimal = text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
                guard isDecimal, let number = Double(text), range.contains(number) else {
                    return nil
                }
                return number
            },
            show: { DecimalText.text($0) })
    }
}

extension SettingFormat where Value == Bool {
    /// `true` or `false`.
    static var flag: Self {
        Self(
            type: "one of", range: "`true`, `false`",
            parse: { $0 == "true" ? true : $0 == "false" ? false : nil }, show: { "\($0)" })
    }
}

extension SettingFormat {
    /// One of a few words.
    static func choice(
        _ all: [Value], _ name: @escaping @Sendable (Value) -> String
    ) -> SettingFormat {
        SettingFormat(
            type: "one of", range: all.map { "`\(name($0))`" }.joined(separator: ", "),
            parse: { text in all.first { name($0) == text } }, show: name)
    }
}

extension SettingFormat where Value == RowHeight {
    /// Ticks, or by price.
    static func row(_ most: Int64) -> Self {
        Self(
            type: "a whole number", range: "1 to \(most), or `auto`",
            parse: { text in
                if text == "auto" { return .auto }
                guard let ticks = wholeNumber(text), (1...Int(most)).contains(ticks) else {
                    return nil
                }
                return .ticks(Int64(ticks))
            },
            show: { row in
                switch row {
                case .auto: "auto"
                case .ticks(let ticks): "\(ticks)"
                }
            })
    }
}

extension SettingFormat where Value == Nanoseconds {
    /// An instant.
    static var instant: Self {
        Self(
            type: "an instant", range: "ISO 8601, in New York time where it has no offset",
            parse: { text in
                // Bare numbers are for files; here they would hide a typing error.
                text.contains("-") ? InstantText.parse(text) : nil
            },
            show: { InstantText.utc($0) })
    }
}

extension SettingFormat where Value == String {
    /// Positive decimal text with at most nine decimals.
    static var decimal: Self {
        Self(
            type: "a number", range: "above 0 with at most nine decimals",
            parse: { text in
                guard let units = try? DecimalText.units(text, decimals: 9), units > 0 else {
                    return nil
                }
                return text
            }, show: { $0 })
    }

    /// An IPv4 or IPv6 address.
    static var address: Self {
        Self(
            type: "an IP address", range: "in digits, such as `127.0.0.1` or `::1`",
            parse: { text in
                var room = in6_addr()
                let isAddress =
                    inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1
                return isAddress ? text : nil
            }, show: { $0 })
    }

    /// A path of a file.
    static var path: Self {
        Self(
            type: "a path", range: "at most 4095 bytes, or `none`",
            parse: { text in
                if text == "none" { return "" }
                return (1...4095).contains(text.utf8.count) ? text : nil
            }, show: { $0.isEmpty ? "none" : $0 })
    }

    /// An instrument's symbol; `InstrumentCatalog` checks it further.
    static var symbol: Self {
        Self(
            type: "a symbol", range: "",
            parse: { (1...32).contains($0.utf8.count) ? $0 : nil }, show: { $0 })
    }
}

/// `a whole number, 0 to 9` or ``one of `true`, `false` ``.
func joined(type: String, range: String) -> String {
    range.isEmpty ? type : type + (type.hasSuffix(" of") ? " " : ", ") + range
}

/// A number in digits, which `_` may group.
func wholeNumber(_ text: String) -> Int? {
    guard text.utf8.first != 0x5f, text.utf8.last != 0x5f, !text.contains("__") else { return nil }
    return Int(text.filter { $0 != "_" })
}

/// The text without blanks at either end.
func trimmed(_ text: some StringProtocol) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
        let last = text.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[first...last])
}
