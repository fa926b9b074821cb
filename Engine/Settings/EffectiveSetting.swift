/// One setting as it holds, and where that comes from.
public struct EffectiveSetting: Sendable, Hashable {
    /// The section as the file writes it: `listen`, `symbol SPY`.
    public var section: String
    /// The key.
    public var name: String
    /// The value as it would be written.
    public var value: String
    /// The default as it would be written.
    public var fallback: String
    /// The line of the file that sets it; `nil` when the default holds.
    public var line: Int?

    /// All settings of a file, or everything that is wrong with it.
    ///
    /// - Parameter path: the file; `nil` for no file, so that every default holds.
    public static func all(path: String?) -> Result<[EffectiveSetting], SettingsError> {
        guard let path else { return all(text: "") }
        return TextFile.read(path, limit: SettingsLoader.largestFile).flatMap {
            all(text: $0, file: path)
        }
    }

    /// All settings of a text, section by section, the symbols' last.
    public static func all(
        text: String, file: String = "pitwire.conf"
    ) -> Result<[EffectiveSetting], SettingsError> {
        let lines = setLines(text)
        return SettingsLoader.load(text: text, file: file).map { settings in
            var all: [EffectiveSetting] = []
            for (section, _) in SettingsTable.sections {
                for key in SettingsTable.engine where key.row.section == section {
                    all.append(Self(key.row, section, key.show(settings), lines))
                }
            }
            for own in settings.symbols {
                for key in SettingsTable.symbol {
                    all.append(Self(key.row, "symbol \(own.symbol)", key.show(own), lines))
                }
            }
            return all
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
