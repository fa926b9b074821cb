import Chance
import Market
import Records

/// What a desk tells, with fields that hold random values.
extension SplitMix64 {
    mutating func alert() -> AlertRecord {
        AlertRecord(
            time: instant(), cause: natural(), change: one(of: AlertRecord.Change.self),
            alert: Alert(
                number: natural(), id: commandID(), instrument: instrument(),
                condition: one(of: AlertCondition.self), price: Price(integer()),
                added: instant(),
                fired: once(in: 2)
                    ? Alert.Trade(time: instant(), price: Price(integer())) : nil,
                by: text(32), note: text(128)))
    }

    mutating func halt() -> HaltRecord {
        HaltRecord(
            time: instant(), cause: natural(), isHalted: once(in: 2), isForced: once(in: 2),
            halt: Halt(
                instrument: scope(), origin: one(of: HaltOrigin.self), since: instant(),
                by: text(32), reason: text(128)))
    }

    mutating func setting() -> SettingRecord {
        SettingRecord(
            cause: natural(), isDefault: once(in: 2),
            setting: RuntimeSetting(
                instrument: scope(), key: text(64), value: text(128), changed: instant(),
                by: text(32)))
    }

    mutating func anchor() -> AnchorRecord {
        AnchorRecord(
            time: instant(), cause: natural(), isSet: once(in: 2),
            anchor: UserAnchor(
                instrument: instrument(), number: u32(), from: instant(), by: text(32)))
    }

    /// One instrument, or all.
    private mutating func scope() -> InstrumentID { once(in: 2) ? .all : instrument() }
}
