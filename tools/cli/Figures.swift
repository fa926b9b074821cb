/// Numbers as people read them; the same in every locale.
public enum Figures {
    /// `1,234,567`.
    public static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `512 B`, `1.5 kB`, `12.3 MB`: powers of 1000.
    public static func bytes(_ number: Int) -> String {
        if number.magnitude < 1000 { return "\(number) B" }
        var value = Double(number)
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        while abs(value) >= 999.95, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        return "\(decimal(value, places: 1)) \(units[unit])"
    }

    /// `0.42 s`, `7.1 s`, `1 min 20 s`, `2 h 5 min`.
    public static func seconds(_ value: Double) -> String {
        guard value.isFinite, value >= 0, value < 1e12 else { return "-" }
        if value < 1 { return "\(decimal(value, places: 2)) s" }
        if value < 59.95 { return "\(decimal(value, places: 1)) s" }
        let whole = Int(value.rounded())
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A number with a fixed number of decimals, 0 to 9, halves away from zero; a value of 1e9 or
    /// more has none.
    public static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return "-" }
        guard abs(value) < 1e9 else {
            return abs(value) < 1e18 ? String(Int64(value.rounded())) : value.description
        }
        var scale = 1
        for _ in 0..<max(0, min(9, places)) { scale *= 10 }
        let units = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && units > 0 ? "-" : ""
        guard scale > 1 else { return "\(sign)\(units)" }
        let digits = String(units % scale)
        let width = String(scale).count - 1
        let zeros = String(repeating: "0", count: width - digits.count)
        return "\(sign)\(units / scale).\(zeros)\(digits)"
    }
}
