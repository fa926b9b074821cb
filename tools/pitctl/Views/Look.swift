/// Colours and weights of a text; several at once.
public struct Ink: OptionSet, Hashable, Sendable {
    /// The marks as bits.
    public var rawValue: UInt8

    /// Wraps bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Heavy type.
    public static let bold = Ink(rawValue: 1)
    /// Faint type.
    public static let dim = Ink(rawValue: 2)
    /// Sellers, falling prices, trouble.
    public static let red = Ink(rawValue: 4)
    /// Buyers, rising prices, success.
    public static let green = Ink(rawValue: 8)
    /// A warning, and what is worth a look.
    public static let yellow = Ink(rawValue: 16)
    /// A name.
    public static let cyan = Ink(rawValue: 32)
    /// Background and text changed over.
    public static let reverse = Ink(rawValue: 64)

    /// The terminal's codes for it.
    var codes: String {
        let all: [(Ink, String)] = [
            (.bold, "1"), (.dim, "2"), (.reverse, "7"), (.red, "31"), (.green, "32"),
            (.yellow, "33"), (.cyan, "36"),
        ]
        return all.filter { contains($0.0) }.map(\.1).joined(separator: ";")
    }

    /// Green above zero, red below, nothing at zero.
    static func sign(_ value: Double) -> Ink { value > 0 ? .green : value < 0 ? .red : [] }
}

/// How things are drawn: with colours or without, in Unicode or ASCII, on which clock.
public struct Look: Hashable, Sendable {
    /// Whether colours and weights are written.
    public var isColored: Bool
    /// What lines and bars are made of.
    public var glyphs: Glyphs
    /// The clock times are shown on.
    public var clock: ClockText

    /// Puts a look together.
    public init(isColored: Bool = false, isUnicode: Bool = true, clock: ClockText = ClockText()) {
        self.isColored = isColored
        glyphs = isUnicode ? .unicode : .ascii
        self.clock = clock
    }

    /// A faint text, as of keys.
    public func hint(_ text: String) -> String { paint(text, .dim) }

    /// The text with its colours; the text alone when they are off.
    func paint(_ text: String, _ ink: Ink) -> String {
        isColored && !ink.isEmpty && !text.isEmpty ? "\u{1b}[\(ink.codes)m\(text)\u{1b}[0m" : text
    }
}

/// What lines, bars and marks are made of, each one column wide.
public struct Glyphs: Hashable, Sendable {
    /// Between columns.
    public var vertical: String
    /// Between parts.
    public var horizontal: String
    /// A rising price.
    public var up: String
    /// A falling price.
    public var down: String
    /// A buy imbalance, right of the ask volume.
    public var buy: String
    /// A sell imbalance, left of the bid volume.
    public var sell: String
    /// The row with the largest volume.
    public var poc: String
    /// Points at the price now.
    public var here: String
    /// Standard deviations.
    public var sigma: String
    /// Of boxes: top left, top right, bottom left, bottom right.
    public var corners: [String]
    /// Something was cut.
    public var ellipsis: String
    /// Volume outside the value area.
    public var faint: String
    /// A condition that holds.
    public var holds: String
    /// A condition that does not.
    public var fails: String
    /// A condition of which that is not known.
    public var unknown: String
    /// One column of a bar, filled a bit more each; the last is full.
    public var steps: [String]

    /// For terminals of a UTF-8 locale.
    public static let unicode = Glyphs(
        vertical: "│", horizontal: "─", up: "▲", down: "▼", buy: "▶", sell: "◀", poc: "●",
        here: "◄", sigma: "σ", corners: ["┌", "┐", "└", "┘"], ellipsis: "…", faint: "░", holds: "✓",
        fails: "✗", unknown: "?",
        steps: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"])
    /// For all others.
    public static let ascii = Glyphs(
        vertical: "|", horizontal: "-", up: "^", down: "v", buy: ">", sell: "<", poc: "*",
        here: "<", sigma: "sd", corners: ["+", "+", "+", "+"], ellipsis: "~", faint: ".",
        holds: "+", fails: "-", unknown: "?",
        steps: ["#"])

    /// A bar that fills `share` of `columns`; a share above zero shows something.
    ///
    /// - Parameter isFaint: of the fainter material.
    public func bar(_ share: Double, columns: Int, isFaint: Bool = false) -> String {
        guard share > 0, columns > 0, share.isFinite else { return "" }
        let material = isFaint ? [faint] : steps
        let parts = max(
            1, Int((min(1, share) * Double(columns * material.count)).rounded()))
        let (full, rest) = parts.quotientAndRemainder(dividingBy: material.count)
        return String(repeating: material[material.count - 1], count: full)
            + (rest > 0 ? material[rest - 1] : "")
    }
}
