extension EngineSettings {
    /// Sets one key by name, as a configuration file would: `trading.slippage`,
    /// `momentum.target_rr`; for one symbol alone `SPY:momentum.target_rr` or `SPY:tick_size`.
    ///
    /// - Parameter declared: the strategies whose keys there are.
    /// - Returns: What is wrong, in words; `nil` when it was set.
    public mutating func set(
        _ name: String, to value: String, strategies declared: [StrategyDeclaration]
    ) -> String? {
        let keys = SettingKeys(declared)
        if let colon = name.firstIndex(of: ":") {
            let key = String(name[name.index(after: colon)...])
            return set(key, of: String(name[..<colon]), to: value, keys)
        }
        let short = { (row: SettingRow) in
            let section = row.section
            return (section.hasPrefix("strategy ") ? String(section.dropFirst(9)) : section)
                + ".\(row.name)"
        }
        guard let found = keys.engine.first(where: { short($0.row) == name }) else {
            let hint = NearestName.of(name, among: keys.engine.map { short($0.row) })
            return "\(name) is no setting"
                + (hint.map { "; did you mean \($0)?" } ?? "; `pitwire config explain` lists them")
        }
        return found.read(value, &self).map { "\(name)=\(value) \($0)" }
    }

    private mutating func set(
        _ key: String, of symbol: String, to value: String, _ keys: SettingKeys
    ) -> String? {
        guard let found = keys.symbol.first(where: { $0.row.name == key }) else {
            let hint = NearestName.of(key, among: keys.symbol.map(\.row.name))
            return "\(key) is no setting of a symbol" + (hint.map { "; did you mean \($0)?" } ?? "")
        }
        var own = symbols.first { $0.symbol == symbol } ?? SymbolSettings(symbol: symbol)
        if let problem = found.read(value, &own) { return "\(symbol):\(key)=\(value) \(problem)" }
        symbols.removeAll { $0.symbol == symbol }
        symbols.append(own)
        return nil
    }
}
