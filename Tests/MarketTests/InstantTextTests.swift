import Market
import Testing

@Suite struct InstantTextTests {
    /// 1709908200 s is 2024-03-08T14:30:00Z.
    @Test(arguments: [
        ("1709908200", 1_709_908_200_000_000_000), ("1709908200123", 1_709_908_200_123_000_000),
        ("1709908200123456", 1_709_908_200_123_456_000),
        ("1709908200123456789", 1_709_908_200_123_456_789), ("-1", -1_000_000_000), ("0", 0),
        ("+60", 60_000_000_000),
    ])
    func `a naive number is read by its size`(text: String, nanoseconds: Int64) {
        #expect(InstantText.parse(text) == Nanoseconds(nanoseconds))
    }

    @Test func `a number beyond the year 2262 is no instant`() {
        #expect(InstantText.instant(number: 9_223_372_037) == nil)
        #expect(InstantText.instant(number: 9_223_372_036) == .seconds(9_223_372_036))
        #expect(InstantText.instant(number: 99_999_999_999_999) == nil)
    }

    @Test func `sizes change at 1e11, 1e14 and 1e17`() {
        #expect(InstantText.instant(number: 99_999_999_999) == nil)
        #expect(InstantText.instant(number: 100_000_000_000) == .milliseconds(100_000_000_000))
        #expect(InstantText.instant(number: -100_000_000_000) == .milliseconds(-100_000_000_000))
        #expect(
            InstantText.instant(number: 100_000_000_000_000)?.rawValue == 100_000_000_000_000_000)
        #expect(
            InstantText.instant(number: 100_000_000_000_000_000)?.rawValue
                == 100_000_000_000_000_000)
        #expect(InstantText.instant(number: Int64.min)?.rawValue == Int64.min)
    }

    @Test(arguments: [
        "2024-03-08T14:30:00Z", "2024-03-08t14:30z", "2024-03-08 14:30:00+00:00",
        "2024-03-08T09:30:00-05:00", "2024-03-08T09:30:00-0500", "2024-03-08T09:30-05",
        "2024-03-08T20:00:00.000+05:30", "2024-03-08T09:30:00", "2024-03-08 09:30",
        "2024-03-08T14:30:00.000000000Z",
    ])
    func `one instant, written in many ways`(text: String) {
        #expect(InstantText.parse(text) == .seconds(1_709_908_200))
    }

    @Test func `a time without offset is New York time`() {
        #expect(InstantText.parse("2024-03-11T09:30:00") == .seconds(1_710_163_800))
        #expect(InstantText.parse("2024-03-11") == at("2024-03-11T04:00:00Z"))
        #expect(
            InstantText.parse("2024-03-11T09:30:00.000000001")
                == Nanoseconds(1_710_163_800_000_000_001))
    }

    @Test(arguments: [
        "", "-", "+", "2024-03-08T", "2024-03-08T24:00:00Z", "2024-03-08T14:60:00Z",
        "2024-03-08T14:30:60Z", "2024-02-30T14:30:00Z", "2024-03-08T14:30:00.Z",
        "2024-03-08T14:30:00.0000000001Z", "2024-03-08T14:30:00ZZ", "2024-03-08T14:30:00+5",
        "2024-03-08T14Z", "20240308T143000Z", "12:30:00", "1e9", "99999999999999999999",
        "2024-03-08T14:30:00 Z", "2024-03-08T14:30:00+24:00",
    ])
    func `anything else is no instant`(text: String) {
        #expect(InstantText.parse(text) == nil)
    }

    @Test func `an instant reads back from its text`() {
        let texts = [
            "2024-03-08T14:30:00Z", "2024-03-08T14:30:00.250Z", "2024-03-08T14:30:00.000250Z",
            "2024-03-08T14:30:00.000000001Z", "1969-12-31T23:59:59.999Z", "2262-04-11T23:47:16Z",
        ]
        for text in texts { #expect(InstantText.utc(at(text)) == text) }
        #expect(InstantText.utc(Nanoseconds(Int64.min)) == "1677-09-21T00:12:43.145224192Z")
    }

    @Test func `the clock shows New York`() {
        #expect(InstantText.newYorkClock(.seconds(1_709_908_200)) == "09:30:00")
        #expect(InstantText.newYorkClock(.seconds(1_710_163_800)) == "09:30:00")
    }
}
