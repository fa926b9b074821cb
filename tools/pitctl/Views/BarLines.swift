import CLI
public import Market

/// Bars as a small table whose last columns go first when there is little room.
public struct BarLines: Sendable {
    let numbers: NumberText
    let look: Look
    let room: Int

    /// A table of lines of at most `room` columns.
    public init(_ numbers: NumberText, _ look: Look, room: Int) {
        self.numbers = numbers
        self.look = look
        self.room = room
    }

    private struct Column {
        let title: String
        let text: (Bar) -> String
        var ink: (Bar) -> Ink = { _ in [] }
    }

    private func columns(_ period: String) -> [Column] {
        let (numbers, clock) = (numbers, look.clock)
        return [
            Column(title: period, text: { clock.clock($0.start) }, ink: { _ in .dim }),
            Column(title: "OPEN", text: { numbers.price($0.open) }),
            Column(title: "HIGH", text: { numbers.price($0.high) }),
            Column(title: "LOW", text: { numbers.price($0.low) }),
            Column(
                title: "CLOSE", text: { numbers.price($0.close) },
                ink: { .sign(Double($0.close.rawValue - $0.open.rawValue)) }),
            Column(title: "VOLUME", text: { numbers.volume($0.volume) }),
            Column(
                title: "DELTA", text: { numbers.delta($0.delta) },
                ink: { .sign($0.delta.rawValue) }),
            Column(
                title: "CVD", text: { numbers.delta($0.cumulativeDelta) },
                ink: { .sign($0.cumulativeDelta.rawValue) }),
            Column(title: "VWAP", text: { $0.vwap.map { numbers.mean($0) } ?? "-" }),
            Column(title: "TRADES", text: { Figures.count(Int($0.trades)) }),
        ]
    }

    /// A line of titles and one a bar.
    public func lines(_ bars: some Collection<Bar>) -> [String] {
        var widths: [Int] = []
        var total = 0
        let all = columns(bars.first.map { "\($0.period.name) BAR" } ?? "BAR")
        for column in all {
            let width = bars.reduce(column.title.count) { max($0, column.text($1).count) }
            guard total + width + (widths.isEmpty ? 0 : 2) <= room else { break }
            total += width + (widths.isEmpty ? 0 : 2)
            widths.append(width)
        }
        func line(_ cell: (Column) -> (String, Ink)) -> String {
            var line = LineText(look, room: room)
            for (index, width) in widths.enumerated() {
                if index > 0 { line.add("  ") }
                let (text, ink) = cell(all[index])
                line.right(text, width, ink)
            }
            return line.text
        }
        return [line { ($0.title, .dim) }]
            + bars.map { bar in line { ($0.text(bar), $0.ink(bar)) } }
    }
}
