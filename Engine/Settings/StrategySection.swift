public import Market

/// What a `[strategy NAME]` section says, or the `NAME.key` lines of a `[symbol]` section.
public struct StrategySection: Sendable, Hashable {
    /// Whether the strategy runs; `nil` is not said here.
    public var isOn: Bool?
    /// Whether what it decides is traded; `nil` is not said here.
    public var trades: Bool?
    /// Its hours; `nil` follows from the next layer.
    public var session: SessionMode?
    /// Values of its keys; a key that is not there follows from the next layer.
    public var values: [String: StrategyValue] = [:]

    /// Nothing said.
    public init() {}

    /// What holds before a file says anything: keys that some class has a default of its own for
    /// are left to it.
    init(_ declared: StrategyDeclaration) {
        isOn = declared.isOnByDefault
        trades = true
        for key in declared.keys where !declared.differs(key) { values[key.name] = key.fallback }
    }
}

/// A strategy on one instrument: what holds after all layers.
public struct StrategySettings: Sendable, Hashable {
    /// The strategy's name.
    public var name: String
    /// Whether it runs.
    public var isOn: Bool
    /// Whether what it decides is traded.
    public var trades: Bool
    /// The hours of its bars, profiles and VWAPs.
    public var mode: SessionMode
    /// Its keys, checked, complete.
    public var options: StrategyOptions
}

extension EngineSettings {
    /// What holds for a strategy on an instrument.
    ///
    /// The symbol's own key wins over `[strategy NAME]`, which wins over the defaults of the
    /// class, which win over the key's own. A strategy whose usual hours are those of the class
    /// follows `[symbol] session`, too; one with hours of its own does not.
    public func strategySettings(
        _ declared: StrategyDeclaration, for instrument: InstrumentSettings
    ) -> StrategySettings {
        let own = symbols.first { $0.symbol == instrument.instrument.symbol }
        let coverage = own?.coverage ?? .consolidated
        let assetClass = instrument.instrument.assetClass
        let layers = [
            strategies[declared.name] ?? StrategySection(declared),
            own?.strategies[declared.name] ?? StrategySection(),
        ]
        var options = StrategyOptions(declared.keys)
        for values in [declared.classDefaults(assetClass, coverage)] + layers.map(\.values) {
            for (name, value) in values { options[name] = value }
        }
        let usual = declared.usualSession(assetClass)
        let isUsual = usual == ClassDefaults.of(assetClass, coverage: coverage).signalSession
        return StrategySettings(
            name: declared.name,
            isOn: layers[1].isOn ?? layers[0].isOn ?? declared.isOnByDefault,
            trades: layers[1].trades ?? layers[0].trades ?? true,
            mode: layers[1].session ?? layers[0].session ?? (isUsual ? instrument.session : usual),
            options: options)
    }

    /// Lets the named strategies run on every instrument, and no other.
    public mutating func runOnly(_ names: Set<String>, of declared: [StrategyDeclaration]) {
        for one in declared {
            strategies[one.name, default: StrategySection(one)].isOn = names.contains(one.name)
        }
        for place in symbols.indices {
            for name in symbols[place].strategies.keys {
                symbols[place].strategies[name]?.isOn = nil
            }
        }
    }

    /// Gives a key of a strategy one value on every instrument.
    public mutating func set(
        _ key: String, of declared: StrategyDeclaration, to value: StrategyValue
    ) {
        let name = declared.name
        strategies[name, default: StrategySection(declared)].values[key] = value
        for place in symbols.indices {
            symbols[place].strategies[name]?.values.removeValue(forKey: key)
        }
    }
}
