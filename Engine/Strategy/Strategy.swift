public import Market
public import Records
public import Settings

/// A part that watches one instrument and says what it sees: studies, signals, decisions.
///
/// The pipeline gives it closed bars in order and it answers with evaluations; it never reads a
/// clock, a file or a random number, so the same input gives the same evaluations. Bars of one
/// instant come shortest first. All its state is in the value, settings included, and the value is
/// `Codable`, usually as the compiler writes it: checkpoints save and restore it between two inputs.
public protocol Strategy: Sendable, Codable {
    /// What its evaluations mean; its name is the strategy's in configuration and commands.
    static var schema: StrategySchema { get }
    /// Its configuration, defaults as in batch runs. `on` and `session` are added to every
    /// strategy and are not listed here.
    static var keys: [StrategyKey] { get }
    /// Defaults that differ for a class of instruments in live, paper, replay and backtest runs.
    static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue]
    /// The hours it counts unless configured.
    static func usualSession(_ assetClass: AssetClass) -> SessionMode

    /// A strategy that has seen nothing.
    ///
    /// - Parameters:
    ///   - options: values of `keys`, checked.
    ///   - mode: the hours that its bars, profiles and VWAPs are to be of.
    init(_ options: StrategyOptions, _ instrument: StrategyInstrument, mode: SessionMode)

    /// What it must be given; asked at the start, and after it turned to another timeframe.
    var needs: StrategyNeeds { get }

    /// A bar of one of its periods closed.
    mutating func closed(
        _ bar: borrowing StudyBar, _ market: borrowing MarketReading,
        _ out: inout EvaluationWriter)

    /// The session of its mode ended; its last bars have closed.
    mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter)

    /// The input ended; sessions have ended.
    mutating func ended(_ out: inout EvaluationWriter)

    /// Its bars are of another period from now on; asked of those that follow the timeframe,
    /// between two bars. What it knows of earlier bars must not be mixed with what comes.
    mutating func turn(to timeframe: BarPeriod)

    /// The levels strictly between which ticks do not concern it; asked after every call.
    var quietBand: QuietBand { get }

    /// A tick in its session traded outside the quiet band.
    mutating func traded(_ tick: borrowing Tick, _ out: inout EvaluationWriter)
}

extension Strategy {
    /// Nothing differs.
    public static func classDefaults(
        _ assetClass: AssetClass, _ coverage: TapeCoverage
    ) -> [String: StrategyValue] { [:] }

    /// Regular hours, and UTC days for crypto.
    public static func usualSession(_ assetClass: AssetClass) -> SessionMode {
        assetClass == .crypto ? .utc : .rth
    }

    /// No tick concerns it.
    public var quietBand: QuietBand { .all }

    /// Nothing to do.
    public mutating func sessionEnded(_ date: SessionDate, _ out: inout EvaluationWriter) {}

    /// Nothing to do.
    public mutating func ended(_ out: inout EvaluationWriter) {}

    /// Nothing to do: it does not follow the timeframe.
    public mutating func turn(to timeframe: BarPeriod) {}

    /// Nothing to do.
    public mutating func traded(_ tick: borrowing Tick, _ out: inout EvaluationWriter) {}
}

/// What a strategy must be given.
public struct StrategyNeeds: Sendable, Hashable, Codable {
    /// The periods of its bars, ascending, each once.
    public var periods: [BarPeriod]
    /// The period whose bars come with their rows, `nil` for none; one of `periods`.
    public var rowsPeriod: BarPeriod?
    /// How high those rows are.
    public var rowHeight = RowHeight.ticks(1)
    /// VWAPs to be read at each close.
    public var vwaps: [Anchor] = []
    /// Completed profiles to be read at each close.
    public var previousProfiles: [Anchor] = []
    /// Developing profiles to be read at each close.
    public var developingProfiles: [Anchor] = []
    /// The run of ticks of one side is to be read at each close.
    public var sideRun = false
    /// Bars of a provider in which nothing traded count, too.
    public var countsEmptyBars = false
    /// It can not run on a provider's bars at all.
    public var needsTicks = false
    /// Its bars are of the timeframe: one period, which a command may change.
    public var followsTimeframe = false

    /// Bars of some periods.
    public init(periods: [BarPeriod]) { self.periods = periods }
}

/// Levels strictly between which nothing happens.
@frozen
public struct QuietBand: Sendable, Hashable, BitwiseCopyable, Codable {
    /// The highest level below that matters; `Int64.min` for none.
    public var below: Int64
    /// The lowest level above that matters; `Int64.max` for none.
    public var above: Int64

    /// Puts a band together.
    @inlinable
    public init(below: Int64, above: Int64) {
        self.below = below
        self.above = above
    }

    /// No level matters.
    @inlinable public static var all: QuietBand { QuietBand(below: .min, above: .max) }

    /// What is quiet in both.
    @inlinable
    public func intersection(_ other: QuietBand) -> QuietBand {
        QuietBand(below: max(below, other.below), above: min(above, other.above))
    }
}

/// The instrument a strategy works on.
public struct StrategyInstrument: Sendable, Codable {
    /// Symbol, class, scales, tick value.
    public var facts: Instrument
    /// Sessions and calendar.
    public var schedule: SessionSchedule

    /// Puts it together.
    public init(_ facts: Instrument, schedule: SessionSchedule = SessionSchedule()) {
        self.facts = facts
        self.schedule = schedule
    }

    /// The tick size, real price.
    public var tickSize: Double { facts.prices.tickSize }
    /// What a move of 1 in price is worth for a quantity of one, US dollars.
    public var pointValue: Double {
        Double(facts.tickValueNanos) / 1e9 / facts.prices.tickSize
    }
    /// The level of a real price: `round(price / tick size)`, halves away from zero.
    public func level(of price: Double) -> Level {
        Level(Int64((price / tickSize).rounded(.toNearestOrAwayFromZero)))
    }
    /// The real price of a level.
    public func price(of level: Level) -> Double { facts.prices.real(level) }
}
