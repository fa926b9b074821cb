import CLI
import Market
import Records

/// A footprint drawn as a ladder: bid x ask, delta and volume of each price, imbalances, stacks
/// and the POC marked by signs as well as by colours.
public struct FootprintView: Sendable {
    let symbol: String
    let ladder: FootprintLadder
    let numbers: NumberText
    let look: Look
    let columns: Int

    /// A view of one footprint.
    ///
    /// - Parameter columns: what a line has room for.
    public init(
        symbol: String, _ ladder: FootprintLadder, _ numbers: NumberText, _ look: Look,
        columns: Int
    ) {
        self.symbol = symbol
        self.ladder = ladder
        self.numbers = numbers
        self.look = look
        self.columns = columns
    }

    /// The lines from the title to the totals.
    public var lines: [String] {
        guard !ladder.rows.isEmpty else { return head + ["no trades yet"] }
        return head + [titles] + body + [totals]
    }

    private var bar: Bar { ladder.record.bar }

    private var head: [String] {
        var title = LineText(look, room: columns)
        title.addFitting([
            (symbol, [.bold, .cyan]), ("\(bar.period.name) footprint", .bold),
            (ladder.isOpen ? "developing" : "closed", ladder.isOpen ? .yellow : .dim),
            (look.clock.span(bar.start, bar.end), []),
        ])
        var prices = LineText(look, room: columns)
        prices.addFitting([
            ("open \(numbers.price(bar.open))", []), ("high \(numbers.price(bar.high))", []),
            ("low \(numbers.price(bar.low))", []), ("close \(numbers.price(bar.close))", .bold),
            ("trades \(Figures.count(Int(bar.trades)))", .dim),
        ])
        var flow = LineText(look, room: columns)
        flow.addFitting([
            ("delta \(numbers.delta(bar.delta))", .sign(bar.delta.rawValue)),
            (
                bar.isFromTicks
                    ? "from \(numbers.delta(bar.minDelta)) to \(numbers.delta(bar.maxDelta))" : "",
                .dim
            ),
            (
                "CVD \(numbers.delta(bar.cumulativeDelta))", .sign(bar.cumulativeDelta.rawValue)
            ),
        ])
        var quality = LineText(look, room: columns)
        quality.addFitting([
            ("sides \(QualityText.sides(bar.completeness))", .dim),
            (
                QualityText.missing(bar.completeness),
                bar.completeness.isWhole ? .dim : .yellow
            ),
        ])
        return [title.text, prices.text, flow.text, quality.text]
    }

    private var priceColumns: Int {
        ladder.rows.reduce(5) {
            max($0, numbers.price(row: $1.cell.row, rowTicks: ladder.record.rowTicks).count)
        }
    }

    /// Room for the largest volume at the bid and at the ask.
    private var cellColumns: Int {
        ladder.rows.reduce(3) {
            max($0, numbers.compact($1.cell.bid).count, numbers.compact($1.cell.ask).count)
        }
    }

    private var titles: String {
        var line = LineText(look, room: columns)
        line.right("PRICE", priceColumns, .dim)
        line.add("   ")
        line.right("BID", cellColumns, .dim)
        line.add(" x ", .dim)
        line.left("ASK", cellColumns, .dim)
        line.add("  ")
        line.right("DELTA", 7, .dim)
        line.right("VOLUME", 8, .dim)
        return line.text
    }

    private var body: [String] {
        // Bars are of one scale, so all leave the same room for words behind them.
        let words = ladder.rows.reduce(0) { max($0, notes($1).count) }
        let widths = Widths(price: priceColumns, cell: cellColumns, notes: words)
        let largest = ladder.largest
        var lines: [String] = []
        var above: Int64?
        for row in ladder.rows.reversed() {
            if let above, above - row.cell.row > 1 {
                var gap = LineText(look, room: columns)
                gap.right(look.glyphs.vertical, widths.price, .dim)
                let count = above - row.cell.row - 1
                gap.add("  \(count) \(count == 1 ? "row" : "rows") without trades", .dim)
                lines.append(gap.text)
            }
            lines.append(line(row, widths, largest))
            above = row.cell.row
        }
        return lines
    }

    /// Columns that all rows share.
    private struct Widths {
        var price: Int
        var cell: Int
        var notes: Int
    }

    private func line(
        _ row: FootprintLadder.Row, _ widths: Widths, _ largest: Double
    ) -> String {
        let isPOC = row.cell.row == ladder.poc
        var line = LineText(look, room: columns)
        line.right(
            numbers.price(row: row.cell.row, rowTicks: ladder.record.rowTicks), widths.price,
            isPOC ? .bold : [])
        Self.cells(row, numbers, columns: widths.cell, into: &line)
        line.right(
            numbers.compactDelta(row.cell.delta), 7, .sign(row.cell.delta.rawValue))
        line.right(numbers.compact(row.cell.volume), 8)
        line.add("  ")
        let notes = notes(row)
        let room = min(40, columns - line.width - widths.notes - 2)
        let share = largest > 0 ? row.cell.volume.rawValue / largest : 0
        line.add(look.glyphs.bar(share, columns: room), isPOC ? .yellow : .dim)
        if !notes.isEmpty {
            line.add("  ")
            line.add(notes, .yellow)
        }
        return line.text
    }

    /// ` < 120 x 45  > `: both volumes, with a sign beside the one that outweighs its neighbour.
    static func cells(
        _ row: FootprintLadder.Row, _ numbers: NumberText, columns: Int, into line: inout LineText
    ) {
        let isBuy = row.cell.marks.contains(.buyImbalance)
        let isSell = row.cell.marks.contains(.sellImbalance)
        line.add(" ")
        line.add(isSell ? line.look.glyphs.sell : " ", [.red, .bold])
        line.add(" ")
        line.right(numbers.compact(row.cell.bid), columns, isSell ? [.red, .bold] : .red)
        line.add(" x ", .dim)
        line.left(numbers.compact(row.cell.ask), columns, isBuy ? [.green, .bold] : .green)
        line.add(" ")
        line.add(isBuy ? line.look.glyphs.buy : " ", [.green, .bold])
    }

    /// What is to be said of a row; a stack is told at its highest row.
    private func notes(_ row: FootprintLadder.Row) -> String {
        var notes: [String] = []
        if row.cell.row == ladder.poc { notes.append("\(look.glyphs.poc) POC") }
        let above = ladder.row(row.cell.row + 1)
        if row.buyStack > 0, above?.buyStack ?? 0 == 0 {
            notes.append("buy stack \(row.buyStack)")
        }
        if row.sellStack > 0, above?.sellStack ?? 0 == 0 {
            notes.append("sell stack \(row.sellStack)")
        }
        return notes.joined(separator: ", ")
    }

    private var totals: String {
        let imbalances = ladder.imbalances
        let rule = ladder.record.rule
        var line = LineText(look, room: columns)
        line.addFitting([
            ("volume \(numbers.volume(bar.volume))", .bold),
            ("imbalances \(imbalances.buy) buy, \(imbalances.sell) sell", []),
            (
                "(\(DecimalText.text(rule.ratio)) times, at least "
                    + "\(numbers.volume(rule.minimumVolume)))", .dim
            ),
            (ladder.record.rowTicks > 1 ? "\(ladder.record.rowTicks) ticks a row" : "", .dim),
        ])
        return line.text
    }
}
