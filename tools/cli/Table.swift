/// Rows under headings, aligned by the width they are shown with.
public struct Table: Sendable {
    /// Where a column's texts stand.
    public enum Alignment: Sendable {
        case left
        case right
    }

    /// One column.
    public struct Column: Sendable {
        /// Its heading.
        public var title: String
        /// Where its texts stand.
        public var alignment: Alignment
        /// May be cut when the line is too long.
        public var isFlexible: Bool

        /// Puts a column together.
        public init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
        }
    }

    /// The columns from left to right.
    public let columns: [Column]
    /// The texts of each row, one a column.
    public private(set) var rows: [[String]] = []

    /// A table without rows.
    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; traps when it has not one text a column.
    public mutating func add(_ row: [String]) {
        precondition(
            row.count == columns.count, "a row of \(row.count) in \(columns.count) columns")
        rows.append(row)
    }

    /// The lines, each ended by a line break; headings faint when styles are on.
    ///
    /// - Parameters:
    ///   - columns: what a line has room for; flexible columns are cut to it.
    ///   - showsTitles: with the headings.
    public func text(
        _ style: Style = Style(isOn: false), columns room: Int = .max, showsTitles: Bool = true
    ) -> String {
        let widths = widths(room, showsTitles)
        var text = ""
        if showsTitles {
            text += style.dim(line(columns.map(\.title), widths)) + "\n"
        }
        for row in rows { text += line(row, widths) + "\n" }
        return text
    }

    private func widths(_ room: Int, _ showsTitles: Bool) -> [Int] {
        var widths = columns.indices.map { index in
            let title = showsTitles ? DisplayWidth.of(columns[index].title) : 0
            return rows.reduce(title) { max($0, DisplayWidth.of($1[index])) }
        }
        let total = widths.reduce(0, +) + 2 * (columns.count - 1)
        var excess = max(0, total - room)
        for index in columns.indices.reversed() where columns[index].isFlexible && excess > 0 {
            let less = min(excess, max(0, widths[index] - 8))
            widths[index] -= less
            excess -= less
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "  " }
            let shown =
                columns[index].isFlexible ? DisplayWidth.cut(cell, to: widths[index]) : cell
            let padding = String(
                repeating: " ", count: max(0, widths[index] - DisplayWidth.of(shown)))
            line += columns[index].alignment == .right ? padding + shown : shown + padding
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
