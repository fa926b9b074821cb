import Market
import Records

/// Settings of the running engine, and anchors.
extension Desk {
    mutating func set(
        _ key: String, _ value: String, _ input: CommandInput, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) -> Done {
        guard let known = SettingKey.named(key) else {
            return .refused(
                .unknownSetting, "no setting '\(key)'; there are \(SettingKey.names)")
        }
        guard input.instrument == .all || known.isPerInstrument else {
            return .refused(
                .badScope, "\(key) is the engine's, not \(name(of: input.instrument))'s")
        }
        let isDefault = value == SettingTable.reset
        if !isDefault, let fault = known.fault(of: value) ?? fault(of: key, value) {
            return .refused(.badValue, fault)
        }
        var setting = RuntimeSetting(
            instrument: input.instrument, key: key, value: value, changed: input.time,
            by: input.sender.name)
        if isDefault {
            settingTable.remove(key, input.instrument)
            setting.value = settingTable.value(known, input.instrument)
        } else {
            settingTable.set(setting)
        }
        SettingRecord(cause: cause, isDefault: isDefault, setting: setting).write(to: &out)
        guard key == SettingKey.timeframe else { return Done() }
        return Done(effect: .timeframe(SettingKey.period(setting.value)))
    }

    /// What is no value because of the instruments there are.
    private func fault(of key: String, _ value: String) -> String? {
        guard key == SettingKey.tradedSymbol, !value.isEmpty, !symbols.contains(value) else {
            return nil
        }
        return "there is no symbol '\(value)'; there are \(symbols.joined(separator: ", "))"
    }

    mutating func addAnchor(
        _ from: Nanoseconds?, _ input: CommandInput, _ cause: UInt64, _ now: Nanoseconds,
        _ out: inout OutputBuffer
    ) -> Done {
        guard input.instrument != .all else {
            return .refused(.unknownInstrument, "an anchor is of one instrument")
        }
        // What traded before is not kept tick by tick: a VWAP of it would be made up.
        if let from, from < now {
            return .refused(
                .past,
                "an anchor starts at \(InstantText.utc(now)) or later, got \(InstantText.utc(from))"
            )
        }
        let count = anchors.count { $0.instrument == input.instrument }
        guard count < Self.anchorLimit else {
            return .refused(
                .tooManyAnchors, "\(Self.anchorLimit) anchors an instrument, \(count) are set")
        }
        let place = Int(input.instrument.rawValue)
        lastAnchors[place] += 1
        let anchor = UserAnchor(
            instrument: input.instrument, number: lastAnchors[place], from: from ?? now,
            by: input.sender.name)
        anchors.append(anchor)
        AnchorRecord(time: input.time, cause: cause, isSet: true, anchor: anchor).write(to: &out)
        return Done(
            subject: UInt64(anchor.number),
            effect: .anchor(number: anchor.number, from: anchor.from))
    }

    mutating func removeAnchor(
        _ number: UInt32, _ input: CommandInput, _ cause: UInt64, _ out: inout OutputBuffer
    ) -> Done {
        let place = anchors.firstIndex {
            $0.instrument == input.instrument && $0.number == number
        }
        guard let place else {
            return .refused(
                .unknownAnchor,
                "no command has set an anchor \(number) of \(name(of: input.instrument))")
        }
        let anchor = anchors.remove(at: place)
        AnchorRecord(time: input.time, cause: cause, isSet: false, anchor: anchor).write(to: &out)
        return Done(
            subject: UInt64(number), effect: .removeAnchor(number: number))
    }
}
