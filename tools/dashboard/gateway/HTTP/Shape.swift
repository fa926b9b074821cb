package import PitctlViews

/// What a JSON value looks like: declared once, told as JSON Schema, checked by the tests.
package indirect enum Shape: Sendable {
    /// A text.
    case text
    /// One of some words.
    case word([String])
    /// A number.
    case number
    /// A whole number.
    case whole
    /// `true` or `false`.
    case flag
    /// Something, or `null`.
    case maybe(Shape)
    /// One of some shapes.
    case either([Shape])
    /// A list of like values.
    case list(Shape)
    /// Any names, each with a like value.
    case map(Shape)
    /// These members and no others; all of them, unless they are optional.
    case object([(String, Shape)], optional: Set<String> = [])
    /// A shape of the document's components.
    case named(String)
    /// Any JSON value.
    case any

    /// The two members of an instant; both `null` where it may be missing.
    static func instant(_ name: String, missing: Bool = false) -> [(String, Shape)] {
        let shape: Shape = missing ? .maybe(.text) : .text
        return [("\(name)_ns", shape), (name, shape)]
    }

    /// The shape as a JSON Schema of 2020-12.
    package var schema: JSONValue {
        switch self {
        case .text: Self.type("string")
        case .word(let words):
            .object([
                ("type", .string("string")), ("enum", .list(words.map { .string($0) })),
            ])
        case .number: Self.type("number")
        case .whole: Self.type("integer")
        case .flag: Self.type("boolean")
        case .maybe(let shape):
            .object([("anyOf", .list([shape.schema, Self.type("null")]))])
        case .either(let shapes): .object([("anyOf", .list(shapes.map(\.schema)))])
        case .list(let shape):
            .object([("type", .string("array")), ("items", shape.schema)])
        case .map(let shape):
            .object([("type", .string("object")), ("additionalProperties", shape.schema)])
        case .object(let members, let optional):
            .object([
                ("type", .string("object")),
                ("properties", .object(members.map { ($0.0, $0.1.schema) })),
                (
                    "required",
                    .list(members.map(\.0).filter { !optional.contains($0) }.map { .string($0) })
                ),
                ("additionalProperties", .bool(false)),
            ])
        case .named(let name): .object([("$ref", .string("#/components/schemas/\(name)"))])
        case .any: .object([])
        }
    }

    private static func type(_ name: String) -> JSONValue { .object([("type", .string(name))]) }
}
