import CLI

/// Texts of several lines, broken at blanks.
enum WrappedText {
    /// Lines of at most `room` columns; a word that is longer has a line of its own.
    static func lines(_ text: String, room: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let joined = line.isEmpty ? String(word) : "\(line) \(word)"
            if !line.isEmpty, DisplayWidth.of(joined) > room {
                lines.append(line)
                line = String(word)
            } else {
                line = joined
            }
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    /// A name at the left, and its text beside it, line below line.
    static func pair(
        _ name: String, _ text: String, columns: Int, room: Int, _ look: Look, _ ink: Ink = []
    ) -> [String] {
        let left = DisplayWidth.of(name) < columns ? columns : DisplayWidth.of(name) + 2
        let parts = room < .max ? lines(text, room: max(16, room - left)) : [text]
        return (parts.isEmpty ? [""] : parts).enumerated().map { index, part in
            var line = LineText(look)
            line.left(index == 0 ? name : "", left, .dim)
            line.add(part, ink)
            return line.text
        }
    }
}
