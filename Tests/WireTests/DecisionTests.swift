import Bytes
import Chance
import Market
import Records
import Testing
import Wire
import WireSamples

/// Evaluations, schemas and the requests for them.
@Suite struct DecisionTests {
    private func fields(_ record: some WireRecord) -> [UInt8] {
        var writer = ByteWriter()
        record.encode(fields: &writer)
        return Array(writer.bytes)
    }

    private func read<Record: WireRecord>(
        _ type: Record.Type, _ bytes: [UInt8]
    ) throws -> Record {
        try bytes.withUnsafeBytes { raw in
            var reader = ByteReader(raw)
            return try Record(fields: &reader)
        }
    }

    @Test func `values come back bit by bit, defined or not`() throws {
        var evaluation = ReadableDecision.evaluation
        evaluation.values = [
            nil, 0, -0.0, 1, -1, 0.1 + 0.2, 0x1p48 - 1, 0x1p48, -0x1p48, 0x1p53, 1e300, 0x1p-1074,
        ]
        let back = try read(Evaluation.self, fields(evaluation))
        #expect(back.values.map { $0?.bitPattern } == evaluation.values.map { $0?.bitPattern })
        for count in [0, 1, 8, 9, 63, 64] {
            evaluation.values = (0..<count).map { $0 % 3 == 0 ? nil : Double($0) + 0.5 }
            #expect(try read(Evaluation.self, fields(evaluation)) == evaluation)
        }
    }

    @Test func `an evaluation of the core travels with every field`() throws {
        var buffer = OutputBuffer()
        ReadableDecision.evaluation.write(to: &buffer)
        let evaluation = Evaluation(buffer.slots)
        #expect(evaluation == ReadableDecision.evaluation)
        #expect(try read(Evaluation.self, fields(evaluation)) == evaluation)
    }

    @Test func `a flag or a count takes a byte, an undefined value none`() {
        var evaluation = ReadableDecision.evaluation
        evaluation.values = Array(repeating: nil, count: 64)
        let undefined = fields(evaluation).count
        evaluation.values = Array(repeating: 1, count: 64)
        #expect(fields(evaluation).count == undefined + 64)
        evaluation.values = Array(repeating: 0.5, count: 64)
        #expect(fields(evaluation).count == undefined + 64 * 8)
    }

    @Test func `marks of values that are not there are refused`() throws {
        var evaluation = ReadableDecision.evaluation
        evaluation.values = []
        let front = Array(fields(evaluation).dropLast())
        #expect(try read(Evaluation.self, front + [2, 3, 3, 2, 4]).values == [1, 2])
        #expect(try read(Evaluation.self, front + [2, 2, 2, 4]).values == [nil, 2])
        // A third value of two; a whole number that is undefined; too many; one above 2^53.
        for bad: [UInt8] in [
            [2, 4, 0], [2, 7, 3, 2, 4], [2, 1, 2, 2], [65], [65] + Array(repeating: 0, count: 18),
            [1, 1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40],
        ] {
            #expect(throws: BytesError.self, "\(bad)") {
                try read(Evaluation.self, front + bad)
            }
        }
        // NaN.
        let nan = withUnsafeBytes(of: Double.nan.bitPattern.littleEndian) { Array($0) }
        #expect(throws: BytesError.self) { try read(Evaluation.self, front + [1, 1, 0] + nan) }
    }

    @Test func `a schema comes back whole, and its fault is named before it travels`() throws {
        let schema = ReadableDecision.schema
        #expect(try read(StrategySchema.self, fields(schema)) == schema)
        #expect(SchemaLimits.fault(of: schema) == nil)
        var random = SplitMix64(71)
        for _ in 0..<50 { #expect(SchemaLimits.fault(of: random.strategy()) == nil) }

        var wordy = schema
        wordy.rules[0].values[2].kind = .choice([String(repeating: "w", count: 256)])
        #expect(SchemaLimits.fault(of: wordy) == nil)
        #expect(try read(StrategySchema.self, fields(wordy)) == wordy)

        let long = String(repeating: "n", count: 65)
        func faulty(_ change: (inout StrategySchema) -> Void) -> String {
            var schema = schema
            change(&schema)
            #expect(throws: BytesError.self) {
                try read(StrategySchema.self, fields(schema))
            }
            return SchemaLimits.fault(of: schema) ?? ""
        }
        let faults = [
            faulty { $0.name = long },
            faulty { $0.meaning = String(repeating: "m", count: 1025) },
            faulty { $0.rules = Array(repeating: $0.rules[0], count: 257) },
            faulty { $0.rules[0].name = long },
            faulty { $0.rules[0].keys.append(long) },
            faulty { $0.rules[0].reasons = Array(repeating: "", count: 257) },
            faulty {
                $0.rules[0].values = Array(repeating: ValueSchema("v", .number), count: 65)
            },
            faulty { $0.rules[0].values[2].kind = .choice([String(repeating: "w", count: 257)]) },
            faulty { $0.rules[0].conditions[0].left = long },
            faulty { $0.rules[0].conditions[0].right = Array(repeating: "x", count: 65) },
            faulty { $0.rules[0].summary = String(repeating: "s", count: 1025) },
        ]
        #expect(faults.allSatisfy { $0.contains("at most") }, "\(faults)")
        #expect(faults[0] == "bytes of name of strategy 2 '\(long)': at most 64, got 65")
        #expect(faults[6] == "values of momentum.burst: at most 64, got 65")
    }

    @Test func `a count of entries makes no room that the bytes do not fill`() {
        // Number, name, meaning, then a list that claims to be long.
        for bad: [UInt8] in [[2, 0, 0, 0xff, 1], [2, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]] {
            #expect(throws: BytesError.self) { try read(StrategySchema.self, bad) }
        }
    }

    @Test func `a filter of nothing asks for all`() throws {
        let all = Request(request: 9, query: .evaluations(EvaluationFilter()))
        let bytes = payload(all)
        #expect(try decoded(Request.self, bytes) == all)
        // Verdicts, strategy, rule, decision.
        #expect(bytes.suffix(11) == ArraySlice(Array(repeating: 0, count: 11)))
        var unknown = bytes
        unknown[bytes.count - 11] = 64
        #expect(throws: WireError.self) { try decoded(Request.self, unknown) }
    }

    @Test(arguments: [
        ("SPY-37", "SPY", 37 as UInt64), ("BTC-USD-1", "BTC-USD", 1),
        ("ES=F-18446744073709551615", "ES=F", .max),
    ])
    func `a decision's name is its symbol and number`(
        text: String, symbol: String, number: UInt64
    ) {
        let id = DecisionID(symbol: symbol, number: number)
        #expect(DecisionID(text) == id && "\(id)" == text)
    }

    @Test(arguments: [
        "", "SPY", "SPY-", "-37", "SPY-0", "SPY--", "SPY-+3", "SPY-3 ", "SPY-18446744073709551616",
    ])
    func `other texts name no decision`(text: String) { #expect(DecisionID(text) == nil) }

    @Test func `channels have the names that commands use`() {
        for name in ["signals", "decisions", "studies"] {
            #expect(Channel(name: name)?.name == name)
        }
    }
}
