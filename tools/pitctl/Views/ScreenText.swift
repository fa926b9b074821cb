/// What a terminal is told so that it shows a frame: only the lines that changed.
public struct ScreenText: Sendable {
    private var shown: [String] = []

    /// A screen of which nothing is known.
    public init() {}

    /// Takes the whole screen, remembers what was on it, hides the cursor, and turns off wrapping.
    public static let enter = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"
    /// Gives the screen back as it was.
    public static let leave = "\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"

    /// Forgets what is shown, as after a change of the window's size.
    public mutating func forget() { shown = [] }

    /// The text that turns what is shown into `lines`; empty when that is the same.
    public mutating func show(_ lines: [String]) -> String {
        var text = ""
        if shown.count != lines.count {
            text = "\u{1b}[2J"
            shown = []
        }
        for (index, line) in lines.enumerated()
        where index >= shown.count || shown[index] != line {
            // Erased first: behind a line as wide as the screen the cursor is still on its end.
            text += "\u{1b}[\(index + 1);1H\u{1b}[K\(line)"
        }
        shown = lines
        return text
    }
}
