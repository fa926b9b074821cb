public import Market
public import Records

/// A rolling digest for each stream of records of each instrument.
///
/// A stream is a kind of record; bars have one for each period.
@usableFromInline
struct StreamDigests: ~Copyable {
    /// Streams that an instrument can have: six cache lines of digests.
    @usableFromInline static let streams = 48
    /// Where the periods of bars begin.
    @usableFromInline static let firstPeriod = 36

    @usableFromInline
    let table: UnsafeMutablePointer<RecordDigest>
    /// Of ticks apart and side by side: every tick touches one.
    let ticks: UnsafeMutablePointer<RecordDigest>
    private let instruments: [InstrumentID]
    let rows: Int

    init(instruments: [InstrumentID]) {
        self.instruments = instruments
        // One more for what is about all of them.
        rows = Int(instruments.map(\.rawValue).max() ?? 0) + 2
        table = UnsafeMutableRawPointer.allocate(
            byteCount: rows * Self.streams * MemoryLayout<RecordDigest>.stride, alignment: 64
        ).bindMemory(to: RecordDigest.self, capacity: rows * Self.streams)
        table.initialize(repeating: RecordDigest(), count: rows * Self.streams)
        ticks = .allocate(capacity: rows)
        ticks.initialize(repeating: RecordDigest(), count: rows)
    }

    @usableFromInline
    deinit {
        UnsafeMutableRawPointer(table).deallocate()
        ticks.deallocate()
    }

    /// Where the digest of an instrument's shortest bars stands.
    @inlinable
    @inline(__always)
    func firstBars(of instrument: InstrumentID) -> UnsafeRawPointer {
        UnsafeRawPointer(table + Int(instrument.rawValue) * Self.streams + Self.firstPeriod)
    }

    /// Adds the records from a place on, and puts in a digest record before each session of bars
    /// and after a feed's last.
    mutating func add(_ out: inout OutputBuffer, from first: Int) {
        var index = first
        while true {
            index = addTicks(out.slots, from: index)
            guard index < out.count else { return }
            let slot = out[index]
            let instrument = min(Int(slot.instrument.rawValue), rows - 1)
            if slot.kind == .roll, RollRecord(slot).measure == .bars {
                index += record(of: slot.instrument, slot.time, slot.cause)
                    .insert(at: index, into: &out)
            }
            let size = max(1, slot.slots)
            let record = UnsafeBufferPointer(rebasing: out.slots[index..<index + size])
            table[instrument * Self.streams + Self.stream(record)].add(record)
            index += size
            if slot.kind == .counters, CountersRecord(record).isLast {
                index += self.record(of: slot.instrument, slot.time, slot.cause)
                    .insert(at: index, into: &out)
            }
        }
    }

    /// Adds ticks that follow one another. How many of one instrument come together can not be
    /// predicted, and so nothing depends on it.
    ///
    /// - Returns: The place of the first other record.
    @inline(__always)
    private func addTicks(_ slots: UnsafeBufferPointer<OutputSlot>, from first: Int) -> Int {
        guard let base = slots.baseAddress else { return first }
        var place = base + first
        let end = base + slots.count
        while place < end, place.pointee.isTick {
            ticks[min(Int(place.pointee.instrument.rawValue), rows &- 1)].add(tick: place.pointee)
            place += 1
        }
        return place - base
    }

    /// The stream of a record.
    private static func stream(_ record: UnsafeBufferPointer<OutputSlot>) -> Int {
        guard let kind = record[0].kind else { return 0 }
        if kind == .bar { return firstPeriod + Int(BarRecord(record).bar.period.rawValue) }
        return Int(kind.rawValue)
    }

    /// The name of a stream, as the wire's channels and periods are called.
    static func name(_ stream: Int) -> String {
        if stream >= firstPeriod {
            let period = BarPeriod(rawValue: UInt8(stream - firstPeriod))
            return "bars \(period?.name ?? "?")"
        }
        return OutputKind(rawValue: UInt8(stream)).map { "\($0)" } ?? "stream \(stream)"
    }

    /// Where the streams of an instrument stand.
    func record(
        of instrument: InstrumentID, _ time: Nanoseconds, _ cause: UInt64
    ) -> DigestRecord {
        var record = DigestRecord(instrument: instrument, time: time, cause: cause)
        let row = min(Int(instrument.rawValue), rows - 1)
        record.add(ticks[row], UInt8(OutputKind.tick.rawValue))
        for stream in 0..<Self.streams {
            record.add(table[row * Self.streams + stream], UInt8(stream))
        }
        return record
    }

    /// All streams of all instruments, in their order.
    var whole: RecordDigest {
        var digest = RecordDigest()
        for instrument in instruments {
            digest.add(record(of: instrument, .zero, 0).whole)
        }
        digest.add(record(of: .all, .zero, 0).whole)
        return digest
    }
}
