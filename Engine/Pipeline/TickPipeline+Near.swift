public import Measures

/// What an input touches, for whoever knows which instrument comes next and brings its state near:
/// of many instruments each finds it cold.
///
/// Offsets are of a pipeline that begins with a cache line.
extension TickPipeline {
    /// Gives the lines that every tick touches.
    @inlinable
    @inline(__always)
    public static func forTickLines(
        of start: UnsafeRawPointer, _ body: (UnsafeRawPointer) -> Void
    ) {
        forLines(of: start, in: tickBytes, body)
    }

    /// What its next inputs touch besides, as it stands.
    @inlinable
    @inline(__always)
    public var near: NearPlaces {
        NearPlaces(boundary: boundary, cell: nearCell, lanes: UnsafeRawPointer(laneBlock))
    }

    /// The cell of the last tick's level; an address to prefetch only.
    @inlinable
    @inline(__always)
    public var nearCell: UnsafeRawPointer { rows.place(of: block.level) }

    /// Gives the lines of its own that the close of the shortest bars touches besides.
    @inlinable
    @inline(__always)
    public static func forCloseLines(
        of start: UnsafeRawPointer, _ body: (UnsafeRawPointer) -> Void
    ) {
        forLines(of: start, in: counterBytes, body)
        forLines(of: start, in: closeBytes, body)
    }

    /// From the intake's count of accepted ticks through the exchange's volume in the totals.
    @usableFromInline static var tickBytes: Range<Int> { 320..<576 }
    /// The intake's other counters.
    @usableFromInline static var counterBytes: Range<Int> { 192..<320 }
    /// From the rest of the totals through the price scale.
    @usableFromInline static var closeBytes: Range<Int> { 576..<832 }

    @inlinable
    @inline(__always)
    static func forLines(
        of start: UnsafeRawPointer, in bytes: Range<Int>, _ body: (UnsafeRawPointer) -> Void
    ) {
        var offset = bytes.lowerBound
        while offset < bytes.upperBound {
            body(start + offset)
            offset &+= 64
        }
    }
}

/// Where a pipeline's next inputs go, known without touching it.
@frozen
public struct NearPlaces: BitwiseCopyable {
    /// The first instant at which something begins or ends.
    public let boundary: Int64
    /// The cell of the last tick's level.
    public var cell: UnsafeRawPointer
    @usableFromInline let lanes: UnsafeRawPointer

    @inlinable
    init(boundary: Int64, cell: UnsafeRawPointer, lanes: UnsafeRawPointer) {
        self.boundary = boundary
        self.cell = cell
        self.lanes = lanes
    }

    /// Gives the lines with the cells that the next tick most likely adds to: that of the last
    /// one, and those beside it.
    @inlinable
    @inline(__always)
    public func forLikelyCells(_ body: (UnsafeRawPointer) -> Void) {
        body(cell - MemoryLayout<RowBlockCell>.stride)
        body(cell + MemoryLayout<RowBlockCell>.stride)
    }

    /// Gives the lines of lanes that the close of the shortest bars touches.
    @inlinable
    @inline(__always)
    public func forCloseLines(_ body: (UnsafeRawPointer) -> Void) {
        TickPipeline.forLines(of: lanes, in: Self.laneBytes, body)
    }

    /// One lane, its four bars, and what the first of them remembers.
    @usableFromInline static var laneBytes: Range<Int> { 0..<928 }
}
