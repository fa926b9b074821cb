public import Market
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

    /// Gives the lines with the cells that the next tick most likely adds to: that of the last
    /// one, and those beside it. Inlined, or the whole pipeline would be copied for it.
    @inlinable
    @inline(__always)
    public func forLikelyCells(_ body: (UnsafeRawPointer) -> Void) {
        let cell = rows.place(of: block.level)
        body(cell - MemoryLayout<RowBlockCell>.stride)
        body(cell + MemoryLayout<RowBlockCell>.stride)
    }

    /// Whether a tick at `time` begins or ends something.
    @inlinable
    @inline(__always)
    public func changes(at time: Nanoseconds) -> Bool { time.rawValue >= boundary }

    /// Gives the lines that the close of the shortest bars touches besides.
    @inlinable
    @inline(__always)
    public func forCloseLines(of start: UnsafeRawPointer, _ body: (UnsafeRawPointer) -> Void) {
        Self.forLines(of: start, in: Self.counterBytes, body)
        Self.forLines(of: start, in: Self.closeBytes, body)
        Self.forLines(of: UnsafeRawPointer(laneBlock), in: Self.laneBytes, body)
    }

    /// From the intake's count of accepted ticks through the exchange's volume in the totals.
    @usableFromInline static var tickBytes: Range<Int> { 256..<640 }
    /// The intake's other counters.
    @usableFromInline static var counterBytes: Range<Int> { 128..<256 }
    /// From the rest of the totals through the price scale.
    @usableFromInline static var closeBytes: Range<Int> { 640..<832 }
    /// One lane, its four bars, and what the first of them remembers.
    @usableFromInline static var laneBytes: Range<Int> { 0..<928 }

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
