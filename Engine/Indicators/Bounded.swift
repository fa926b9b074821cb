extension Double {
    /// The number, held within ±1e100.
    ///
    /// Far beyond any price or volume, and small enough that sums and squares over any window
    /// stay finite: so no indicator ever shows or stores NaN or an infinity. NaN traps.
    @inlinable @inline(__always)
    var bounded: Double { magnitude <= 1e100 ? self : Self.outermost(self) }

    @usableFromInline @inline(never)
    static func outermost(_ number: Double) -> Double {
        precondition(!number.isNaN, "an indicator takes numbers, got NaN")
        return number < 0 ? -1e100 : 1e100
    }
}
