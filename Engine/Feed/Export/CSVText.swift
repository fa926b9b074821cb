import Market

/// Numbers as the CSV readers take them back, exactly.
enum CSVText {
    /// An instant: nanoseconds, or ISO 8601 where a number as small would be taken for another
    /// unit.
    static func append(_ time: Nanoseconds, to bytes: inout [UInt8]) {
        if time.rawValue.magnitude >= 100_000_000_000_000_000 {
            DecimalText.append(time.rawValue, to: &bytes)
        } else {
            bytes += InstantText.utc(time).utf8
        }
    }

    /// A volume of units of `10^-decimals`, which may be fractional units: the decimal that is
    /// read back as the same double.
    static func append(_ volume: Volume, decimals: Int, to bytes: inout [UInt8]) {
        let units = volume.rawValue
        if units.magnitude < 9_007_199_254_740_992, units.rounded(.towardZero) == units {
            DecimalText.append(units: Int64(units), decimals: decimals, to: &bytes)
        } else if decimals == 0 {
            DecimalText.append(units, to: &bytes)
        } else {
            shift(units, decimals, to: &bytes)
        }
    }

    /// The shortest text of `value` with its point moved: digits, then an exponent.
    private static func shift(_ value: Double, _ decimals: Int, to bytes: inout [UInt8]) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        bytes += mantissa[0].utf8
        bytes += fraction.utf8
        let shifted = exponent - fraction.utf8.count - decimals
        bytes += "e\(shifted)".utf8
    }
}
