import Market

/// A setting and the values that a sweep gives it.
public struct SweepAxis: Hashable, Sendable {
    /// The setting: `momentum.target_rr`.
    public var key: String
    /// Its values as texts, in order.
    public var values: [String]

    /// Puts an axis together.
    public init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }

    /// The most values of one axis.
    public static let valueLimit = 10_000

    /// Reads axes: `KEY=A,B,C` or `KEY=FROM..TO:STEP`, several joined by commas.
    ///
    /// - Throws: At the first that is none, with what is allowed.
    public static func read(_ text: String) throws(BacktestError) -> [SweepAxis] {
        var axes: [SweepAxis] = []
        for (key, value) in Assignment.split(text) {
            guard let key, !key.isEmpty, !value.isEmpty else {
                throw BacktestError(
                    "\"\(value)\" is no sweep, expected KEY=A,B,C or KEY=FROM..TO:STEP")
            }
            let values = try value.split(separator: ",").map { (part) throws(BacktestError) in
                try range(String(part), of: key) ?? [String(part)]
            }.flatMap { $0 }
            guard !axes.contains(where: { $0.key == key }) else {
                throw BacktestError("\(key) is swept twice")
            }
            axes.append(SweepAxis(key: key, values: values))
        }
        return axes
    }

    /// The values of `FROM..TO:STEP`, both ends included; `nil` for what is no range.
    private static func range(
        _ text: String, of key: String
    ) throws(BacktestError) -> [String]? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        let rest = text[dots.upperBound...].split(separator: ":", omittingEmptySubsequences: false)
        guard rest.count == 2, let from = decimal(text[..<dots.lowerBound]),
            let to = decimal(rest[0]), let step = decimal(rest[1]), step > 0, from <= to
        else {
            throw BacktestError(
                "\(key)=\(text): expected FROM..TO:STEP, numbers of at most nine decimals with "
                    + "FROM <= TO and STEP above 0")
        }
        let count = (to - from) / step + 1
        guard count <= Int128(valueLimit) else {
            throw BacktestError(
                "\(key)=\(text): \(count) values, at most \(valueLimit) of one key")
        }
        return (0..<Int(count)).map {
            Money(nanos: from + Int128($0) * step).description
        }
    }

    /// A decimal in billionths: steps add up exactly.
    private static func decimal(_ text: Substring) -> Int128? { (try? Money(text))?.nanos }
}

/// `KEY=VALUE` texts, several joined by commas; a value may hold commas itself.
public enum Assignment {
    /// The parts: what has no `=` belongs to the value before it.
    static func split(_ text: String) -> [(key: String?, value: String)] {
        var parts: [(key: String?, value: String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if let equals = part.firstIndex(of: "=") {
                let value = part[part.index(after: equals)...]
                parts.append((String(part[..<equals]), String(value)))
            } else if parts.isEmpty {
                parts.append((nil, String(part)))
            } else {
                parts[parts.count - 1].value += ",\(part)"
            }
        }
        return parts
    }

    /// Reads `KEY=VALUE` texts joined by commas.
    public static func read(
        _ text: String
    ) throws(BacktestError) -> [(key: String, value: String)] {
        try split(text).map { (part) throws(BacktestError) in
            guard let key = part.key, !key.isEmpty, !part.value.isEmpty else {
                throw BacktestError("\"\(text)\" is no setting, expected KEY=VALUE")
            }
            return (key, part.value)
        }
    }

    /// Reads `KEY=VALUE` texts apart by blanks.
    public static func readWords(
        _ text: String
    ) throws(BacktestError) -> [(key: String, value: String)] {
        let words = text.split(separator: " ")
        guard !words.isEmpty else {
            throw BacktestError("\"\(text)\" is no setting, expected 'KEY=VALUE ...'")
        }
        return try words.map { (word) throws(BacktestError) in try read(String(word)) }
            .flatMap { $0 }
    }
}
