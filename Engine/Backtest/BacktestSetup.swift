public import Core
public import Market
public import Records

/// What a backtest decides by: everything but the inputs.
public struct BacktestSetup: Sendable {
    /// Makes a core that has seen nothing; its first producer feeds every instrument.
    public var core: @Sendable () -> Core
    /// The instruments by number.
    public var instruments: [Instrument]
    /// What the evaluations of its strategies mean.
    public var schemas: [StrategySchema]
    /// What the inputs are called.
    public var inputName = "ticks"
    /// How it trades, a line each, for the report.
    public var rules: [String]

    /// Puts a setup together.
    public init(
        core: @escaping @Sendable () -> Core, instruments: [Instrument],
        schemas: [StrategySchema], rules: [String] = []
    ) {
        self.core = core
        self.instruments = instruments
        self.schemas = schemas
        self.rules = rules
    }

    /// Words for what trades carry as numbers.
    public var words: TradeWords {
        TradeWords(schemas: schemas, symbols: instruments.map(\.symbol))
    }

    /// The names of its strategies.
    public var systems: [String] { schemas.map(\.name) }

    /// The command that starts the trading session: the first input.
    static var start: CommandInput {
        guard let id = CommandID("engine-start") else { preconditionFailure("no id") }
        return CommandInput(
            time: .zero, instrument: .all, id: id, sender: .engine, command: .startSession)
    }
}
