/// Settings as text for people.
public enum SettingsText {
    /// The settings as a configuration file that reads back to the same; every key is written,
    /// with the default beside what differs from it.
    public static func show(_ settings: EngineSettings) -> String {
        var text = ""
        for (section, _) in SettingsTable.sections where section != "symbol" {
            text += (text.isEmpty ? "" : "\n") + "[\(section)]\n"
            for key in SettingsTable.engine where key.row.section == section {
                text += line(key.row, key.show(settings))
            }
        }
        for own in settings.symbols {
            text += "\n[symbol \(own.symbol)]\n"
            for key in SettingsTable.symbol { text += line(key.row, key.show(own)) }
        }
        return text
    }

    static func line(_ row: SettingRow, _ value: String) -> String {
        "\(row.name) = \(value)" + (value == row.fallback ? "" : "  # default \(row.fallback)")
            + "\n"
    }

    /// What a key or a section means, `nil` when there is none of that name: `port`,
    /// `listen.port`, `listen` or `[listen]`.
    public static func explain(_ name: String) -> String? {
        let text = name.filter { $0 != "[" && $0 != "]" }
        let section = SettingsTable.sections.first { $0.name == text }
        let rows = SettingsTable.rows.filter {
            $0.section == text || $0.name == text || "\($0.section).\($0.name)" == text
        }
        if rows.isEmpty { return nil }
        return (section.map { "[\(text)]  \($0.meaning)\n\n" } ?? "")
            + rows.map(explain).joined(separator: "\n")
    }

    static func explain(_ row: SettingRow) -> String {
        let header = row.section == "symbol" ? "symbol NAME" : row.section
        let allowed = row.allowed.filter { $0 != "`" }
        let unit = row.unit.isEmpty ? "" : "; unit: \(row.unit)"
        return """
            [\(header)] \(row.name)
                \(row.meaning)
                Allowed: \(allowed)\(unit)
                Default: \(row.fallback)

            """
    }
}

/// The reference page of the configuration.
public enum SettingsPage {
    /// The page in Markdown, as `docs/reference/configuration.md` holds it.
    public static func markdown() -> String {
        var page = introduction
        for (section, meaning) in SettingsTable.sections {
            let header = section == "symbol" ? "symbol NAME" : section
            page += "\n## [\(header)]\n\n\(meaning)\n\n"
            page += "| key | default | allowed | unit | meaning |\n|---|---|---|---|---|\n"
            for row in SettingsTable.rows where row.section == section {
                page += "| `\(row.name)` | `\(row.fallback)` | \(row.allowed) | \(row.unit) "
                page += "| \(row.meaning) |\n"
            }
        }
        return page
    }

    static let introduction = """
        # Configuration

        The engine reads one file, `pitwire.conf`. Without a file every setting has its default.
        This page is made from the table the program checks the file with.

        ```ini
        # A comment starts with # at the beginning of a line or after a blank.
        [listen]
        port = 7717

        [symbol SPY]
        coverage = one_venue    # the feed holds one exchange's trades only

        [symbol SOL-USD]
        tick_size = 0.01        # no symbol is traded with a guessed tick size
        ```

        - A line is `[section]`, `key = value`, a comment or blank. Names are in lower case.
        - Each section and each key appears at most once. Digits of whole numbers may be grouped:
          `1_000_000`.
        - Everything is checked before anything starts, and all faults are told together, each with
          its line, its value and what is allowed. Unknown names are faults.
        - `default` means: what the symbol, its class or the stage's own section says. `none` means
          that there is none.
        - The order of the `[symbol NAME]` sections numbers the instruments.

        Login tokens are never in this file. They are in the file that `[tokens] file` names, which
        only its owner may read (mode 600), with lines `role = token`; or in the environment as
        `PITWIRE_TOKEN_READ`, `PITWIRE_TOKEN_FEED`, `PITWIRE_TOKEN_TRADE` and `PITWIRE_TOKEN_ADMIN`,
        which win over the file. A token has 16 to 256 printable characters and belongs to one role.

        """
}
