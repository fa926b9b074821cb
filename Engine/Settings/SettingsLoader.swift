import Market

/// Reads configuration text into checked settings.
public enum SettingsLoader {
    /// The settings that a text means, or everything that is wrong with it.
    ///
    /// - Parameters:
    ///   - file: the name used in faults.
    ///   - strategies: those that the file may configure.
    public static func load(
        text: String, file: String = "pitwire.conf", strategies: [StrategyDeclaration] = []
    ) -> Result<EngineSettings, SettingsError> {
        var pass = LoadPass(file: file, SettingKeys(strategies))
        for (number, line) in SettingsLines.read(text) { pass.take(line, number) }
        pass.checkWhole()
        // Faults of the whole name earlier lines; `sorted` keeps the order within one.
        let faults = pass.faults.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
        return faults.isEmpty ? .success(pass.settings) : .failure(SettingsError(faults: faults))
    }
}

/// One pass over a configuration text.
struct LoadPass {
    /// Where the lines that follow belong.
    enum Place {
        case before
        case known(String)
        case symbol(Int)
        /// An unknown section: its keys are not looked at.
        case unknown
    }

    let file: String
    let keys: SettingKeys
    var settings = EngineSettings()
    var faults: [SettingsFault] = []
    var place = Place.before
    /// The section as written.
    var section = ""
    /// Lines of sections and of `section\nkey`.
    var lines: [String: Int] = [:]

    init(file: String, _ keys: SettingKeys) {
        self.file = file
        self.keys = keys
        for one in keys.strategies { settings.strategies[one.name] = StrategySection(one) }
    }

    mutating func fault(_ line: Int, _ problem: String, key: String = "", value: String? = nil) {
        faults.append(
            SettingsFault(
                file: file, line: line, section: section, key: key, value: value,
                problem: problem))
    }

    mutating func take(_ line: SettingsLine, _ number: Int) {
        switch line {
        case .malformed(let problem): fault(number, problem)
        case .section(let name): open(name, number)
        case .entry(let key, let value): set(key, value, number)
        }
    }

    mutating func open(_ name: String, _ number: Int) {
        section = name
        if let first = lines[name] {
            fault(number, "was opened on line \(first) already")
        } else {
            lines[name] = number
        }
        let words = name.split(separator: " ").map(String.init)
        if words.first == "symbol" { return openSymbol(words, number) }
        if keys.sections.contains(where: { $0.name == name }) {
            place = .known(name)
            return
        }
        place = .unknown
        fault(number, unknownSection(name, words))
    }

    mutating func openSymbol(_ words: [String], _ number: Int) {
        guard words.count == 2 else {
            place = .unknown
            return fault(number, "names one symbol: `[symbol SPY]`")
        }
        if let index = settings.symbols.firstIndex(where: { $0.symbol == words[1] }) {
            place = .symbol(index)
        } else {
            settings.symbols.append(SymbolSettings(symbol: words[1]))
            place = .symbol(settings.symbols.count - 1)
        }
    }

    mutating func set(_ key: String, _ value: String, _ number: Int) {
        switch place {
        case .unknown: return
        case .before: return fault(number, "must follow a section, such as `[engine]`", key: key)
        case .known, .symbol: break
        }
        // An unknown key's value is not shown: it may be a token in the wrong place.
        let id = "\(section)\n\(key)"
        if let first = lines[id] {
            return fault(number, "was set on line \(first) already", key: key)
        }
        switch place {
        case .known(let name):
            let own = keys.engine.filter { $0.row.section == name }
            guard let found = own.first(where: { $0.row.name == key }) else {
                return fault(number, unknownKey(key, among: own.map(\.row.name)), key: key)
            }
            if let problem = found.read(value, &settings) {
                fault(number, problem, key: key, value: value)
            }
        case .symbol(let index):
            guard let found = keys.symbol.first(where: { $0.row.name == key }) else {
                return fault(number, unknownSymbolKey(key), key: key)
            }
            if let problem = found.read(value, &settings.symbols[index]) {
                fault(number, problem, key: key, value: value)
            }
        case .before, .unknown: break
        }
        lines[id] = number
    }
}

/// What only the whole can show.
extension LoadPass {
    mutating func checkWhole() {
        for own in settings.symbols { checkInstrument(own.symbol, in: "symbol \(own.symbol)") }
        let listed = settings.simulate.symbols
        for symbol in listed where !settings.symbols.contains(where: { $0.symbol == symbol }) {
            checkInstrument(symbol, in: "simulate")
        }
        if settings.wire.clientQueue < settings.wire.maxFrame {
            section = "wire"
            let line = lines["wire\nclient_queue"] ?? lines["wire\nmax_frame"] ?? 0
            fault(
                line, "must be at least max_frame, \(settings.wire.maxFrame)", key: "client_queue",
                value: "\(settings.wire.clientQueue)")
        }
    }

    mutating func checkInstrument(_ symbol: String, in place: String) {
        do throws(InstrumentError) {
            _ = try settings.instrumentSettings(for: symbol)
        } catch {
            section = place
            if place == "simulate" {
                return fault(
                    lines["simulate\nsymbols"] ?? 0, "\(error); give it a [symbol \(symbol)]",
                    key: "symbols", value: symbol)
            }
            let field = error.field ?? ""
            // A key that is itself at fault has been told.
            let line = lines["\(place)\n\(field)"]
            if faults.contains(where: { $0.line == line && line != nil }) { return }
            fault(line ?? lines[place] ?? 0, error.problem, key: field)
        }
    }
}
