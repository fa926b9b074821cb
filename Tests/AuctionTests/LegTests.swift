import Market
import Measures
import Records
import Testing

@testable import Auction

/// Minutes of (high, low, close) at a tick of 1 around a balance range.
struct LegWalk {
    var history = MinuteHistory()
    var legs = LegTracker()
    var rule = LegRule()
    var high: Int64 = 110
    var low: Int64 = 90
    var atr: Double? = 1
    var state = MarketState.balance

    @discardableResult
    mutating func bar(_ high: Double, _ low: Double, _ close: Double) -> LegEvent? {
        let level = Int64(close)
        var minute = Minute(
            start: .seconds(Int64(history.count) * 60), high: high, low: low, close: close,
            highLevel: Int64(high), lowLevel: Int64(low), volume: 1, cvd: 0)
        minute.side = level > self.high ? .long : level < self.low ? .short : .none
        history.append(minute, nil, rowTicks: 1, unit: 1, window: 3_600_000_000_000)
        return legs.close(history, atr: atr, state, rule)
    }

    /// Quiet minutes inside.
    mutating func inside(_ count: Int) {
        for _ in 0..<count { bar(101, 99, 100) }
    }

    /// The same minutes upside down.
    mutating func mirrored(_ high: Double, _ low: Double, _ close: Double) -> LegEvent? {
        bar(200 - low, 200 - high, 200 - close)
    }
}

@Suite struct LegTests {
    @Test func `none: a close outside after one inside starts a leg`() {
        var walk = LegWalk()
        #expect(walk.bar(101, 99, 100) == nil)
        #expect(walk.bar(110, 100, 110) == nil)
        #expect(walk.bar(112, 105, 111) == .started)
        #expect(walk.legs.leg?.direction == .long && walk.legs.leg?.phase == .active)
        #expect(walk.legs.leg?.breakout == 2)
    }

    @Test func `none: the first bar of a session may start a leg`() {
        var walk = LegWalk()
        #expect(walk.bar(115, 112, 113) == .started)
        #expect(walk.legs.leg?.origin == Turn(price: 112, level: 112, index: 0))
        #expect(walk.legs.leg?.wasBalanced == false)
    }

    @Test func `the origin is the lowest low of fifteen bars, of equal ones the latest`() {
        var walk = LegWalk()
        walk.bar(101, 91, 100)
        walk.bar(101, 92, 100)
        walk.inside(5)
        walk.bar(101, 92, 100)
        walk.inside(6)
        // Fifteen bars up to the breakout: the very first is out of reach.
        #expect(walk.history.count == 14)
        walk.bar(101, 99, 100)
        #expect(walk.bar(113, 100, 112) == .started)
        #expect(walk.legs.leg?.origin == Turn(price: 92, level: 92, index: 7))
        #expect(walk.legs.leg?.extreme == Turn(price: 113, level: 113, index: 15))
    }

    @Test func `active: a new extreme extends it, an equal one does not move it`() {
        var walk = LegWalk()
        walk.inside(1)
        walk.bar(112, 100, 111)
        #expect(walk.bar(114, 111, 113) == nil)
        #expect(walk.legs.leg?.extreme == Turn(price: 114, level: 114, index: 2))
        #expect(walk.bar(114, 112, 113) == nil)
        #expect(walk.legs.leg?.extreme.index == 2)
    }

    @Test func `active: a quarter retraced freezes it`() {
        var walk = LegWalk()
        walk.bar(101, 100, 100)
        walk.bar(120, 100, 120)
        // Length 20: 4.99 is not a quarter, 5 is.
        #expect(walk.bar(119, 115.01, 118) == nil)
        #expect(walk.bar(119, 115, 118) == .frozen)
        #expect(walk.legs.leg?.phase == .frozen && walk.legs.leg?.isImpulse == true)
        #expect(walk.bar(118, 112, 113) == nil)
    }

    @Test func `the bar of the extreme itself never freezes`() {
        var walk = LegWalk()
        walk.bar(101, 100, 100)
        #expect(walk.bar(120, 100, 111) == .started)
        #expect(walk.bar(121, 101, 112) == nil)
        #expect(walk.legs.leg?.phase == .active)
    }

    @Test func `a leg without length does not freeze`() {
        var walk = LegWalk()
        walk.bar(112, 112, 112)
        #expect(walk.legs.leg?.length == 0)
        #expect(walk.bar(112, 111, 111) == nil)
        #expect(walk.legs.leg?.phase == .active)
    }

    @Test(arguments: [(10.0, true), (10.01, false), (nil, false)] as [(Double?, Bool)])
    func `an impulse is two ATRs of the minute that started it`(atr: Double?, impulse: Bool) {
        var walk = LegWalk()
        walk.bar(101, 100, 100)
        walk.atr = atr
        walk.bar(120, 100, 120)
        // Later values are not looked at.
        walk.atr = 1
        #expect(walk.bar(119, 114, 118) == .frozen)
        #expect(walk.legs.leg?.length == 20)
        #expect(walk.legs.leg?.isImpulse == impulse)
    }

    @Test func `frozen: an exceeded extreme starts the leg again from the low in between`() {
        var walk = LegWalk()
        walk.bar(101, 100, 100)
        walk.bar(120, 100, 120)
        walk.bar(119, 114, 118)
        walk.bar(118, 113, 115)
        walk.bar(117, 113, 116)
        walk.bar(120, 115, 119)
        #expect(walk.legs.leg?.phase == .frozen)
        walk.legs.leg?.zones.use(7)
        walk.legs.leg?.wasImbalance = true
        walk.atr = 4
        #expect(walk.bar(121, 116, 120) == .restarted)
        let leg = walk.legs.leg
        #expect(leg?.phase == .active && leg?.atr == 4 && leg?.isImpulse == false)
        #expect(leg?.origin == Turn(price: 113, level: 113, index: 4))
        #expect(leg?.extreme == Turn(price: 121, level: 121, index: 6))
        #expect(leg?.zones == EntryZones() && leg?.breakout == 1)
        #expect(leg?.wasImbalance == true)
        #expect(walk.bar(121, 119, 120) == .frozen)
        #expect(walk.legs.leg?.isImpulse == true)
    }

    @Test(arguments: [false, true])
    func `active and frozen: a close inside fails, and a reclaim begins`(freezes: Bool) {
        var walk = LegWalk()
        walk.inside(20)
        walk.bar(120, 100, 120)
        if freezes { #expect(walk.bar(119, 114, 118) == .frozen) }
        #expect(walk.bar(118, 108, 109) == .failed)
        #expect(walk.legs.leg == nil && walk.legs.gone?.breakout == 20)
        #expect(walk.legs.reclaim?.direction == .short)
        #expect(walk.legs.reclaim?.insideCloses == 1)
        #expect(walk.legs.reclaim?.failed.wasBalanced == true)
        #expect(walk.legs.reclaim?.breakoutBars == (freezes ? 2 : 1))
    }

    @Test(arguments: [false, true])
    func `active and frozen: a close beyond the other side ends it without another`(
        freezes: Bool
    ) {
        var walk = LegWalk()
        walk.inside(1)
        walk.bar(120, 100, 120)
        if freezes { walk.bar(119, 114, 118) }
        #expect(walk.bar(118, 80, 85) == .ended)
        #expect(walk.legs.leg == nil && walk.legs.reclaim == nil)
        #expect(walk.bar(86, 80, 84) == nil)
        walk.inside(1)
        #expect(walk.bar(100, 80, 84) == .started)
        #expect(walk.legs.leg?.direction == .short)
    }

    @Test func `the failing bar's own high counts as the failed extreme`() {
        var walk = LegWalk()
        walk.inside(1)
        walk.bar(120, 100, 120)
        #expect(walk.bar(125, 105, 106) == .failed)
        #expect(walk.legs.reclaim?.failed.extreme == Turn(price: 125, level: 125, index: 2))
    }

    @Test func `down is up mirrored`() {
        var (up, down) = (LegWalk(), LegWalk())
        let bars: [(Double, Double, Double)] = [
            (101, 99, 100), (112, 100, 111), (118, 110, 117), (116, 112, 113), (119, 113, 118),
            (118, 112, 115), (115, 105, 108), (109, 101, 102), (103, 99, 101), (130, 100, 112),
            (113, 80, 85), (101, 99, 100),
        ]
        for bar in bars {
            let event = up.bar(bar.0, bar.1, bar.2)
            #expect(event == down.mirrored(bar.0, bar.1, bar.2))
            #expect(up.legs.leg?.length == down.legs.leg?.length)
            #expect(up.legs.leg.map { 200 - $0.extreme.price } == down.legs.leg?.extreme.price)
            #expect(up.legs.leg.map { 200 - $0.origin.price } == down.legs.leg?.origin.price)
            #expect(up.legs.leg?.origin.index == down.legs.leg?.origin.index)
            #expect(up.legs.reclaim.map { 200 - $0.turn.price } == down.legs.reclaim?.turn.price)
        }
    }

    @Test func `a reclaim follows the lowest low and ends with a close outside`() {
        var walk = LegWalk()
        walk.inside(20)
        walk.bar(120, 100, 120)
        walk.bar(118, 104, 105)
        #expect(walk.legs.reclaim?.turn == Turn(price: 104, level: 104, index: 21))
        #expect(walk.legs.reclaim?.mayPullBack(walk.history, walk.rule) == false)
        walk.bar(106, 103, 104)
        // The turn's own bar is no pullback.
        #expect(walk.legs.reclaim?.insideCloses == 2)
        #expect(walk.legs.reclaim?.mayPullBack(walk.history, walk.rule) == false)
        walk.bar(106, 103, 105)
        #expect(walk.legs.reclaim?.turn.index == 22)
        #expect(walk.legs.reclaim?.mayPullBack(walk.history, walk.rule) == true)
        #expect(walk.bar(112, 104, 111) == .started)
        #expect(walk.legs.reclaim == nil)
    }

    @Test func `balance before a breakout is more than half of fifteen closes`() {
        func balanced(inside: Int, outside: Int) -> Bool {
            var walk = LegWalk()
            for _ in 0..<outside { walk.bar(112, 109, 111) }
            walk.inside(inside)
            walk.bar(120, 100, 120)
            return walk.legs.leg?.wasBalanced == true
        }
        #expect(balanced(inside: 8, outside: 7))
        #expect(!balanced(inside: 7, outside: 8))
        #expect(balanced(inside: 15, outside: 0))
        #expect(!balanced(inside: 14, outside: 0))
    }

    @Test func `the state since the breakout is remembered, of the leg's own side`() {
        var walk = LegWalk()
        walk.inside(1)
        walk.state = .imbalanceDown
        walk.bar(120, 100, 120)
        #expect(walk.legs.leg?.wasImbalance == false)
        walk.state = .imbalanceUp
        walk.bar(121, 118, 120)
        #expect(walk.legs.leg?.wasImbalance == true)
        walk.state = .balance
        walk.bar(121, 119, 120)
        #expect(walk.legs.leg?.wasImbalance == true)
    }

    @Test func `without a balance range there is no leg`() {
        var sheet = Sheet()
        for index in 0..<40 { sheet.minute("\(100 + index).0x10 B") }
        #expect(sheet.found.of("leg").isEmpty && sheet.found.of("setup").isEmpty)
        #expect(sheet.found.last!["balance_high"] == nil)
    }

    @Test func `a session's end ends the leg, and the next one starts anew`() throws {
        var sheet = Sheet()
        sheet.balance(poc: 100, vah: 101, val: 99)
        sheet.minute("102.0x10 B")
        let end = try #require(sheet.end().of("leg").first)
        #expect(end.word("event") == "ENDED" && end.why == "session_end")
        #expect(end["extreme"] == 102)
        sheet.balance(poc: 100, vah: 101, val: 99)
        sheet.nextDay()
        let made = sheet.minute("102.0x10 B").of("leg")
        #expect(made.first?.word("event") == "STARTED")
        #expect(made.first?.direction == .long)
    }

    @Test func `the average true range runs across sessions`() {
        var sheet = Sheet()
        for _ in 0..<14 { sheet.minute("100.0x5 B, 101.0x5 B") }
        #expect(sheet.found.last!["atr"] == nil)
        sheet.nextDay()
        sheet.balance(poc: 100, vah: 101, val: 99)
        let made = sheet.minute("104.0x5 B, 105.0x5 B")
        // Thirteen ranges of 1, then 105 - 101.
        #expect(near(made.of("leg").first?["atr"], 17.0 / 14))
    }
}
