import Market
import Records

/// Entries for a fuzzer: any bytes are read to their end, or refused, in bounded memory.
package enum FeedFuzz {
    /// Inputs and decompressed bytes beyond this are not read: small bytes may hold a lot.
    private static let mostInputs = 1 << 20
    private static let mostBytes = 16 << 20

    private static let instrument = Instrument(
        symbol: "FUZZ", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
        sizes: SizeScale(decimals: 3, lot: 1), tickValueNanos: 1)

    /// Tick CSV.
    package static func csv(_ bytes: UnsafeRawBufferPointer) {
        drain(bytes) { source throws(FeedError) in
            try TickCSVSource(source, instrument: instrument, id: InstrumentID(0))
        }
    }

    /// Bar CSV, in order and sorted, as bars and as simulated ticks.
    package static func bars(_ bytes: UnsafeRawBufferPointer) {
        for sorts in [false, true] {
            drain(bytes) { source throws(FeedError) in
                let bars = try BarCSVSource(
                    source, instrument: instrument, id: InstrumentID(0), period: .minute1,
                    sorts: sorts)
                return sorts ? SimulatedTicksSource(bars, prices: instrument.prices) : bars
            }
        }
    }

    /// JSON lines of an aggregate feed; what becomes a bar holds its open and close.
    package static func aggregates(_ bytes: UnsafeRawBufferPointer) {
        drain(bytes) { source throws(FeedError) in
            AggregatesSource(source, instrument: instrument, id: InstrumentID(0))
        }
    }

    /// The text of a fault plan; one that can be read is carried out on a few ticks.
    package static func faults(_ bytes: UnsafeRawBufferPointer) {
        do throws(FaultPlanError) {
            let plan = try FaultPlan(String(decoding: bytes, as: UTF8.self))
            precondition(plan.shares.allSatisfy { (0...1).contains($0.share) })
            rehearse(plan, seed: UInt64(bytes.count))
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    private static func rehearse(_ plan: FaultPlan, seed: UInt64) {
        var text = "ts_ns,price,size,side,id\n"
        for index in 0..<64 {
            text += "\(1_790_000_000_000_000_000 + index * 700_000_000),1,1,B,\(index)\n"
        }
        drain(Array(text.utf8)) { source throws(FeedError) in
            FaultySource(
                try TickCSVSource(source, instrument: instrument, id: InstrumentID(0)),
                plan: plan, seed: seed, instruments: [InstrumentID(0)])
        }
    }

    /// DBN, as a stream and as fragments of each version, a few bytes at a time and all at once, as
    /// inputs and as records.
    package static func dbn(_ bytes: UnsafeRawBufferPointer) {
        for version in [nil, 1, 2, 3] as [UInt8?] {
            for step in [7, Int.max] { inputs(ofDBN: bytes, version, step: step) }
            decodeAll(bytes, version)
        }
    }

    private static func inputs(
        ofDBN bytes: UnsafeRawBufferPointer, _ version: UInt8?, step: Int
    ) {
        drain(Array(bytes), step: step) { source throws(FeedError) in
            let routes = [
                DBNSource.Route(.number(5482), instrument: instrument, id: InstrumentID(0)),
                DBNSource.Route(
                    .allMapped, instrument: instrument, id: InstrumentID(1), takesSpreads: true),
            ]
            return try DBNSource(source, routes: routes, fragmentVersion: version)
        }
    }

    /// Gzip, whatever the first bytes say.
    package static func gzip(_ bytes: UnsafeRawBufferPointer) {
        decompress([0x1f, 0x8b], bytes)
    }

    /// Zstd, whatever the first bytes say.
    package static func zstd(_ bytes: UnsafeRawBufferPointer) {
        decompress([0x28, 0xb5, 0x2f, 0xfd], bytes)
    }

    private static func drain(
        _ bytes: UnsafeRawBufferPointer,
        _ open: (ByteSource) throws(FeedError) -> any InputSource
    ) {
        drain(Array(bytes), open)
    }

    private static func drain(
        _ bytes: [UInt8], step: Int = 7, _ open: (ByteSource) throws(FeedError) -> any InputSource
    ) {
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 64)
        defer { batch.deallocate() }
        do throws(FeedError) {
            let source = try open(ByteSource(bytes: bytes, step: step))
            var total = 0
            while total < mostInputs {
                let count = try source.next(into: batch)
                if count == 0 { break }
                checkBars(batch[..<count])
                total += count
            }
            precondition(source.report.firstBad.count <= SourceReport.keptBadRows)
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    /// A bar's halves come together, its prices around open and close.
    private static func checkBars(_ inputs: Slice<UnsafeMutableBufferPointer<Input>>) {
        for (index, input) in zip(inputs.indices, inputs) where input.kind == .bar {
            let bar = BarInput(input, inputs[index + 1])
            precondition(inputs[index + 1].kind == .barRest, "a bar lost its second half")
            precondition(
                bar.high >= max(bar.open, bar.close) && bar.low <= min(bar.open, bar.close)
                    && bar.volume.rawValue >= 0 && bar.sessionVWAP.map(\.isFinite) ?? true,
                "\(bar)")
        }
    }

    private static func decodeAll(_ bytes: UnsafeRawBufferPointer, _ version: UInt8?) {
        do throws(FeedError) {
            let reader = try DBNReader(ByteSource(bytes: Array(bytes)), fragmentVersion: version)
            var total = 0
            while total < mostInputs, let record = try reader.next() {
                if case .definition(let definition) = record.decoded {
                    for number in DBNDefinition.Number.allCases { _ = definition[number] }
                    for text in DBNDefinition.Text.allCases { _ = definition[text] }
                }
                total += 1
            }
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    private static func decompress(_ magic: [UInt8], _ bytes: UnsafeRawBufferPointer) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        for all in [Array(bytes), magic + bytes] {
            do throws(FeedError) {
                let source = try ByteSource(bytes: all, step: 100)
                while try source.read(into: buffer) > 0, source.offset < mostBytes {}
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
    }
}
