import CLI
public import Market
public import Records

/// Values of evaluations as people read them, each by its kind, with the instrument's decimals.
public struct ValueText: Hashable, Sendable {
    let numbers: NumberText
    let clock: ClockText
    /// What stands for a value that is undefined.
    let unknown: String
    /// The instant that times are told from: of its date they are shown as a clock alone.
    let time: Nanoseconds
    /// As log lines have them: prices with four decimals, profits with their sign.
    var isLog = false

    /// The values of an evaluation of an instrument.
    public init(
        _ numbers: NumberText, _ clock: ClockText = ClockText(), unknown: String = "-",
        at time: Nanoseconds = .zero
    ) {
        self.numbers = numbers
        self.clock = clock
        self.unknown = unknown
        self.time = time
    }

    /// A value as its schema says.
    func text(_ value: Double?, of schema: ValueSchema) -> String {
        guard isLog, schema.kind == .price else { return text(value, schema.kind) }
        let isProfit = schema.name.hasSuffix("pnl") || schema.name == "result"
        return isProfit ? LogLine.profit(value) : LogLine.price(value)
    }

    /// A value by its kind.
    public func text(_ value: Double?, _ kind: ValueSchema.Kind) -> String {
        guard let value else { return unknown }
        switch kind {
        case .price: return price(value)
        case .volume: return volume(value)
        case .number: return Self.number(value)
        case .percent: return Self.number(value) + " %"
        case .share: return Self.number(value * 100) + " %"
        case .count:
            return value.magnitude < 1e15 && value.rounded() == value
                ? Figures.count(Int(value)) : Self.number(value)
        case .flag: return value == 0 ? "no" : "yes"
        case .choice(let words):
            guard let place = Int(exactly: value), words.indices.contains(place) else {
                return "no. \(Self.number(value))"
            }
            return words[place]
        case .time: return instant(value)
        }
    }

    /// Shares, contracts or coins; means of them may have decimals.
    private func volume(_ value: Double) -> String {
        guard numbers.sizes.decimals == 0 else {
            return numbers.volume(Volume(value * numbers.sizes.unitsPerOne))
        }
        return Self.number(value.magnitude < 1000 ? value : value.rounded())
    }

    /// A price, a mean of prices or a distance: the decimals of the tick, and up to two more.
    public func price(_ value: Double) -> String {
        let most = min(9, numbers.tickDecimals + 2)
        return Self.trimmed(value, places: most, least: numbers.tickDecimals)
    }

    /// A plain number with three or four digits that say something: `0.7512`, `3.333`, `63.42`.
    public static func number(_ value: Double) -> String {
        let places =
            switch value.magnitude {
            case 100...: 1
            case 10...: 2
            case 1...: 3
            default: 4
            }
        let text = trimmed(value, places: places, least: 0)
        guard value.magnitude >= 1000, value.magnitude < 1e9 else { return text }
        let parts = text.split(separator: ".", maxSplits: 1)
        let whole = Figures.count(Int(parts[0]) ?? 0)
        return parts.count == 1 ? whole : "\(whole).\(parts[1])"
    }

    /// A number without zeros at its end, but for `least` decimals; one too small for `places` gets
    /// more.
    private static func trimmed(_ value: Double, places: Int, least: Int) -> String {
        var places = places
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        while value != 0, places < 9, (value.magnitude * scale).rounded() < 10,
            (value * scale).rounded() != value * scale
        {
            places += 1
            scale *= 10
        }
        var text = Figures.decimal(value, places: places)
        guard let point = text.firstIndex(of: ".") else { return text }
        while text.last == "0", text.distance(from: point, to: text.endIndex) - 1 > least {
            text.removeLast()
        }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// An instant of whole milliseconds since 1970.
    private func instant(_ value: Double) -> String {
        guard value.magnitude < 9e12 else { return unknown }
        let instant = Nanoseconds.milliseconds(Int64(value))
        let text =
            clock.date(instant) == clock.date(time)
            ? clock.clock(instant) : clock.dateTime(instant)
        return "\(text) \(clock.zone(instant))"
    }

    /// What a volume is counted in: `1 share`, `2 shares`.
    static func unit(_ assetClass: AssetClass, of value: Double) -> String {
        let unit =
            switch assetClass {
            case .share: "share"
            case .future: "contract"
            case .crypto: "coin"
            }
        return value == 1 ? unit : unit + "s"
    }
}
