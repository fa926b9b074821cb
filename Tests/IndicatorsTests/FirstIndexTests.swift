import Indicators
import Testing

/// One reading of one indicator, by name, and the index it must first be defined at.
struct FirstIndex: Sendable, CustomTestStringConvertible {
    var name: String
    var expected: Int
    /// The readings of a series of bars.
    var readings: @Sendable ([PlainBar]) -> [Double?]
    var testDescription: String { name }

    init<State: Sendable>(
        _ name: String, _ expected: Int, _ state: State,
        _ add: @escaping @Sendable (inout State, PlainBar) -> Double?
    ) {
        self.name = name
        self.expected = expected
        readings = { bars in
            var state = state
            return bars.map { add(&state, $0) }
        }
    }
}

extension FirstIndex {
    static func all(_ n: Int) -> [FirstIndex] { averages(n) + ranges(n) }

    static func averages(_ n: Int) -> [FirstIndex] {
        [
            FirstIndex("SMA(\(n))", n - 1, SMA(n)) {
                $0.add($1.close)
                return $0.value
            },
            FirstIndex("EMA(\(n))", n - 1, EMA(n)) {
                $0.add($1.close)
                return $0.value
            },
            FirstIndex("Wilder(\(n))", n - 1, WilderAverage(n)) {
                $0.add($1.close)
                return $0.value
            },
            FirstIndex("RSI(\(n))", n, RSI(n)) {
                $0.add($1.close)
                return $0.value
            },
            FirstIndex("BB(\(n)).upper", n - 1, Bollinger(n)) {
                $0.add($1.close)
                return $0.upper
            },
            FirstIndex("BB(\(n)).middle", n - 1, Bollinger(n)) {
                $0.add($1.close)
                return $0.middle
            },
            FirstIndex("BB(\(n)).lower", n - 1, Bollinger(n)) {
                $0.add($1.close)
                return $0.lower
            },
            FirstIndex("BB(\(n)).width", n - 1, Bollinger(n)) {
                $0.add($1.close)
                return $0.width
            },
            FirstIndex("lowest \(n)", n - 1, RollingExtremes(n)) {
                $0.add($1.low)
                return $0.minimum
            },
            FirstIndex("highest \(n)", n - 1, RollingExtremes(n)) {
                $0.add($1.high)
                return $0.maximum
            },
        ]
    }

    static func ranges(_ n: Int) -> [FirstIndex] {
        [
            FirstIndex("TR", 1, TrueRange()) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.value
            },
            FirstIndex("ATR(\(n))", n, ATR(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.value
            },
            FirstIndex("+DI(\(n))", n, DMI(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.plusDI
            },
            FirstIndex("-DI(\(n))", n, DMI(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.minusDI
            },
            FirstIndex("ADX(\(n))", 2 * n - 1, DMI(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.adx
            },
            FirstIndex("slow %K(\(n), 3, 3)", n + 3, Stochastic(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.slowK
            },
            FirstIndex("%D(\(n), 3, 3)", n + 3, Stochastic(n)) {
                $0.add(high: $1.high, low: $1.low, close: $1.close)
                return $0.d
            },
        ]
    }

    static let macd = [
        FirstIndex("MACD line", 33, MACD()) {
            $0.add($1.close)
            return $0.line
        },
        FirstIndex("MACD signal", 33, MACD()) {
            $0.add($1.close)
            return $0.signal
        },
        FirstIndex("MACD histogram", 33, MACD()) {
            $0.add($1.close)
            return $0.histogram
        },
        FirstIndex("MACD(5, 5, 2)", 5, MACD(fast: 5, slow: 5, signal: 2)) {
            $0.add($1.close)
            return $0.line
        },
    ]
}

@Suite struct FirstIndexTests {
    static let lengths = [1, 2, 3, 9, 14, 20, 21, 30]

    @Test(arguments: lengths.flatMap { FirstIndex.all($0) } + FirstIndex.macd)
    func `a reading is undefined up to its first index and defined from there`(_ one: FirstIndex) {
        for course in [Course.walk, .flat] {
            let readings = one.readings(course.bars(100))
            #expect(readings.firstIndex { $0 != nil } == one.expected)
            #expect(readings[one.expected...].allSatisfy { $0 != nil })
        }
    }

    @Test func `structure is defined once five bars have a predecessor`() {
        var counts = StructureCounts(5)
        let defined = Course.walk.bars(12).map { bar in
            counts.add(high: bar.high, low: bar.low)
            return counts.isDefined
        }
        #expect(defined.firstIndex(of: true) == 5)
    }
}
