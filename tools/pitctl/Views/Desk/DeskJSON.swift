import Market
public import Records
public import Wire

/// Events of the desk and answers to commands as JSON objects.
///
/// `symbol` is `null` for what is about all instruments.
public enum DeskJSON {
    /// An event; in a snapshot, what stands.
    public static func event(_ event: DeskEvent, _ text: DeskText) -> JSONValue {
        let symbol: JSONValue =
            event.instrument == .all
            ? .null
            : text.instruments[event.instrument].map { .string($0.instrument.symbol) }
                ?? .number(event.instrument.rawValue)
        let (kind, members) = members(event, text)
        return .object(
            [
                ("event", .string(kind)), ("symbol", symbol), ("time_ns", .time(event.time)),
                ("sequence", .number(event.cause)),
            ] + members)
    }

    private static func members(
        _ event: DeskEvent, _ text: DeskText
    ) -> (String, [(String, JSONValue)]) {
        switch event {
        case .alert(let record): ("alert", alert(record, text))
        case .halt(let record):
            (
                "halt",
                [
                    ("halted", .bool(record.isHalted)), ("forced", .bool(record.isForced)),
                    ("origin", .string(record.halt.origin.name)),
                    ("since_ns", .time(record.halt.since)), ("by", .string(record.halt.by)),
                    ("reason", .string(record.halt.reason)),
                ]
            )
        case .setting(let record):
            (
                "setting",
                [
                    ("key", .string(record.setting.key)),
                    ("value", .string(record.setting.value)),
                    ("default", .bool(record.isDefault)), ("by", .string(record.setting.by)),
                ]
            )
        case .anchor(let record):
            (
                "anchor",
                [
                    ("number", .number(record.anchor.number)), ("set", .bool(record.isSet)),
                    ("from_ns", .time(record.anchor.from)), ("by", .string(record.anchor.by)),
                ]
            )
        }
    }

    private static func alert(_ record: AlertRecord, _ text: DeskText) -> [(String, JSONValue)] {
        let alert = record.alert
        func price(_ price: Price) -> JSONValue {
            text.instruments[alert.instrument].map { NumberText($0.instrument).json(price) }
                ?? .null
        }
        return [
            ("change", .string(record.change.name)), ("number", .number(alert.number)),
            ("condition", .string(alert.condition.name)), ("price", price(alert.price)),
            ("added_ns", .time(alert.added)),
            ("fired_ns", alert.fired.map { .time($0.time) } ?? .null),
            ("fired_price", alert.fired.map { price($0.price) } ?? .null),
            ("id", .string(alert.id.text)), ("by", .string(alert.by)),
            ("note", .string(alert.note)),
        ]
    }

    /// What came of a command.
    public static func answer(_ answer: CommandAnswer) -> JSONValue {
        .object([
            ("command", .string(answer.kind.name)), ("outcome", .string(answer.outcome.name)),
            ("repeat", .bool(answer.isRepeat)), ("id", .string(answer.id.text)),
            ("command_number", .number(answer.number)),
            ("number", answer.subject == 0 ? .null : .number(answer.subject)),
            ("sequence", .number(answer.sequence)), ("text", .string(answer.text)),
        ])
    }
}
