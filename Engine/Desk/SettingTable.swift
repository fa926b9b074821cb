import Market
import Records

/// What was changed, in the order of first change.
struct SettingTable: Hashable, Sendable, Codable {
    /// The word that takes a change back.
    static let reset = "default"

    private(set) var changed: [RuntimeSetting] = []

    /// The value that holds for an instrument: its own, that of all, or the standard.
    func value(_ key: SettingKey, _ instrument: InstrumentID) -> String {
        own(key, instrument) ?? own(key, .all) ?? key.standard
    }

    private func own(_ key: SettingKey, _ instrument: InstrumentID) -> String? {
        changed.first { $0.key == key.name && $0.instrument == instrument }?.value
    }

    mutating func set(_ setting: RuntimeSetting) {
        let place = changed.firstIndex {
            $0.key == setting.key && $0.instrument == setting.instrument
        }
        if let place { changed[place] = setting } else { changed.append(setting) }
    }

    mutating func remove(_ key: String, _ instrument: InstrumentID) {
        changed.removeAll { $0.key == key && $0.instrument == instrument }
    }
}
