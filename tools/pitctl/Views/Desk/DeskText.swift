import CLI
public import Market
public import Records
public import Wire

/// What an engine's desk says, in words.
public struct DeskText: Sendable {
    /// The instruments that events may be about, by number.
    public var instruments: [InstrumentID: InstrumentInfo]

    /// Words for events about these instruments.
    public init(_ instruments: [InstrumentInfo]) {
        self.instruments = Dictionary(
            instruments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// `SPY`; `*` for all instruments, the number of one that is not known.
    public func symbol(_ instrument: InstrumentID) -> String {
        if instrument == .all { return "*" }
        return VisibleText.of(
            instruments[instrument]?.instrument.symbol ?? "\(instrument.rawValue)")
    }

    /// `171.50`; units when the instrument is not known.
    public func price(_ price: Price, of instrument: InstrumentID) -> String {
        instruments[instrument].map { NumberText($0.instrument).price(price) }
            ?? "\(price.rawValue) units"
    }

    /// `above 171.50`
    public func condition(_ alert: Alert) -> String {
        "\(alert.condition.name) \(price(alert.price, of: alert.instrument))"
    }

    /// `[10:35:12] SPY    | ALERT  | alert 3 fired at 171.52: above 171.50 "over the high" by ann`
    public func line(_ event: DeskEvent) -> String {
        LogLine(event.time, symbol(event.instrument), level(event), VisibleText.of(message(event)))
            .text
    }

    private func level(_ event: DeskEvent) -> LogLine.Level {
        switch event {
        case .alert(let record): record.change == .fired ? .alert : .info
        case .halt: .state
        case .setting, .anchor: .info
        }
    }

    /// What happened, without its time and instrument.
    public func message(_ event: DeskEvent) -> String {
        switch event {
        case .alert(let record):
            let alert = record.alert
            var what = "alert \(alert.number) \(record.change.name)"
            if record.change == .fired, let fired = alert.fired {
                what += " at \(price(fired.price, of: alert.instrument))"
            }
            return "\(what): \(condition(alert))" + quoted(alert.note) + by(alert.by)
        case .halt(let record):
            let halt = record.halt
            if record.isHalted {
                return "HALTED (\(halt.origin.name))\(reason(halt))" + by(halt.by)
            }
            return "\(halt.origin.name) halt ended" + (record.isForced ? " by force" : "")
                + by(halt.by)
        case .setting(let record):
            let setting = record.setting
            let note = record.isDefault ? " (taken back)" : ""
            return "\(setting.key) = \(value(setting.value))\(note)" + by(setting.by)
        case .anchor(let record):
            let anchor = record.anchor
            return record.isSet
                ? "VWAP anchor \(anchor.number) from \(InstantText.utc(anchor.from))"
                    + by(anchor.by)
                : "VWAP anchor \(anchor.number) removed" + by(anchor.by)
        }
    }

    private func quoted(_ note: String) -> String { note.isEmpty ? "" : " \"\(note)\"" }
    private func reason(_ halt: Halt) -> String { halt.reason.isEmpty ? "" : ": \(halt.reason)" }
    private func by(_ name: String) -> String { name.isEmpty ? "" : " by \(name)" }
    private func value(_ text: String) -> String { text.isEmpty ? "\"\"" : text }
}

extension DeskText {
    /// What came of a command, in one line: `alert 3 is set`, `done already: halted`.
    public static func answer(_ answer: CommandAnswer) -> String {
        var text: String
        if answer.outcome == .accepted {
            text =
                switch answer.kind {
                case .addAlert: "alert \(answer.subject) is set"
                case .removeAlert: "alert \(answer.subject) is removed"
                case .halt: "halted"
                case .resume: "resumed"
                case .set: "set"
                case .addAnchor: "VWAP anchor \(answer.subject) is set"
                case .removeAnchor: "VWAP anchor \(answer.subject) is removed"
                case .submit: "order \(answer.subject) is taken"
                case .cancel: "order \(answer.subject) is cancelled"
                case .replace: "order \(answer.subject) is changed"
                case .cancelAll, .cancelOf: "orders are cancelled"
                case .flatten: "flattening"
                case .startSession: "started"
                case .stopSession: "stopped"
                }
            if !answer.text.isEmpty { text += "; \(answer.text)" }
        } else {
            text = answer.outcome.name + (answer.text.isEmpty ? "" : ": \(answer.text)")
        }
        return VisibleText.of((answer.isRepeat ? "as answered before: " : "") + text)
    }
}
