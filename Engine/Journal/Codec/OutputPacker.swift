import Bytes
import Market
import Records

/// Writes a block of output records: each word as what is shortest of four forms, against the same
/// word of the slot before of the same kind and place in its record.
///
/// The body, before it is packed: two bytes a slot, little-endian, of two bits a word, lowest word
/// first; then, record by record, one byte of the low four bits of its kind, and the words that
/// have a number:
///
/// | bits | form |
/// |-----:|------|
/// | 0 | the word before |
/// | 1 | zigzag varint of the difference |
/// | 2 | varint of the bits that differ, bytes reversed |
/// | 3 | varint of the word, bytes reversed |
///
/// The slot before is the latest in this block whose record's kind has the same low four bits and
/// whose place in its record is the same, 7 standing for all from 7 on; all zero when there is none.
struct OutputPacker: ~Copyable {
    /// Facts about the block written last, for its header.
    private(set) var earliest: Int64 = 0
    private(set) var latest: Int64 = 0
    private(set) var instruments: UInt64 = 0
    private(set) var lastCause: UInt64 = 0

    private let slotsBefore: OutputMemory

    init() { slotsBefore = OutputMemory() }

    deinit { slotsBefore.deallocate() }

    /// Adds the body of a block to `writer`; whole records.
    mutating func pack(_ slots: UnsafeBufferPointer<OutputSlot>, into writer: inout ByteWriter) {
        slotsBefore.removeAll()
        (earliest, latest, instruments, lastCause) = (Int64.max, Int64.min, 0, 0)
        let masks = writer.count
        for _ in slots { writer.append(UInt16(0)) }
        var (index, end, kind) = (0, 0, UInt8(0))
        var start = 0
        while index < slots.count {
            if index == end {
                start = index
                kind = UInt8(truncatingIfNeeded: slots[index].head)
                end += slots[index].slots
                note(slots[index])
                writer.append(kind & 15)
            }
            let mask = write(slots.baseAddress! + index, kind, index - start, &writer)
            writer.overwrite(mask, at: masks + index * 2)
            index += 1
        }
        precondition(end == slots.count, "records of \(end) slots in a block of \(slots.count)")
    }

    /// Takes the facts of a record from its first slot.
    private mutating func note(_ slot: OutputSlot) {
        earliest = min(earliest, slot.time.rawValue)
        latest = max(latest, slot.time.rawValue)
        instruments |= BlockHeader.bit(of: slot.instrument)
        lastCause = slot.cause
    }

    /// - Returns: The slot's mask.
    private func write(
        _ slot: UnsafePointer<OutputSlot>, _ kind: UInt8, _ place: Int, _ writer: inout ByteWriter
    ) -> UInt16 {
        let before = slotsBefore.words(kind, place)
        let words = UnsafeRawPointer(slot)
        var mask: UInt16 = 0
        for index in 0..<8 {
            let word = words.load(fromByteOffset: index * 8, as: UInt64.self)
            let last = before[index]
            if word == last { continue }
            let forms = (
                ZigZag.encode(Int64(bitPattern: word &- last)), (word ^ last).byteSwapped,
                word.byteSwapped
            )
            let least = min(forms.0, forms.1, forms.2)
            let form: UInt16 = least == forms.0 ? 1 : least == forms.1 ? 2 : 3
            mask |= form << UInt16(index * 2)
            writer.append(varint: least)
            before[index] = word
        }
        return mask
    }
}

/// The latest slots by kind and place.
struct OutputMemory {
    private static let kinds = 16
    private static let places = 8
    private let words: UnsafeMutablePointer<UInt64>

    init() { words = .allocate(capacity: Self.kinds * Self.places * 8) }

    func deallocate() { words.deallocate() }

    func removeAll() { words.initialize(repeating: 0, count: Self.kinds * Self.places * 8) }

    /// Eight words.
    @inline(__always)
    func words(_ kind: UInt8, _ place: Int) -> UnsafeMutablePointer<UInt64> {
        words + (Int(kind & 15) * Self.places + min(place, Self.places - 1)) * 8
    }
}
