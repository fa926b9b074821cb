/// Who crossed the spread.
@frozen
public enum Aggressor: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Unknown: counts in volume, profile and VWAP, and in neither buy nor sell volume.
    case none = 0
    /// The buyer traded at the ask.
    case buyer = 1
    /// The seller traded at the bid.
    case seller = 2
}

/// How an aggressor was found, best first.
@frozen
public enum SideRule: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// The venue said so.
    case exchange = 0
    /// The price lay on one side of the middle of the quote.
    case quote = 1
    /// The price rose or fell against the tick before.
    case tick = 2
    /// The tick was made by a simulation, or from a bar.
    case simulated = 3
    /// Nothing said: the side is unknown.
    case unknown = 4
}

/// How good the sides of a bar's volume are: the worst rule used by more than 5 % of it.
@frozen
public enum SideQuality: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    case exchange = 0
    case quote = 1
    case tick = 2
    case simulated = 3
    /// Order flow estimated from whole bars.
    case bar = 4
    /// More than 5 % of the volume has no side at all.
    case unknown = 5
}
