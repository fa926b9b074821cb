/// Instants as files and people write them.
public enum InstantText {
    /// The instant that a naive number means by its size: below 1e11 seconds, below 1e14
    /// milliseconds, below 1e17 microseconds, else nanoseconds. `nil` beyond the year 2262.
    public static func instant(number: Int64) -> Nanoseconds? {
        let factor: Int64 =
            switch number.magnitude {
            case ..<100_000_000_000: 1_000_000_000
            case ..<100_000_000_000_000: 1_000_000
            case ..<100_000_000_000_000_000: 1000
            default: 1
            }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : Nanoseconds(nanoseconds)
    }

    /// Reads a naive integer or ISO 8601 text.
    ///
    /// `2024-03-08T09:30:00.5`, with `T` or a blank, seconds and up to nine decimals of them
    /// optional, then `Z`, `+HH:MM`, `+HHMM`, `+HH` or nothing, which is New York time; a date
    /// alone is its New York midnight. `nil` for anything else.
    public static func parse(_ bytes: UnsafeRawBufferPointer) -> Nanoseconds? {
        if let number = integer(bytes) { return instant(number: number) }
        var reader = Reader(bytes: bytes)
        guard let year = reader.digits(4), reader.take(0x2d), let month = reader.digits(2),
            reader.take(0x2d), let day = reader.digits(2),
            let date = SessionDate(year: year, month: month, day: day)
        else { return nil }
        if reader.isAtEnd { return NewYorkTime.instant(date, second: 0) }
        guard reader.take(0x54) || reader.take(0x74) || reader.take(0x20),
            let time = reader.timeOfDay()
        else { return nil }
        if reader.isAtEnd {
            return NewYorkTime.instant(date, second: time.second, nanosecond: time.nanosecond)
        }
        guard let offset = reader.offset(), reader.isAtEnd else { return nil }
        return NewYorkTime.saturating(
            NewYorkTime.unixSeconds(date, time.second, offset: offset), time.nanosecond)
    }

    /// Reads a naive integer or ISO 8601 text from a string.
    public static func parse(_ text: some StringProtocol) -> Nanoseconds? {
        Array(text.utf8).withUnsafeBytes { parse($0) }
    }

    /// `2024-03-08T14:30:00Z`, with three, six or nine decimals of a second when there are any.
    public static func utc(_ time: Nanoseconds) -> String {
        let day = floorDivide(time.rawValue, 86_400_000_000_000)
        let date = SessionDate(rawValue: Int32(day))
        // Wrapping: the first instant of the first day lies outside the range, the rest does not.
        let rest = time.rawValue &- day &* 86_400_000_000_000
        return "\(date)T\(clock(second: rest / 1_000_000_000))\(fraction(rest % 1_000_000_000))Z"
    }

    /// `09:30:00`, the New York wall clock.
    public static func newYorkClock(_ time: Nanoseconds) -> String {
        clock(second: NewYorkTime.wallClock(at: time).seconds)
    }

    static func clock(second: Int64) -> String {
        let parts = [second / 3600, second / 60 % 60, second % 60]
        return parts.map { ASCII.padded(Int($0), 2) }.joined(separator: ":")
    }

    static func fraction(_ nanosecond: Int64) -> String {
        if nanosecond == 0 { return "" }
        if nanosecond % 1_000_000 == 0 { return "." + ASCII.padded(Int(nanosecond / 1_000_000), 3) }
        if nanosecond % 1000 == 0 { return "." + ASCII.padded(Int(nanosecond / 1000), 6) }
        return "." + ASCII.padded(Int(nanosecond), 9)
    }

    /// The bytes as an integer, when they are nothing else.
    static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard let first = bytes.first, (1...20).contains(bytes.count) else { return nil }
        let isNegative = first == 0x2d
        var value: Int64 = 0
        var sawDigit = false
        for index in (isNegative || first == 0x2b ? 1 : 0)..<bytes.count {
            guard ASCII.isDigit(bytes[index]) else { return nil }
            let digit = Int64(bytes[index] &- 0x30)
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
            if overflow || carry { return nil }
            value = sum
            sawDigit = true
        }
        return sawDigit ? value : nil
    }
}

extension InstantText {
    /// Takes the parts of a date and time from bytes, one after the other.
    struct Reader {
        let bytes: UnsafeRawBufferPointer
        var index = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var isAtEnd: Bool { index == bytes.count }

        mutating func take(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard index + count <= bytes.count,
                let number = ASCII.number(bytes[index..<(index + count)])
            else { return nil }
            index += count
            return number
        }

        /// `HH:MM[:SS[.fffffffff]]`.
        mutating func timeOfDay() -> (second: Int64, nanosecond: Int64)? {
            guard let hour = digits(2), hour < 24, take(0x3a), let minute = digits(2), minute < 60
            else { return nil }
            var second = Int64(hour * 3600 + minute * 60)
            guard take(0x3a) else { return (second, 0) }
            guard let seconds = digits(2), seconds < 60 else { return nil }
            second += Int64(seconds)
            guard take(0x2e) else { return (second, 0) }
            var (nanosecond, unit): (Int64, Int64) = (0, 100_000_000)
            let first = index
            while index < bytes.count, ASCII.isDigit(bytes[index]), unit > 0 {
                nanosecond += Int64(bytes[index] &- 0x30) * unit
                unit /= 10
                index += 1
            }
            return index > first ? (second, nanosecond) : nil
        }

        /// `Z` or an offset from UTC, in seconds.
        mutating func offset() -> Int64? {
            if take(0x5a) || take(0x7a) { return 0 }
            let isWest = take(0x2d)
            guard isWest || take(0x2b), let hours = digits(2), hours < 24 else { return nil }
            var minutes = 0
            if !isAtEnd {
                _ = take(0x3a)
                guard let read = digits(2), read < 60 else { return nil }
                minutes = read
            }
            let seconds = Int64(hours * 3600 + minutes * 60)
            return isWest ? -seconds : seconds
        }
    }
}
