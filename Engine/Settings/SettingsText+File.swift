extension SettingsText {
    /// The sections that shape what the core decides, beside those of strategies and symbols.
    private static let deciding = ["trading", "intake", "bars", "footprint", "profile", "vwap"]

    /// A configuration file that says every setting by which the core decides, and no other; of
    /// a symbol what it has of its own.
    ///
    /// - Returns: What `SettingsLoader` reads back to settings that decide alike.
    public static func rules(
        _ settings: EngineSettings, strategies: [StrategyDeclaration]
    ) -> String {
        let keys = SettingKeys(strategies)
        var lines: [String] = []
        var section = ""
        for key in keys.engine
        where deciding.contains(key.row.section) || key.row.section.hasPrefix("strategy ") {
            if section != key.row.section {
                section = key.row.section
                lines.append("\n[\(section)]")
            }
            lines.append("\(key.row.name) = \(key.show(settings))")
        }
        for own in settings.symbols {
            lines.append("\n[symbol \(own.symbol)]")
            for key in keys.symbol {
                let value = key.show(own)
                if value != "default" { lines.append("\(key.row.name) = \(value)") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
