/// One line of a strategy's log: `[09:35:12] AAPL   | ENTER  | DIR=LONG PRICE=150.5000`.
///
/// Time in New York, symbol and level at the left of six columns, one blank on each side of the
/// bars. Symbol and message are taken as they are.
public struct LogLine: Hashable, Sendable {
    /// What kind of line it is.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case enter = "ENTER"
        case exit = "EXIT"
        case state = "STATE"
        case signal = "SIGNAL"
        case alert = "ALERT"
        case info = "INFO"
        case warn = "WARN"
        case error = "ERROR"
    }

    /// The instant it is about.
    public var time: Nanoseconds
    /// The instrument's symbol.
    public var symbol: String
    /// What kind of line it is.
    public var level: Level
    /// The rest of the line.
    public var message: String

    /// Puts a line together.
    public init(_ time: Nanoseconds, _ symbol: String, _ level: Level, _ message: String) {
        self.time = time
        self.symbol = symbol
        self.level = level
        self.message = message
    }

    /// The line, without a line end.
    public var text: String {
        "[\(InstantText.newYorkClock(time))] \(Self.padded(symbol)) | "
            + "\(Self.padded(level.rawValue)) | \(message)"
    }

    /// A price with four decimals, halves away from zero: `150.5000`; `-` when there is none.
    public static func price(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        // From 2^49 on a double has no fourth decimal.
        guard value.magnitude < 562_949_953_421_312 else { return value.description }
        let units = Int64((value * 10_000).rounded(.toNearestOrAwayFromZero))
        let whole = units.magnitude / 10_000
        return (units < 0 ? "-" : "") + "\(whole)."
            + ASCII.padded(Int(units.magnitude % 10_000), 4)
    }

    /// A profit with its sign and four decimals: `+1.6000`, `-0.7000`, `+0.0000`.
    public static func profit(_ value: Double?) -> String {
        let text = price(value)
        return text.hasPrefix("-") ? text : "+" + text
    }

    private static func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 6 - text.count))
    }
}
