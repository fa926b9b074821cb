import CLI
import Market

/// A few lines about one thing, with a title: a box of the market page, a part of the live view.
struct SystemPanel: Sendable {
    /// Parts of a line with how they are drawn, two blanks between them.
    typealias Line = [(text: String, ink: Ink)]

    var title: String
    var lines: [Line]
    /// Lines that are drawn already, instead.
    var painted: [String] = []

    init(_ title: String, _ lines: [Line], painted: [String] = []) {
        self.title = title
        self.lines = lines
        self.painted = painted
    }

    /// The lines, each of at most `room` columns; what does not fit behind the rest goes on a line
    /// below.
    func text(_ look: Look, room: Int) -> [LineText] {
        lines.flatMap { parts in
            var lines = [LineText(look, room: room)]
            for part in parts where !part.text.isEmpty {
                let isFirst = lines[lines.count - 1].width == 0
                let needed = DisplayWidth.of(part.text) + (isFirst ? 0 : 2)
                if lines[lines.count - 1].width + needed <= room {
                    lines[lines.count - 1].add(isFirst ? "" : "  ")
                    lines[lines.count - 1].add(part.text, part.ink)
                    continue
                }
                for (index, piece) in WrappedText.lines(part.text, room: room - 2).enumerated() {
                    let isNew = index > 0 || !isFirst
                    if isNew { lines.append(LineText(look, room: room)) }
                    lines[lines.count - 1].add((isNew ? "  " : "") + piece, part.ink)
                }
            }
            return lines
        }
    }
}

/// Panels as boxes, side by side where there is room.
struct PanelBoxes {
    /// Columns between the sides of a box.
    static let columns = 44

    let look: Look
    let room: Int

    /// Two boxes are side by side from this on.
    private static let leastPair = 76

    /// Columns between the sides of a box.
    var inner: Int {
        room >= Self.leastPair && room < 2 * Self.columns + 9
            ? (room - 9) / 2 : max(16, min(Self.columns, room - 4))
    }

    private var count: Int { max(1, (room + 1) / (inner + 5)) }

    /// The boxes, row by row; those of a row are of one height.
    func lines(_ panels: [SystemPanel]) -> [String] {
        stride(from: 0, to: panels.count, by: count).flatMap { start in
            row(Array(panels[start..<min(start + count, panels.count)]))
        }
    }

    private func row(_ panels: [SystemPanel]) -> [String] {
        let bodies = panels.map(body)
        let height = bodies.reduce(0) { max($0, $1.count) }
        var lines = [panels.map { top($0.title) }.joined(separator: " ")]
        let empty = String(repeating: " ", count: inner)
        let side = look.paint(look.glyphs.vertical, .dim)
        for index in 0..<height {
            lines.append(
                bodies.map { body in
                    "\(side) \(index < body.count ? body[index] : empty) \(side)"
                }.joined(separator: " "))
        }
        return lines + [panels.map { _ in bottom }.joined(separator: " ")]
    }

    private func body(_ panel: SystemPanel) -> [String] {
        let painted = panel.painted.map { text in
            text + String(repeating: " ", count: max(0, inner - DisplayWidth.of(text)))
        }
        return painted
            + panel.text(look, room: inner).map { line in
                var line = line
                line.pad(to: inner)
                return line.text
            }
    }

    private func top(_ title: String) -> String {
        let corners = look.glyphs.corners
        var line = LineText(look, room: inner + 4)
        line.add("\(corners[0])\(look.glyphs.horizontal) ", .dim)
        line.add(title, .bold)
        line.add(" ")
        let rule = max(0, inner + 3 - line.width)
        line.add(String(repeating: look.glyphs.horizontal, count: rule) + corners[1], .dim)
        return line.text
    }

    private var bottom: String {
        let corners = look.glyphs.corners
        let rule = String(repeating: look.glyphs.horizontal, count: inner + 2)
        return look.paint("\(corners[2])\(rule)\(corners[3])", .dim)
    }
}
