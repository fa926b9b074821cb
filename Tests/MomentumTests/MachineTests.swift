import Market
import Records
import Testing

@testable import Momentum

/// The state table of the system, one row a test.
@Suite struct MachineTests {
    private let compressed = BarSigns(compressed: true)
    private let nothing = BarSigns()
    private let long = BarSigns(expansion: true, bias: .bullish, isNearHigh: true)
    private let short = BarSigns(expansion: true, bias: .bearish, isNearLow: true)

    private func machine(after signs: [BarSigns]) -> MomentumMachine {
        var machine = MomentumMachine(minimum: 3)
        for signs in signs { _ = machine.step(signs) }
        return machine
    }

    private var idle: MomentumMachine { machine(after: []) }
    private var compression: MomentumMachine {
        machine(after: [compressed, compressed, compressed])
    }
    private var inTrade: MomentumMachine {
        machine(after: [compressed, compressed, compressed, long])
    }

    private func expect(
        _ start: MomentumMachine, _ signs: BarSigns, _ step: MomentumStep, _ state: MomentumState,
        _ count: Int, _ location: SourceLocation = #_sourceLocation
    ) {
        var machine = start
        #expect(machine.step(signs) == step, sourceLocation: location)
        #expect(machine.state == state, sourceLocation: location)
        #expect(machine.count == count, sourceLocation: location)
    }

    @Test func `idle, compression: counts`() {
        expect(idle, compressed, .counted, .idle, 1)
        expect(machine(after: [compressed]), compressed, .counted, .idle, 2)
    }

    @Test func `idle, the third compression bar in a row: compression`() {
        expect(machine(after: [compressed, compressed]), compressed, .counted, .compression, 3)
    }

    @Test func `idle, no compression: the count is 0 again`() {
        expect(machine(after: [compressed, compressed]), nothing, .none, .idle, 0)
    }

    @Test func `idle, expansion: never traded`() {
        expect(idle, long, .none, .idle, 0)
        expect(machine(after: [compressed, compressed]), short, .none, .idle, 0)
        var both = long
        both.compressed = true
        expect(machine(after: [compressed]), both, .counted, .idle, 2)
    }

    @Test func `compression, compression: counts on`() {
        expect(compression, compressed, .counted, .compression, 4)
    }

    @Test func `compression, neither: idle`() {
        expect(compression, nothing, .lapsed, .idle, 0)
    }

    @Test func `compression, expansion up with its close high: long`() {
        expect(compression, long, .entered(.long), .inTrade, 0)
    }

    @Test func `compression, expansion down with its close low: short`() {
        expect(compression, short, .entered(.short), .inTrade, 0)
    }

    @Test func `compression, expansion without bias: idle`() {
        var signs = long
        signs.bias = .neutral
        expect(compression, signs, .rejectedByBias, .idle, 0)
    }

    @Test func `compression, expansion with its close elsewhere: idle`() {
        var signs = long
        signs.isNearHigh = false
        expect(compression, signs, .rejectedByClose, .idle, 0)
        signs.isNearLow = true
        expect(compression, signs, .rejectedByClose, .idle, 0)
        signs = short
        signs.isNearLow = false
        signs.isNearHigh = true
        expect(compression, signs, .rejectedByClose, .idle, 0)
    }

    @Test func `compression, expansion that is a compression bar too: the expansion counts`() {
        var signs = long
        signs.compressed = true
        expect(compression, signs, .entered(.long), .inTrade, 0)
        signs.bias = .neutral
        expect(compression, signs, .rejectedByBias, .idle, 0)
    }

    @Test func `in trade, no exit: nothing, whatever the bar`() {
        expect(inTrade, nothing, .held, .inTrade, 0)
        expect(inTrade, compressed, .held, .inTrade, 0)
        expect(inTrade, long, .held, .inTrade, 0)
    }

    @Test func `in trade, exit: idle, and the exit bar starts no count`() {
        var signs = compressed
        signs.exits = true
        expect(inTrade, signs, .exited, .idle, 0)
    }

    @Test func `a gap ends a count and a compression, not a trade`() {
        var machine = machine(after: [compressed, compressed])
        machine.gap()
        #expect(machine == idle)
        machine = compression
        machine.gap()
        #expect(machine == idle)
        machine = inTrade
        machine.gap()
        #expect(machine.state == .inTrade)
    }

    @Test func `a new session begins idle`() {
        var machine = inTrade
        machine.reset()
        #expect(machine == idle)
    }
}

@Suite struct TradeTests {
    private let long = MomentumTrade(
        .long, high: 100.28, low: 100.08, close: 100.25, end: .seconds(100), targetFactor: 1.5)
    private let short = MomentumTrade(
        .short, high: 100.28, low: 100.08, close: 100.10, end: .seconds(100), targetFactor: 1.5)

    private func exit(_ trade: MomentumTrade, _ row: Row, after seconds: Int64) -> String {
        let exit = trade.exit(
            open: row.open, high: row.high, low: row.low, close: row.close,
            end: .seconds(100 + seconds), timeExit: .seconds(15))
        return exit.map { "\($0.reason.name) \(money($0.price))" } ?? "open"
    }

    @Test func `levels of a short mirror those of a long`() {
        #expect(money(long.target) == "100.5500")
        #expect(short.stop == 100.28)
        #expect(money(short.target) == "99.8000")
    }

    @Test func `stops`() {
        #expect(exit(long, Row(100.25, 100.30, 100.09, 100.20), after: 1) == "open")
        #expect(exit(long, Row(100.25, 100.30, 100.08, 100.20), after: 1) == "STOP 100.0800")
        #expect(exit(long, Row(100.00, 100.60, 99.90, 100.55), after: 1) == "STOP 100.0000")
        #expect(exit(short, Row(100.10, 100.27, 100.00, 100.05), after: 1) == "open")
        #expect(exit(short, Row(100.10, 100.28, 99.00, 99.50), after: 1) == "STOP 100.2800")
        #expect(exit(short, Row(100.40, 100.50, 99.00, 99.50), after: 1) == "STOP 100.4000")
    }

    @Test func `targets`() {
        #expect(exit(long, Row(100.25, 100.54, 100.20, 100.50), after: 1) == "open")
        #expect(exit(long, Row(100.25, 100.55, 100.20, 100.50), after: 1) == "TARGET 100.5500")
        #expect(exit(long, Row(100.70, 100.80, 100.60, 100.75), after: 1) == "TARGET 100.7000")
        #expect(exit(short, Row(100.10, 100.15, 99.80, 99.90), after: 1) == "TARGET 99.8000")
        #expect(exit(short, Row(99.70, 99.75, 99.60, 99.65), after: 1) == "TARGET 99.7000")
    }

    @Test func `time exits only while losing`() {
        let losing = Row(100.24, 100.26, 100.22, 100.24)
        let even = Row(100.25, 100.26, 100.22, 100.25)
        #expect(exit(long, losing, after: 14) == "open")
        #expect(exit(long, losing, after: 15) == "TIME_EXIT 100.2400")
        #expect(exit(long, losing, after: 900) == "TIME_EXIT 100.2400")
        #expect(exit(long, even, after: 15) == "open")
        #expect(exit(short, Row(100.11, 100.12, 100.05, 100.11), after: 15) == "TIME_EXIT 100.1100")
        #expect(exit(short, Row(100.10, 100.12, 100.05, 100.10), after: 15) == "open")
    }

    @Test func `slippage costs a market or stop order, never a target`() {
        #expect(long.filledEntry(slippage: 0.01) == 100.26)
        #expect(money(short.filledEntry(slippage: 0.01)) == "100.0900")
        let stop = TradeExit(reason: .stop, price: 100.08)
        #expect(money(long.filledExit(stop, slippage: 0.01)) == "100.0700")
        #expect(money(short.filledExit(stop, slippage: 0.01)) == "100.0900")
        let target = TradeExit(reason: .target, price: 100.55)
        #expect(long.filledExit(target, slippage: 0.01) == 100.55)
    }
}
