/// The reference page of the configuration.
public enum SettingsPage {
    /// The page in Markdown, as `docs/reference/configuration.md` holds it.
    public static func markdown(strategies: [StrategyDeclaration] = []) -> String {
        var page = introduction
        let rows = SettingsTable.rows(with: strategies)
        for (section, meaning) in SettingsTable.sections(with: strategies) {
            let header = section == "symbol" ? "symbol NAME" : section
            page += "\n## [\(header)]\n\n\(meaning)\n\n"
            page += "| key | default | allowed | unit | meaning |\n|---|---|---|---|---|\n"
            for row in rows where row.section == section {
                let classes = row.classes.isEmpty ? "" : ": \(row.classes)"
                page +=
                    "| `\(row.name)` | `\(row.fallback)`\(classes) | \(row.allowed) | \(row.unit) "
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

        [strategy momentum]
        target_rr = 2           # on every instrument

        [symbol SPY]
        coverage = one_venue    # the feed holds one exchange's trades only
        momentum.target_rr = 3  # on this one
        sef.on = false

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
        - A strategy's key holds as the symbol's own section says, written `NAME.key`; else as
          `[strategy NAME]` says; else as the class of the instrument has it, where the table below
          names classes; else as the strategy itself has it. A strategy whose hours are by default
          those of the class follows the symbol's `session`, too.
        - The order of the `[symbol NAME]` sections numbers the instruments.

        Login tokens are never in this file. They are in the file that `[tokens] file` names, which
        only its owner may read (mode 600), with lines `role = token`; or in the environment as
        `PITWIRE_TOKEN_READ`, `PITWIRE_TOKEN_FEED`, `PITWIRE_TOKEN_TRADE` and `PITWIRE_TOKEN_ADMIN`,
        which win over the file. A token has 16 to 256 printable characters and belongs to one role.

        """
}
