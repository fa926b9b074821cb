public import Market

/// What traded in one row: volume by aggressor, in the order of `Aggressor`'s raw values.
@frozen
public struct LadderCell: Sendable, BitwiseCopyable {
    /// Volume of unknown side.
    public var neutral: Double
    /// Buyer-initiated volume.
    public var ask: Double
    /// Seller-initiated volume.
    public var bid: Double
    /// All of it.
    public var total: Double

    /// An empty row.
    @inlinable public static var empty: LadderCell {
        LadderCell(neutral: 0, ask: 0, bid: 0, total: 0)
    }

    @inlinable
    init(neutral: Double, ask: Double, bid: Double, total: Double) {
        self.neutral = neutral
        self.ask = ask
        self.bid = bid
        self.total = total
    }
}

/// Volume by price row: a flat array centred on the first row, grown by doubling.
///
/// A row is `floor(level / rowTicks)`. There is no cap on rows but the limit given at the start,
/// which bounds memory: 32 bytes a row.
public struct Ladder: ~Copyable {
    @usableFromInline
    var cells: UnsafeMutablePointer<LadderCell>
    @usableFromInline
    var capacity: Int
    /// The row of `cells[0]`.
    @usableFromInline
    var base: Int64 = 0
    @usableFromInline
    var lowRow = Int64.max
    @usableFromInline
    var highRow = Int64.min
    /// Times the array grew.
    public private(set) var growths = 0
    /// The most rows it may span.
    public let limit: Int
    /// Size units in one share, contract or coin: what volumes are compared by.
    public let unit: Double

    /// An empty ladder.
    ///
    /// - Parameters:
    ///   - capacity: rows before the first growth.
    ///   - limit: the most rows it may span, at least `capacity`.
    ///   - unit: size units in one share, contract or coin, at least 1.
    public init(capacity: Int = 128, limit: Int = 4_000_000, unit: Double = 1) {
        precondition(capacity >= 1, "a ladder holds at least 1 row, got \(capacity)")
        self.capacity = capacity
        self.limit = max(limit, capacity)
        self.unit = unit
        cells = .allocate(capacity: capacity)
        cells.initialize(repeating: .empty, count: capacity)
    }

    deinit { cells.deallocate() }

    /// The lowest traded row; above `high` while empty.
    @inlinable
    public var low: Int64 { lowRow }

    /// The highest traded row; below `low` while empty.
    @inlinable
    public var high: Int64 { highRow }

    /// Nothing traded yet.
    @inlinable
    public var isEmpty: Bool { low > high }

    /// Rows from lowest to highest traded.
    @inlinable
    public var span: Int { isEmpty ? 0 : Int(high &- low &+ 1) }

    /// Bytes held.
    public var bytes: Int { capacity * MemoryLayout<LadderCell>.stride }

    /// The cells from the lowest to the highest traded row.
    @inlinable
    public var traded: UnsafeBufferPointer<LadderCell> {
        isEmpty
            ? UnsafeBufferPointer(start: nil, count: 0)
            : UnsafeBufferPointer(start: cells + Int(low &- base), count: span)
    }

    /// Adds volume at a row.
    ///
    /// - Returns: The row's volume now, or `nil`, with nothing changed, when the row would pass
    ///   the limit.
    @inlinable
    @inline(__always)
    @discardableResult
    public mutating func add(row: Int64, _ volume: Double, _ aggressor: Aggressor) -> Double? {
        var index = row &- base
        if UInt64(bitPattern: index) >= UInt64(bitPattern: Int64(capacity)) {
            guard makeRoom(for: row) else { return nil }
            index = row &- base
        }
        let cell = cells + Int(index)
        let parts = UnsafeMutableRawPointer(cell).assumingMemoryBound(to: Double.self)
        parts[Int(aggressor.rawValue)] += volume
        let total = cell.pointee.total + volume
        cell.pointee.total = total
        // Selections, not branches: whether a row is a new extreme can not be predicted.
        lowRow = row < lowRow ? row : lowRow
        highRow = row > highRow ? row : highRow
        return total
    }

    /// Gives the cache lines around a row, for whoever brings them near; none of them is read.
    public func forLines(around row: Int64, _ body: (UnsafeRawPointer) -> Void) {
        let index = row &- base
        guard UInt64(bitPattern: index) < UInt64(bitPattern: Int64(capacity)) else { return }
        let cell = UnsafeRawPointer(cells + Int(index))
        for line in -2...2 { body(cell + line * 64) }
    }

    /// Adds an even share of a bar's volume to every row from `first` to `last`.
    ///
    /// - Returns: `false`, with nothing changed, when a row would pass the limit.
    public mutating func spread(_ volume: Double, from first: Int64, through last: Int64) -> Bool {
        guard makeRoom(for: first), makeRoom(for: last, alsoHolding: first) else { return false }
        let share = volume / Double(last - first + 1)
        for row in first...last {
            let cell = cells + Int(row - base)
            cell.pointee.neutral += share
            cell.pointee.total += share
        }
        lowRow = min(low, first)
        highRow = max(high, last)
        return true
    }

    /// Takes back volume that was added at a traded row; of whole numbers nothing is left.
    ///
    /// A row at an end that holds nothing any more counts as traded until `trim`.
    @inlinable
    @inline(__always)
    public mutating func remove(row: Int64, _ volume: Double, _ aggressor: Aggressor) {
        precondition(row >= low && row <= high, "row \(row) is not among \(low)...\(high)")
        let cell = cells + Int(row &- base)
        let parts = UnsafeMutableRawPointer(cell).assumingMemoryBound(to: Double.self)
        parts[Int(aggressor.rawValue)] -= volume
        cell.pointee.total -= volume
    }

    /// Leaves out the rows at both ends that hold nothing any more.
    public mutating func trim() {
        while lowRow <= highRow, cells[Int(lowRow &- base)].total == 0 { lowRow &+= 1 }
        while lowRow <= highRow, cells[Int(highRow &- base)].total == 0 { highRow &-= 1 }
        guard lowRow > highRow else { return }
        lowRow = .max
        highRow = .min
    }

    /// Empties the ladder and keeps its room; costs the traded span only.
    public mutating func removeAll() {
        if !isEmpty { (cells + Int(low - base)).update(repeating: .empty, count: span) }
        lowRow = .max
        highRow = .min
    }

    /// Sets a row to absolute volumes, as a snapshot or a delta of a profile gives them.
    ///
    /// - Returns: `false`, with nothing changed, when the row would pass the limit.
    public mutating func set(_ row: FootprintRow) -> Bool {
        guard makeRoom(for: row.row) else { return false }
        let cell = LadderCell(
            neutral: row.neutral.rawValue, ask: row.ask.rawValue, bid: row.bid.rawValue,
            total: row.volume.rawValue)
        (cells + Int(row.row - base)).pointee = cell
        lowRow = min(low, row.row)
        highRow = max(high, row.row)
        return true
    }

    /// The row at a number inside the traded span; empty volumes outside it.
    public func row(_ number: Int64) -> FootprintRow {
        guard number >= low, number <= high else {
            return FootprintRow(row: number, bid: .zero, ask: .zero, neutral: .zero)
        }
        let cell = cells[Int(number - base)]
        return FootprintRow(
            row: number, bid: Volume(cell.bid), ask: Volume(cell.ask), neutral: Volume(cell.neutral)
        )
    }

    /// The traded rows, ascending.
    public var rows: [FootprintRow] {
        guard !isEmpty else { return [] }
        var rows: [FootprintRow] = []
        for number in low...high where cells[Int(number - base)].total > 0 {
            rows.append(row(number))
        }
        return rows
    }

    /// The cell of a row that now counts as traded; `nil` when it would pass the limit.
    @inline(__always)
    mutating func room(for row: Int64) -> UnsafeMutablePointer<LadderCell>? {
        if UInt64(bitPattern: row &- base) >= UInt64(bitPattern: Int64(capacity)) {
            guard makeRoom(for: row) else { return nil }
        }
        lowRow = min(lowRow, row)
        highRow = max(highRow, row)
        return cells + Int(row &- base)
    }

    @usableFromInline
    @inline(never)
    mutating func makeRoom(for row: Int64, alsoHolding other: Int64? = nil) -> Bool {
        if isEmpty, other == nil {
            base = row - Int64(capacity / 2)
            return true
        }
        let lowest = min(isEmpty ? row : low, row, other ?? row)
        let highest = max(isEmpty ? row : high, row, other ?? row)
        if lowest >= base, highest < base + Int64(capacity) { return true }
        let (needed, overflow) = highest.subtractingReportingOverflow(lowest)
        guard !overflow, needed < Int64(limit) else { return false }
        let rows = Int(needed) + 1
        if rows <= capacity / 2 {
            slide(around: lowest, rows)
        } else {
            var larger = capacity
            while larger < rows * 2 { larger *= 2 }
            grow(to: max(rows, min(larger, limit)), around: lowest, rows)
        }
        return true
    }

    /// Moves the traded cells to the middle of the array they are in.
    private mutating func slide(around lowest: Int64, _ rows: Int) {
        let newBase = lowest - Int64((capacity - rows) / 2)
        if !isEmpty {
            let old = Int(low - base)
            let new = Int(low - newBase)
            (cells + new).update(from: cells + old, count: span)
            // What the move left behind, beyond the new place, is empty again.
            let left = old..<old + span
            for index in left where index < new || index >= new + span { cells[index] = .empty }
        }
        base = newBase
    }

    /// Moves the traded cells into an array of `size`, with equal room on both sides.
    private mutating func grow(to size: Int, around lowest: Int64, _ rows: Int) {
        let moved = UnsafeMutablePointer<LadderCell>.allocate(capacity: size)
        moved.initialize(repeating: .empty, count: size)
        let newBase = lowest - Int64((size - rows) / 2)
        if !isEmpty {
            (moved + Int(low - newBase)).update(from: cells + Int(low - base), count: span)
        }
        cells.deallocate()
        cells = moved
        capacity = size
        base = newBase
        growths += 1
    }
}

/// The row of a level: `floor(level / rowTicks)`.
@inlinable
public func rowNumber(_ level: Level, rowTicks: Int64) -> Int64 {
    if rowTicks == 1 { return level.rawValue }
    let quotient = level.rawValue / rowTicks
    return level.rawValue % rowTicks < 0 ? quotient - 1 : quotient
}
