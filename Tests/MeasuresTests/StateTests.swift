import Chance
import Market
import StateCoding
import Testing

@testable import Measures

@Suite struct StateTests {
    private func bytes(_ body: (inout StateWriter) -> Void) -> [UInt8] {
        var writer = StateWriter()
        body(&writer)
        return writer.finish()
    }

    @Test(arguments: [0, 1, 7, 300, 4000])
    func `a ladder comes back in another's place and goes on the same`(trades: Int) throws {
        var dice = SplitMix64(UInt64(trades))
        var ladder = Ladder(capacity: 16, unit: 10)
        var other = Ladder(capacity: 4, unit: 10)
        other.add(row: -90_000, 5, .seller)
        func trade(_ dice: inout SplitMix64) -> (Int64, Double, Aggressor) {
            (
                40_000 - dice.below(600), Double(dice.below(50) + 1) / 4,
                Aggressor(rawValue: UInt8(dice.below(3)))!
            )
        }
        for _ in 0..<trades {
            let (row, volume, side) = trade(&dice)
            ladder.add(row: row, volume, side)
        }
        let saved = bytes { ladder.save(into: &$0) }
        var reader = StateReader(saved)
        try other.restore(from: &reader)
        try reader.end()
        #expect(bytes { other.save(into: &$0) } == saved)
        for _ in 0..<2000 {
            let (row, volume, side) = trade(&dice)
            #expect(ladder.add(row: row, volume, side) == other.add(row: row, volume, side))
        }
        #expect(ladder.rows == other.rows && ladder.poc == other.poc)
        #expect(bytes { other.save(into: &$0) } == bytes { ladder.save(into: &$0) })
    }

    @Test func `a ladder of more rows than another may have is refused there`() throws {
        var ladder = Ladder()
        ladder.add(row: 0, 1, .buyer)
        ladder.add(row: 99, 1, .buyer)
        let saved = bytes { ladder.save(into: &$0) }
        var narrow = Ladder(capacity: 8, limit: 99)
        var reader = StateReader(saved)
        #expect(throws: StateError.self) { try narrow.restore(from: &reader) }
        var wide = Ladder(capacity: 8, limit: 100)
        var again = StateReader(saved)
        try wide.restore(from: &again)
        #expect(wide.low == 0 && wide.high == 99)
    }

    @Test func `a ladder beyond any price is refused`() {
        var ladder = Ladder()
        let saved = bytes { writer in
            writer.put(Int64.min)
            [LadderCell.empty].withUnsafeBufferPointer { writer.put(cells: $0) }
        }
        var reader = StateReader(saved)
        #expect(throws: StateError.self) { try ladder.restore(from: &reader) }
    }

    /// Volumes of a block at a level, by aggressor.
    private func volumes(_ block: borrowing RowBlock, _ level: Int64) -> [Int64] {
        block.cells(from: level, through: level).cells.first.map {
            [$0.neutral, $0.ask, $0.bid]
        } ?? [0, 0, 0]
    }

    @Test func `a block comes back in another's place`() throws {
        let saved = bytes { writer in
            writer.put([-40, 7, 5000] as [Int64])
            writer.put([[0, 3, 0], [2, 0, 1], [0, 4, 9]] as [[Int64]])
        }
        var block = RowBlock(capacity: 4)
        // Twice: what the block held before is forgotten.
        for _ in 0..<2 {
            var reader = StateReader(saved)
            try block.restore(from: &reader)
            try reader.end()
            #expect(volumes(block, -40) == [0, 2, 0])
            #expect(volumes(block, 7) == [3, 0, 4])
            #expect(volumes(block, 5000) == [0, 1, 9])
            #expect(volumes(block, 8) == [0, 0, 0])
            #expect(bytes { block.save(into: &$0) } == saved)
        }
        var narrow = RowBlock(capacity: 4, limit: 5040)
        var reader = StateReader(saved)
        #expect(throws: StateError.self) { try narrow.restore(from: &reader) }
    }

    @Test func `volumes that are not as many as the levels are refused`() {
        let states: [[UInt8]] = [
            bytes {
                $0.put([1] as [Int64]); $0.put([[1], [1]] as [[Int64]])
            },
            bytes {
                $0.put([1] as [Int64]); $0.put([[1], [1], []] as [[Int64]])
            },
            bytes {
                $0.put([Int64.max]); $0.put([[1], [1], [1]] as [[Int64]])
            },
        ]
        for state in states {
            var block = RowBlock()
            var reader = StateReader(state)
            #expect(throws: StateError.self) { try block.restore(from: &reader) }
        }
    }

    @Test func `a VWAP and its reading come back`() throws {
        var vwap = VWAP()
        for step in 0..<100 { vwap.add(5000 + Double(step % 7) / 3, Double(step + 1)) }
        let scale = PriceScale(decimals: 2, tick: 1)
        let saved = bytes {
            $0.put(vwap)
            $0.put(vwap.reading(scale))
        }
        var reader = StateReader(saved)
        let back = try reader.take(VWAP.self)
        #expect(try reader.take(VWAPReading?.self) == vwap.reading(scale))
        try reader.end()
        #expect(back.first == vwap.first && back.second == vwap.second)
        #expect(back.volume == vwap.volume && back.origin == vwap.origin)
        #expect(fields(VWAP()) == 4 && fields(vwap.reading(scale)!) == 3)
    }

    /// Fields of a value: a field more wants a key more.
    private func fields(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
}
