/// A decimal number read from text without rounding: `±significand * 10^exponent`.
///
/// `12.50`, `-0.25`, `+3`, `.5`, `5.` and `1e-05` are numbers; `nan`, `inf`, `1,000`, `0x10` and
/// nothing at all are not.
struct ExactDecimal {
    /// Why a text is no whole number of units.
    enum Fault: Error {
        /// Not a decimal number at all, or one with more than 19 significant digits.
        case notANumber
        /// More decimals than the unit has.
        case finerThanUnit
        /// Beyond what 64 bits hold.
        case tooLarge
    }

    var isNegative: Bool
    /// Without trailing zeros, so that its last digit tells how fine the number is.
    var significand: UInt64
    var exponent: Int

    /// Reads a number; the whole text has to be one.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(Fault) {
        var reader = DigitReader(text)
        isNegative = reader.readSign()
        try reader.readDigits()
        try reader.readExponent()
        significand = reader.significand
        exponent = reader.significand == 0 ? 0 : reader.exponent
    }

    /// Units this fine hold what venues quote: finer digits are what is left of someone's
    /// binary arithmetic, `0.30000000000000004`, and are rounded away.
    static let roundedDecimals = 8

    /// The number in units of `10^-decimals`, of the finest units the nearest one.
    func units(decimals: Int) throws(Fault) -> Int64 {
        if significand == 0 { return 0 }
        let shift = exponent + decimals
        if shift < 0 {
            guard decimals >= Self.roundedDecimals else { throw .finerThanUnit }
            return rounded(-shift)
        }
        if shift > 18 { throw .tooLarge }
        let (magnitude, overflow) = significand.multipliedReportingOverflow(by: Self.powers[shift])
        if overflow || magnitude > UInt64(Int64.max) { throw .tooLarge }
        return isNegative ? -Int64(magnitude) : Int64(magnitude)
    }

    /// The significand without its last digits, half a unit away from zero.
    private func rounded(_ digits: Int) -> Int64 {
        // Ten to the twentieth is more than twice the largest significand.
        guard digits <= 19 else { return 0 }
        let power = Self.powers[digits - 1] * 10
        let (whole, rest) = significand.quotientAndRemainder(dividingBy: power)
        let magnitude = Int64(whole) + (rest >= power - rest ? 1 : 0)
        return isNegative ? -magnitude : magnitude
    }

    /// The double nearest to the number times `10^decimals`, or `nil` when that is no finite one.
    func real(decimals: Int = 0) -> Double? {
        let shift = exponent + decimals
        let sign = isNegative ? -1.0 : 1.0
        if significand == 0 { return 0 }
        if significand <= 1 << 53, abs(shift) <= 18 {
            // Both operands are exact, so one rounding gives the nearest double.
            let magnitude = Double(significand)
            let power = Double(Self.powers[abs(shift)])
            return sign * (shift >= 0 ? magnitude * power : magnitude / power)
        }
        guard let magnitude = Double("\(significand)e\(shift)"), magnitude.isFinite else {
            return nil
        }
        return sign * magnitude
    }

    /// `10^0` to `10^18`.
    static let powers: [UInt64] = (0...18).map { count in
        (0..<count).reduce(UInt64(1)) { power, _ in power * 10 }
    }
}

/// Eats a number from the front of a text.
private struct DigitReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    private(set) var significand: UInt64 = 0
    private(set) var exponent = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func readSign() -> Bool {
        guard let first = text.first, first == 0x2d || first == 0x2b else { return false }
        position = 1
        return first == 0x2d
    }

    /// Digits with at most one point among them. Zeros wait until a digit follows that needs
    /// them, so trailing ones never count.
    mutating func readDigits() throws(ExactDecimal.Fault) {
        var (digits, waitingZeros, decimals) = (0, 0, 0)
        var sawPoint = false
        while position < text.count {
            let byte = text[position]
            if byte == 0x2e, !sawPoint {
                sawPoint = true
            } else if byte >= 0x30, byte <= 0x39 {
                digits += 1
                decimals += sawPoint ? 1 : 0
                if byte == 0x30 {
                    waitingZeros += significand == 0 ? 0 : 1
                } else {
                    try append(byte - 0x30, after: waitingZeros)
                    waitingZeros = 0
                }
            } else {
                break
            }
            position += 1
        }
        if digits == 0 { throw .notANumber }
        exponent = waitingZeros - decimals
    }

    private mutating func append(_ digit: UInt8, after zeros: Int) throws(ExactDecimal.Fault) {
        if zeros > 18 { throw .notANumber }
        let (shifted, overflow) = significand.multipliedReportingOverflow(
            by: ExactDecimal.powers[zeros])
        let (tens, overflow2) = shifted.multipliedReportingOverflow(by: 10)
        let (sum, overflow3) = tens.addingReportingOverflow(UInt64(digit))
        if overflow || overflow2 || overflow3 { throw .notANumber }
        significand = sum
    }

    /// Nothing more, or `e` and up to four digits.
    mutating func readExponent() throws(ExactDecimal.Fault) {
        if position == text.count { return }
        guard text[position] | 0x20 == 0x65 else { throw .notANumber }
        position += 1
        var sign = 1
        if position < text.count, text[position] == 0x2d || text[position] == 0x2b {
            sign = text[position] == 0x2d ? -1 : 1
            position += 1
        }
        let digits = text[position...]
        guard (1...4).contains(digits.count) else { throw .notANumber }
        var value = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { throw .notANumber }
            value = value * 10 + Int(byte - 0x30)
        }
        exponent += sign * value
    }
}
