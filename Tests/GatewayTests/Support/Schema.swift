/// Checks JSON values against the JSON Schemas of a document, as far as that document uses them.
struct Schema {
    let document: JSON

    /// What does not fit, each with its place; empty when all of it does.
    func faults(_ value: JSON, _ schema: JSON, at place: String = "") -> [String] {
        if let reference = schema["$ref"].text {
            guard reference.hasPrefix("#/components/schemas/") else {
                return ["\(place): \(reference)"]
            }
            let name = String(reference.dropFirst("#/components/schemas/".count))
            let found = document["components"]["schemas"][name]
            guard found != .null else { return ["\(place): no schema \(name)"] }
            return faults(value, found, at: place)
        }
        let choices = schema["anyOf"].values
        if !choices.isEmpty {
            let tried = choices.map { faults(value, $0, at: place) }
            return tried.contains([]) ? [] : tried.min { $0.count < $1.count } ?? []
        }
        let words = schema["enum"].values
        if !words.isEmpty, !words.contains(value) { return ["\(place): \(value) is no choice"] }
        switch (schema["type"].text, value) {
        case (nil, _), ("null", .null), ("boolean", .flag), ("string", .text), ("number", .number):
            return []
        case ("integer", .number(let number)):
            return number.rounded() == number ? [] : ["\(place): \(number) is not whole"]
        case ("array", .list(let values)):
            return values.enumerated().flatMap {
                faults($1, schema["items"], at: "\(place)[\($0)]")
            }
        case ("object", .object(let members)): return faults(members, schema, at: place)
        default: return ["\(place): \(value) is no \(schema["type"].text ?? "")"]
        }
    }

    private func faults(
        _ members: [String: JSON], _ schema: JSON, at place: String
    ) -> [String] {
        var found = schema["required"].values.compactMap(\.text).filter { members[$0] == nil }
            .map { "\(place).\($0) is missing" }
        for (name, value) in members {
            if let known = schema["properties"].members[name] {
                found += faults(value, known, at: "\(place).\(name)")
            } else if schema["additionalProperties"] == .flag(false) {
                found.append("\(place).\(name) is not in the document")
            } else if schema["additionalProperties"] != .null {
                found += faults(value, schema["additionalProperties"], at: "\(place).\(name)")
            }
        }
        return found
    }
}
