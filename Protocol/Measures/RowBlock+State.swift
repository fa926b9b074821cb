public import StateCoding

/// A block as the levels that traded.
extension RowBlock {
    /// Writes the levels that traded.
    public func save(into writer: inout StateWriter) {
        let span = cells(from: .min, through: .max)
        var levels: [Int64] = []
        // By the raw value of an aggressor.
        var volumes: [[Int64]] = [[], [], []]
        for (offset, cell) in span.cells.enumerated()
        where cell.neutral | cell.ask | cell.bid != 0 {
            levels.append(span.low + Int64(offset))
            volumes[0].append(cell.neutral)
            volumes[1].append(cell.ask)
            volumes[2].append(cell.bid)
        }
        writer.put(levels)
        writer.put(volumes)
    }

    /// Takes over the levels that were saved, in place of its own; the limit stays its own.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        let levels = try reader.take([Int64].self)
        let volumes = try reader.take([[Int64]].self)
        guard volumes.count == 3, volumes.allSatisfy({ $0.count == levels.count }),
            levels.allSatisfy({ $0.magnitude < 1 << 62 })
        else { throw reader.error("volumes of \(levels.count) levels that do not fit them") }
        clear(from: .min, through: .max)
        for (index, level) in levels.enumerated() {
            if UInt64(bitPattern: level &- base) >= UInt64(bitPattern: Int64(capacity)) {
                guard makeRoom(for: level) else {
                    throw reader.error("\(levels.count) levels in a block of \(limit)")
                }
            }
            cells[Int(level &- base)].neutral = volumes[0][index]
            cells[Int(level &- base)].ask = volumes[1][index]
            cells[Int(level &- base)].bid = volumes[2][index]
        }
    }
}
