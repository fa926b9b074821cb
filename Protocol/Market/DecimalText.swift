/// Why a text is not a whole number of units.
@frozen
public enum DecimalFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a decimal number.
    case notANumber
    /// NaN or an infinity.
    case notFinite
    /// Has non-zero decimals below the unit.
    case tooFine
    /// More than 2^63 - 1 units.
    case outOfRange

    /// What is wrong, as the end of a sentence.
    public var description: String {
        switch self {
        case .notANumber: "is not a decimal number"
        case .notFinite: "is not a finite number"
        case .tooFine: "has more decimals than the unit"
        case .outOfRange: "is out of range"
        }
    }
}

/// Exact conversion between decimal text and whole numbers of a unit.
public enum DecimalText {
    /// Reads a decimal number, `-12.50` or `1.25e2`, as units of `10^-decimals`.
    ///
    /// The whole of `bytes` must be the number; there is no rounding and no allocation.
    ///
    /// - Parameter decimals: 0 to 18.
    @inlinable
    public static func units(
        _ bytes: UnsafeBufferPointer<UInt8>, decimals: Int
    ) throws(DecimalFault) -> Int64 {
        try units(UnsafeRawBufferPointer(bytes), decimals: decimals)
    }

    /// Reads a decimal number from raw bytes.
    @inlinable
    public static func units(
        _ bytes: UnsafeRawBufferPointer, decimals: Int
    ) throws(DecimalFault) -> Int64 {
        // The common shape: sign, digits, point, digits, 18 digits at most.
        var index = 0
        let count = bytes.count
        var isNegative = false
        if count > 0, bytes[0] == 0x2d {
            isNegative = true
            index = 1
        }
        guard count - index > 0, count - index <= 18 else {
            return try general(bytes, decimals: decimals)
        }
        var value: Int64 = 0
        var point = -1
        let first = index
        while index < count {
            let digit = bytes[index] &- 0x30
            if digit < 10 {
                value = value &* 10 &+ Int64(digit)
            } else if bytes[index] == 0x2e, point < 0 {
                point = index
            } else {
                return try general(bytes, decimals: decimals)
            }
            index &+= 1
        }
        let fraction = point < 0 ? 0 : count &- 1 &- point
        let missing = decimals &- fraction
        guard missing >= 0, count &- first > (point < 0 ? 0 : 1) else {
            return try general(bytes, decimals: decimals)
        }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: power(missing))
        if overflow { throw .outOfRange }
        return isNegative ? 0 &- scaled : scaled
    }

    /// Reads a decimal number from a string.
    public static func units(
        _ text: some StringProtocol, decimals: Int
    ) throws(DecimalFault) -> Int64 {
        let bytes = Array(text.utf8)
        var result: Result<Int64, DecimalFault> = .failure(.notANumber)
        bytes.withUnsafeBytes { raw in
            do throws(DecimalFault) {
                result = .success(try units(raw, decimals: decimals))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    /// `10^exponent`; 0 to 18.
    @usableFromInline
    static func power(_ exponent: Int) -> Int64 {
        precondition((0...18).contains(exponent), "powers of ten are 0 to 18, got \(exponent)")
        return powers[exponent]
    }

    static let powers: InlineArray<19, Int64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
        100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ]
}

/// The whole grammar: signs, exponents, zeros without end.
extension DecimalText {
    /// A decimal number as `digits * 10^exponent`, read byte by byte.
    struct Scan {
        var digits: UInt64 = 0
        /// Power of ten of the last digit in `digits`.
        var exponent = 0
        /// Zeros seen after the last digit that is not zero.
        var zeros = 0
        var sawDigit = false
        var overflowed = false

        mutating func add(_ digit: UInt8, isFraction: Bool) {
            sawDigit = true
            if isFraction { exponent -= 1 }
            if digit == 0 {
                // Zeros count only when something other than zero follows them.
                if digits != 0 || overflowed { zeros += 1 }
                return
            }
            for _ in 0...zeros { shift() }
            zeros = 0
            let (sum, carry) = digits.addingReportingOverflow(UInt64(digit))
            digits = sum
            overflowed = overflowed || carry
        }

        private mutating func shift() {
            if overflowed { return }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            digits = product
            overflowed = overflow
        }
    }

    @usableFromInline
    static func general(
        _ bytes: UnsafeRawBufferPointer, decimals: Int
    ) throws(DecimalFault) -> Int64 {
        var index = 0
        let count = bytes.count
        let isNegative = count > 0 && bytes[0] == 0x2d
        if count > 0, bytes[0] == 0x2d || bytes[0] == 0x2b { index = 1 }
        if isWordForNoNumber(bytes, from: index) { throw .notFinite }
        var scan = Scan()
        var sawPoint = false
        while index < count, ASCII.isDigit(bytes[index]) || (bytes[index] == 0x2e && !sawPoint) {
            if bytes[index] == 0x2e {
                sawPoint = true
            } else {
                scan.add(bytes[index] &- 0x30, isFraction: sawPoint)
            }
            index += 1
        }
        guard scan.sawDigit else { throw .notANumber }
        if index < count, bytes[index] | 0x20 == 0x65 {
            scan.exponent += try exponent(bytes, from: &index)
        }
        guard index == count else { throw .notANumber }
        return try value(of: scan, isNegative: isNegative, decimals: decimals)
    }

    static func value(
        of scan: Scan, isNegative: Bool, decimals: Int
    ) throws(DecimalFault) -> Int64 {
        if scan.digits == 0, !scan.overflowed { return 0 }
        let shift = scan.exponent + scan.zeros + decimals
        // The last digit is not zero, so anything below the unit is lost.
        if shift < 0 { throw .tooFine }
        guard shift <= 18, !scan.overflowed, let digits = Int64(exactly: scan.digits) else {
            throw .outOfRange
        }
        let (units, overflow) = digits.multipliedReportingOverflow(by: power(shift))
        if overflow { throw .outOfRange }
        return isNegative ? -units : units
    }

    /// Reads `e+12` from `index` on and moves past it; at most 9999 either way.
    static func exponent(
        _ bytes: UnsafeRawBufferPointer, from index: inout Int
    ) throws(DecimalFault) -> Int {
        index += 1
        let isNegative = index < bytes.count && bytes[index] == 0x2d
        if index < bytes.count, bytes[index] == 0x2d || bytes[index] == 0x2b { index += 1 }
        let first = index
        var value = 0
        while index < bytes.count, ASCII.isDigit(bytes[index]) {
            value = min(9999, value * 10 + Int(bytes[index] &- 0x30))
            index += 1
        }
        guard index > first else { throw .notANumber }
        return isNegative ? -value : value
    }

    static func isWordForNoNumber(_ bytes: UnsafeRawBufferPointer, from first: Int) -> Bool {
        guard (3...8).contains(bytes.count - first) else { return false }
        let word = bytes[first...].map { $0 | 0x20 }
        return ["nan", "inf", "infinity"].contains { $0.utf8.elementsEqual(word) }
    }
}
