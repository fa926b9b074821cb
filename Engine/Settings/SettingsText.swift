/// Settings as text for people.
public enum SettingsText {
    /// The settings as a configuration file that reads back to the same; every key is written,
    /// with the default beside what differs from it, but for a symbol's keys of strategies that
    /// say nothing.
    public static func show(
        _ settings: EngineSettings, strategies: [StrategyDeclaration] = []
    ) -> String {
        let keys = SettingKeys(strategies)
        var text = ""
        var section = ""
        for key in keys.engine {
            if key.row.section != section {
                section = key.row.section
                text += (text.isEmpty ? "" : "\n") + "[\(section)]\n"
            }
            text += line(key.row, key.show(settings))
        }
        for own in settings.symbols {
            text += "\n[symbol \(own.symbol)]\n"
            for key in SettingsTable.symbol { text += line(key.row, key.show(own)) }
            for key in keys.symbol.dropFirst(SettingsTable.symbol.count)
            where key.show(own) != "default" {
                text += line(key.row, key.show(own))
            }
        }
        return text
    }

    static func line(_ row: SettingRow, _ value: String) -> String {
        "\(row.name) = \(value)" + (value == row.fallback ? "" : "  # default \(row.fallback)")
            + "\n"
    }

    /// What a key or a section means, `nil` when there is none of that name: `port`,
    /// `listen.port`, `listen` or `[listen]`; of a strategy `sef`, `[strategy sef]`, `sef.on`.
    public static func explain(
        _ name: String, strategies: [StrategyDeclaration] = []
    ) -> String? {
        let bare = name.filter { $0 != "[" && $0 != "]" }
        let text = bare.hasPrefix("strategy ") ? String(bare.dropFirst(9)) : bare
        let section = SettingsTable.sections(with: strategies).first { short($0.name) == text }
        let rows = SettingsTable.rows(with: strategies).filter {
            short($0.section) == text || $0.name == text
                || "\(short($0.section)).\($0.name)" == text
        }
        if rows.isEmpty { return nil }
        return (section.map { "[\($0.name)]  \($0.meaning)\n\n" } ?? "")
            + rows.map(explain).joined(separator: "\n")
    }

    /// A section without the word `strategy`.
    private static func short(_ section: String) -> String {
        section.hasPrefix("strategy ") ? String(section.dropFirst(9)) : section
    }

    static func explain(_ row: SettingRow) -> String {
        let header = row.section == "symbol" ? "symbol NAME" : row.section
        let allowed = row.allowed.filter { $0 != "`" }
        let unit = row.unit.isEmpty ? "" : "; unit: \(row.unit)"
        let classes = row.classes.isEmpty ? "" : ": \(row.classes)"
        let own =
            row.section.hasPrefix("strategy ")
            ? "\n    One symbol: \(short(row.section)).\(row.name) in [symbol NAME]" : ""
        return """
            [\(header)] \(row.name)
                \(row.meaning)
                Allowed: \(allowed)\(unit)
                Default: \(row.fallback)\(classes)\(own)

            """
    }
}
