import Market
import Records

/// Rows of what people and programs did at the desk, and of digests.
extension RecordWriter {
    /// Writes a record that may be about no instrument; `nil` when it is none of these kinds.
    func writeDesk(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ kind: OutputKind
    ) throws(StoreFault) -> Outcome? {
        guard Self.isOfDesk(kind) else { return nil }
        let subject = slots[0].instrument
        guard subject == .all || id(subject) != nil else { return .refused }
        if kind == .digest {
            try write(DigestRecord(slots))
            return .written
        }
        if kind == .settingChanged {
            guard let record = SettingRecord(slots) else { return .refused }
            try write(row(of: record))
            return .written
        }
        guard let event = event(slots, kind) else { return .refused }
        try write(event)
        return .written
    }

    private static func isOfDesk(_ kind: OutputKind) -> Bool {
        switch kind {
        case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged,
            .digest:
            true
        default: false
        }
    }

    private func event(_ slots: UnsafeBufferPointer<OutputSlot>, _ kind: OutputKind) -> EventRow? {
        switch kind {
        case .commandResult: CommandResult(slots).map(event)
        case .alertChanged: AlertRecord(slots).map(event)
        case .haltChanged: HaltRecord(slots).map(event)
        case .anchorChanged: AnchorRecord(slots).map(event)
        default: nil
        }
    }

    private func event(_ result: CommandResult) -> EventRow {
        var detail = JSONObject()
        detail.add("command", "\(result.kind)")
        detail.add("number", result.number)
        detail.add("outcome", result.outcome.name)
        detail.add("is_repeat", result.isRepeat)
        detail.add("subject", result.subject)
        detail.add("text", result.text)
        return event(
            result.cause, "command", result.instrument, result.id.text, result.time, detail)
    }

    private func event(_ record: AlertRecord) -> EventRow {
        let alert = record.alert
        var detail = JSONObject()
        detail.add("id", alert.id.text)
        detail.add("condition", alert.condition.name)
        detail.add("price_units", alert.price.rawValue)
        if let trade = alert.fired {
            detail.add("fired", InstantText.utc(trade.time))
            detail.add("fired_price_units", trade.price.rawValue)
        }
        detail.add("by", alert.by)
        detail.add("note", alert.note)
        return event(
            record.cause, "alert_\(record.change.name)", alert.instrument, "\(alert.number)",
            record.time, detail)
    }

    private func event(_ record: HaltRecord) -> EventRow {
        var detail = JSONObject()
        detail.add("since", InstantText.utc(record.halt.since))
        detail.add("by", record.halt.by)
        detail.add("reason", record.halt.reason)
        if !record.isHalted { detail.add("is_forced", record.isForced) }
        return event(
            record.cause, record.isHalted ? "halt" : "resume", record.halt.instrument,
            record.halt.origin.name, record.time, detail)
    }

    private func event(_ record: AnchorRecord) -> EventRow {
        var detail = JSONObject()
        detail.add("from", InstantText.utc(record.anchor.from))
        detail.add("by", record.anchor.by)
        return event(
            record.cause, record.isSet ? "anchor_set" : "anchor_removed",
            record.anchor.instrument, "\(record.anchor.number)", record.time, detail)
    }

    private func event(
        _ cause: UInt64, _ kind: String, _ instrument: InstrumentID, _ subject: String,
        _ time: Nanoseconds, _ detail: JSONObject
    ) -> EventRow {
        EventRow(
            cause: cause, kind: kind, instrument: instrument == .all ? nil : instrument,
            subject: subject, time: time, detail: detail.description)
    }

    /// A setting's scope is the instrument's symbol, or `engine`.
    private func row(of record: SettingRecord) -> SettingRow {
        let setting = record.setting
        return SettingRow(
            cause: record.cause, scope: symbol(setting.instrument) ?? "engine", key: setting.key,
            value: setting.value, time: setting.changed, by: setting.by,
            isDefault: record.isDefault)
    }

    private func write(_ record: DigestRecord) throws(StoreFault) {
        let instrument = record.instrument == .all ? nil : record.instrument
        let streams = [(UInt8(0), record.whole)] + record.streams.map { ($0.number, $0.digest) }
        for (stream, digest) in streams {
            try write(
                DigestRow(
                    instrument: instrument, stream: stream, cause: record.cause,
                    digest: digest.value, time: record.time))
        }
    }
}
