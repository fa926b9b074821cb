// `squareRoot()` refers to the C library's `sqrt`: this links it.
import Glibc

/// Bollinger bands: the mean of the last `length` closes, and `deviations` population deviations of
/// the same closes to either side. First at index `length - 1`.
///
/// The deviation is taken anew over the window at every bar, never from running sums of squares,
/// which at a price of 5000 lose eight of its digits.
///
/// - Source: John Bollinger, *Bollinger on Bollinger Bands* (2001).
/// - Complexity: O(length) per bar, with two numbers an instruction; no allocation.
@frozen
public struct Bollinger: Hashable, Sendable, Codable {
    /// Half the distance of the bands, in deviations.
    public let deviations: Double
    @usableFromInline var mean: SMA
    @usableFromInline var window: Window
    /// Half the distance of the bands, in the unit of the prices.
    @usableFromInline var reach = 0.0
    @usableFromInline var center = 0.0

    /// Bands around the mean of `length` closes, at least 1; `deviations` is finite and not negative.
    @inlinable
    public init(_ length: Int, deviations: Double = 2) {
        precondition(
            deviations >= 0 && deviations <= 1e100,
            "band distance of 0 to 1e100 deviations, got \(deviations)")
        self.deviations = deviations
        mean = SMA(length)
        window = Window(length)
    }

    /// The mean of the window, in the unit of the prices.
    @inlinable
    public var middle: Double? { window.isFull ? center : nil }

    /// The upper band.
    @inlinable
    public var upper: Double? { window.isFull ? center + reach : nil }

    /// The lower band.
    @inlinable
    public var lower: Double? { window.isFull ? center - reach : nil }

    /// The distance of the bands in parts of the middle, `(upper - lower) / middle`; undefined when
    /// the middle is 0.
    @inlinable
    public var width: Double? {
        // From the distance itself: the difference of two bands near 5000 has lost its last digits.
        window.isFull && center != 0 ? (2 * reach / center).bounded : nil
    }

    /// Adds the next bar's close.
    @inlinable @inline(__always)
    public mutating func add(_ close: Double) {
        let close = close.bounded
        mean.add(close)
        window.pushBesideNeighbor(close)
        guard let mean = mean.value else { return }
        center = mean
        reach = (deviations * window.deviation(from: mean)).bounded
    }
}

extension Window {
    /// Adds a number, and writes its neighbor again with it.
    ///
    /// `deviation` reads two numbers at once: right behind a store of only one of them it would wait
    /// until that is out of the processor's store buffer.
    @inlinable @inline(__always)
    mutating func pushBesideNeighbor(_ number: Double) {
        let slot = next
        let byte = (slot & ~1) &* 8
        slots.withUnsafeMutableBytes { slots in
            if byte &+ 16 <= slots.count {
                let pair = slots.loadUnaligned(fromByteOffset: byte, as: SIMD2<Double>.self)
                let isFirst = slot & 1 == 0
                slots.storeBytes(
                    of: SIMD2(isFirst ? number : pair[0], isFirst ? pair[1] : number),
                    toByteOffset: byte, as: SIMD2<Double>.self)
            } else {
                slots.storeBytes(of: number, toByteOffset: slot &* 8, as: Double.self)
            }
        }
        next = slot &+ 1 == slots.count ? 0 : slot &+ 1
        if filled < slots.count { filled &+= 1 }
    }

    /// The population deviation of all numbers of a full window, whose mean is given.
    @inlinable
    func deviation(from mean: Double) -> Double {
        // The sum of the distances is what rounding left in the mean; taking it out makes the
        // deviation of equal numbers 0. Two lanes twice, so that the additions run side by side.
        var sums = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        var squares = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        let center = SIMD2(repeating: mean)
        slots.withUnsafeBytes { slots in
            var byte = 0
            while byte &+ 32 <= slots.count {
                let first = slots.loadUnaligned(fromByteOffset: byte, as: SIMD2<Double>.self)
                let second = slots.loadUnaligned(
                    fromByteOffset: byte &+ 16, as: SIMD2<Double>.self)
                let (one, other) = (first - center, second - center)
                sums.0 += one
                sums.1 += other
                squares.0 += one * one
                squares.1 += other * other
                byte &+= 32
            }
            while byte < slots.count {
                let distance = slots.load(fromByteOffset: byte, as: Double.self) - mean
                sums.0[0] += distance
                squares.0[0] += distance * distance
                byte &+= 8
            }
        }
        let parts = Double(length)
        // Divided ahead, while the sums are still being made.
        let part = 1 / parts
        let sum = (sums.0 + sums.1).sum()
        let variance = ((squares.0 + squares.1).sum() - sum * sum / parts) * part
        return variance > 0 ? variance.squareRoot() : 0
    }
}
