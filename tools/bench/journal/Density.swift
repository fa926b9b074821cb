import BenchKit
import Feed
import Glibc
import Journal
import Market
import Records

/// Bytes a tick of a recorded day, beside the same trades as DBN records packed by `zstd`.
enum Density {
    static func measure(
        _ path: String, _ symbol: String, _ folder: String
    ) throws(JournalError) {
        let ticks = read(path, symbol)
        let storage = try JournalBench.fresh(folder)
        var settings = JournalSettings()
        settings.policy = .off
        var writer = try JournalWriter(
            storage, identity: JournalBench.identity, resuming: JournalEnd(), settings: settings,
            now: JournalBench.wall())
        try ticks.span.withUnsafeBufferPointer { all throws(JournalError) in
            try writer.append(inputs: all, first: 1)
        }
        try writer.commitAll(now: JournalBench.wall())
        let count = Double(ticks.count)
        line("\(symbol) journal", Double(writer.counters.inputBytes) / count)
        let records = folder + "/records"
        writeRecords(ticks, records)
        for level in [1, 3, 19] {
            guard let size = packed(records, level) else { continue }
            line("\(symbol) DBN zstd -\(level)", Double(size) / count)
        }
        unlink(records)
    }

    private static func line(_ work: String, _ value: Double) {
        Measured.line(JournalBench.bench, work, "bytes/tick", "value", value)
    }

    private static func read(_ path: String, _ symbol: String) -> [Input] {
        var ticks: [Input] = []
        do throws(FeedError) {
            guard let instrument = try? InstrumentCatalog.instrument(symbol: symbol) else {
                Measured.fail("journalbench: no instrument \(symbol)")
            }
            let source = try SourceOpener.open(path, instrument: instrument, id: InstrumentID(0))
                .source
            let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 4096)
            defer { batch.deallocate() }
            while true {
                let count = try source.next(into: batch)
                if count == 0 { break }
                ticks += batch[..<count]
            }
        } catch {
            Measured.fail("journalbench: \(error)")
        }
        return ticks
    }

    /// The trades as DBN `trades` records of 48 bytes; what the tape does not give is constant, or,
    /// as the receive stamp, equal to the event's, which favours DBN.
    private static func writeRecords(_ ticks: [Input], _ path: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ticks.count * 48)
        func put<Value: FixedWidthInteger>(_ value: Value) {
            withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
        }
        for tick in ticks {
            put(UInt8(12))  // length in words of 4 bytes
            put(UInt8(0))  // rtype: trades
            put(UInt16(1))  // publisher
            put(UInt32(1))  // instrument
            put(tick.time.rawValue)
            put(tick.price)
            put(UInt32(truncatingIfNeeded: tick.size))
            put(UInt8(ascii: "T"))
            put(UInt8(ascii: "N"))
            put(UInt8(0))  // flags
            put(UInt8(0))  // depth
            put(tick.time.rawValue)
            put(Int32(0))  // sending delta
            put(UInt32(0))  // sequence
        }
        guard let file = fopen(path, "w"), fwrite(bytes, 1, bytes.count, file) == bytes.count,
            fclose(file) == 0
        else { Measured.fail("journalbench: cannot write \(path): error \(errno)") }
    }

    /// The length that the `zstd` tool packs a file to; `nil` without the tool.
    private static func packed(_ path: String, _ level: Int) -> Int? {
        guard let pipe = popen("zstd -q -\(level) -c '\(path)' 2>/dev/null | wc -c", "r") else {
            return nil
        }
        defer { pclose(pipe) }
        var size = 0
        let fields = withUnsafeMutablePointer(to: &size) { place in
            withVaList([place]) { vfscanf(pipe, "%ld", $0) }
        }
        return fields == 1 && size > 0 ? size : nil
    }
}
