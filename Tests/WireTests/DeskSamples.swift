import Market
import Records
import Wire

extension Samples {
    mutating func commandID() -> CommandID {
        let letters = Array("abcXYZ019_.:-")
        let text = String((0...small(32)).prefix(32).map { _ in letters[small(letters.count)] })
        return CommandID(text)!
    }

    mutating func command() -> Command {
        switch one(of: Command.Kind.self) {
        case .addAlert:
            .addAlert(one(of: AlertCondition.self), price: Price(int()), note: text(128))
        case .removeAlert: .removeAlert(flag() ? .number(natural()) : .id(commandID()))
        case .halt: .halt(one(of: HaltOrigin.self), reason: text(128))
        case .resume: .resume(flag() ? one(of: HaltOrigin.self) : nil)
        case .set: .set(key: text(64), value: text(128))
        case .addAnchor: .addAnchor(from: flag() ? time() : nil)
        case .removeAnchor: .removeAnchor(u32())
        case .submit: .submit(orderTerms())
        case .cancel: .cancel(orderName())
        case .replace:
            .replace(
                orderName(),
                OrderChange(quantity: flag() ? size() : nil, limit: known(), stop: known()))
        case .cancelAll: .cancelAll
        case .flatten: .flatten
        case .startSession: .startSession
        case .stopSession: .stopSession
        case .cancelOf: .cancelOf(session: natural())
        }
    }

    mutating func commandAnswer() -> CommandAnswer {
        CommandAnswer(
            request: u32(),
            CommandResult(
                instrument: instrument(), time: time(), cause: natural(), id: commandID(),
                kind: one(of: Command.Kind.self), number: natural(), subject: natural(),
                outcome: one(of: CommandOutcome.self), isRepeat: flag(), first: natural(),
                session: natural(), text: text(256)))
    }

    mutating func alert() -> AlertRecord {
        AlertRecord(
            time: time(), cause: natural(), change: one(of: AlertRecord.Change.self),
            alert: Alert(
                number: natural(), id: commandID(), instrument: instrument(),
                condition: one(of: AlertCondition.self), price: Price(int()), added: time(),
                fired: flag() ? Alert.Trade(time: time(), price: Price(int())) : nil,
                by: text(32), note: text(128)))
    }

    mutating func halt() -> HaltRecord {
        HaltRecord(
            time: time(), cause: natural(), isHalted: flag(), isForced: flag(),
            halt: Halt(
                instrument: flag() ? .all : instrument(), origin: one(of: HaltOrigin.self),
                since: time(), by: text(32), reason: text(128)))
    }

    mutating func setting() -> SettingRecord {
        SettingRecord(
            cause: natural(), isDefault: flag(),
            setting: RuntimeSetting(
                instrument: flag() ? .all : instrument(), key: text(64), value: text(128),
                changed: time(), by: text(32)))
    }

    mutating func anchor() -> AnchorRecord {
        AnchorRecord(
            time: time(), cause: natural(), isSet: flag(),
            anchor: UserAnchor(
                instrument: instrument(), number: u32(), from: time(), by: text(32)))
    }
}
