public import Market
public import Pipeline
public import Records
public import Settings
public import Strategy

/// Strategies by name: what the configuration may say about them, and the making of them.
public struct StrategyCatalog: Sendable {
    /// The strategies, in the order of pages and lists.
    public let types: [any Strategy.Type]
    /// What the configuration knows of them, in the same order.
    public let declarations: [StrategyDeclaration]

    /// A catalog of some strategies. Two of one name or number trap.
    ///
    /// - Parameter offByDefault: names of those that run only where a configuration says so.
    public init(_ types: [any Strategy.Type], offByDefault: Set<String> = []) {
        self.types = types
        declarations = types.map { type in
            let schema = type.schema
            return StrategyDeclaration(
                name: schema.name, meaning: schema.meaning,
                isOnByDefault: !offByDefault.contains(schema.name), keys: type.keys,
                classDefaults: { type.classDefaults($0, $1) },
                usualSession: { type.usualSession($0) })
        }
        let names = Set(declarations.map(\.name))
        let numbers = Set(types.map { $0.schema.number })
        precondition(
            names.count == types.count && numbers.count == types.count,
            "\(types.count) strategies have \(names.count) names and \(numbers.count) numbers")
    }

    /// What their evaluations mean.
    public var schemas: [StrategySchema] { types.map { $0.schema } }

    /// The names, in order.
    public var names: [String] { declarations.map(\.name) }

    /// A strategy at work on an instrument, having seen nothing.
    ///
    /// - Parameter name: one of `names`; another traps.
    public func seat(
        _ name: String, on instrument: StrategyInstrument, _ options: StrategyOptions,
        mode: SessionMode, trades: Bool = true
    ) -> SeatedStrategy {
        guard let place = declarations.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("no strategy \(name); known are \(names)")
        }
        return SeatedStrategy(
            types[place].init(options, instrument, mode: mode), mode: mode, trades: trades)
    }

    /// The strategies that run on an instrument, as a configuration has them.
    ///
    /// - Parameter mode: hours of all of them, instead of their own.
    public func seats(
        on instrument: InstrumentSettings, of settings: EngineSettings, mode: SessionMode? = nil,
        schedule: SessionSchedule = SessionSchedule()
    ) -> [SeatedStrategy] {
        let place = StrategyInstrument(instrument.instrument, schedule: schedule)
        return declarations.map { settings.strategySettings($0, for: instrument) }
            .filter(\.isOn)
            .map {
                seat($0.name, on: place, $0.options, mode: mode ?? $0.mode, trades: $0.trades)
            }
    }
}
