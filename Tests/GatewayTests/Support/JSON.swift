import Foundation

/// A JSON value, to be looked into.
enum JSON: Equatable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(_ bytes: [UInt8]) throws {
        self.init(
            any: try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
    }

    private init(any: Any) {
        switch any {
        case let text as String: self = .text(text)
        case let list as [Any]: self = .list(list.map { JSON(any: $0) })
        case let object as [String: Any]: self = .object(object.mapValues { JSON(any: $0) })
        case let number as NSNumber:
            self =
                String(cString: number.objCType) == "c"
                ? .flag(number.boolValue) : .number(number.doubleValue)
        default: self = .null
        }
    }

    subscript(name: String) -> JSON {
        if case .object(let members) = self { return members[name] ?? .null }
        return .null
    }

    subscript(index: Int) -> JSON {
        if case .list(let values) = self, values.indices.contains(index) { return values[index] }
        return .null
    }

    var count: Int {
        switch self {
        case .list(let values): values.count
        case .object(let members): members.count
        default: 0
        }
    }

    var values: [JSON] {
        if case .list(let values) = self { return values }
        return []
    }

    var members: [String: JSON] {
        if case .object(let members) = self { return members }
        return [:]
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }
}
