public import Market

/// A setting that can be changed while the engine runs.
public struct SettingKey: Sendable {
    /// What its values are.
    public enum Form: Hashable, Sendable {
        /// A whole number within bounds.
        case count(ClosedRange<Int>)
        /// `yes` or `no`.
        case flag
        /// An amount of US dollars, two decimals at most, within bounds.
        case money(ClosedRange<Int>)
        /// One of some words.
        case choice([String])
        /// A number within bounds, three decimals at most.
        case number(ClosedRange<Int>)
        /// The period of bars, by its name or its seconds.
        case period
        /// Any text.
        case text
    }

    /// Lower case words, a dot between group and name.
    public var name: String
    /// What its values are.
    public var form: Form
    /// The value without a change.
    public var standard: String
    /// An instrument can have its own value.
    public var isPerInstrument: Bool
    /// One sentence for people.
    public var meaning: String

    /// The name of the setting that says which symbol alone is traded.
    public static let tradedSymbol = "trading.symbol"

    /// The name of the setting that paces a replay; nothing that decides reads it.
    public static let replaySpeed = "replay.speed"

    /// The name of the setting that says of which period footprints and the order-flow system's
    /// bars are.
    public static let timeframe = "orderflow.timeframe"

    /// All of them.
    public static let all = [
        SettingKey(
            name: "alerts.max", form: .count(1...10_000), standard: "1000",
            isPerInstrument: false, meaning: "alerts that may wait at a time"),
        SettingKey(
            name: "halt.on_feed_gap", form: .flag, standard: "no", isPerInstrument: true,
            meaning: "a gap of the feed halts trading of its instrument"),
        SettingKey(
            name: "halt.on_feed_lost", form: .flag, standard: "yes", isPerInstrument: true,
            meaning: "a live feed that is away for 30 s halts trading of its instrument"),
        SettingKey(
            name: "halt.on_disk_stall", form: .flag, standard: "yes", isPerInstrument: true,
            meaning: "a journal without progress halts trading"),
        SettingKey(
            name: "trading.profit_target", form: .money(0...10_000_000), standard: "",
            isPerInstrument: false,
            meaning: "US dollars; a day's profit of so much ends trading; as configured when empty"
        ),
        SettingKey(
            name: "trading.loss_limit", form: .money(-10_000_000...10_000_000), standard: "",
            isPerInstrument: false,
            meaning: "US dollars; a day's loss of so much ends trading; as configured when empty"),
        SettingKey(
            name: "trading.position_size", form: .count(1...1_000_000), standard: "",
            isPerInstrument: false,
            meaning: "the largest position of a book in an instrument; as configured when empty"),
        SettingKey(
            name: tradedSymbol, form: .text, standard: "", isPerInstrument: false,
            meaning: "the only symbol that is traded; all when empty"),
        SettingKey(
            name: "paper.fills",
            form: .choice(["fair", "partial", "stingy", "rejecting", "silent"]),
            standard: "fair", isPerInstrument: false,
            meaning: "how the paper venue treats orders"),
        SettingKey(
            name: "paper.model", form: .choice(["touch", "through", "queue"]), standard: "",
            isPerInstrument: false,
            meaning: "when resting limit orders are filled; as configured when empty"),
        SettingKey(
            name: "paper.latency_ms", form: .count(0...60_000), standard: "",
            isPerInstrument: false,
            meaning: "milliseconds to the paper venue; as configured when empty"),
        SettingKey(
            name: replaySpeed, form: .number(0...1_000_000), standard: "", isPerInstrument: false,
            meaning:
                "seconds of market time in one of the clock, 0 without waiting; as started when empty"
        ),
        SettingKey(
            name: timeframe, form: .period, standard: "", isPerInstrument: false,
            meaning:
                "the period of footprints and of the order-flow system's bars, from the next bar on; "
                + "as configured when empty"
        ),
        SettingKey(
            name: "note", form: .text, standard: "", isPerInstrument: true,
            meaning: "free text, for people"),
    ]

    /// All names, short: those of one group share its word, as in `paper.fills/model`.
    public static let names = {
        var text = ""
        var last: Substring?
        for key in all {
            let parts = key.name.split(separator: ".")
            if parts.count == 2, parts[0] == last {
                text += "/\(parts[1])"
            } else {
                text += text.isEmpty ? key.name : ", \(key.name)"
            }
            last = parts[0]
        }
        return text
    }()

    /// The setting of that name, or `nil`.
    public static func named(_ name: String) -> SettingKey? { all.first { $0.name == name } }

    /// Why a value is none of the setting's, in words; `nil` when it is one.
    public func fault(of value: String) -> String? {
        // Where it follows the configuration it can be empty.
        if value.isEmpty, standard.isEmpty { return nil }
        switch form {
        case .count(let range):
            let isPlain = value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            if isPlain, let number = Int(value), range.contains(number) { return nil }
            return "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), "
                + "got '\(value)'"
        case .flag:
            return value == "yes" || value == "no" ? nil : "\(name) is yes or no, got '\(value)'"
        case .money(let range):
            let isWithin = (try? Money(value)).map {
                $0 >= Money(nanos: Int128(range.lowerBound) * 1_000_000_000)
                    && $0 <= Money(nanos: Int128(range.upperBound) * 1_000_000_000)
                    && $0 != .zero
            }
            return isWithin == true
                ? nil
                : "\(name) is an amount from \(range.lowerBound) to \(range.upperBound), not 0, "
                    + "got '\(value)'"
        case .choice(let words):
            return words.contains(value)
                ? nil : "\(name) is one of \(words.joined(separator: ", ")), got '\(value)'"
        case .number(let range):
            let isWithin = Self.thousandths(value).map {
                $0 >= range.lowerBound * 1000 && $0 <= range.upperBound * 1000
            }
            return isWithin == true
                ? nil
                : "\(name) is a number from \(range.lowerBound) to \(range.upperBound) with three "
                    + "decimals at most, got '\(value)'"
        case .period:
            guard Self.period(value) == nil else { return nil }
            let names = BarPeriod.allCases.map(\.name).joined(separator: ", ")
            let seconds = BarPeriod.allCases.map { "\($0.seconds)" }.joined(separator: ", ")
            return "\(name) is one of \(names), or as seconds \(seconds), got '\(value)'"
        case .text: return nil
        }
    }

    /// The period of that name, or of as many seconds; `nil` for anything else.
    public static func period(_ text: String) -> BarPeriod? {
        BarPeriod.allCases.first { $0.name == text || "\($0.seconds)" == text }
    }

    /// The thousandths of a plain decimal number not below 0; `nil` for anything else.
    public static func thousandths(_ text: String) -> Int? {
        // Digits, with a point among them or not: no sign, no exponent.
        let parts = text.utf8.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        var text = text
        return text.withUTF8 { bytes in
            (try? DecimalText.units(bytes, decimals: 3)).map { Int($0) }
        }
    }
}
