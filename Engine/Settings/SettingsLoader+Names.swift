/// What is told about names that there are not: the nearest ones, or where they belong.
extension LoadPass {
    func unknownSection(_ name: String, _ words: [String]) -> String {
        let first = words.first ?? ""
        let strategies = keys.strategies.map(\.name)
        if first == "strategy" {
            guard words.count == 2 else { return "names one strategy: `[strategy NAME]`" }
            return NearestName.of(words[1], among: strategies)
                .map { "unknown strategy; did you mean [strategy \($0)]?" }
                ?? "unknown strategy; known are \(strategies.joined(separator: ", "))"
        }
        let plain = SettingsTable.sections.map(\.name)
        let own = strategies.isEmpty ? plain : plain + ["strategy"]
        if let nearest = NearestName.of(first, among: own) {
            switch nearest {
            case "symbol": return "unknown section; did you mean [symbol NAME]?"
            case "strategy":
                let second = NearestName.of(words.count > 1 ? words[1] : "", among: strategies)
                return "unknown section; did you mean [strategy \(second ?? "NAME")]?"
            default: return "unknown section; did you mean [\(nearest)]?"
            }
        }
        if let strategy = NearestName.of(first, among: strategies) {
            return "unknown section; did you mean [strategy \(strategy)]?"
        }
        let known = keys.sections.map(\.name).joined(separator: ", ")
        return "unknown section; known are \(known)"
    }

    func unknownKey(_ key: String, among names: [String]) -> String {
        let hint =
            NearestName.of(key, among: names).map { "did you mean `\($0)`?" }
            ?? home(of: key) ?? "known are \(names.joined(separator: ", "))"
        return "unknown key; \(hint)"
    }

    /// Of a symbol's keys, all those of all strategies would be too many to be told.
    func unknownSymbolKey(_ key: String) -> String {
        let own = SettingsTable.symbol.map(\.row.name)
        if let nearest = NearestName.of(key, among: keys.symbol.map(\.row.name)) {
            return "unknown key; did you mean `\(nearest)`?"
        }
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2 {
            if let strategy = keys.strategies.first(where: { $0.name == parts[0] }) {
                let names = StrategyDeclaration.common + strategy.keys.map(\.name)
                return "unknown key; \(parts[0]) has \(names.joined(separator: ", "))"
            }
            let names = keys.strategies.map(\.name)
            return "unknown strategy; known are \(names.joined(separator: ", "))"
        }
        let prefixed = keys.strategies.filter { $0.keys.contains { $0.name == key } }
            .map { "`\($0.name).\(key)`" }
        if !prefixed.isEmpty {
            return "unknown key; did you mean \(prefixed.joined(separator: " or "))?"
        }
        return "unknown key; "
            + (home(of: key) ?? "known are \(own.joined(separator: ", "))")
    }

    /// Where a key belongs that stands in the wrong section.
    private func home(of key: String) -> String? {
        keys.rows.first { $0.name == key }
            .map { "it belongs to [\($0.section == "symbol" ? "symbol NAME" : $0.section)]" }
    }
}
