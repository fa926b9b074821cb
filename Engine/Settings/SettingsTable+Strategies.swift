import Market

/// Every key that a file may hold: those of the engine itself and of some strategies.
struct SettingKeys {
    let strategies: [StrategyDeclaration]
    let sections: [(name: String, meaning: String)]
    let engine: [SettingKey<EngineSettings>]
    let symbol: [SettingKey<SymbolSettings>]

    init(_ strategies: [StrategyDeclaration]) {
        self.strategies = strategies
        sections = SettingsTable.sections(with: strategies)
        engine = SettingsTable.engine + strategies.flatMap(SettingsTable.keys)
        symbol = SettingsTable.symbol + strategies.flatMap(SettingsTable.symbolKeys)
    }

    var rows: [SettingRow] { engine.map(\.row) + SettingsTable.symbol.map(\.row) }
}

extension SettingsTable {
    /// What every section is about, those of the strategies before `[symbol]`.
    public static func sections(
        with strategies: [StrategyDeclaration]
    ) -> [(name: String, meaning: String)] {
        sections.dropLast() + strategies.map { ("strategy \($0.name)", $0.meaning) }
            + sections.suffix(1)
    }

    /// Every key, those of the strategies before `[symbol]`; there they are written `NAME.key`.
    public static func rows(with strategies: [StrategyDeclaration]) -> [SettingRow] {
        SettingKeys(strategies).rows
    }

    /// The keys of `[strategy NAME]`.
    static func keys(_ declared: StrategyDeclaration) -> [SettingKey<EngineSettings>] {
        let section = "strategy \(declared.name)"
        let usual = StrategySection(declared)
        return parts(declared).map { part in
            let row = part.row(in: section)
            return SettingKey(
                row,
                read: { text, settings in
                    if text == "default", part.hasClasses {
                        part.clear(&settings.strategies[declared.name, default: usual])
                        return nil
                    }
                    return part.read(text, &settings.strategies[declared.name, default: usual])
                        ? nil : "must be \(row.allowed)"
                },
                show: { part.show($0.strategies[declared.name] ?? usual) ?? row.fallback })
        }
    }

    /// The keys of `[symbol]` that are a strategy's.
    static func symbolKeys(_ declared: StrategyDeclaration) -> [SettingKey<SymbolSettings>] {
        parts(declared).map { part in
            var row = part.row(in: "symbol")
            row.name = "\(declared.name).\(part.row.name)"
            row.range = part.hasClasses ? row.range : "\(row.range), or `default`"
            row.fallback = "default"
            let allowed = row.allowed
            return SettingKey(
                row,
                read: { text, own in
                    var section = own.strategies[declared.name] ?? StrategySection()
                    if text == "default" {
                        part.clear(&section)
                    } else if !part.read(text, &section) {
                        return "must be \(allowed)"
                    }
                    own.strategies[declared.name] = section == StrategySection() ? nil : section
                    return nil
                },
                show: { own in own.strategies[declared.name].flatMap(part.show) ?? "default" })
        }
    }
}

/// One key of a strategy in a section of either kind.
private struct StrategyPart: Sendable {
    var row: SettingRow
    /// `default` is a value of the key in `[strategy NAME]`, too.
    var hasClasses: Bool
    /// Stores the value of a text; `false` when it is not allowed.
    var read: @Sendable (String, inout StrategySection) -> Bool
    /// Leaves the value to the next layer.
    var clear: @Sendable (inout StrategySection) -> Void
    /// The text of the value, `nil` when it is left to the next layer.
    var show: @Sendable (StrategySection) -> String?

    func row(in section: String) -> SettingRow {
        var placed = row
        placed.section = section
        return placed
    }
}

extension SettingsTable {
    private static func parts(_ declared: StrategyDeclaration) -> [StrategyPart] {
        [switchPart(declared), tradePart, sessionPart(declared)]
            + declared.keys.map { part($0, declared) }
    }

    private static func switchPart(_ declared: StrategyDeclaration) -> StrategyPart {
        let format = SettingFormat.flag
        return StrategyPart(
            row: SettingRow(
                section: "", name: "on", type: format.type, fallback: "\(declared.isOnByDefault)",
                unit: "", range: format.range, meaning: "Whether the strategy runs."),
            hasClasses: false,
            read: { text, section in
                guard let value = format.parse(text) else { return false }
                section.isOn = value
                return true
            },
            clear: { $0.isOn = nil }, show: { $0.isOn.map(format.show) })
    }

    private static var tradePart: StrategyPart {
        let format = SettingFormat.flag
        return StrategyPart(
            row: SettingRow(
                section: "", name: "trade", type: format.type, fallback: "true", unit: "",
                range: format.range,
                meaning: "Whether what it decides is traded, while the trading session runs."),
            hasClasses: false,
            read: { text, section in
                guard let value = format.parse(text) else { return false }
                section.trades = value
                return true
            },
            clear: { $0.trades = nil }, show: { $0.trades.map(format.show) })
    }

    private static func sessionPart(_ declared: StrategyDeclaration) -> StrategyPart {
        let format = sessionMode
        return StrategyPart(
            row: SettingRow(
                section: "", name: "session", type: format.type, fallback: "default", unit: "",
                range: format.or("default").range,
                meaning: "Hours of its bars, profiles and VWAPs.",
                classes: declared.sessionClasses),
            hasClasses: true,
            read: { text, section in
                guard let value = format.parse(text) else { return false }
                section.session = value
                return true
            },
            clear: { $0.session = nil }, show: { $0.session.map(format.show) })
    }

    private static func part(_ key: StrategyKey, _ declared: StrategyDeclaration) -> StrategyPart {
        let format = key.format.setting
        let hasClasses = declared.differs(key)
        return StrategyPart(
            row: SettingRow(
                section: "", name: key.name, type: format.type,
                fallback: hasClasses ? "default" : format.show(key.fallback), unit: key.unit,
                range: hasClasses ? "\(format.range), or `default`" : format.range,
                meaning: sentence(key.meaning), classes: hasClasses ? declared.classes(key) : ""),
            hasClasses: hasClasses,
            read: { text, section in
                guard let value = format.parse(text) else { return false }
                section.values[key.name] = value
                return true
            },
            clear: { $0.values[key.name] = nil },
            show: { $0.values[key.name].map(format.show) })
    }

    /// With a capital letter and a full stop, like the rest of the table.
    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
