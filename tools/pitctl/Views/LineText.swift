import CLI

/// One line, written from left to right; never longer than its room.
public struct LineText: Sendable {
    /// The line with its colours.
    public private(set) var text = ""
    /// Columns it takes.
    public private(set) var width = 0
    let look: Look
    let room: Int

    /// An empty line of at most `room` columns.
    public init(_ look: Look, room: Int = .max) {
        self.look = look
        self.room = room
    }

    /// Adds a text, cut where the room ends; control characters are made visible.
    public mutating func add(_ added: String, _ ink: Ink = []) {
        var added = VisibleText.of(added)
        var columns = DisplayWidth.of(added)
        let left = room - width
        if columns > left {
            while columns > left, !added.isEmpty {
                added.removeLast()
                columns = DisplayWidth.of(added)
            }
        }
        text += look.paint(added, ink)
        width += columns
    }

    /// Adds a text at the right of a field of `columns`.
    public mutating func right(_ added: String, _ columns: Int, _ ink: Ink = []) {
        pad(to: width + columns - DisplayWidth.of(added))
        add(added, ink)
    }

    /// Adds a text at the left of a field of `columns`.
    public mutating func left(_ added: String, _ columns: Int, _ ink: Ink = []) {
        let end = width + columns
        add(added, ink)
        pad(to: end)
    }

    /// Adds blanks up to a column, none when the line is there already.
    public mutating func pad(to column: Int) {
        let count = min(column, room) - width
        guard count > 0 else { return }
        text += String(repeating: " ", count: count)
        width += count
    }

    /// Adds the texts that fit as a whole, the first one in any case, two blanks between them.
    public mutating func addFitting(_ parts: [(text: String, ink: Ink)]) {
        var isFirst = width == 0
        for part in parts where !part.text.isEmpty {
            let columns = DisplayWidth.of(part.text) + (isFirst ? 0 : 2)
            if !isFirst, width + columns > room { continue }
            if !isFirst { add("  ") }
            add(part.text, part.ink)
            isFirst = false
        }
    }

    /// A title with a rule to the end of the room: `─ ladder ─────`.
    static func rule(_ title: String, _ look: Look, room: Int) -> LineText {
        var line = LineText(look, room: room)
        line.add("\(look.glyphs.horizontal) ", .dim)
        line.add(title, .bold)
        line.add(" ")
        line.add(
            String(repeating: look.glyphs.horizontal, count: max(0, room - line.width)), .dim)
        return line
    }
}
