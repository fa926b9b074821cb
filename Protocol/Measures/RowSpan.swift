/// What traded at a row, as doubles.
public protocol RowVolumes: BitwiseCopyable {
    /// Seller-initiated volume.
    var bidVolume: Double { get }
    /// Buyer-initiated volume.
    var askVolume: Double { get }
    /// Volume of unknown side.
    var neutralVolume: Double { get }
    /// All of it.
    var volume: Double { get }
}

extension LadderCell: RowVolumes {
    /// Seller-initiated volume.
    @inlinable public var bidVolume: Double { bid }
    /// Buyer-initiated volume.
    @inlinable public var askVolume: Double { ask }
    /// Volume of unknown side.
    @inlinable public var neutralVolume: Double { neutral }
    /// All of it.
    @inlinable public var volume: Double { total }
}

extension RowBlockCell: RowVolumes {
    /// Seller-initiated volume.
    @inlinable public var bidVolume: Double { Double(bid) }
    /// Buyer-initiated volume.
    @inlinable public var askVolume: Double { Double(ask) }
    /// Volume of unknown side.
    @inlinable public var neutralVolume: Double { Double(neutral) }
    /// All of it.
    @inlinable public var volume: Double { Double(total) }
}

/// Consecutive rows, from the lowest to the highest that traded: those of a ladder, or of a block
/// that no ladder took over.
@frozen
public struct RowSpan<Cell: RowVolumes>: BitwiseCopyable {
    /// The number of the first row.
    public let low: Int64
    /// The rows.
    public let cells: UnsafeBufferPointer<Cell>

    /// Rows from one that traded to another that did; none without rows.
    @inlinable
    public init(low: Int64, cells: UnsafeBufferPointer<Cell>) {
        self.low = low
        self.cells = cells
    }

    /// How many rows traded.
    @inlinable
    public var tradedRows: Int {
        var count = 0
        for cell in cells { count &+= cell.volume > 0 ? 1 : 0 }
        return count
    }

    /// The row with the largest volume, or `nil` without rows.
    ///
    /// Of equal volumes the nearest to the middle of the rows counts, of those the lower.
    ///
    /// - Parameter unit: size units in one share, contract or coin.
    @inlinable
    public func poc(unit: Double) -> Int64? {
        guard !cells.isEmpty else { return nil }
        var largest = 0.0
        for cell in cells { largest = cell.volume > largest ? cell.volume : largest }
        // A volume is never above the largest, so the noise between the two is the same for all.
        let noise = Comparison.noise(largest, largest, unit)
        let ends = cells.count &- 1
        var (best, distance) = (0, Int.max)
        for index in cells.indices where cells[index].volume - largest >= -noise {
            let other = abs(2 &* index &- ends)
            if other < distance { (best, distance) = (index, other) }
        }
        return low &+ Int64(best)
    }
}

extension Ladder {
    /// Its rows as they lie.
    @inlinable
    public var rowSpan: RowSpan<LadderCell> { RowSpan(low: low, cells: traded) }

    /// The row with the largest volume, or `nil` while empty.
    ///
    /// Of equal volumes the nearest to the middle of the traded range counts, of those the lower.
    @inlinable
    public var poc: Int64? { rowSpan.poc(unit: unit) }
}

extension RowBlock {
    /// The rows of a span, one level each, without those at its ends in which nothing traded.
    @inlinable
    public func rowSpan(from low: Int64, through high: Int64) -> RowSpan<RowBlockCell> {
        let span = cells(from: low, through: high)
        var (first, end) = (0, span.cells.count)
        while first < end, span.cells[first].total == 0 { first &+= 1 }
        while end > first, span.cells[end &- 1].total == 0 { end &-= 1 }
        return RowSpan(
            low: span.low &+ Int64(first),
            cells: UnsafeBufferPointer(rebasing: span.cells[first..<end]))
    }
}
