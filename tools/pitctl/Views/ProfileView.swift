import CLI
import Market
public import Wire

/// A volume profile as a horizontal histogram, with POC, value area, nodes and naked POCs marked
/// by words as well as by colours.
public struct ProfileView: Sendable {
    let symbol: String
    let profile: ProfileSnapshot
    let numbers: NumberText
    let look: Look
    let columns: Int
    let rows: Int

    /// A view of one profile.
    ///
    /// - Parameters:
    ///   - columns: what a line has room for.
    ///   - rows: the most lines of the histogram; price rows are drawn together to keep to it.
    public init(
        symbol: String, _ profile: ProfileSnapshot, _ numbers: NumberText, _ look: Look,
        columns: Int, rows: Int
    ) {
        self.symbol = symbol
        self.profile = profile
        self.numbers = numbers
        self.look = look
        self.columns = columns
        self.rows = max(1, rows)
    }

    /// The lines from the title to the naked POCs beyond the histogram.
    public var lines: [String] {
        guard let low = profile.rows.first?.row, let high = profile.rows.last?.row else {
            return head + ["no volume yet"]
        }
        let step = (high - low) / Int64(rows) + 1
        return head + histogram(low, high, step) + foot(low, high)
    }

    private var marks: ProfileLandmarks { profile.landmarks }

    private func price(_ row: Int64) -> String {
        numbers.price(row: row, rowTicks: profile.rowTicks)
    }

    private var head: [String] {
        let total = profile.rows.reduce(Volume.zero) { $0 + $1.volume }
        var title = LineText(look, room: columns)
        title.addFitting([
            (symbol, [.bold, .cyan]), ("\(profile.anchor.name) profile \(profile.date)", .bold),
            (
                profile.isCompleted ? "completed" : "developing",
                profile.isCompleted ? .dim : .yellow
            ),
            (look.clock.span(profile.start, profile.end), []),
            (profile.isFromTicks ? "" : "from bars: no sides", .yellow),
        ])
        var values = LineText(look, room: columns)
        values.addFitting([
            (marks.poc.map { "POC \(price($0))" } ?? "", .yellow),
            (marks.vah.map { "VAH \(price($0))" } ?? "", []),
            (marks.val.map { "VAL \(price($0))" } ?? "", []),
            ("volume \(numbers.volume(total))", []),
            (profile.rowTicks > 1 ? "\(profile.rowTicks) ticks a row" : "", .dim),
        ])
        return [title.text, values.text]
    }

    private func histogram(_ low: Int64, _ high: Int64, _ step: Int64) -> [String] {
        var bins = [Volume](repeating: .zero, count: Int((high - low) / step) + 1)
        for row in profile.rows { bins[Int((row.row - low) / step)] += row.volume }
        let largest = bins.max()?.rawValue ?? 0
        let priceColumns = max(price(low).count, price(high).count, 5)
        let labelColumns = 14
        let barColumns = max(4, columns - priceColumns - 9 - 3 - labelColumns)
        var lines: [String] = []
        if step > 1 { lines.append(look.paint("\(step) rows a line, lowest price shown", .dim)) }
        for index in bins.indices.reversed() {
            let first = low + Int64(index) * step
            let span = first...(first + step - 1)
            let isPOC = marks.poc.map(span.contains) ?? false
            let isInside = marks.valueArea.map { $0.overlaps(span) } ?? true
            var line = LineText(look, room: columns)
            line.right(price(first), priceColumns, isPOC ? .bold : [])
            line.right(numbers.compact(bins[index]), 9, isPOC ? .bold : [])
            line.add(" ")
            let share = largest > 0 ? bins[index].rawValue / largest : 0
            line.add(
                look.glyphs.bar(share, columns: barColumns, isFaint: !isInside),
                isPOC ? .yellow : isInside ? .cyan : .dim)
            let labels = labels(span)
            if !labels.isEmpty {
                line.add("  ")
                line.add(labels, isPOC ? [.yellow, .bold] : .yellow)
            }
            lines.append(line.text)
        }
        return lines
    }

    /// The words at the rows of a line.
    private func labels(_ span: ClosedRange<Int64>) -> String {
        var labels: [String] = []
        if marks.poc.map(span.contains) ?? false { labels.append("\(look.glyphs.poc) POC") }
        if marks.vah.map(span.contains) ?? false { labels.append("VAH") }
        if marks.val.map(span.contains) ?? false { labels.append("VAL") }
        if marks.hvns?.contains(where: span.contains) ?? false { labels.append("HVN") }
        if marks.lvns?.contains(where: span.contains) ?? false { labels.append("LVN") }
        let naked = (marks.nakedPOCs ?? []).filter { span.contains($0.row) }
        if !naked.isEmpty {
            labels.append("naked POC \(naked.map(\.session.description).joined(separator: ", "))")
        }
        return labels.joined(separator: " ")
    }

    /// Naked POCs that no line of the histogram shows, nearest first.
    private func foot(_ low: Int64, _ high: Int64) -> [String] {
        let beyond = (marks.nakedPOCs ?? []).filter { !(low...high).contains($0.row) }
        guard !beyond.isEmpty else { return [] }
        func distance(_ row: Int64) -> Int64 { row > high ? row - high : low - row }
        let texts = beyond.sorted { distance($0.row) < distance($1.row) }
            .map { "\(price($0.row)) (\($0.session))" }
        var line = LineText(look, room: columns)
        line.add("naked POCs beyond: \(texts.joined(separator: ", "))", .yellow)
        return [line.text]
    }
}
