import Bytes
import Market
public import Records
import Wire

/// What became of orders, by number.
extension StoreReader {
    /// Reports of orders and fills from a number on, ascending, the first `limit` of them (0 for
    /// as many as there are), exactly as they were recorded.
    public func reports(
        from first: UInt64, limit: UInt32 = 0
    ) throws(StoreFault) -> [TradingEvent] {
        let row = try statement(
            """
            SELECT i.number, t.packed FROM reports t JOIN instruments i ON i.id = t.instrument
            WHERE t.number >= ? ORDER BY t.number LIMIT ?
            """, as: "reports")
        row.add(Int64(clamping: first))
        row.add(Self.limit(limit))
        let found = try rows(of: row) { row in
            row.bytes(1) { Self.report($0, of: row.instrument(0)) }
        }
        guard found.allSatisfy({ $0 != nil }) else {
            throw StoreFault(
                .corrupt, path: path, subject: "reports",
                reason: "one from number \(first) on can not be read")
        }
        return found.compactMap(\.self)
    }

    /// The report in a row; its instrument may have had another number when it was written.
    private static func report(
        _ packed: UnsafeRawBufferPointer, of instrument: InstrumentID
    ) -> TradingEvent? {
        do throws(WireError) {
            var reader = RecordReader(packed)
            guard try reader.next() else { return nil }
            switch try TradingEvent(reader) {
            case .order(var record):
                record.order.instrument = instrument
                return .order(record)
            case .fill(var record):
                record.fill.instrument = instrument
                return .fill(record)
            default: return nil
            }
        } catch {
            return nil
        }
    }
}
