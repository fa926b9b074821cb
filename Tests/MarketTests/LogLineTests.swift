import Market
import Testing

@Suite struct LogLineTests {
    @Test func `time in New York, symbol and level in six columns`() {
        let line = LogLine(at("2024-01-16T14:35:12Z"), "AAPL", .enter, "DIR=LONG PRICE=150.5000")
        #expect(line.text == "[09:35:12] AAPL   | ENTER  | DIR=LONG PRICE=150.5000")
        let summer = LogLine(at("2024-07-16T13:35:12.9Z"), "ES", .exit, "REASON=STOP")
        #expect(summer.text == "[09:35:12] ES     | EXIT   | REASON=STOP")
    }

    @Test func `longer symbols are not cut`() {
        let line = LogLine(at("2024-01-16T14:35:12Z"), "BTC-USDT", .signal, "x")
        #expect(line.text == "[09:35:12] BTC-USDT | SIGNAL | x")
    }

    @Test func `all levels fit their column`() {
        let names = LogLine.Level.allCases.map(\.rawValue)
        #expect(
            names == ["ENTER", "EXIT", "STATE", "SIGNAL", "ALERT", "INFO", "WARN", "ERROR"])
        for level in LogLine.Level.allCases {
            let text = LogLine(.zero, "SPY", level, "m").text
            #expect(
                text == "[19:00:00] SPY    | " + level.rawValue
                    + String(repeating: " ", count: 6 - level.rawValue.count) + " | m")
        }
    }

    @Test(
        arguments: [
            (150.5, "150.5000"), (0, "0.0000"), (-0.0, "0.0000"), (0.00005, "0.0001"),
            (-0.00004, "0.0000"), (-37.63, "-37.6300"), (99.99996, "100.0000"),
            (1e300, "1e+300"), (.nan, "-"), (.infinity, "-"),
        ] as [(Double, String)])
    func `prices have four decimals`(value: Double, text: String) {
        #expect(LogLine.price(value) == text)
    }

    @Test func `no price is a dash`() {
        #expect(LogLine.price(nil) == "-")
        #expect(LogLine.profit(nil) == "-")
    }

    @Test(
        arguments: [
            (1.6, "+1.6000"), (-0.7, "-0.7000"), (0, "+0.0000"), (-0.00001, "+0.0000"),
        ] as [(Double, String)])
    func `profits have a sign`(value: Double, text: String) {
        #expect(LogLine.profit(value) == text)
    }
}
