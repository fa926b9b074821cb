/// An amount of US dollars, exact to a billionth of a dollar; rounded only for display.
@frozen
public struct Money: Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    /// Nano-dollars (1e-9 USD), signed.
    public var nanos: Int128

    /// Wraps nano-dollars.
    @inlinable
    public init(nanos: Int128) { self.nanos = nanos }

    /// Reads decimal text in dollars, at most nine decimals.
    public init(_ text: some StringProtocol) throws(DecimalFault) {
        nanos = Int128(try DecimalText.units(text, decimals: 9))
    }

    /// No money.
    public static let zero = Money(nanos: 0)

    /// As a double, in dollars.
    public var real: Double { Double(nanos) / 1e9 }

    /// Whether `left` is the smaller amount.
    @inlinable
    public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }

    /// The sum.
    @inlinable
    public static func + (left: Money, right: Money) -> Money {
        Money(nanos: left.nanos + right.nanos)
    }

    /// The difference.
    @inlinable
    public static func - (left: Money, right: Money) -> Money {
        Money(nanos: left.nanos - right.nanos)
    }

    /// Adds an amount.
    @inlinable
    public static func += (left: inout Money, right: Money) { left.nanos += right.nanos }

    /// The opposite amount.
    @inlinable
    public static prefix func - (amount: Money) -> Money { Money(nanos: -amount.nanos) }

    /// A multiple.
    @inlinable
    public static func * (amount: Money, count: Int64) -> Money {
        Money(nanos: amount.nanos * Int128(count))
    }
}

extension Money: CustomStringConvertible {
    /// Exact decimal text in dollars without trailing zeros: `7.5`, `-0.01`.
    public var description: String { text(decimals: 9, keepsZeros: false) }

    /// Decimal text in dollars with `decimals` decimals, 0 to 9, halves away from zero: `7.50`.
    public func text(decimals: Int) -> String { text(decimals: decimals, keepsZeros: true) }

    private func text(decimals: Int, keepsZeros: Bool) -> String {
        let unit = Int128(DecimalText.power(9 - decimals))
        let rounded = Self.rounded(nanos, over: unit)
        let scale = UInt128(DecimalText.power(decimals))
        let (whole, rest) = rounded.magnitude.quotientAndRemainder(dividingBy: scale)
        var fraction = decimals > 0 ? ASCII.padded(Int(rest), decimals) : ""
        if !keepsZeros { while fraction.hasSuffix("0") { fraction.removeLast() } }
        return (rounded < 0 ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// The quotient, halves away from zero; `divisor` is above zero.
    public static func rounded(_ value: Int128, over divisor: Int128) -> Int128 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        guard rest.magnitude * 2 >= divisor.magnitude else { return quotient }
        return value < 0 ? quotient - 1 : quotient + 1
    }
}

/// What moves of the price are worth.
extension Instrument {
    /// What one tick is worth for a quantity of one.
    public var tickValue: Money { Money(nanos: Int128(tickValueNanos)) }

    /// What `ticks` ticks are worth for a quantity in size units.
    public func worth(ticks: Int64, quantity: Size) -> Money {
        worth(units: Int128(ticks) * Int128(prices.tick), quantity)
    }

    /// What a move from one price to another brings a long position of a quantity in size units.
    ///
    /// Exact for whole contracts and shares at whole ticks; otherwise the nearest nano-dollar,
    /// halves away from zero.
    public func worth(from entry: Price, to exit: Price, quantity: Size) -> Money {
        worth(units: Int128(exit.rawValue) - Int128(entry.rawValue), quantity)
    }

    /// What a product of price units and size units is worth.
    ///
    /// Exact for whole contracts and shares at whole ticks; otherwise the nearest nano-dollar,
    /// halves away from zero.
    public func worth(product: Int128) -> Money { worth(units: product, Size(1)) }

    private func worth(units: Int128, _ quantity: Size) -> Money {
        // In lowest terms, so that a quantity of 1e9 coins still fits.
        let common = Self.commonDivisor(tickValueNanos, prices.tick)
        let perUnit = Int128(tickValueNanos / common)
        let divisor = Int128(prices.tick / common) * Int128(DecimalText.power(Int(sizes.decimals)))
        return Money(
            nanos: Money.rounded(units * Int128(quantity.rawValue) * perUnit, over: divisor))
    }

    static func commonDivisor(_ one: Int64, _ two: Int64) -> Int64 {
        var (larger, smaller) = (max(abs(one), 1), max(abs(two), 1))
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
