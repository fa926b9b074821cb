import Market

/// One setting as it holds, and where that comes from.
public struct EffectiveSetting: Sendable, Hashable {
    /// The section as the file writes it: `listen`, `symbol SPY`.
    public var section: String
    /// The key.
    public var name: String
    /// The value as it would be written.
    public var value: String
    /// The default as it would be written; where the value is `default`, what that comes to.
    public var fallback: String
    /// The line of the file that sets it; `nil` when the default holds.
    public var line: Int?

    /// All settings of a file, or everything that is wrong with it.
    ///
    /// - Parameter path: the file; `nil` for no file, so that every default holds.
    public static func all(
        path: String?, strategies: [StrategyDeclaration] = []
    ) -> Result<[EffectiveSetting], SettingsError> {
        guard let path else { return all(text: "", strategies: strategies) }
        return TextFile.read(path, limit: SettingsLoader.largestFile).flatMap {
            all(text: $0, file: path, strategies: strategies)
        }
    }

    /// All settings of a text, section by section, the symbols' last. Of the strategies' keys a
    /// symbol shows those that it sets, and those that its class decides.
    public static func all(
        text: String, file: String = "pitwire.conf", strategies: [StrategyDeclaration] = []
    ) -> Result<[EffectiveSetting], SettingsError> {
        let lines = setLines(text)
        let keys = SettingKeys(strategies)
        return SettingsLoader.load(text: text, file: file, strategies: strategies).map { settings in
            var all = keys.engine.map { Self($0.row, $0.row.section, $0.show(settings), lines) }
            for own in settings.symbols {
                let section = "symbol \(own.symbol)"
                for key in SettingsTable.symbol {
                    all.append(Self(key.row, section, key.show(own), lines))
                }
                all += strategyRows(of: own, settings, keys, lines)
            }
            return all
        }
    }

    /// A symbol's keys of strategies: those that it sets, and those left to its class.
    private static func strategyRows(
        of own: SymbolSettings, _ settings: EngineSettings, _ keys: SettingKeys,
        _ lines: [String: Int]
    ) -> [EffectiveSetting] {
        guard let instrument = try? settings.instrumentSettings(for: own.symbol) else { return [] }
        let section = "symbol \(own.symbol)"
        var held: [String: String] = [:]
        for declared in keys.strategies {
            let found = settings.strategySettings(declared, for: instrument)
            for key in declared.keys {
                held["\(declared.name).\(key.name)"] = key.text(of: found.options[key.name])
            }
            held["\(declared.name).on"] = "\(found.isOn)"
            held["\(declared.name).session"] = found.mode.name
        }
        return keys.symbol.dropFirst(SettingsTable.symbol.count).compactMap { key in
            let isSet = lines["\(section)\n\(key.row.name)"] != nil
            guard isSet || !key.row.classes.isEmpty else { return nil }
            var one = Self(key.row, section, key.show(own), lines)
            if one.value == "default" { one.fallback = held[key.row.name] ?? "default" }
            return one
        }
    }

    private init(_ row: SettingRow, _ section: String, _ value: String, _ lines: [String: Int]) {
        self.section = section
        name = row.name
        self.value = value
        fallback = row.fallback
        line = lines["\(section)\n\(row.name)"]
    }

    /// The lines of `section\nkey`.
    private static func setLines(_ text: String) -> [String: Int] {
        var lines: [String: Int] = [:]
        var section = ""
        for (number, line) in SettingsLines.read(text) {
            switch line {
            case .section(let name): section = name
            case .entry(let key, _): lines["\(section)\n\(key)"] = number
            case .malformed: break
            }
        }
        return lines
    }
}
