import Market

/// Which of eight lenses lit on at least one bar of the last minutes, by time and not by count.
///
/// - Complexity: O(1); each lens keeps only its last lit bar.
struct LensWindow: Hashable, Sendable, Codable {
    let window: Nanoseconds
    /// Start of the last bar that lit a lens; far in the past when none did.
    private var lit = SIMD8<Int64>(repeating: .min)
    /// No lit lens goes out before this.
    private var nextExpiry = Nanoseconds.never
    /// Close of that bar, real price.
    private var prices = SIMD8<Double>()
    /// Lenses lit in the window that ends with the last bar.
    private(set) var lenses = LensSet()
    /// How many there were one bar earlier.
    private(set) var countBefore = 0

    init(_ window: Nanoseconds) { self.window = window }

    /// How many lenses are lit.
    var count: Int { lenses.count }

    /// The close of the last bar that lit a lens; `nil` when that is too long ago.
    func price(_ place: Int) -> Double? { lenses.contains(place) ? prices[place] : nil }

    /// Adds a bar and what it lights: bars that start in `(start - window, start]` count.
    @inline(__always)
    mutating func add(_ now: LensSet, start: Nanoseconds, close: Double) {
        countBefore = count
        var rest = now.bits
        while rest != 0 {
            let place = rest.trailingZeroBitCount
            lit.put(start.rawValue, in: place)
            prices.put(close, in: place)
            rest &= rest &- 1
        }
        if now.bits != 0 {
            lenses.bits |= now.bits
            let (expiry, isNever) = start.rawValue.addingReportingOverflow(window.rawValue)
            if !isNever { nextExpiry = min(nextExpiry, Nanoseconds(expiry)) }
        }
        if start >= nextExpiry { expire(at: start) }
    }

    /// Puts out the lenses that were lit too long ago, and finds when the next one is due.
    private mutating func expire(at start: Nanoseconds) {
        var rest = lenses.bits
        var next = Nanoseconds.never
        while rest != 0 {
            let place = rest.trailingZeroBitCount
            rest &= rest &- 1
            let (expiry, isNever) = lit.lane(place).addingReportingOverflow(window.rawValue)
            if !isNever, start.rawValue >= expiry {
                lenses.bits &= ~(1 << UInt8(place))
            } else if !isNever {
                next = min(next, Nanoseconds(expiry))
            }
        }
        nextExpiry = next
    }
}
