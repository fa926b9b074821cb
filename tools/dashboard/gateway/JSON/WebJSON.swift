package import Market
package import PitctlViews

/// Values as pages read them: as the commands' JSON, but every instant twice.
///
/// A number of nanoseconds is beyond what a page's numbers hold exactly, so `NAME_ns` is a text,
/// and `NAME` beside it is ISO 8601 in UTC.
extension JSONValue {
    /// An object, its instants told twice.
    package static func page(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.flatMap(twice))
    }

    private static func twice(_ member: (String, JSONValue)) -> [(String, JSONValue)] {
        guard member.0.hasSuffix("_ns") else { return [member] }
        let name = String(member.0.dropLast(3))
        guard let time = Int64(member.1.text) else { return [(member.0, .null), (name, .null)] }
        return [
            (member.0, .string("\(time)")), (name, .string(InstantText.utc(Nanoseconds(time)))),
        ]
    }

    /// An instant among the members of a `page`; `null` for none.
    package static func instant(_ name: String, _ time: Nanoseconds?) -> [(String, JSONValue)] {
        [("\(name)_ns", time.map { .time($0) } ?? .null)]
    }

    /// An amount of money as an exact number of dollars; `null` for none.
    package static func dollars(_ money: Money?) -> JSONValue {
        money.map { JSONValue(raw: $0.description) } ?? .null
    }

    /// A number that may be missing.
    package static func maybe(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

    /// A price that was calculated, without the noise of binary fractions; `null` for none.
    ///
    /// What is meant as a decimal of at most nine places becomes just that.
    package static func price(_ value: Double?) -> JSONValue {
        guard let value, value.magnitude < 1e6 else { return .maybe(value) }
        return .number((value * 1e9).rounded() / 1e9)
    }

    /// A text that may be missing; an empty one is missing, too.
    package static func maybe(_ text: String?) -> JSONValue {
        guard let text, !text.isEmpty else { return .null }
        return .string(text)
    }
}

/// One message of the WebSocket, as text.
enum PageMessage {
    /// `{"type", "ts_ns", "data"}`.
    static func text(_ type: String, at time: Nanoseconds?, _ data: JSONValue) -> String {
        "{\"type\":\"\(type)\",\"ts_ns\":"
            + (time.map { "\"\($0.rawValue)\"" } ?? "null") + ",\"data\":\(data.text)}"
    }
}
