/// One price row of a footprint: what traded there, by who crossed the spread.
@frozen
public struct FootprintRow: Hashable, Sendable, BitwiseCopyable, Codable {
    /// What the bar's closing rules found at a row.
    @frozen
    public struct Marks: OptionSet, Hashable, Sendable, BitwiseCopyable, Codable {
        /// The flags as bits.
        public var rawValue: UInt8

        /// Wraps bits.
        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Diagonal buy imbalance.
        @inlinable public static var buyImbalance: Marks { Marks(rawValue: 1) }
        /// Diagonal sell imbalance.
        @inlinable public static var sellImbalance: Marks { Marks(rawValue: 2) }
        /// The bar's point of control.
        @inlinable public static var poc: Marks { Marks(rawValue: 4) }
    }

    /// The row's number: `floor(level / row ticks)`; the level itself when a row is one tick.
    public var row: Int64
    /// Seller-initiated volume, traded at the bid.
    public var bid: Volume
    /// Buyer-initiated volume, traded at the ask.
    public var ask: Volume
    /// Volume of unknown side.
    public var neutral: Volume
    /// Imbalances and point of control; empty while the bar is open.
    public var marks: Marks

    /// Puts a row together; nothing is checked.
    @inlinable
    public init(row: Int64, bid: Volume, ask: Volume, neutral: Volume, marks: Marks = []) {
        self.row = row
        self.bid = bid
        self.ask = ask
        self.neutral = neutral
        self.marks = marks
    }

    /// All volume of the row.
    @inlinable
    public var volume: Volume { Volume(bid.rawValue + ask.rawValue + neutral.rawValue) }

    /// Ask minus bid volume.
    @inlinable
    public var delta: Volume { ask - bid }
}

/// What starts a profile or a VWAP anew.
@frozen
public enum Anchor: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// Each session.
    case daily = 0
    /// Each ISO week of session dates.
    case weekly = 1
    /// Each month of session dates.
    case monthly = 2
    /// An instant the user gave.
    case user = 3

    /// The name used in configuration, files and output.
    public var name: String {
        switch self {
        case .daily: "daily"
        case .weekly: "weekly"
        case .monthly: "monthly"
        case .user: "user"
        }
    }
}
