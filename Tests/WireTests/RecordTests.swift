import Bytes
import Chance
import Market
import Records
import Testing
import Wire
import WireSamples

@Suite struct RecordTests {
    private func fields(_ record: some WireRecord) -> [UInt8] {
        var writer = ByteWriter()
        record.encode(fields: &writer)
        return Array(writer.bytes)
    }

    private func read<Record: WireRecord>(
        _ type: Record.Type, _ bytes: [UInt8]
    ) throws(BytesError) -> Record {
        let result: Result<Record, BytesError> = bytes.withUnsafeBytes { raw in
            var reader = ByteReader(raw)
            do throws(BytesError) {
                return .success(try Record(fields: &reader))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Round trip and unknown tail.
    private func check<Record: WireRecord & Equatable>(_ record: Record) throws {
        let bytes = fields(record)
        #expect(try read(Record.self, bytes) == record)
        #expect(try read(Record.self, bytes + [9, 9]) == record)
    }

    /// Every cut, flips of every bit, and rubbish.
    private func bend<Record: WireRecord>(_ record: Record, _ random: inout SplitMix64) {
        var bytes = fields(record)
        for length in 0..<bytes.count {
            #expect(throws: BytesError.self) { try read(Record.self, Array(bytes[..<length])) }
        }
        for bit in 0..<bytes.count * 8 {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            _ = try? read(Record.self, bytes)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        _ = try? read(Record.self, random.list(200) { $0.byte() })
    }

    @Test func `every record comes back whole, refuses every cut, and never traps`() throws {
        var random = SplitMix64(11)
        // What is open has the fields of what is closed.
        for kind in RecordKind.allCases where ![.openBar, .openFootprint].contains(kind) {
            for round in 0..<60 {
                let record = random.record(kind)
                try check(record)
                if round < 8 { bend(record, &random) }
            }
        }
    }

    @Test func `doubles come back bit by bit`() throws {
        var random = SplitMix64(12)
        for value in [0.1 + 0.2, -0.0, 0x1p53, 0x1p-1074, 4503599627370497.5, -1e300] {
            var state = random.vwapState()
            state.vwap = value
            state.volume = Volume(value)
            let back = try read(VWAPState.self, fields(state))
            #expect(back.vwap.bitPattern == value.bitPattern)
            var row = random.profileDelta()
            row.rows = [FootprintRow(row: 3, bid: Volume(value), ask: .zero, neutral: .zero)]
            let volume = try read(ProfileDelta.self, fields(row)).rows[0].bid
            #expect(volume.rawValue.bitPattern == value.bitPattern)
        }
    }

    @Test func `no NaN and no infinity is decoded`() throws {
        var random = SplitMix64(13)
        var state = random.vwapState()
        state.second = 1.5
        for bad in [Double.nan, .infinity, -.infinity, .signalingNaN] {
            var bytes = fields(state)
            withUnsafeBytes(of: bad.bitPattern.littleEndian) {
                bytes.replaceSubrange((bytes.count - 8)..., with: $0)
            }
            #expect(throws: BytesError(.notFinite, offset: bytes.count - 8)) {
                try read(VWAPState.self, bytes)
            }
        }
    }

    @Test func `rows that do not ascend are refused`() throws {
        // Instrument, cause, anchor, number, date: zeros; end: eight; no landmarks; two rows.
        let front: [UInt8] = Array(repeating: 0, count: 14) + [2]
        #expect(try read(ProfileDelta.self, front + [0, 10, 64]).rows.map(\.row) == [5, 6])
        for bad: [UInt8] in [[0, 10, 0, 0], [0, 10, 0, 1], [64, 0, 10], [0, 10, 128]] {
            #expect(throws: BytesError.self) { try read(ProfileDelta.self, front + bad) }
        }
    }

    @Test func `a footprint row of two whole volumes takes five bytes at most`() {
        var random = SplitMix64(14)
        var footprint = random.footprint()
        footprint.rows = []
        let empty = fields(footprint).count
        footprint.rows = (0..<100).map {
            FootprintRow(
                row: 24_000 + $0, bid: Volume(Double($0)), ask: Volume(4000), neutral: .zero)
        }
        #expect(fields(footprint).count - empty <= 500)
    }

    @Test func `records follow each other, and unknown kinds are skipped`() throws {
        var random = SplitMix64(15)
        let (footprint, roll) = (random.footprint(), random.roll())
        var writer = ByteWriter()
        writer.append(record: footprint, kind: .openFootprint)
        writer.appendSized {
            $0.append(UInt8(200))
            $0.append(text: "of a later version")
        }
        writer.append(record: roll)
        var reader = RecordReader(writer.bytes)
        #expect(try reader.next())
        #expect(reader.kind == .openFootprint)
        #expect(try reader.read(FootprintRecord.self) == footprint)
        #expect(try reader.next())
        #expect(reader.kind == nil)
        #expect(try reader.next())
        #expect(try reader.read(RollRecord.self) == roll)
        #expect(try reader.next() == false)

        var cut = RecordReader(UnsafeRawBufferPointer(rebasing: writer.bytes.dropLast()))
        #expect(try cut.next())
        #expect(try cut.next())
        #expect(throws: WireError.self) { try cut.next() }
    }

    @Test func `a completed profile of the core becomes a snapshot`() {
        var buffer = OutputBuffer()
        ProfileRecord.writeHeader(
            instrument: InstrumentID(3), anchor: .weekly, date: SessionDate(rawValue: 20_000),
            start: Nanoseconds(5), end: Nanoseconds(9), rowCount: 1, rowTicks: 2, poc: 7, vah: 8,
            val: 6, isFromTicks: true, cause: 44, to: &buffer)
        let row = FootprintRow(row: 7, bid: Volume(1), ask: Volume(2), neutral: .zero)
        RowSlots.write(row, at: 0, of: buffer.appendWords(slots: 1))
        let snapshot = ProfileSnapshot(ProfileRecord(buffer.slots))
        #expect(snapshot.landmarks.poc == 7 && snapshot.landmarks.vah == 8)
        #expect(snapshot.landmarks.val == 6 && snapshot.rows == [row])
        #expect(snapshot.isCompleted && snapshot.anchor == .weekly && snapshot.rowTicks == 2)
    }
}
