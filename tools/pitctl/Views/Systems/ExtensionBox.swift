import CLI
public import Market
import Measures

/// The extensions of one symbol in a box, longest first, and what to do about them.
public struct ExtensionBox: Sendable {
    /// Columns between the box's sides.
    static let columns = 59
    /// Columns of the table: level, direction, candles, hours, status.
    static let widths = [16, 7, 9, 7, 16]

    let symbol: String
    /// Those that are extended, longest first.
    package let rows: [ExtensionRow]
    /// The instant of the evaluation.
    package let time: Nanoseconds
    let showsSource: Bool
    let isUnicode: Bool

    /// A box of the rows at one instant.
    ///
    /// - Parameters:
    ///   - rows: in any order.
    ///   - time: the instant of the evaluation; shown in New York time.
    ///   - showsSource: whether the percentage says where it comes from: ` prior` or ` n=240`.
    ///   - isUnicode: drawn with lines and icons, otherwise in ASCII.
    public init(
        symbol: String, rows: [ExtensionRow], time: Nanoseconds, showsSource: Bool = true,
        isUnicode: Bool = true
    ) {
        self.isUnicode = isUnicode
        self.symbol = symbol
        self.rows = rows.filter { $0.candles >= 1 }.sorted { left, right in
            if left.candles != right.candles { return left.candles > right.candles }
            if left.energy != right.energy { return left.energy > right.energy }
            return left.place < right.place
        }
        self.time = time
        self.showsSource = showsSource
    }

    /// The box, line by line.
    public var lines: [String] {
        let bar = String(repeating: isUnicode ? "─" : "-", count: Self.columns)
        let rule = isUnicode ? "├\(bar)┤" : "+\(bar)+"
        let (top, bottom) = isUnicode ? ("┌\(bar)┐", "└\(bar)┘") : (rule, rule)
        return [top, line(title), rule, heading, rule] + rows.map(row)
            + (rows.isEmpty ? [] : [rule]) + [line(" ACTION: \(action)"), bottom]
    }

    /// The box as one text, without a line break at its end.
    public var text: String { lines.joined(separator: "\n") }

    /// What the best level of the setup timeframes calls for: `SHORT setup @ poc_daily [75% prior
    /// snap-back]`, `PREPARE`, `WATCH`, or `none`.
    public var action: String {
        guard let best else { return "none" }
        let side = best.isUp ? "SHORT" : "LONG"
        let share = best.probability.map { "\(Self.percent($0))\(source(best))" } ?? ""
        switch best.trigger {
        case "HIGH_PROB", "EXTREME": return "\(side) setup @ \(best.level) [\(share) snap-back]"
        case "ALERT": return "PREPARE \(side) @ \(best.level) [\(share)]"
        case "WATCHING": return "WATCH \(best.level)"
        default: return "none"
        }
    }

    /// The highest probability, then the highest energy, then the order of levels.
    private var best: ExtensionRow? {
        rows.filter(\.isSetupTimeframe).sorted { $0.place < $1.place }
            .reduce(nil) { best, row in
                guard let best else { return row }
                let (mine, theirs) = (row.probability ?? 0, best.probability ?? 0)
                if Comparison.exceeds(mine, theirs) { return row }
                let isTie = Comparison.equal(mine, theirs)
                return isTie && Comparison.exceeds(row.energy, best.energy) ? row : best
            }
    }

    /// `75%`
    static func percent(_ share: Double) -> String { Figures.decimal(share * 100, places: 0) + "%" }

    private func source(_ row: ExtensionRow) -> String {
        guard showsSource else { return "" }
        return row.isMeasured ? " n=\(row.observations)" : " prior"
    }

    private var title: String {
        let clock = ClockText()
        let stamp = "\(clock.date(time)) \(clock.minute(time))"
        let room = Self.columns - stamp.count - 2
        let name = DisplayWidth.cut(
            " EXTENSION STATUS: \(VisibleText.of(symbol))", to: room - 1)
        return Self.padded(name, to: room) + stamp
    }

    private var heading: String {
        cells([" Level", " Dir", " Candles", " Hours", " Status"])
    }

    private func row(_ row: ExtensionRow) -> String {
        let icon = isUnicode ? Self.icons[row.trigger].map { "\($0) " } ?? "" : ""
        let glyphs = isUnicode ? Glyphs.unicode : .ascii
        return cells([
            " \(row.level)", row.isUp ? " \(glyphs.up) UP" : " \(glyphs.down) DOWN",
            Self.centered("\(row.candles)", in: Self.widths[2]),
            Self.centered(Figures.decimal(row.hours, places: 1), in: Self.widths[3]),
            " \(icon)\(row.trigger)",
        ])
    }

    private static let icons = [
        "WATCHING": "👀", "ALERT": "⚠️", "HIGH_PROB": "🔥", "EXTREME": "💥",
    ]

    private var side: String { isUnicode ? "│" : "|" }

    private func line(_ text: String) -> String {
        "\(side)\(Self.padded(DisplayWidth.cut(text, to: Self.columns), to: Self.columns))\(side)"
    }

    private func cells(_ texts: [String]) -> String {
        let padded = zip(texts, Self.widths).map { text, width in
            Self.padded(DisplayWidth.cut(text, to: width), to: width)
        }
        return "\(side)\(padded.joined(separator: side))\(side)"
    }

    /// Blanks on both sides, the odd one behind.
    private static func centered(_ text: String, in columns: Int) -> String {
        String(repeating: " ", count: max(0, (columns - DisplayWidth.of(text)) / 2)) + text
    }

    private static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - DisplayWidth.of(text)))
    }
}
