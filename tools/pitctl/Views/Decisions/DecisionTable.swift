import CLI
import Market
import Records

/// Signals or decisions as a table that can be gone on with: the columns stay where they are, a
/// line tells when another date begins.
public struct DecisionTable: Sendable {
    /// What the table is of.
    public enum Content: Hashable, Sendable {
        /// All are approved: strength and sides are shown.
        case signals
        /// Verdict and reason are shown.
        case decisions
    }

    private struct Column {
        var title: String
        var least: Int
        /// Columns with a higher number go first when there is little room; 0 stays.
        var rank: Int
        var isRight = false
        var text: @Sendable (DecisionText) -> String
        var ink: @Sendable (DecisionText) -> Ink = { _ in [] }
    }

    /// The room below which other columns give way to the summary.
    static let summaryColumns = 20

    private let look: Look
    private let room: Int
    private var columns: [Column]
    private var date = ""
    private var isBegun = false

    /// An empty table with lines of at most `room` columns.
    ///
    /// - Parameter isFollowed: the first lines tell little of those to come: the columns are wide
    ///   enough for them.
    public init(_ content: Content, _ look: Look, room: Int, isFollowed: Bool = false) {
        self.look = look
        self.room = room
        columns = Self.columns(content, look)
        guard isFollowed, room >= 120 else { return }
        let usual = ["ID": 9, "SYSTEM": 11, "RULE": 22, "REASON": 16, "STRENGTH": 10]
        for place in columns.indices {
            columns[place].least = usual[columns[place].title] ?? columns[place].least
        }
    }

    /// The next lines: the decisions, oldest first, below a heading where the table begins.
    public mutating func lines(_ decisions: [DecisionText]) -> [String] {
        guard let first = decisions.first else { return [] }
        for place in columns.indices {
            columns[place].least = decisions.reduce(columns[place].least) {
                max($0, DisplayWidth.of(columns[place].text($1)))
            }
        }
        var lines: [String] = []
        if !isBegun {
            isBegun = true
            date = day(first)
            makeRoom()
            lines = [look.paint(date, .dim), heading]
        }
        for decision in decisions {
            if day(decision) != date {
                date = day(decision)
                lines.append(look.paint(date, .dim))
            }
            lines.append(line(decision))
        }
        return lines
    }

    private mutating func makeRoom() {
        guard room < .max else { return }
        while columns.reduce(0, { $0 + $1.least + 2 }) + Self.summaryColumns > room,
            let most = columns.map(\.rank).max(), most > 0
        {
            columns.removeAll { $0.rank == most }
        }
    }

    private func day(_ decision: DecisionText) -> String {
        let time = decision.evaluation.time
        return "\(look.clock.date(time)) \(look.clock.zone(time))"
    }

    private var heading: String {
        row(columns.map { ($0.title, .dim) }, ("SUMMARY", .dim))
    }

    private func line(_ decision: DecisionText) -> String {
        row(columns.map { ($0.text(decision), $0.ink(decision)) }, (decision.summary, []))
    }

    private func row(_ cells: [(String, Ink)], _ summary: (String, Ink)) -> String {
        var line = LineText(look, room: room)
        for (column, cell) in zip(columns, cells) {
            if column.isRight {
                line.right(cell.0, column.least, cell.1)
            } else {
                line.left(cell.0, column.least, cell.1)
            }
            line.add("  ")
        }
        let cut =
            room < .max
            ? DisplayWidth.cut(summary.0, to: max(1, room - line.width)) : summary.0
        line.add(cut, summary.1)
        return line.text
    }

    private static func columns(_ content: Content, _ look: Look) -> [Column] {
        let (clock, isSignals) = (look.clock, content == .signals)
        let facts = [
            Column(title: "ID", least: 6, rank: 0, text: { $0.id }, ink: { _ in .bold }),
            Column(title: "TIME", least: 8, rank: 0, text: { clock.clock($0.evaluation.time) }),
            Column(title: "SYMBOL", least: 6, rank: 9, text: { $0.symbol }),
        ]
        let verdict = Column(
            title: "VERDICT", least: 8, rank: 0, text: { $0.evaluation.verdict.name },
            ink: { $0.evaluation.verdict.ink })
        let place = [
            Column(title: "SYSTEM", least: 6, rank: 5, text: { $0.systemName }),
            Column(title: "RULE", least: 6, rank: 0, text: { $0.ruleAndKey }, ink: { _ in .cyan }),
            Column(
                title: "DIR", least: 5, rank: 4,
                text: { $0.evaluation.direction == .none ? "-" : $0.evaluation.direction.name },
                ink: { $0.evaluation.direction.ink }),
        ]
        let reason = Column(
            title: "REASON", least: 6, rank: 0, text: { $0.reason.isEmpty ? "-" : $0.reason })
        let price = Column(
            title: "PRICE", least: 6, rank: isSignals ? 3 : 7, isRight: true,
            text: { $0.priceText }, ink: { _ in .bold })
        let quality = [
            Column(title: "STRENGTH", least: 8, rank: 6, text: { $0.strength }),
            Column(
                title: "SIDES", least: 8, rank: 8,
                text: { "\($0.evaluation.sideQuality)\($0.isWhole ? "" : " !")" },
                ink: { $0.isWhole ? .dim : .yellow }),
        ]
        return isSignals
            ? facts + place + [price] + quality : facts + [verdict] + place + [reason, price]
    }
}
