import ClientKit
import Market
import Records

/// What has to stand at the desk after the accepted commands, in the order of their numbers.
struct ExpectedDesk: Equatable {
    /// Alerts that no trade fires, by number.
    var alerts: Set<UInt64> = []
    /// Whom a person halted; `""` for all.
    var halts: Set<String> = []
    /// Values by instrument and key.
    var settings: [String: String] = [:]
    /// Anchors of commands, by instrument.
    var anchors: [String: Set<UInt32>] = [:]

    init() {}

    init(_ done: [(ask: Ask, answer: CommandAnswer)]) {
        for (ask, answer) in done { take(ask, answer) }
    }

    private mutating func take(_ ask: Ask, _ answer: CommandAnswer) {
        switch ask.command {
        case .addAlert: if ask.isFar { alerts.insert(answer.subject) }
        case .removeAlert: alerts.remove(answer.subject)
        case .halt: halts.insert(ask.symbol)
        case .resume: halts.remove(ask.symbol)
        case .set(let key, let value):
            settings["\(ask.symbol) \(key)"] = value == "default" ? nil : value
        case .addAnchor: anchors[ask.symbol, default: []].insert(UInt32(answer.subject))
        case .removeAnchor:
            anchors[ask.symbol]?.remove(UInt32(answer.subject))
            if anchors[ask.symbol]?.isEmpty ?? false { anchors[ask.symbol] = nil }
        case .submit, .cancel, .replace, .cancelAll, .flatten, .startSession, .stopSession,
            .cancelOf:
            break
        }
    }

    /// What an engine says that stands there.
    init(_ reading: DeskReading) {
        func name(_ instrument: InstrumentID) -> String {
            instrument == .all ? "" : reading.instruments[instrument]?.instrument.symbol ?? "?"
        }
        let state = reading.state
        alerts = Set(state.alerts.map(\.alert).filter { $0.condition == .atOrBelow }.map(\.number))
        halts = Set(
            state.halts.map(\.halt).filter { $0.origin == .person }.map { name($0.instrument) })
        for record in state.settings {
            settings["\(name(record.setting.instrument)) \(record.setting.key)"] =
                record.setting.value
        }
        for record in state.anchors {
            anchors[name(record.anchor.instrument), default: []].insert(record.anchor.number)
        }
    }

    /// What is not as expected, in words; `nil` when nothing.
    func difference(from found: ExpectedDesk) -> String? {
        if alerts != found.alerts {
            return "alerts missing \(alerts.subtracting(found.alerts).sorted()), too many "
                + "\(found.alerts.subtracting(alerts).sorted())"
        }
        if halts != found.halts { return "halts \(found.halts) instead of \(halts)" }
        if settings != found.settings {
            return "settings \(found.settings) instead of \(settings)"
        }
        if anchors != found.anchors { return "anchors \(found.anchors) instead of \(anchors)" }
        return nil
    }
}
