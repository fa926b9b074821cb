/// One line of a configuration file that says something.
enum SettingsLine: Equatable {
    case section(String)
    case entry(key: String, value: String)
    /// What the line should have been.
    case malformed(String)
}

/// Splits configuration text into lines that say something, with their numbers from 1.
///
/// A `#` starts a comment at the beginning of a line or after a blank.
enum SettingsLines {
    static func read(_ text: String) -> [(number: Int, line: SettingsLine)] {
        var found: [(number: Int, line: SettingsLine)] = []
        // A carriage return and a line feed are one `Character`; the bytes keep them apart.
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            var line = Substring(bytes)
            if index == 0, line.unicodeScalars.first == "\u{feff}" {
                line = Substring(line.unicodeScalars.dropFirst())
            }
            if line.unicodeScalars.last == "\r" {
                line = Substring(line.unicodeScalars.dropLast())
            }
            if let read = read(line: line) { found.append((index + 1, read)) }
        }
        return found
    }

    /// What a line says; `nil` when it is blank or a comment.
    static func read(line: Substring) -> SettingsLine? {
        let text = trimmed(withoutComment(line))
        if text.isEmpty { return nil }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) {
            return .malformed("holds a control character")
        }
        if text.hasPrefix("[") {
            guard text.hasSuffix("]"), text.utf8.count > 2 else {
                return .malformed("a section is written `[name]`")
            }
            let words = text.dropFirst().dropLast().split { $0 == " " || $0 == "\t" }
            return .section(words.joined(separator: " "))
        }
        guard let equals = text.firstIndex(of: "=") else {
            return .malformed("is neither `[section]` nor `key = value` nor a comment")
        }
        let key = trimmed(text[..<equals])
        guard !key.isEmpty else { return .malformed("has no key before `=`") }
        return .entry(key: key, value: trimmed(text[text.index(after: equals)...]))
    }

    static func withoutComment(_ line: Substring) -> Substring {
        var previous: Character = " "
        for index in line.indices {
            if line[index] == "#", previous == " " || previous == "\t" { return line[..<index] }
            previous = line[index]
        }
        return line
    }
}
