public import Market

/// A setting of the running engine that somebody changed.
public struct RuntimeSetting: Hashable, Sendable, Codable {
    /// Whose it is, or `InstrumentID.all`.
    public var instrument: InstrumentID
    /// Its key.
    public var key: String
    /// Its value, as it was given.
    public var value: String
    /// When it was changed.
    public var changed: Nanoseconds
    /// Who changed it.
    public var by: String

    /// Puts a setting together.
    public init(
        instrument: InstrumentID, key: String, value: String, changed: Nanoseconds, by: String
    ) {
        self.instrument = instrument
        self.key = key
        self.value = value
        self.changed = changed
        self.by = by
    }
}

/// A setting of the running engine changed: one slot, then its texts.
///
/// Flags are 1 when it was taken back to its default. Words: a a byte each: bytes of key, value,
/// who. Texts: key, value, who.
public struct SettingRecord: Hashable, Sendable, Codable {
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// What was changed is gone: what holds is the engine's value for all, or the default.
    public var isDefault: Bool
    /// The setting as it is now; of one that is gone, with the value that holds instead.
    public var setting: RuntimeSetting

    /// Puts a record together.
    public init(cause: UInt64, isDefault: Bool = false, setting: RuntimeSetting) {
        self.cause = cause
        self.isDefault = isDefault
        self.setting = setting
    }

    /// When it changed.
    public var time: Nanoseconds { setting.changed }

    /// Writes the record.
    public func write(to buffer: inout OutputBuffer) {
        let texts = [setting.key, setting.value, setting.by]
        var facts: Int64 = 0
        for (place, text) in texts.enumerated() {
            facts |= Int64(text.utf8.count) << Int64(8 * place)
        }
        buffer.append(
            OutputSlot(
                kind: .settingChanged, flags: isDefault ? 1 : 0, slots: 1 + SlotTexts.slots(texts),
                instrument: setting.instrument, time: setting.changed, cause: cause, a: facts))
        SlotTexts.write(texts, to: &buffer)
    }

    /// Reads a record; `nil` when it is damaged.
    public init?(_ slots: UnsafeBufferPointer<OutputSlot>) {
        guard let slot = slots.first, slot.kind == .settingChanged else { return nil }
        let texts = SlotTexts.read(slots, (0...2).map { Int(SlotTexts.byte(slot.a, $0)) })
        self.init(
            cause: slot.cause, isDefault: slot.flags & 1 == 1,
            setting: RuntimeSetting(
                instrument: slot.instrument, key: texts[0], value: texts[1], changed: slot.time,
                by: texts[2]))
    }
}
