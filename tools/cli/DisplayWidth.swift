/// How many columns a text takes on a terminal.
public enum DisplayWidth {
    /// The columns of a text without line breaks; styles take none.
    public static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text.utf8.count }
        var width = 0
        var isEscape = false
        for character in text {
            if character == "\u{1b}" {
                isEscape = true
            } else if isEscape {
                isEscape = !character.isLetter
            } else {
                width += columns(of: character)
            }
        }
        return width
    }

    /// The text cut to `columns`, with `…` in the last one when something was left out.
    public static func cut(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var cut = ""
        var width = 0
        for character in text {
            let more = self.columns(of: character)
            if width + more > columns - 1 { break }
            cut.append(character)
            width += more
        }
        return columns > 0 ? cut + "…" : ""
    }

    static func columns(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        let isEmoji =
            first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{fe0f}")
        return isEmoji || wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// East Asian wide and full-width characters.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff,
        0xa000...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
        0xffe0...0xffe6, 0x20000...0x3fffd,
    ]
}
