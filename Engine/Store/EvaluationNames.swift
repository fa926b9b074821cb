import Market
import Records

/// What the numbers of evaluations mean, from the strategies' schemas.
struct EvaluationNames {
    private var schemas: [StrategySchema?]

    init(_ schemas: [StrategySchema]) {
        self.schemas = Array(repeating: nil, count: 256)
        for schema in schemas { self.schemas[Int(schema.number)] = schema }
    }

    func strategy(_ system: UInt8) -> String { schemas[Int(system)]?.name ?? "" }

    func number(ofStrategy name: String) -> UInt8? {
        schemas.first { $0?.name == name }??.number
    }

    func rule(_ evaluation: Evaluation) -> RuleSchema? {
        schemas[Int(evaluation.system)]?.rule(at: evaluation.rule)
    }

    /// The values by name as a JSON object; those without a name are `value_7`.
    func json(_ values: [Double?], _ rule: RuleSchema?) -> [UInt8] {
        var text: [UInt8] = [0x7b]
        text.reserveCapacity(16 + values.count * 24)
        for (place, value) in values.enumerated() {
            if place > 0 { text.append(contentsOf: ", ".utf8) }
            let schema = rule.flatMap { place < $0.values.count ? $0.values[place] : nil }
            JSONText.append(schema?.name ?? "value_\(place)", to: &text)
            text.append(contentsOf: ": ".utf8)
            Self.append(value, schema?.kind ?? .number, to: &text)
        }
        text.append(0x7d)
        return text
    }

    private static func append(
        _ value: Double?, _ kind: ValueSchema.Kind, to text: inout [UInt8]
    ) {
        guard let value, value.isFinite else {
            text.append(contentsOf: "null".utf8)
            return
        }
        switch kind {
        case .flag where value == 0 || value == 1:
            text.append(contentsOf: (value == 1 ? "true" : "false").utf8)
        case .choice(let words):
            guard let place = Int(exactly: value), words.indices.contains(place) else {
                return DecimalText.append(value, to: &text)
            }
            JSONText.append(words[place], to: &text)
        case .time:
            guard let count = Int64(exactly: value), count.magnitude < 9_000_000_000_000 else {
                return DecimalText.append(value, to: &text)
            }
            JSONText.append(InstantText.utc(.milliseconds(count)), to: &text)
        default:
            DecimalText.append(value, to: &text)
        }
    }
}

/// Strings of JSON.
enum JSONText {
    /// Appends a quoted string.
    static func append(_ string: String, to text: inout [UInt8]) {
        text.append(0x22)
        for byte in string.utf8 {
            switch byte {
            case 0x22, 0x5c: text.append(contentsOf: [0x5c, byte])
            case 0x0a: text.append(contentsOf: "\\n".utf8)
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                text.append(hex(byte >> 4))
                text.append(hex(byte & 15))
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}

/// The values of an evaluation as bytes: a bit for each that is defined, then all of them.
enum PackedValues {
    static func bytes(_ values: [Double?]) -> [UInt8] {
        var words: [UInt64] = [0]
        words.reserveCapacity(values.count + 1)
        for (place, value) in values.prefix(Evaluation.valueLimit).enumerated() {
            if value != nil { words[0] |= 1 << UInt64(place) }
            words.append((value ?? 0).bitPattern.littleEndian)
        }
        words[0] = words[0].littleEndian
        return words.withUnsafeBytes { Array($0) }
    }

    static func values(_ bytes: UnsafeRawBufferPointer) -> [Double?] {
        guard bytes.count >= 8 else { return [] }
        let word = { (place: Int) in
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
        }
        let defined = word(0)
        return (0..<min(bytes.count / 8 - 1, Evaluation.valueLimit)).map { place in
            defined & 1 << UInt64(place) == 0 ? nil : Double(bitPattern: word(place + 1))
        }
    }
}

/// Rows of a footprint or profile as bytes: four words each, as in the record's slots.
enum PackedRows {
    static func bytes(_ rows: [FootprintRow]) -> [UInt8] {
        guard !rows.isEmpty else { return [] }
        return withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count * 4) { words in
            for (place, row) in rows.enumerated() {
                RowSlots.write(row, at: place, of: words.baseAddress!)
            }
            return Array(UnsafeRawBufferPointer(words))
        }
    }

    static func rows(_ bytes: UnsafeRawBufferPointer) -> [FootprintRow] {
        let word = { (place: Int) in
            Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: Int64.self))
        }
        let volume = { (place: Int) in
            Volume(Double(bitPattern: UInt64(bitPattern: word(place))))
        }
        return (0..<bytes.count / 32).map { index in
            let first = index * 4
            return FootprintRow(
                row: word(first) >> 8, bid: volume(first + 1), ask: volume(first + 2),
                neutral: volume(first + 3),
                marks: FootprintRow.Marks(rawValue: UInt8(truncatingIfNeeded: word(first))))
        }
    }
}
