import CLI

/// The systems in the live view: a column beside the ladder, a block below it, or one line.
struct WatchSystems {
    /// Where the systems have their place.
    enum Place: Hashable {
        /// Nowhere: the engine runs none, or they are switched off.
        case none
        /// A line of their own under the levels.
        case glance
        /// A column at the right.
        case beside
        /// A block under the ladder.
        case below
        /// All of the middle, the ladder is switched off.
        case alone
    }

    /// Columns of the systems beside the ladder.
    static let columns = 44
    /// Columns of a terminal that has room for them there.
    static let wide = 124
    /// Lines of a terminal that has room for them below.
    static let high = 42
    /// Lines of the block below.
    static let blockLines = 13

    let panels: SystemPanels
    let look: Look

    /// Where the systems go in a frame.
    ///
    /// - Parameter isSwitched: by its key.
    static func place(_ size: WatchFrame.Size, isEmpty: Bool, isSwitched: Bool) -> Place {
        if isEmpty { return .none }
        if size.columns >= wide { return isSwitched ? .none : .beside }
        if size.lines >= high { return isSwitched ? .none : .below }
        return isSwitched ? .alone : size.lines >= 18 ? .glance : .none
    }

    /// One line of at most `room` columns.
    func glance(room: Int) -> String {
        var line = LineText(look, room: room)
        line.addFitting(panels.glance)
        return line.text
    }

    /// Exactly `count` lines of at most `room` columns, in two columns where there is room.
    func lines(_ count: Int, room: Int) -> [String] {
        guard room >= 2 * 36 + 3 else { return filled(column(panels.briefs, room: room), count) }
        let half = (room - 3) / 2
        let (left, right) = halves(panels.briefs)
        let first = filled(column(left, room: half), count)
        let second = filled(column(right, room: half), count)
        return zip(first, second).map { Self.beside($0, $1, at: half, look) }
    }

    /// Two lines side by side, the second from a column on.
    static func beside(_ left: String, _ right: String, at column: Int, _ look: Look) -> String {
        let blanks = String(repeating: " ", count: max(0, column - DisplayWidth.of(left)))
        return left + blanks + look.paint(" \(look.glyphs.vertical) ", .dim) + right
    }

    private func column(_ panels: [SystemPanel], room: Int) -> [String] {
        panels.flatMap { panel in
            [LineText.rule(panel.title, look, room: room).text]
                + panel.text(look, room: room).map(\.text)
        }
    }

    private func filled(_ lines: [String], _ count: Int) -> [String] {
        lines.prefix(count) + [String](repeating: "", count: max(0, count - lines.count))
    }

    /// Two parts of about the same height.
    private func halves(_ panels: [SystemPanel]) -> ([SystemPanel], [SystemPanel]) {
        let heights = panels.map { $0.lines.count + 1 }
        let total = heights.reduce(0, +)
        var sum = 0
        for (index, height) in heights.enumerated() {
            sum += height
            if 2 * sum >= total {
                return (Array(panels[...index]), Array(panels[(index + 1)...]))
            }
        }
        return (panels, [])
    }
}
