import Bars
import Market
import Measures

/// Where what a fold touches lies, for whoever brings it near.
extension Replica {
    /// Gives the memory of the sums by its start and its bytes.
    func forSums(_ body: (UnsafeRawPointer, Int) -> Void) {
        body(bars, barCount * MemoryLayout<OpenBar>.stride)
        body(ladders, profileCount * MemoryLayout<Ladder>.stride)
        body(rowTicks, profileCount * MemoryLayout<Int64>.stride)
        vwapSums.withUnsafeBytes { sums in
            if let start = sums.baseAddress { body(start, sums.count) }
        }
    }

    /// Gives the cache lines of the cells around a level.
    func forCells(around level: Level, _ body: (UnsafeRawPointer) -> Void) {
        footprint.forLines(around: rowNumber(level, rowTicks: footprintRowTicks), body)
        for index in 0..<profileCount {
            ladders[index].forLines(around: rowNumber(level, rowTicks: rowTicks[index]), body)
        }
    }
}
