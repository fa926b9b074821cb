import JSON
import Market
import Records

/// One event of an aggregate feed, as far as a second bar needs it.
///
/// | field | meaning |
/// |---|---|
/// | `ev`, `sym` | kind of event, `A` for a second; ticker |
/// | `o`, `h`, `l`, `c` | prices |
/// | `v`, `dv` | volume; the same as text with its fractions, which goes first |
/// | `vw` | VWAP of the bar |
/// | `a` | VWAP of the session so far |
/// | `s`, `e` | start and end, ms since the epoch |
struct AggregateMessage {
    /// The fields that are read, in the order of `values`.
    enum Field: Int, CaseIterable {
        case ev, sym, o, h, l, c, v, dv, vw, a, s, e, status, message
    }

    /// The name of each field, as bytes.
    private static let names = Field.allCases.map { (field: $0, name: Array("\($0)".utf8)) }
    private var values = [JSONScanner.Value?](repeating: nil, count: Field.allCases.count)
    private var repeated: Field?

    subscript(field: Field) -> JSONScanner.Value? { values[field.rawValue] }

    /// Reads the fields of an object whose opening bracket was read.
    mutating func read(_ scanner: inout JSONScanner) throws(JSONFault) {
        for index in values.indices { values[index] = nil }
        repeated = nil
        var isFirst = true
        while let key = try scanner.key(isFirst: isFirst) {
            isFirst = false
            let value = try scanner.value()
            try scanner.skip(value, depth: 2)
            guard let field = Self.field(key, scanner) else { continue }
            if values[field.rawValue] != nil { repeated = field }
            values[field.rawValue] = value
        }
    }

    private static func field(_ key: JSONScanner.Span, _ scanner: JSONScanner) -> Field? {
        for (field, name) in names {
            if key.isEscaped {
                if scanner.text(key).utf8.elementsEqual(name) { return field }
            } else if scanner.bytes[key.start..<key.end].elementsEqual(name) {
                return field
            }
        }
        return nil
    }

    /// A field that has to be a text.
    func text(_ field: Field) throws(AggregateFault) -> JSONScanner.Span {
        guard case .string(let span) = self[field] else {
            throw AggregateFault(expected: "\(field) as a text", found: shown(field))
        }
        return span
    }

    /// The bar of an event of kind `A`.
    ///
    /// An `a` or `vw` that is missing, null or not above 0 is one that the provider does not know.
    func bar(
        _ scanner: JSONScanner, _ instrument: Instrument
    ) throws(AggregateFault) -> BarInput {
        if let repeated {
            throw AggregateFault(expected: "\(repeated) once", found: "it twice")
        }
        let start = try units(.s, scanner, 6, "ms since the epoch")
        if self[.e] != nil {
            let end = try units(.e, scanner, 6, "ms since the epoch")
            guard end.subtractingReportingOverflow(start) == (1_000_000_000, false) else {
                throw AggregateFault(
                    expected: "an end e one second after the start s",
                    found: "\(end / 1_000_000) after \(start / 1_000_000)")
            }
        }
        let decimals = Int(instrument.prices.decimals)
        var bar = BarInput(
            start: Nanoseconds(start), period: .second1,
            open: Price(try units(.o, scanner, decimals, "a price")),
            high: Price(try units(.h, scanner, decimals, "a price")),
            low: Price(try units(.l, scanner, decimals, "a price")),
            close: Price(try units(.c, scanner, decimals, "a price")),
            volume: try volume(scanner, Int(instrument.sizes.decimals)))
        guard bar.high >= max(bar.open, bar.close) else {
            throw AggregateFault(expected: "a high h not below o and c", found: text(.h, scanner))
        }
        guard bar.low <= min(bar.open, bar.close) else {
            throw AggregateFault(expected: "a low l not above o and c", found: text(.l, scanner))
        }
        bar.vwap = try known(.vw, scanner)
        bar.sessionVWAP = try known(.a, scanner)
        return bar
    }

    // MARK: Numbers

    private func bytes(
        _ field: Field, _ scanner: JSONScanner, _ what: String
    ) throws(AggregateFault) -> UnsafeBufferPointer<UInt8> {
        guard case .number(let span) = self[field] else {
            throw AggregateFault(expected: "\(field) as \(what)", found: shown(field))
        }
        return UnsafeBufferPointer(rebasing: scanner.bytes[span.start..<span.end])
    }

    private func units(
        _ field: Field, _ scanner: JSONScanner, _ decimals: Int, _ what: String
    ) throws(AggregateFault) -> Int64 {
        let text = try bytes(field, scanner, what)
        let limit: String
        do {
            return try ExactDecimal(text).units(decimals: decimals)
        } catch {
            limit =
                switch error {
                case .notANumber: "of at most 19 digits"
                case .finerThanUnit: "with at most \(decimals) decimals"
                case .tooLarge: "below 2^63 units of 1e-\(decimals)"
                }
        }
        throw AggregateFault(
            expected: "\(field) as \(what) \(limit)", found: CSVRow.shown(text))
    }

    private func volume(
        _ scanner: JSONScanner, _ decimals: Int
    ) throws(AggregateFault) -> Volume {
        var text: UnsafeBufferPointer<UInt8>
        if case .string(let span) = self[.dv] {
            text = UnsafeBufferPointer(rebasing: scanner.bytes[span.start..<span.end])
        } else {
            text = try bytes(.v, scanner, "a volume")
        }
        guard let units = RealField.parse(text, decimals: decimals), units >= 0 else {
            throw AggregateFault(
                expected: "a volume not below 0 and finite", found: CSVRow.shown(text))
        }
        return Volume(units)
    }

    private func known(_ field: Field, _ scanner: JSONScanner) throws(AggregateFault) -> Double? {
        if self[field] == nil || self[field] == .null { return nil }
        let text = try bytes(field, scanner, "a price")
        guard let value = RealField.parse(text, decimals: 0) else {
            throw AggregateFault(
                expected: "\(field) as a finite price", found: CSVRow.shown(text))
        }
        return value > 0 ? value : nil
    }

    // MARK: What was found instead

    private func text(_ field: Field, _ scanner: JSONScanner) -> String {
        guard case .number(let span) = self[field] else { return shown(field) }
        return CSVRow.shown(UnsafeBufferPointer(rebasing: scanner.bytes[span.start..<span.end]))
    }

    private func shown(_ field: Field) -> String {
        switch self[field] {
        case nil: "no \(field)"
        case .null: "null"
        case .bool(let value): "\(value)"
        case .string: "a text"
        case .number: "a number"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// Why an event is no bar.
struct AggregateFault: Error {
    var expected: String
    var found: String
}
