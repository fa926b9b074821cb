public import Bytes
public import Records

/// What the evaluations of a strategy mean.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | number | 1 | what its evaluations carry |
/// | name, meaning | texts | 64, 1024 bytes |
/// | rules | list | at most 256 `RuleSchema` fields |
///
/// The lengths that both sides hold each other to are `SchemaLimits`.
extension StrategySchema: WireRecord {
    /// Its records carry this kind.
    public static var kind: RecordKind { .strategy }

    /// Writes the fields, as the layout above says.
    public func encode(fields writer: inout ByteWriter) {
        writer.append(number)
        writer.append(text: name)
        writer.append(text: meaning)
        writer.append(list: rules) { $0.encode(into: &$1) }
    }

    /// Reads the fields from the front of a body.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        let number = try reader.read(UInt8.self)
        let name = try reader.readText(limit: SchemaLimits.name)
        let meaning = try reader.readText(limit: SchemaLimits.text)
        let rules = try reader.readList(limit: SchemaLimits.rules) { (entry) throws(BytesError) in
            try RuleSchema(fields: &entry)
        }
        self.init(number: number, name: name, meaning: meaning, rules: rules)
    }
}

/// One rule, as an entry of a list.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | name, meaning | texts | 64, 1024 bytes |
/// | keys | varint count (65,536), texts | 64 bytes each |
/// | reasons | varint count (256), texts | 64 bytes each |
/// | values | list | at most 64 `ValueSchema` fields |
/// | conditions | list | at most 256 `ConditionSchema` fields |
/// | summary | text | 1024 bytes |
extension RuleSchema {
    func encode(into writer: inout ByteWriter) {
        writer.append(text: name)
        writer.append(text: meaning)
        writer.append(texts: keys)
        writer.append(texts: reasons)
        writer.append(list: values) { $0.encode(into: &$1) }
        writer.append(list: conditions) { $0.encode(into: &$1) }
        writer.append(text: summary)
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        let name = try reader.readText(limit: SchemaLimits.name)
        let meaning = try reader.readText(limit: SchemaLimits.text)
        let keys = try reader.readTexts(limit: SchemaLimits.keys)
        let reasons = try reader.readTexts(limit: SchemaLimits.reasons)
        let values = try reader.readList(limit: SchemaLimits.values) { (entry) throws(BytesError) in
            try ValueSchema(fields: &entry)
        }
        let conditions = try reader.readList(limit: SchemaLimits.conditions) {
            (entry) throws(BytesError) in
            try ConditionSchema(fields: &entry)
        }
        self.init(
            name: name, meaning: meaning, keys: keys, reasons: reasons, values: values,
            conditions: conditions, summary: try reader.readText(limit: SchemaLimits.text))
    }
}

/// One value, as an entry of a list.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | name | text | 64 bytes |
/// | kind | 1 | 0 price, 1 volume, 2 number, 3 percent, 4 share, 5 count, 6 flag, 7 choice, 8 time |
/// | meaning | text | 1024 bytes |
/// | words | varint count (256), texts | 256 bytes each; of a choice only |
extension ValueSchema {
    func encode(into writer: inout ByteWriter) {
        writer.append(text: name)
        writer.append(kind.code)
        writer.append(text: meaning)
        if case .choice(let words) = kind { writer.append(texts: words) }
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        let name = try reader.readText(limit: SchemaLimits.name)
        let code = try reader.read(UInt8.self)
        let start = reader
        let meaning = try reader.readText(limit: SchemaLimits.text)
        var words: [String] = []
        if code == Kind.choice([]).code {
            words = try reader.readTexts(limit: SchemaLimits.words, each: SchemaLimits.word)
        }
        guard let kind = Kind(code: code, words: words) else {
            throw start.badValue(Int(code), width: 1)
        }
        self.init(name, kind, meaning)
    }
}

extension ValueSchema.Kind {
    fileprivate var code: UInt8 {
        switch self {
        case .price: 0
        case .volume: 1
        case .number: 2
        case .percent: 3
        case .share: 4
        case .count: 5
        case .flag: 6
        case .choice: 7
        case .time: 8
        }
    }

    fileprivate init?(code: UInt8, words: [String]) {
        switch code {
        case 0: self = .price
        case 1: self = .volume
        case 2: self = .number
        case 3: self = .percent
        case 4: self = .share
        case 5: self = .count
        case 6: self = .flag
        case 7: self = .choice(words)
        case 8: self = .time
        default: return nil
        }
    }
}

/// One condition, as an entry of a list.
///
/// | field | size | unit |
/// |-------|-----:|------|
/// | text, left | texts | 1024, 64 bytes |
/// | relation | 1 | `ConditionSchema.Relation` |
/// | right | varint count (64), texts | 64 bytes each |
extension ConditionSchema {
    func encode(into writer: inout ByteWriter) {
        writer.append(text: text)
        writer.append(text: left)
        writer.append(relation.rawValue)
        writer.append(texts: right)
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        let text = try reader.readText(limit: SchemaLimits.text)
        let left = try reader.readText(limit: SchemaLimits.name)
        let relation = try reader.read(case: Relation.self)
        self.init(text, left, relation, try reader.readTexts(limit: SchemaLimits.factors))
    }
}
