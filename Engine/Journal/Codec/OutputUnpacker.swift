import Bytes
import Records

/// Reads the bodies that `OutputPacker` writes.
struct OutputUnpacker: ~Copyable {
    private let slotsBefore: OutputMemory
    private var slots: UnsafeMutablePointer<OutputSlot>
    private var capacity: Int

    init() {
        slotsBefore = OutputMemory()
        capacity = 1024
        slots = .allocate(capacity: capacity)
    }

    deinit {
        slotsBefore.deallocate()
        slots.deallocate()
    }

    /// The slots of a body, whole records; valid until the next call.
    mutating func unpack(
        _ body: UnsafeRawBufferPointer, count: Int
    ) throws(BytesError) -> UnsafeBufferPointer<OutputSlot> {
        var reader = ByteReader(body)
        var masks = ByteReader(try reader.readBytes(count * 2))
        if capacity < count { grow(to: count) }
        slotsBefore.removeAll()
        var index = 0
        while index < count {
            let kind = try reader.read(UInt8.self)
            guard kind < 16 else { throw reader.badValue(Int(kind), width: 1) }
            try read(index, place: 0, kind, &masks, &reader)
            let length = slots[index].slots
            guard length > 0, length <= count - index, UInt8(slots[index].head & 15) == kind else {
                throw reader.badValue(length)
            }
            for place in 1..<max(1, length) {
                try read(index + place, place: place, kind, &masks, &reader)
            }
            index += length
        }
        guard reader.isAtEnd else { throw reader.badValue(reader.remaining) }
        return UnsafeBufferPointer(start: slots, count: count)
    }

    /// Reads one slot.
    @inline(__always)
    private func read(
        _ index: Int, place: Int, _ kind: UInt8, _ masks: inout ByteReader,
        _ reader: inout ByteReader
    ) throws(BytesError) {
        var mask = try masks.read(UInt16.self)
        let words = slotsBefore.words(kind, place)
        var word = words
        while mask != 0 {
            switch mask & 3 {
            case 0: break
            case 1: word.pointee &+= UInt64(bitPattern: try reader.readZigzag())
            case 2: word.pointee ^= try reader.readVarint().byteSwapped
            default: word.pointee = try reader.readVarint().byteSwapped
            }
            mask >>= 2
            word += 1
        }
        (slots + index).initialize(to: UnsafeRawPointer(words).load(as: OutputSlot.self))
    }

    private mutating func grow(to count: Int) {
        slots.deallocate()
        capacity = count
        slots = .allocate(capacity: count)
    }
}
