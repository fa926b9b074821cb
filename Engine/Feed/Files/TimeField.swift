import Market

/// Reads the time of a row: a whole number whose size tells its unit, or ISO 8601.
enum TimeField {
    /// What a time has to look like, for reports.
    static let expected = "a time as a whole number or ISO 8601"

    /// Below 1e11 seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds.
    ///
    /// - Returns: `nil` when the text is no time, or one beyond the years 1677 to 2262.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Nanoseconds? {
        guard let number = wholeNumber(text) else { return nil }
        let unit: Int64 =
            switch number.magnitude {
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1_000
            default: 1
            }
        let (value, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : Nanoseconds(value)
    }

    private static func wholeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text.first == 0x2d
        let digits = text[(isNegative ? 1 : 0)...]
        guard (1...19).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = tens.addingReportingOverflow(Int64(byte - 0x30))
            if overflow || overflow2 { return nil }
            value = sum
        }
        return isNegative ? -value : value
    }
}
