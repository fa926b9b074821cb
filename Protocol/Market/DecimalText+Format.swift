/// Numbers back to text.
extension DecimalText {
    /// A whole number of units of `10^-decimals` as exact decimal text, without trailing zeros:
    /// 10025 of two decimals is `100.25`, 10000 is `100`.
    public static func text(units: Int64, decimals: Int) -> String {
        var bytes: [UInt8] = []
        append(units: units, decimals: decimals, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a whole number of units as exact decimal text, without trailing zeros.
    ///
    /// - Parameter decimals: 0 to 18.
    public static func append(units: Int64, decimals: Int, to bytes: inout [UInt8]) {
        if units < 0 { bytes.append(0x2d) }
        let (whole, rest) = units.magnitude.quotientAndRemainder(
            dividingBy: UInt64(power(decimals)))
        appendDigits(whole, to: &bytes)
        guard rest > 0 else { return }
        bytes.append(0x2e)
        var (fraction, width) = (rest, decimals)
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        appendDigits(fraction, width: width, to: &bytes)
    }

    /// Appends an integer.
    public static func append(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(0x2d) }
        appendDigits(number.magnitude, to: &bytes)
    }

    /// Appends the shortest decimal that reads back to the same double: `100`, `0.1`, `1e-10`.
    ///
    /// Zero of either sign is `0`. What is not finite has no text: nothing is appended.
    public static func append(_ value: Double, to bytes: inout [UInt8]) {
        // Doubles of this size hold every integer, so the shortest text is the integer.
        if value.magnitude < 9_007_199_254_740_992, value.rounded(.towardZero) == value {
            append(Int64(value), to: &bytes)
            return
        }
        guard value.isFinite else { return }
        if appendFewDecimals(value, to: &bytes) { return }
        let text = value.description
        bytes.append(contentsOf: text.utf8)
        if text.hasSuffix(".0") { bytes.removeLast(2) }
    }

    /// Appends a number that is the double nearest to a decimal of at most 15 digits, nine of them
    /// after the point; says whether it was one.
    ///
    /// No two decimals of 15 digits share a double, so such a text is the shortest. The quotient
    /// of two exact doubles is the double nearest to the decimal.
    static func appendFewDecimals(_ value: Double, to bytes: inout [UInt8]) -> Bool {
        let (decimals, unit) = value.magnitude < 1e6 ? (9, 1e9) : (6, 1e6)
        let units = (value * unit).rounded()
        guard units.magnitude < 1e15, units / unit == value else { return false }
        append(units: Int64(units), decimals: decimals, to: &bytes)
        return true
    }

    /// The shortest decimal that reads back to the same double; empty when it is not finite.
    public static func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a number in decimal, with leading zeros up to `width` digits.
    static func appendDigits(_ number: UInt64, width: Int = 1, to bytes: inout [UInt8]) {
        var digits: InlineArray<20, UInt8> = .init(repeating: 0x30)
        var rest = number
        var first = 20
        while rest > 0 || 20 - first < width {
            first -= 1
            digits[first] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        for index in first..<20 { bytes.append(digits[index]) }
    }
}
