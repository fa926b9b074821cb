extension SettingsText {
    /// The sections that shape what the core decides, beside those of strategies and symbols.
    private static let deciding = ["trading", "intake", "bars", "footprint", "profile", "vwap"]

    /// A configuration file that says every setting by which the core decides, and no other.
    ///
    /// - Returns: What `SettingsLoader` reads back to settings that decide alike.
    public static func rules(
        _ settings: EngineSettings, strategies: [StrategyDeclaration]
    ) -> String {
        let keys = SettingKeys(strategies)
        var lines: [String] = []
        var section = ""
        func add(_ row: SettingRow, _ place: String, _ value: String) {
            if section != place {
                section = place
                lines.append("\n[\(place)]")
            }
            lines.append("\(row.name) = \(value)")
        }
        for key in keys.engine
        where deciding.contains(key.row.section) || key.row.section.hasPrefix("strategy ") {
            add(key.row, key.row.section, key.show(settings))
        }
        for own in settings.symbols {
            for key in keys.symbol { add(key.row, "symbol \(own.symbol)", key.show(own)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
