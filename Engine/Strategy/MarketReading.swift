public import Market
public import Measures

/// What else is known at the close of a bar, in the strategy's own hours.
public struct MarketReading {
    /// The bar's rows, when asked for and made from ticks; valid during the call.
    public var rows: LevelRows?
    /// The rows that the provider's bars in it were spread over, totals alone, when rows were
    /// asked for and it is made from bars; valid during the call.
    public var spreadRows: LevelRows?
    /// Developing VWAPs at the close, by anchor; `nil` without a trade or when not asked for.
    public var vwaps: AnchorValues<VWAPReading>
    /// The VWAP of the session that the provider of a bar gave with it, real price; `nil` when it
    /// gave none, or when the bar is made from ticks.
    public var providerVWAP: Double?
    /// Completed profiles; `nil` before the first completed period.
    public var previous: AnchorValues<ProfileLevels>
    /// Developing profiles at the close.
    public var developing: AnchorValues<ProfileLevels>
    /// Ticks in a row of the same known side up to now, in session; ticks of unknown side are
    /// passed over.
    public var sideRun: SideRun

    /// The rows of either kind: whose totals alone are read.
    public var volumeRows: LevelRows? { rows ?? spreadRows }

    /// Nothing known.
    public init() {
        rows = nil
        spreadRows = nil
        vwaps = AnchorValues()
        providerVWAP = nil
        previous = AnchorValues()
        developing = AnchorValues()
        sideRun = SideRun()
    }
}

/// A value for each of the three calendar anchors.
@frozen
public struct AnchorValues<Value> {
    /// Of the session.
    public var daily: Value?
    /// Of the ISO week.
    public var weekly: Value?
    /// Of the month.
    public var monthly: Value?

    /// None.
    @inlinable
    public init() {}

    /// The value of an anchor; `user` has none.
    @inlinable
    public subscript(anchor: Anchor) -> Value? {
        get {
            switch anchor {
            case .daily: daily
            case .weekly: weekly
            case .monthly: monthly
            case .user: nil
            }
        }
        set {
            switch anchor {
            case .daily: daily = newValue
            case .weekly: weekly = newValue
            case .monthly: monthly = newValue
            case .user: break
            }
        }
    }
}

extension AnchorValues: Sendable where Value: Sendable {}
extension AnchorValues: Equatable where Value: Equatable {}

/// Point of control and value area of a profile, as real prices of rows.
@frozen
public struct ProfileLevels: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The session date that names the period.
    public var date: SessionDate
    /// The row with the largest volume.
    public var poc: Double
    /// The highest row of the value area.
    public var vah: Double
    /// The lowest row of the value area.
    public var val: Double

    /// Puts levels together.
    @inlinable
    public init(date: SessionDate, poc: Double, vah: Double, val: Double) {
        self.date = date
        self.poc = poc
        self.vah = vah
        self.val = val
    }
}

/// A run of ticks of the same side.
@frozen
public struct SideRun: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The side, `.none` before the first tick with one.
    public var side = Aggressor.none
    /// How many.
    public var length: Int64 = 0

    /// No tick yet.
    @inlinable
    public init() {}
}

/// The rows of a bar, from the lowest to the highest traded, in shares, contracts or coins.
@frozen
public struct LevelRows {
    /// The lowest traded row.
    public let low: Int64
    /// Ticks a row: a row's levels start at `row * rowTicks`.
    public let rowTicks: Int64
    @usableFromInline
    let cells: UnsafeBufferPointer<LadderCell>
    @usableFromInline
    let unit: Double

    /// Rows over memory that lives as long as they are read.
    ///
    /// - Parameter unit: size units in one share, contract or coin.
    @inlinable
    public init(
        low: Int64, rowTicks: Int64, cells: UnsafeBufferPointer<LadderCell>, unit: Double
    ) {
        self.low = low
        self.rowTicks = rowTicks
        self.cells = cells
        self.unit = unit
    }

    /// The highest traded row; below `low` without any.
    @inlinable
    public var high: Int64 { low + Int64(cells.count) - 1 }

    /// Rows from lowest to highest traded.
    @inlinable
    public var count: Int { cells.count }

    /// Whether anything traded in a row; any row may be asked.
    @inlinable
    public func isTraded(_ row: Int64) -> Bool { total(row) > 0 }

    /// Seller-initiated volume of a row, 0 outside.
    @inlinable
    public func bid(_ row: Int64) -> Double { contains(row) ? cells[Int(row - low)].bid / unit : 0 }

    /// Buyer-initiated volume of a row, 0 outside.
    @inlinable
    public func ask(_ row: Int64) -> Double { contains(row) ? cells[Int(row - low)].ask / unit : 0 }

    /// All volume of a row, 0 outside.
    @inlinable
    public func total(_ row: Int64) -> Double {
        contains(row) ? cells[Int(row - low)].total / unit : 0
    }

    @inlinable
    func contains(_ row: Int64) -> Bool { row >= low && row <= high }
}
