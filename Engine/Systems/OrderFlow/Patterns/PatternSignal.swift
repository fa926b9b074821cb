public import Market
public import Records

/// A pattern found in a bar.
@frozen
public struct PatternSignal: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Which.
    public var pattern: Pattern
    /// Where price is expected to go.
    public var direction: Direction
    /// Where: the lowest level of its row.
    public var level: Level
    /// 0 to 1.
    public var strength: Double
    /// Rows that take part, 0 where none does by itself.
    public var levels: Int
    /// What it was seen by.
    public var evidence: PatternEvidence

    /// Puts a signal together.
    public init(
        _ pattern: Pattern, _ direction: Direction, _ level: Level, strength: Double, levels: Int,
        _ evidence: PatternEvidence
    ) {
        self.pattern = pattern
        self.direction = direction
        self.level = level
        self.strength = strength
        self.levels = levels
        self.evidence = evidence
    }
}

/// The numbers a pattern was seen by; volumes in shares, contracts or coins.
@frozen
public enum PatternEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    case imbalance(ImbalanceEvidence)
    case stack(StackEvidence)
    case exhaustion(ExhaustionEvidence)
    case absorption(AbsorptionEvidence)
    case divergence(DivergenceEvidence)
    case unfinished(UnfinishedEvidence)
}

/// The diagonal of an imbalance.
@frozen
public struct ImbalanceEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The aggressor's volume at the row.
    public var volume: Double
    /// The other side's volume one row away.
    public var opposite: Double
    /// The row of the other side: its lowest level.
    public var oppositeLevel: Level
    /// The least volume asked for.
    public var leastVolume: Double

    /// `volume / opposite`, undefined when nothing is opposite.
    public var ratio: Double? { opposite > 0 ? volume / opposite : nil }
}

/// A run of imbalances.
@frozen
public struct StackEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The lowest row of the run: its lowest level.
    public var lowest: Level
    /// The highest row of the run: its lowest level.
    public var highest: Level
    /// The aggressor's volume, summed.
    public var volume: Double
    /// The other side's volume on the diagonals, summed.
    public var opposite: Double
    /// The smallest ratio of its imbalances that have one.
    public var leastRatio: Double?
}

/// Thinning volume into an extreme.
@frozen
public struct ExhaustionEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The bar's high or low, real price.
    public var extreme: Double
    /// The highest high or lowest low of the bars before, real price.
    public var previousExtreme: Double
    /// Rows from the lowest to the highest traded.
    public var rows: Int
    /// The aggressor's volume at the extreme row.
    public var extremeVolume: Double
    /// The aggressor's volume one row further in.
    public var nextVolume: Double
    /// The aggressor's volume at the innermost row looked at.
    public var baseVolume: Double
    /// Rows at which the volume is below that one row further in.
    public var declines: Int
    /// The least volume asked for at the innermost row.
    public var leastVolume: Double
}

/// Heavy aggression into an extreme without progress.
@frozen
public struct AbsorptionEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Rows from the lowest to the highest traded.
    public var rows: Int
    /// Seller-initiated volume of the outermost rows.
    public var sold: Double
    /// Buyer-initiated volume of the outermost rows.
    public var bought: Double
    /// The price that the close has to reach, away from the extreme.
    public var closeLimit: Double
    /// The least volume asked for.
    public var leastVolume: Double
}

/// Price and delta that point apart.
@frozen
public struct DivergenceEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The bar's high or low, real price.
    public var extreme: Double
    /// The highest high or lowest low of the bars before, real price.
    public var previousExtreme: Double
    /// Delta over volume, -1 to 1.
    public var deltaShare: Double
}

/// Both sides at an extreme.
@frozen
public struct UnfinishedEvidence: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Rows from the lowest to the highest traded.
    public var rows: Int
    /// Seller-initiated volume of the extreme row.
    public var bid: Double
    /// Buyer-initiated volume of the extreme row.
    public var ask: Double
    /// The outermost level a tick of the row can have: reaching it reaches the row.
    public var edge: Level
}
