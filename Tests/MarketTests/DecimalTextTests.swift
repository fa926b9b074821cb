import Chance
import Market
import Testing

@Suite struct DecimalTextTests {
    /// The units, or the fault's name.
    func read(_ text: String, _ decimals: Int) -> String {
        do throws(DecimalFault) {
            return String(try DecimalText.units(text, decimals: decimals))
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("0", 9, "0"), ("-0.0", 9, "0"), ("+1", 0, "1"), ("169.0616", 9, "169061600000"),
        ("-37.63", 9, "-37630000000"), ("0.00000001", 8, "1"), ("1.", 2, "100"), (".5", 2, "50"),
        ("100.25000000000000000000000", 2, "10025"), ("00000000000000000000000000007", 0, "7"),
        ("1e3", 0, "1000"), ("1E+3", 2, "100000"), ("1.25e2", 0, "125"), ("2.5e-7", 8, "25"),
        ("1200000000000000000000e-21", 1, "12"), ("0e999999999", 0, "0"), ("0.000e-50", 2, "0"),
        ("9223372036854775807", 0, "9223372036854775807"),
        ("-9223372036.854775807", 9, "-9223372036854775807"),
        (
            "123456789012345678", 0,
            "123456789012345678"
        ), ("1e-0", 0, "1"),
        (
            "1000000000000000000000e-3", 0,
            "1000000000000000000"
        ),
    ])
    func `a number is read exactly`(text: String, decimals: Int, units: String) {
        #expect(read(text, decimals) == units)
    }

    @Test(arguments: [
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1,5", " 1", "1 ", "--1", "1-", "0x10",
        "1e5.0", "abc", "nano", "1_000", "٣",
    ])
    func `what is no number is refused`(text: String) {
        #expect(read(text, 9) == "\(DecimalFault.notANumber)")
    }

    @Test(arguments: ["nan", "NaN", "-nan", "inf", "-Inf", "+infinity"])
    func `what is not finite is refused`(text: String) {
        #expect(read(text, 9) == "\(DecimalFault.notFinite)")
    }

    @Test(arguments: [
        ("0.001", 2), ("1e-10", 9), ("5000.1", 0), ("123456789012345678901.5", 0), ("1e-999999", 9),
        ("12345678.123456789012345678901", 9),
    ])
    func `decimals below the unit are refused, never rounded`(text: String, decimals: Int) {
        #expect(read(text, decimals) == "\(DecimalFault.tooFine)")
    }

    @Test(arguments: [
        ("9223372036854775808", 0), ("-9223372036854775808", 0), ("9223372037", 9), ("1e19", 0),
        ("1e999999999999", 0), ("99999999999999999999999999", 0), ("12345678901", 9),
    ])
    func `what does not fit is refused`(text: String, decimals: Int) {
        #expect(read(text, decimals) == "\(DecimalFault.outOfRange)")
    }

    @Test func `units read back from their text for every number of decimals`() {
        var random = SplitMix64(42)
        for decimals in 0...18 {
            for _ in 0..<300 {
                let word = random.next()
                let units = Int64(bitPattern: word) >> Int64(word % 61)
                let text = DecimalText.text(units: units, decimals: decimals)
                #expect(read(text, decimals) == String(units))
                #expect(read(text + (text.contains(".") ? "000" : ".000"), decimals) == "\(units)")
                #expect(read("\(units)e-\(decimals)", decimals) == "\(units)")
            }
        }
    }

    @Test func `units as text have no trailing zeros`() {
        #expect(DecimalText.text(units: 10_025, decimals: 2) == "100.25")
        #expect(DecimalText.text(units: 10_000, decimals: 2) == "100")
        #expect(DecimalText.text(units: -5, decimals: 9) == "-0.000000005")
        #expect(DecimalText.text(units: 0, decimals: 9) == "0")
        #expect(DecimalText.text(units: Int64.min, decimals: 0) == "-9223372036854775808")
    }

    @Test(arguments: [
        (100.0, "100"), (-0.0, "0"), (0.1, "0.1"), (100.075, "100.075"), (-2.5, "-2.5"),
        (1e-7, "0.0000001"), (1e-10, "1e-10"), (.leastNonzeroMagnitude, "5e-324"),
        (1e15, "1000000000000000"),
        (9_007_199_254_740_991, "9007199254740991"),
        (0.30000000000000004, "0.30000000000000004"), (.nan, ""), (.infinity, ""),
        (-.infinity, ""),
    ])
    func `a double is the shortest text that reads back`(value: Double, text: String) {
        #expect(DecimalText.text(value) == text)
    }

    /// The number of digits, without zeros at either end, of a number's text.
    func digits(_ text: String) -> Int {
        let mantissa = text.split(separator: "e")[0].filter(\.isNumber)
        return mantissa.drop { $0 == "0" }.reversed().drop { $0 == "0" }.count
    }

    @Test func `no shorter text reads back to a double`() {
        var random = SplitMix64(11)
        for round in 0..<20_000 {
            let word = random.next()
            // Prices and sums of them, of all magnitudes from 1e-9 to 1e9.
            let scale = [1e-9, 1e-6, 1e-4, 1e-2, 0.25, 1.0 / 3][round % 6]
            let value = Double(Int64(bitPattern: word) >> Int64(14 + word % 44)) * scale
            let text = DecimalText.text(value)
            #expect(Double(text) == value)
            #expect(digits(text) == digits(value.description))
        }
    }

    @Test func `doubles of all sizes read back from their text`() {
        var random = SplitMix64(7)
        for _ in 0..<20_000 {
            let word = random.next()
            let value = Double(bitPattern: word)
            guard value.isFinite else { continue }
            #expect(Double(DecimalText.text(value)) == value)
            let whole = (value.magnitude.truncatingRemainder(dividingBy: 1e18)).rounded()
            #expect(Double(DecimalText.text(whole)) == whole)
            #expect(!DecimalText.text(whole).hasSuffix(".0"))
        }
    }
}
