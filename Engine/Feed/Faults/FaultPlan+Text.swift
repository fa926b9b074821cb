import Market

/// A plan that can not be read: one line with word, limit and value.
public struct FaultPlanError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var description: String

    init(_ description: String) { self.description = description }

    init(_ word: String, expected: String, found: some StringProtocol) {
        // What was typed may hold anything.
        let shown = found.unicodeScalars.prefix(40).map {
            $0.value >= 0x20 && $0.value < 0x7f ? Character($0) : "?"
        }
        description = "\(word): expected \(expected), found \"\(String(shown))\""
    }
}

extension FaultPlan {
    private static let words = [
        "drop", "duplicate", "reorder", "late", "malformed", "gap", "stall", "burst", "clock",
        "sequenced",
    ]

    /// Reads a plan: words joined by commas, each once.
    public init(_ text: some StringProtocol) throws(FaultPlanError) {
        self.init()
        var seen = Set<String>()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let word = String(parts[0])
            guard Self.words.contains(word) else {
                throw FaultPlanError(
                    "faults", expected: "one of \(Self.words.joined(separator: ", "))",
                    found: word)
            }
            guard seen.insert(word).inserted else {
                throw FaultPlanError(word, expected: "it once", found: text)
            }
            try set(word, parts.count > 1 ? String(parts[1]) : nil)
        }
        let all = shares.reduce(0) { $0 + $1.share }
        guard all <= 1 else {
            throw FaultPlanError(
                shares.filter { $0.share > 0 }.map(\.word).joined(separator: " + "),
                expected: "at most 100% together", found: "\(all * 100)%")
        }
    }

    private mutating func set(_ word: String, _ value: String?) throws(FaultPlanError) {
        if word == "sequenced" {
            guard value == nil else {
                throw FaultPlanError(word, expected: "no value", found: value ?? "")
            }
            isSequenced = true
            return
        }
        guard let value else {
            throw FaultPlanError(word, expected: "\(word)=VALUE", found: word)
        }
        switch word {
        case "drop": drop = try Self.share(word, value)
        case "duplicate": duplicate = try Self.share(word, value)
        case "reorder": reorder = try Self.share(word, value)
        case "late": late = try Self.share(word, value)
        case "malformed": malformed = try Self.share(word, value)
        case "gap": gap = try Self.event(word, value, 1_000_000_000, Self.length)
        case "stall": stall = try Self.event(word, value, 5_000_000_000, Self.length)
        case "burst": burst = try Self.event(word, value, 1000, Self.inputs)
        default: clock = try Self.event(word, value, -2_000_000_000, Self.step)
        }
    }

    /// `0.1%` or `0.001`.
    private static func share(_ word: String, _ text: String) throws(FaultPlanError) -> Double {
        let isPercent = text.hasSuffix("%")
        guard let number = number(isPercent ? String(text.dropLast()) : text),
            (0...1).contains(isPercent ? number / 100 : number)
        else {
            throw FaultPlanError(
                word, expected: "a share from 0% to 100%, or from 0 to 1", found: text)
        }
        return isPercent ? number / 100 : number
    }

    /// `3/day`, or `3/day:AMOUNT`.
    private static func event(
        _ word: String, _ text: String, _ usual: Int64,
        _ amount: (String, String) throws(FaultPlanError) -> Int64
    ) throws(FaultPlanError) -> Event {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].hasSuffix("/day"), let times = whole(parts[0].dropLast(4)),
            times <= mostTimes
        else {
            throw FaultPlanError(
                word, expected: "0/day to \(mostTimes)/day", found: parts[0])
        }
        return Event(
            timesADay: Int(times),
            amount: parts.count > 1 ? try amount(word, String(parts[1])) : usual)
    }

    private static func length(_ word: String, _ text: String) throws(FaultPlanError) -> Int64 {
        guard let length = duration(text), (1_000_000...longest.rawValue).contains(length) else {
            throw FaultPlanError(word, expected: "a length from 1ms to 60m", found: text)
        }
        return length
    }

    private static func step(_ word: String, _ text: String) throws(FaultPlanError) -> Int64 {
        let isBack = text.hasPrefix("-")
        let size = isBack || text.hasPrefix("+") ? String(text.dropFirst()) : text
        guard let step = duration(size), (1_000_000...longest.rawValue).contains(step) else {
            throw FaultPlanError(
                word, expected: "a step from 1ms to 60m, or from -60m to -1ms", found: text)
        }
        return isBack ? -step : step
    }

    private static func inputs(_ word: String, _ text: String) throws(FaultPlanError) -> Int64 {
        guard let count = whole(text), (2...largestBurst).contains(count) else {
            throw FaultPlanError(word, expected: "2 to \(largestBurst) inputs", found: text)
        }
        return count
    }

    /// `500ms`, `5s` or `2m`, in nanoseconds.
    private static func duration(_ text: String) -> Int64? {
        for (unit, size) in [("ms", 1e6), ("s", 1e9), ("m", 60e9)] where text.hasSuffix(unit) {
            guard let number = number(String(text.dropLast(unit.count))),
                number * size < 1e15
            else { return nil }
            return Int64((number * size).rounded())
        }
        return nil
    }

    /// A decimal number not below 0, digits and at most one point.
    private static func number(_ text: String) -> Double? {
        guard !text.isEmpty, text.utf8.count <= 20,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e })
        else { return nil }
        return Double(text)
    }

    private static func whole(_ text: some StringProtocol) -> Int64? {
        guard (1...9).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text)
    }
}
