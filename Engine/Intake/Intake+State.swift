import Market
import Records
public import StateCoding

/// Intake in checkpoints: the newest second, the tick rule's memory, the span, the standing quote,
/// the trade ids and the counters.
extension Intake {
    /// Writes the whole state; scale and settings are the configuration's.
    public func save(into writer: inout StateWriter) {
        writer.mark("intake")
        writer.put([lateBefore, nextSecond, lastPrice, lowest])
        writer.put(width)
        writer.put(lastDirection)
        writer.put(book)
        writer.put(seen != nil)
        seen?.save(into: &writer)
        writer.put(counters)
    }

    /// Takes over a state that was written under the same scale and settings.
    public mutating func restore(from reader: inout StateReader) throws(StateError) {
        try reader.expect("intake")
        let numbers = try reader.take([Int64].self)
        guard numbers.count == 4 else { throw reader.error("\(numbers.count) numbers, not 4") }
        (lateBefore, nextSecond, lastPrice, lowest) = (
            numbers[0], numbers[1], numbers[2], numbers[3]
        )
        width = try reader.take(UInt64.self)
        lastDirection = try reader.take(Aggressor.self)
        book = try reader.take(Quote.self)
        let hasIDs = try reader.take(Bool.self)
        seen = hasIDs ? try TradeIDWindow(window: settings.tradeIDWindow, from: &reader) : nil
        counters = try reader.take(CountersRecord.self)
    }
}

extension TradeIDWindow {
    /// Writes the ids, oldest first, as steps: most venues count up.
    borrowing func save(into writer: inout StateWriter) {
        var last: UInt64 = 0
        var steps: [Int64] = []
        steps.reserveCapacity(count)
        forEach { id in
            steps.append(Int64(bitPattern: id &- last))
            last = id
        }
        writer.put(steps)
    }

    /// A window of the ids that were saved.
    init(window: Int, from reader: inout StateReader) throws(StateError) {
        self.init(window: window)
        var last: UInt64 = 0
        let steps = try reader.take([Int64].self)
        guard steps.count <= window else {
            throw reader.error("\(steps.count) trade ids in a window of \(window)")
        }
        for step in steps {
            last &+= UInt64(bitPattern: step)
            guard insert(last) else { throw reader.error("trade id \(last) twice") }
        }
    }
}
