import JSON
public import Market

/// A JSON value as text, in the order it is put together.
///
/// Numbers keep the digits they have: prices are exact decimals, instants nanoseconds.
public struct JSONValue: Hashable, Sendable {
    /// The value as it is written.
    public let text: String

    /// Text that is a JSON value already.
    package init(raw: String) { text = raw }

    /// Nothing.
    public static let null = JSONValue(raw: "null")

    /// A text.
    public static func string(_ value: String) -> JSONValue {
        JSONValue(raw: JSONText.quoted(value))
    }

    /// A whole number.
    public static func number(_ value: some BinaryInteger) -> JSONValue {
        JSONValue(raw: String(value))
    }

    /// A number; `null` when it is not finite.
    public static func number(_ value: Double) -> JSONValue {
        value.isFinite ? JSONValue(raw: DecimalText.text(value)) : .null
    }

    /// `true` or `false`.
    public static func bool(_ value: Bool) -> JSONValue { JSONValue(raw: value ? "true" : "false") }

    /// A list.
    public static func list(_ values: [JSONValue]) -> JSONValue {
        JSONValue(raw: JSONText.array(values.map(\.text)))
    }

    /// An object, its members in this order.
    public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(raw: JSONText.object(members.map { (name: $0.0, value: $0.1.text) }))
    }

    /// An instant: nanoseconds since 1970.
    public static func time(_ time: Nanoseconds) -> JSONValue { .number(time.rawValue) }
}

extension NumberText {
    /// A price as an exact decimal; `null` for none.
    package func json(_ price: Price?) -> JSONValue {
        guard let price, price.exists else { return .null }
        return JSONValue(
            raw: DecimalText.text(units: price.rawValue, decimals: Int(prices.decimals)))
    }

    /// The price of the lowest level of a row.
    package func json(row: Int64, rowTicks: Int64) -> JSONValue {
        json(prices.price(of: Level(row &* rowTicks)))
    }

    /// A volume in shares, contracts or coins.
    package func json(_ volume: Volume) -> JSONValue { .number(sizes.real(volume)) }
}
