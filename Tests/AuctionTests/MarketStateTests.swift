import Market
import Measures
import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct MarketStateTests {
    /// POC 100, VAH 101, VAL 99.
    private let profile = ProfileReading(poc: 400, vah: 404, val: 396, lvns: [], rowTicks: 1)

    private func state(_ close: Double, _ momentum: Double?) -> MarketState {
        position(close, momentum).state(balanceDistance: 1, momentumLimit: 0.5)
    }

    private func position(_ close: Double, _ momentum: Double?) -> MarketPosition {
        MarketPosition(
            close: close, profile, tickSize: 0.25, momentum: momentum)
    }

    @Test(arguments: [
        (100.5, 0.9, MarketState.balance), (101.75, 0.6, .imbalanceUp),
        (101.75, 0.5, .balance), (98.0, -0.51, .imbalanceDown), (98.0, -0.5, .balance),
        (101.0, 0.9, .balance), (99.0, -0.9, .balance), (98.0, 0.9, .balance),
        (101.75, -0.9, .balance),
    ])
    func `the first row that matches is the state`(
        close: Double, momentum: Double, wanted: MarketState
    ) {
        #expect(state(close, momentum) == wanted)
    }

    @Test func `1.8 percent from the POC is 1.8 percent`() {
        let position = MarketPosition(
            close: 101.8,
            ProfileReading(poc: 1000, vah: 1010, val: 990, lvns: [], rowTicks: 1),
            tickSize: 0.1, momentum: 0.6)
        #expect(near(position.distance, 1.8))
        #expect(position.state(balanceDistance: 1, momentumLimit: 0.5) == .imbalanceUp)
    }

    @Test func `without momentum there is no imbalance`() {
        #expect(state(101.75, nil) == .balance)
        #expect(state(98, nil) == .balance)
    }

    @Test func `without a profile everything is undefined and balance`() {
        let position = MarketPosition(
            close: 5, nil, tickSize: 1, momentum: 0.9)
        #expect(position.distance == nil && position.isInValue == nil)
        #expect(position.state(balanceDistance: 1, momentumLimit: 0.5) == .balance)
    }

    @Test func `a POC at zero is no distance away`() {
        let zero = ProfileReading(poc: 0, vah: 1, val: -1, lvns: [], rowTicks: 1)
        let position = MarketPosition(close: 5, zero, tickSize: 1, momentum: nil)
        #expect(position.distance == 0 && position.isInValue == false)
    }

    @Test func `the bounds of the value area belong to it`() {
        #expect(position(101, nil).isInValue == true)
        #expect(position(99, nil).isInValue == true)
        #expect(position(101.25, nil).isAboveValue)
        #expect(position(98.75, nil).isBelowValue)
        // A print between ticks is where it is; noise in the last bits is none.
        #expect(position(101.1, nil).isInValue == false)
        #expect(position(101 + 1e-12, nil).isInValue == true)
    }

    @Test func `momentum is the net move by the distance travelled`() {
        var history = MinuteHistory()
        for (index, close) in [10.0, 12, 11, 14].enumerated() {
            history.append(close: close, at: index)
        }
        #expect(near(Momentum.efficiency(history, bars: 3), 4.0 / 6))
        #expect(near(Momentum.percent(history, bars: 3), 40))
        #expect(Momentum.efficiency(history, bars: 4) == nil)
        #expect(Momentum.percent(history, bars: 4) == nil)
        #expect(near(Momentum.efficiency(history, bars: 1), 1))
        #expect(near(Momentum.efficiency(history, bars: 2), 2.0 / 4))
    }

    @Test func `nothing moved is momentum 0`() {
        var history = MinuteHistory()
        for index in 0..<21 { history.append(close: 7, at: index) }
        #expect(Momentum.efficiency(history, bars: 20) == 0)
        #expect(Momentum.percent(history, bars: 20) == 0)
    }

    @Test func `percent of a price at zero is undefined, of a negative one by its size`() {
        var history = MinuteHistory()
        for (index, close) in [0.0, -10, -5].enumerated() {
            history.append(close: close, at: index)
        }
        #expect(Momentum.percent(history, bars: 2) == nil)
        #expect(Momentum.percent(history, bars: 1) == 50)
    }

    @Test func `momentum needs twenty bars of the session, and starts anew with the next`() {
        var sheet = Sheet()
        for index in 0..<22 {
            let size = 1000 - 40 * index
            let study = sheet.minute("\(100 + Double(index) * 0.25)x\(size) B").study
            #expect(study["momentum"] == (index < 20 ? nil : 1))
            #expect(study.word("state") == (index < 20 ? "BALANCE" : "IMBALANCE_UP"))
        }
        sheet.nextDay()
        let study = sheet.minute("90.0x10 B").study
        #expect(study["momentum"] == nil && study["profile_bars"] == 1)
        #expect(study["poc"] == 90 && study["vah"] == 90 && study["val"] == 90)
        #expect(study["in_value"] == 1 && study.word("state") == "BALANCE")
    }

    @Test func `the window is sixty minutes of time, not of bars`() {
        var sheet = Sheet()
        sheet.minute("90.0x1000 B")
        for _ in 0..<59 { sheet.minute("100.0x10 B") }
        #expect(sheet.found.last!["poc"] == 90)
        #expect(sheet.found.last!["profile_bars"] == 60)
        let study = sheet.minute("100.0x10 B").study
        #expect(study["poc"] == 100 && study["profile_bars"] == 60)
        // Missing minutes count as time.
        sheet.time = sheet.time + .seconds(58 * 60)
        #expect(sheet.minute("101.0x10 B").study["profile_bars"] == 2)
        sheet.time = sheet.time + .seconds(59 * 60)
        #expect(sheet.minute("101.0x10 B").study["profile_bars"] == 1)
    }

    @Test func `the profile may be that of the session, or of the one before`() {
        var session = Sheet(["profile_scope": .word("session")])
        var previous = Sheet(["profile_scope": .word("previous")])
        for _ in 0..<3 {
            session.minute("90.0x100 B")
            #expect(previous.minute("90.0x100 B").study["poc"] == nil)
        }
        for _ in 0..<70 { session.minute("100.0x1 B") }
        #expect(session.found.last!["poc"] == 90)
        #expect(session.found.last!["profile_bars"] == 73)
        previous.nextDay()
        let study = previous.minute("100.0x1 B").study
        #expect(study["poc"] == 90 && study["distance_pct"].map { $0 > 11 } == true)
    }

    @Test func `the state as a change in percent`() {
        var sheet = Sheet(["momentum_unit": .word("percent")])
        for index in 0..<21 { sheet.minute("\(100 + Double(index) * 0.25)x10 B") }
        #expect(near(sheet.found.last!["momentum"], 5))
    }

    @Test func `rows of several ticks have the price of their lowest`() {
        var sheet = Sheet(["row_ticks": .whole(4)])
        let study = sheet.minute(TestTick.line("101.25x5 B, 101.75x5 B, 100.0x1 S"), rowTicks: 4)
            .study
        #expect(study["poc"] == 101)
        // Rows made at another height are put together.
        var other = Sheet(["row_ticks": .whole(4)])
        #expect(other.minute("101.25x5 B, 101.75x5 B, 100.0x9 S").study["poc"] == 101)
    }

    @Test func `automatic rows follow the price of the session`() {
        var sheet = Sheet(
            ["row_ticks": .whole(0)], tick: 0.01, assetClass: .crypto, sizeDecimals: 8,
            mode: .utc)
        #expect(sheet.playbook.needs.rowHeight == .auto)
        let study = sheet.bar(60_000, 60_003, 59_998, 60_001, volume: 2).study
        #expect(sheet.playbook.state.rowTicks == 500)
        // Rows 59,995 and 60,000: a tie, both as near to the middle, the lower.
        #expect(study["poc"] == 59_995)
        #expect(study["volume"] == 2)
    }

    @Test func `a bar without ticks is spread over its rows`() {
        var sheet = Sheet()
        sheet.bar(100, 101, 99, 100, volume: 9)
        let study = sheet.bar(100, 100.25, 100, 100, volume: 2).study
        // Nine rows of 1, then 100 and 100.25 hold 2 each; 100 is the middle.
        #expect(study["poc"] == 100)
        #expect(study["cvd"] == 0 && study["buy_pressure"] == 50 && study["score"] == 0)
        #expect(sheet.found.last!.sideQuality == .bar)
    }

    @Test func `an empty provider's bar adds nothing`() {
        var sheet = Sheet()
        let study = sheet.bar(100, 100, 100, 100, volume: 0).study
        #expect(study["poc"] == nil && study["nearest_lvn"] == nil)
    }
}

extension MinuteHistory {
    /// Adds a minute of one price.
    mutating func append(close: Double, at index: Int, volume: Double = 1, cvd: Double = 0) {
        append(
            Minute(
                start: .seconds(Int64(index) * 60), high: close, low: close, close: close,
                highLevel: Int64(close), lowLevel: Int64(close),
                volume: volume, cvd: cvd), nil, rowTicks: 1, unit: 1, window: 3_600_000_000_000)
    }
}
