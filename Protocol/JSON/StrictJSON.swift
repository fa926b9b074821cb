/// A JSON value as it was sent: numbers keep their digits, members their order.
///
/// Read by `JSONScanner`, and stricter where the standard leaves room: a member may not be there
/// twice, and nothing nests deeper than `depthLimit`.
package enum StrictJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits as sent.
    case number(String)
    case string(String)
    case list([StrictJSON])
    case object([Member])

    /// A member of an object.
    package struct Member: Equatable, Sendable {
        /// Its name.
        package var name: String
        /// What it holds.
        package var value: StrictJSON

        /// A member.
        package init(name: String, value: StrictJSON) {
            self.name = name
            self.value = value
        }
    }

    /// How deep lists and objects may nest.
    package static let depthLimit = 8

    /// Reads one value and nothing else.
    package init(_ bytes: some Collection<UInt8>) throws(JSONFault) {
        self = try Array(bytes).withUnsafeBufferPointer { bytes throws(JSONFault) in
            var scanner = JSONScanner(bytes)
            let value = try StrictJSON(&scanner, depth: 1)
            try scanner.finish()
            return value
        }
    }

    private init(_ scanner: inout JSONScanner, depth: Int) throws(JSONFault) {
        switch try scanner.value() {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let span): self = .number(scanner.text(span))
        case .string(let span): self = .string(scanner.text(span))
        case .array: self = .list(try Self.list(&scanner, depth))
        case .object: self = .object(try Self.members(&scanner, depth))
        }
    }

    private static func list(
        _ scanner: inout JSONScanner, _ depth: Int
    ) throws(JSONFault) -> [StrictJSON] {
        try scanner.check(depth, limit: depthLimit)
        var values: [StrictJSON] = []
        while try scanner.element(isFirst: values.isEmpty) {
            values.append(try StrictJSON(&scanner, depth: depth + 1))
        }
        return values
    }

    private static func members(
        _ scanner: inout JSONScanner, _ depth: Int
    ) throws(JSONFault) -> [Member] {
        try scanner.check(depth, limit: depthLimit)
        var members: [Member] = []
        while let key = try scanner.key(isFirst: members.isEmpty) {
            let name = scanner.text(key)
            guard !members.contains(where: { $0.name == name }) else {
                throw JSONFault(
                    column: key.start, expected: "each member once", found: JSONText.quoted(name))
            }
            members.append(
                Member(name: name, value: try StrictJSON(&scanner, depth: depth + 1)))
        }
        return members
    }

    /// What it is, for people.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let digits): digits.count > 32 ? "\(digits.prefix(32))..." : digits
        case .string(let text): text.count > 32 ? "'\(text.prefix(32))...'" : "'\(text)'"
        case .list: "a list"
        case .object: "an object"
        }
    }
}
