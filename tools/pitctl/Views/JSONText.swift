public import Market

/// A JSON value as text, in the order it is put together.
///
/// Numbers keep the digits they have: prices are exact decimals, instants nanoseconds.
public struct JSONText: Hashable, Sendable {
    /// The value as it is written.
    public let text: String

    /// Text that is a JSON value already.
    init(raw: String) { text = raw }

    /// Nothing.
    public static let null = JSONText(raw: "null")

    /// A text.
    public static func string(_ value: String) -> JSONText {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONText(raw: text + "\"")
    }

    /// A whole number.
    public static func number(_ value: some BinaryInteger) -> JSONText {
        JSONText(raw: String(value))
    }

    /// A number; `null` when it is not finite.
    public static func number(_ value: Double) -> JSONText {
        value.isFinite ? JSONText(raw: DecimalText.text(value)) : .null
    }

    /// `true` or `false`.
    public static func bool(_ value: Bool) -> JSONText { JSONText(raw: value ? "true" : "false") }

    /// A list.
    public static func list(_ values: [JSONText]) -> JSONText {
        JSONText(raw: "[" + values.map(\.text).joined(separator: ",") + "]")
    }

    /// An object, its members in this order.
    public static func object(_ members: [(String, JSONText)]) -> JSONText {
        let pairs = members.map { JSONText.string($0.0).text + ":" + $0.1.text }
        return JSONText(raw: "{" + pairs.joined(separator: ",") + "}")
    }

    /// An instant: nanoseconds since 1970.
    public static func time(_ time: Nanoseconds) -> JSONText { .number(time.rawValue) }
}

extension NumberText {
    /// A price as an exact decimal; `null` for none.
    func json(_ price: Price?) -> JSONText {
        guard let price, price.exists else { return .null }
        return JSONText(
            raw: DecimalText.text(units: price.rawValue, decimals: Int(prices.decimals)))
    }

    /// The price of the lowest level of a row.
    func json(row: Int64, rowTicks: Int64) -> JSONText {
        json(prices.price(of: Level(row &* rowTicks)))
    }

    /// A volume in shares, contracts or coins.
    func json(_ volume: Volume) -> JSONText { .number(sizes.real(volume)) }
}
