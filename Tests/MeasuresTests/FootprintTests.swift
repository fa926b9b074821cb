import Chance
import Market
import Testing

@testable import Measures

/// A ladder from rows of `row: bid x ask`.
func ladder(_ rows: [(row: Int64, bid: Double, ask: Double)]) -> Ladder {
    var ladder = Ladder(capacity: 4)
    for row in rows {
        if row.bid > 0 { _ = ladder.add(row: row.row, row.bid, .seller) }
        if row.ask > 0 { _ = ladder.add(row: row.row, row.ask, .buyer) }
    }
    return ladder
}

@Suite struct FootprintTests {
    // Tick 0.25, so 100.00 is level 400.
    let example: [(row: Int64, bid: Double, ask: Double)] = [
        (400, 12, 20), (401, 10, 40), (402, 8, 36), (403, 5, 30), (404, 2, 6),
    ]
    let rule = ImbalanceRule(minimumVolume: Volume(10))

    @Test func `three diagonal buy imbalances make one stack`() {
        let footprint = ladder(example)
        #expect(footprint.marks(at: 400, rule) == [])
        #expect(footprint.marks(at: 401, rule) == .buyImbalance)
        #expect(footprint.marks(at: 402, rule) == .buyImbalance)
        #expect(footprint.marks(at: 403, rule) == .buyImbalance)
        #expect(footprint.marks(at: 404, rule) == [])  // 6 is below the minimum of 10
        let counts = footprint.imbalances(rule)
        #expect(counts.buy == 3)
        #expect(counts.sell == 0)
        #expect(counts.stacked == 1)
    }

    @Test func `the bar POC is the heaviest row and delta is ask minus bid`() {
        let footprint = ladder(example)
        #expect(footprint.poc == 401)
        let rows = footprint.rows
        #expect(rows.reduce(0) { $0 + $1.delta.rawValue } == 95)
    }

    @Test func `a stack is a run of at least three on adjacent rows`() {
        let footprint = ladder(example)
        let rows = footprint.rows.map { row in
            var row = row
            row.marks = footprint.marks(at: row.row, rule)
            return row
        }
        #expect(Stacks.lengths(of: .buyImbalance, in: rows) == [0, 3, 3, 3, 0])
        #expect(Stacks.lengths(of: .sellImbalance, in: rows) == [0, 0, 0, 0, 0])
    }

    @Test func `a gap between rows breaks a stack`() {
        let rows = [1, 2, 4, 5, 6].map { (number: Int64) in
            FootprintRow(
                row: number, bid: .zero, ask: Volume(1), neutral: .zero, marks: .buyImbalance)
        }
        #expect(Stacks.lengths(of: .buyImbalance, in: rows) == [0, 0, 3, 3, 3])
    }

    @Test func `a zero opposite counts only when asked`() {
        let footprint = ladder([(1, 0, 5), (2, 0, 40), (3, 4, 1)])
        var open = rule
        #expect(footprint.marks(at: 2, open) == [])
        open.ignoresZeros = false
        #expect(footprint.marks(at: 2, open) == .buyImbalance)
    }

    @Test func `the ratio is inclusive up to rounding`() {
        let footprint = ladder([(1, 10, 0), (2, 0, 30)])
        #expect(footprint.marks(at: 2, rule) == .buyImbalance)
        let short = ladder([(1, 10, 0), (2, 0, 29)])
        #expect(short.marks(at: 2, rule) == [])
    }

    @Test func `unknown volume counts in the row and in neither side`() {
        var footprint = Ladder()
        _ = footprint.add(row: 7, 5, .none)
        _ = footprint.add(row: 7, 2, .buyer)
        let row = footprint.row(7)
        #expect(row.volume == Volume(7))
        #expect(row.neutral == Volume(5))
        #expect(row.delta == Volume(2))
    }
}

@Suite struct LadderTests {
    @Test func `a ladder grows around what traded and keeps it, whatever the order`() {
        var random = SplitMix64(3)
        var ladder = Ladder(capacity: 2)
        var model: [Int64: Double] = [:]
        for step in 0..<2000 {
            let row = Int64(random.below(step % 400 + 1)) - 200 + Int64(step)
            #expect(ladder.add(row: row, 1, .buyer) != nil)
            model[row, default: 0] += 1
        }
        for (row, volume) in model { #expect(ladder.row(row).ask.rawValue == volume) }
        #expect(ladder.rows.count == model.count)
        #expect(ladder.low == model.keys.min())
        #expect(ladder.high == model.keys.max())
    }

    @Test func `emptied ladders start anywhere again without growing`() {
        var ladder = Ladder(capacity: 64)
        for start in stride(from: Int64(-1_000_000), to: 1_000_000, by: 9973) {
            for row in start..<start + 20 { #expect(ladder.add(row: row, 1, .seller) != nil) }
            #expect(ladder.rows.count == 20)
            #expect(ladder.totalVolume == 20)
            ladder.removeAll()
            #expect(ladder.isEmpty == true)
        }
        #expect(ladder.growths == 0)
    }

    @Test func `a slow drift slides inside the array`() {
        var ladder = Ladder(capacity: 64)
        for row in Int64(0)..<5000 {
            #expect(ladder.add(row: row, 2, .buyer) != nil)
            #expect(ladder.row(row).ask == Volume(2))
            if row % 10 == 9 { ladder.removeAll() }
        }
        #expect(ladder.growths == 0)
    }

    @Test func `a row beyond the limit is refused and changes nothing`() {
        var ladder = Ladder(capacity: 8, limit: 100)
        #expect(ladder.add(row: 0, 1, .buyer) != nil)
        #expect(ladder.add(row: 99, 1, .buyer) != nil)
        #expect(ladder.add(row: 100, 1, .buyer) == nil)
        #expect(ladder.add(row: -1, 1, .buyer) == nil)
        #expect(ladder.add(row: .max, 1, .buyer) == nil)
        #expect(ladder.span == 100)
        #expect(ladder.totalVolume == 2)
    }

    @Test func `the lines around a row are those of its cells and some beside them`() {
        var ladder = Ladder(capacity: 64)
        for row in Int64(100)..<130 { #expect(ladder.add(row: row, 1, .buyer) != nil) }
        guard let lowest = ladder.traded.baseAddress else {
            Issue.record("nothing traded")
            return
        }
        for row in Int64(100)..<130 {
            var lines: [UnsafeRawPointer] = []
            ladder.forLines(around: row) { lines.append($0) }
            // A line is 64 bytes, a cell half of one.
            let cell = UnsafeRawPointer(lowest + Int(row - 100))
            #expect(lines == (-2...2).map { cell + $0 * 64 })
        }
        for row in [Int64.min, -1_000_000, 1_000_000, .max] {
            ladder.forLines(around: row) { _ in Issue.record("a line of row \(row)") }
        }
    }

    @Test func `a bar's volume spreads evenly over its rows`() {
        var ladder = Ladder(capacity: 4)
        #expect(ladder.spread(10, from: 5, through: 8) == true)
        #expect(ladder.rows.map(\.volume.rawValue) == [2.5, 2.5, 2.5, 2.5])
    }

    @Test func `rows hold several ticks, also below zero`() {
        #expect(rowNumber(Level(7), rowTicks: 5) == 1)
        #expect(rowNumber(Level(-1), rowTicks: 5) == -1)
        #expect(rowNumber(Level(-5), rowTicks: 5) == -1)
        #expect(rowNumber(Level(-6), rowTicks: 5) == -2)
        #expect(rowNumber(Level(42), rowTicks: 1) == 42)
    }
}
