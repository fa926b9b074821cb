import Market

/// What traded at one level since the block was emptied, size units, in the order of
/// `Aggressor`'s raw values.
@frozen
public struct RowBlockCell: Sendable, BitwiseCopyable {
    /// Volume of unknown side.
    public var neutral: Int64
    /// Buyer-initiated volume.
    public var ask: Int64
    /// Seller-initiated volume.
    public var bid: Int64
    /// Fills the half cache line.
    @usableFromInline
    var unused: Int64

    @inlinable
    init() {
        neutral = 0
        ask = 0
        bid = 0
        unused = 0
    }

    /// All of it.
    @inlinable
    public var total: Int64 { neutral &+ ask &+ bid }
}

/// Volume by level since some moment, whole numbers, the cheapest thing a tick can be added to.
///
/// Footprints and profiles take a block over as a whole when one of them closes, so that a tick
/// costs one addition however many of them are kept. The traded span is told by whoever folds it:
/// it follows from the prices.
public struct RowBlock: ~Copyable {
    @usableFromInline
    var cells: UnsafeMutablePointer<RowBlockCell>
    /// The level of `cells[0]`.
    @usableFromInline
    var base: Int64 = 0
    // Four bytes each: they lie among what every tick touches.
    @usableFromInline
    var levels: Int32
    @usableFromInline
    let mostLevels: Int32

    /// An empty block.
    ///
    /// - Parameters:
    ///   - capacity: levels before the first growth.
    ///   - limit: the most levels it may span.
    public init(capacity: Int = 64, limit: Int = 4_000_000) {
        precondition(capacity >= 2, "a block holds at least 2 levels, got \(capacity)")
        levels = Int32(capacity)
        mostLevels = Int32(clamping: max(limit, capacity))
        cells = Self.room(for: capacity)
        cells.initialize(repeating: RowBlockCell(), count: capacity)
    }

    deinit { UnsafeMutableRawPointer(cells).deallocate() }

    /// Room for cells, two a cache line.
    private static func room(for count: Int) -> UnsafeMutablePointer<RowBlockCell> {
        UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<RowBlockCell>.stride * count, alignment: 64
        ).bindMemory(to: RowBlockCell.self, capacity: count)
    }

    /// Levels it has room for.
    @inlinable
    var capacity: Int { Int(levels) }
    /// The most levels it may span.
    @inlinable
    public var limit: Int { Int(mostLevels) }

    /// Bytes held.
    public var bytes: Int { capacity * MemoryLayout<RowBlockCell>.stride }

    /// Adds volumes at levels, each by the raw value of an aggressor.
    ///
    /// - Returns: How many levels would pass the limit, and were left out.
    @inlinable
    @inline(__always)
    public mutating func add(
        _ ticks: some Collection<(level: Int64, size: Int64, aggressor: UInt8)>
    ) -> Int {
        var refused = 0
        var (first, room) = (base, UInt64(bitPattern: Int64(capacity)))
        var parts = UnsafeMutableRawPointer(cells).assumingMemoryBound(to: Int64.self)
        for tick in ticks {
            if UInt64(bitPattern: tick.level &- first) >= room {
                guard makeRoom(for: tick.level) else {
                    refused &+= 1
                    continue
                }
                (first, room) = (base, UInt64(bitPattern: Int64(capacity)))
                parts = UnsafeMutableRawPointer(cells).assumingMemoryBound(to: Int64.self)
            }
            parts[Int(tick.level &- first) &* 4 &+ Int(tick.aggressor & 3)] &+= tick.size
        }
        return refused
    }

    /// The cells from one level to another; levels the block has no room for traded nothing and
    /// are left out.
    @inlinable
    public func cells(
        from low: Int64, through high: Int64
    ) -> (low: Int64, cells: UnsafeBufferPointer<RowBlockCell>) {
        let first = max(low, base)
        let last = min(high, base &+ Int64(capacity) &- 1)
        guard first <= last else { return (low, UnsafeBufferPointer(start: nil, count: 0)) }
        return (
            first,
            UnsafeBufferPointer(start: cells + Int(first &- base), count: Int(last &- first) + 1)
        )
    }

    /// Empties the levels of a span.
    @inlinable
    public mutating func clear(from low: Int64, through high: Int64) {
        let first = max(low, base)
        let last = min(high, base &+ Int64(capacity) &- 1)
        guard first <= last else { return }
        (cells + Int(first &- base)).update(
            repeating: RowBlockCell(), count: Int(last &- first) + 1)
    }

    /// Where a level's volume is kept, if it has room; an address to prefetch only.
    @inlinable
    public func place(of level: Int64) -> UnsafeRawPointer {
        let index = Int(truncatingIfNeeded: level &- base)
        return UnsafeRawPointer(cells + (index >= 0 && index < capacity ? index : 0))
    }

    @usableFromInline
    @inline(never)
    mutating func makeRoom(for level: Int64) -> Bool {
        guard let span = tradedSpan(with: level) else {
            base = level &- Int64(capacity / 2)
            return true
        }
        let (needed, overflow) = span.high.subtractingReportingOverflow(span.low)
        guard !overflow, needed < Int64(limit) else { return false }
        let rows = Int(needed) + 1
        var size = capacity
        while size < rows * 2, size < limit { size *= 2 }
        move(to: max(size, rows), around: span.low, rows)
        return true
    }

    /// The span of what traded and of a level; `nil` when nothing traded.
    private func tradedSpan(with level: Int64) -> (low: Int64, high: Int64)? {
        var first: Int?
        var last = 0
        for index in 0..<capacity where cells[index].total != 0 {
            first = first ?? index
            last = index
        }
        guard let first else { return nil }
        return (min(level, base + Int64(first)), max(level, base + Int64(last)))
    }

    private mutating func move(to size: Int, around lowest: Int64, _ rows: Int) {
        let moved = Self.room(for: size)
        moved.initialize(repeating: RowBlockCell(), count: size)
        let newBase = lowest - Int64((size - rows) / 2)
        for index in 0..<capacity where cells[index].total != 0 {
            moved[Int(base + Int64(index) - newBase)] = cells[index]
        }
        UnsafeMutableRawPointer(cells).deallocate()
        cells = moved
        levels = Int32(size)
        base = newBase
    }
}

extension Ladder {
    /// Takes over a span of a block, rows of `rowTicks` levels each.
    ///
    /// - Returns: Levels that traded and found no room.
    public mutating func add(
        _ block: borrowing RowBlock, from low: Int64, through high: Int64, rowTicks: Int64
    ) -> Int {
        let span = block.cells(from: low, through: high)
        if rowTicks == 1, takeAll(span.low, span.cells) { return 0 }
        var refused = 0
        for (offset, cell) in span.cells.enumerated() where cell.total != 0 {
            let row = rowNumber(Level(span.low &+ Int64(offset)), rowTicks: rowTicks)
            if !add(row: row, bid: cell.bid, ask: cell.ask, neutral: cell.neutral) { refused += 1 }
        }
        return refused
    }

    /// Takes rows of one level at once, when both ends traded and there is room for them.
    @inline(__always)
    private mutating func takeAll(
        _ low: Int64, _ taken: UnsafeBufferPointer<RowBlockCell>
    ) -> Bool {
        guard let first = taken.first, first.total != 0, taken[taken.count &- 1].total != 0,
            room(for: low) != nil, room(for: low &+ Int64(taken.count &- 1)) != nil
        else { return false }
        let rows = cells + Int(low &- base)
        for index in taken.indices {
            rows[index].bid += Double(taken[index].bid)
            rows[index].ask += Double(taken[index].ask)
            rows[index].neutral += Double(taken[index].neutral)
            rows[index].total += Double(taken[index].total)
        }
        return true
    }

    @inline(__always)
    private mutating func add(row: Int64, bid: Int64, ask: Int64, neutral: Int64) -> Bool {
        guard let place = room(for: row) else { return false }
        place.pointee.bid += Double(bid)
        place.pointee.ask += Double(ask)
        place.pointee.neutral += Double(neutral)
        place.pointee.total += Double(bid &+ ask &+ neutral)
        return true
    }
}
