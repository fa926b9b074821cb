import Market
import Records

// The records most files consist of: trades without a fault, of numbers whose route was found.
// Whatever else comes stays in the reader for `take`, which also knows what to say about it.
extension DBNSource {
    /// Reads such trades until another record comes, the batch is full or the buffer ends.
    ///
    /// - Returns: How many slots of the batch were filled, from `first` on.
    func readCommonTrades(into batch: UnsafeMutableBufferPointer<Input>, from first: Int) -> Int {
        let bytes = reader.buffered
        guard bytes.count >= DBNKind.tradeLength, bytes[1] == DBNKind.trade.rawValue else {
            return 0
        }
        var trades = CommonTrades(bytes, found: routes.found, version: reader.metadata.version)
        let count = converters.withUnsafeBufferPointer {
            trades.read($0, into: UnsafeMutableBufferPointer(rebasing: batch[first...]))
        }
        reader.take(trades.offset)
        counts.rows += count + trades.skipped
        counts.good += count
        counts.skipped += trades.skipped
        if count > 0 {
            hasSeenTrades = true
            lastTime = batch[first + count - 1].time
        }
        return count
    }
}

/// What is read of a buffer without asking anybody.
private struct CommonTrades {
    private let bytes: UnsafeRawBufferPointer
    private let found: DBNRouteTable
    private let version: UInt8
    /// Where the next record begins.
    private(set) var offset = 0
    /// Trades of instruments that nobody asked for.
    private(set) var skipped = 0

    init(_ bytes: UnsafeRawBufferPointer, found: DBNRouteTable, version: UInt8) {
        self.bytes = bytes
        self.found = found
        self.version = version
    }

    /// Fills the batch from its start; returns how many slots.
    mutating func read(
        _ converters: UnsafeBufferPointer<DBNConverter>,
        into batch: UnsafeMutableBufferPointer<Input>
    ) -> Int {
        var count = 0
        while count < batch.count, let record = next(), let route = found.route(of: record) {
            if let index = route.index {
                guard let input = try? converters[index].trade(record, withQuote: false),
                    input.size > 0
                else { break }
                batch[count] = input
                count += 1
            } else {
                skipped += 1
            }
            offset += record.length
        }
        return count
    }

    /// The next record if it is a trade and all there.
    @inline(__always)
    private func next() -> DBNRawRecord? {
        let left = bytes.count - offset
        guard left >= DBNKind.tradeLength else { return nil }
        let length = Int(bytes[offset]) * 4
        guard length >= DBNKind.tradeLength, length <= left,
            bytes[offset + 1] == DBNKind.trade.rawValue
        else { return nil }
        return DBNRawRecord(
            UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), at: offset,
            version: version)
    }
}
