import Market
import PitctlViews
import Testing

@Suite struct NumberTextTests {
    private let numbers = Sample.numbers

    @Test(
        arguments: [
            (513_125, "5131.25"), (513_100, "5131.00"), (-25, "-0.25"), (0, "0.00"), (50, "0.50"),
        ] as [(Int64, String)])
    func `prices have the decimals of the tick`(units: Int64, text: String) {
        #expect(numbers.price(Price(units)) == text)
    }

    @Test func `prices finer than the tick keep their digits`() {
        let share = NumberText(
            prices: PriceScale(decimals: 4, tick: 100), sizes: SizeScale(decimals: 0, lot: 1))
        #expect(share.tickDecimals == 2)
        #expect(share.price(Price(1_690_616)) == "169.0616")
        #expect(share.price(Price(1_690_600)) == "169.06")
        #expect(share.price(Price(1_690_000)) == "169.00")
        #expect(share.price(.none) == "-")
    }

    @Test func `whole ticks have no decimals`() {
        let whole = NumberText(
            prices: PriceScale(decimals: 2, tick: 500), sizes: SizeScale(decimals: 0, lot: 1))
        #expect(whole.price(Price(300_500)) == "3005")
    }

    @Test(
        arguments: [
            (0, "0"), (99_999, "99999"), (100_000, "100k"), (1_250_000, "1.3M"), (-158, "-158"),
            (2_000_000_000, "2.0G"),
        ] as [(Double, String)])
    func `volumes keep to a few columns`(volume: Double, text: String) {
        #expect(numbers.compact(Volume(volume)) == text)
    }

    @Test(
        arguments: [
            (52_000_000, "0.5200"), (0, "0"), (123_456_789, "1.235"), (1_234_567_890_000, "12,346"),
        ] as [(Double, String)])
    func `coins have about four digits`(units: Double, text: String) {
        #expect(NumberText(Sample.coin).volume(Volume(units)) == text)
    }

    @Test func `differences have their sign`() {
        #expect(numbers.delta(Volume(1204)) == "+1,204")
        #expect(numbers.delta(Volume(-3)) == "-3")
        #expect(numbers.delta(.zero) == "0")
        #expect(numbers.change(Price(513_100), Price(513_050)) == "-0.50")
    }
}

@Suite struct ClockTextTests {
    @Test func `times are New York's, or UTC`() {
        // 2024-03-08T14:30:00Z, before daylight time; 2024-03-11T13:30:00Z, after its start.
        let winter = Sample.open
        let summer = Nanoseconds(1_710_163_800_000_000_000)
        #expect(ClockText().dateTime(winter) == "2024-03-08 09:30:00")
        #expect(ClockText().zone(winter) == "EST")
        #expect(ClockText().dateTime(summer) == "2024-03-11 09:30:00")
        #expect(ClockText().zone(summer) == "EDT")
        #expect(ClockText(isUTC: true).dateTime(winter) == "2024-03-08 14:30:00")
        #expect(ClockText(isUTC: true).span(winter, summer).hasSuffix("-2024-03-11 13:30:00 UTC"))
    }

    @Test func `times before 1970`() {
        #expect(ClockText(isUTC: true).dateTime(Nanoseconds(-1)) == "1969-12-31 23:59:59")
    }
}

@Suite struct GlyphTests {
    @Test func `bars fill their share`() {
        #expect(Glyphs.unicode.bar(1, columns: 3) == "███")
        #expect(Glyphs.unicode.bar(0.5, columns: 3) == "█▌")
        #expect(Glyphs.unicode.bar(0.0001, columns: 3) == "▏")
        #expect(Glyphs.unicode.bar(0, columns: 3).isEmpty)
        #expect(Glyphs.unicode.bar(9, columns: 3) == "███")
        #expect(Glyphs.unicode.bar(.nan, columns: 3).isEmpty)
        #expect(Glyphs.ascii.bar(0.5, columns: 4) == "##")
        #expect(Glyphs.ascii.bar(0.5, columns: 4, isFaint: true) == "..")
    }
}

@Suite struct JSONTextTests {
    @Test func `texts are escaped, numbers exact`() {
        #expect(JSONValue.string("a\"b\\c\n\u{1b}é").text == #""a\"b\\c\n\u001bé""#)
        #expect(JSONValue.number(0.1).text == "0.1")
        #expect(JSONValue.number(Double.infinity).text == "null")
        let object = JSONValue.object([("a", .number(1)), ("b", .list([.bool(true)]))])
        #expect(object.text == #"{"a":1,"b":[true]}"#)
    }

    @Test func `a bar has its prices as exact decimals`() {
        let json = RecordJSON.bar(Sample.bar(0), symbol: "ES", Sample.numbers).text
        #expect(json.contains(#""open":5131,"high":5132.75,"low":5130.75,"close":5132.25"#))
        #expect(json.contains(#""start_ns":1709908200000000000"#))
    }
}
