import ClientKit
import JSON

/// The members of a JSON object that somebody sent, each checked as it is read.
struct StrictBody: Sendable {
    let members: [StrictJSON.Member]

    init(_ members: [StrictJSON.Member]) { self.members = members }

    /// A body that is an object; no body at all is an empty one.
    init(_ bytes: [UInt8]) throws(APIError) {
        guard !bytes.isEmpty else {
            members = []
            return
        }
        let value: StrictJSON
        do throws(JSONFault) {
            value = try StrictJSON(bytes)
        } catch {
            throw APIError(.badJSON, error.description)
        }
        guard case .object(let members) = value else {
            throw APIError(.badJSON, "an object is needed, got \(value.kind)")
        }
        self.members = members
    }

    /// Throws when there is a member of another name.
    func allow(_ names: [String]) throws(APIError) {
        for member in members where !names.contains(member.name) {
            let known =
                names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))"
            throw APIError(.unknownKey, "no key '\(member.name.prefix(64))' here; \(known)")
        }
    }

    private subscript(name: String) -> StrictJSON? {
        members.first { $0.name == name }?.value
    }

    private func wrong(_ name: String, _ what: String, _ value: StrictJSON) -> APIError {
        APIError(.badValue, "\(name) is \(what), got \(value.kind)")
    }

    /// A text of at most `limit` bytes without control characters; `nil` without the member.
    func text(_ name: String, limit: Int = 128) throws(APIError) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw wrong(name, "a text", value) }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
        }
        guard isPlain, text.utf8.count <= limit else {
            throw wrong(
                name, "a text of at most \(limit) bytes without control characters", value)
        }
        return text
    }

    /// `true` or `false`; `nil` without the member.
    func flag(_ name: String) throws(APIError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw wrong(name, "true or false", value) }
        return flag
    }

    /// A whole number within bounds; `nil` without the member.
    func count(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .number(let digits) = value, let number = Int(digits), range.contains(number)
        else {
            throw wrong(
                name, "a whole number from \(range.lowerBound) to \(range.upperBound)", value)
        }
        return number
    }

    /// An exact number within bounds, not 0, of at most nine decimals; `nil` without the member.
    func amount(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Money? {
        guard let value = self[name] else { return nil }
        let bounds = (
            Money(nanos: Int128(range.lowerBound) * 1_000_000_000),
            Money(nanos: Int128(range.upperBound) * 1_000_000_000)
        )
        guard case .number(let digits) = value, let amount = try? Money(digits), amount != .zero,
            amount >= bounds.0, amount <= bounds.1
        else {
            throw wrong(
                name, "an amount from \(range.lowerBound) to \(range.upperBound), not 0", value)
        }
        return amount
    }

    /// A period's name or seconds as they were sent, an empty text for the configured one; `nil`
    /// without the member.
    func period(_ name: String) throws(APIError) -> String? {
        guard let value = self[name] else { return nil }
        switch value {
        case .string(let text) where text.isEmpty || SettingKey.period(text) != nil: return text
        case .number(let digits) where SettingKey.period(digits) != nil: return digits
        default:
            let names = BarPeriod.allCases.map(\.name).joined(separator: ", ")
            let seconds = BarPeriod.allCases.map { "\($0.seconds)" }.joined(separator: ", ")
            throw wrong(name, "one of \(names), or as seconds \(seconds)", value)
        }
    }

    /// A number as it was sent, within bounds; `nil` without the member.
    func number(_ name: String, in range: ClosedRange<Double>) throws(APIError) -> String? {
        guard let value = self[name] else { return nil }
        guard case .number(let digits) = value, let number = Double(digits), number.isFinite,
            range.contains(number)
        else {
            throw wrong(
                name,
                "a number from \(DecimalText.text(range.lowerBound)) to "
                    + DecimalText.text(range.upperBound), value)
        }
        return DecimalText.text(number)
    }
}
