/// Texts behind the first slots of a record: their UTF-8 bytes, one after the other, zeros behind
/// the last. The first slot says how long each is.
struct SlotTexts {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    /// Reads the texts of a record behind so many slots.
    init(behind first: Int, of slots: UnsafeBufferPointer<OutputSlot>) {
        bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: slots.dropFirst(first)))
    }

    /// The next text, of as many bytes as the lowest byte of a word says.
    mutating func next(_ word: Int64) -> String {
        next(bytes: Int(UInt8(truncatingIfNeeded: word)))
    }

    /// The next text; cut where the record ends, and mended where it is no UTF-8.
    mutating func next(bytes count: Int) -> String {
        let start = place
        place = min(start + count, bytes.count)
        return String(
            decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self)
    }

    /// Slots that texts take.
    @inline(__always)
    static func slots(_ texts: [String]) -> Int {
        (texts.reduce(0) { $0 + $1.utf8.count } + 63) / 64
    }

    /// Writes texts behind the first slot of their record.
    static func write(_ texts: [String], to buffer: inout OutputBuffer) {
        let count = slots(texts)
        guard count > 0 else { return }
        var words = UnsafeMutableRawPointer(buffer.appendWords(slots: count))
        for text in texts {
            var text = text
            words += text.withUTF8 { bytes in
                if let start = bytes.baseAddress {
                    words.copyMemory(from: start, byteCount: bytes.count)
                }
                return bytes.count
            }
        }
    }

    /// Reads texts of some lengths behind the first slot.
    static func read(_ slots: UnsafeBufferPointer<OutputSlot>, _ lengths: [Int]) -> [String] {
        var texts = SlotTexts(behind: 1, of: slots)
        return lengths.map { texts.next(bytes: $0) }
    }

    /// A byte of a word.
    static func byte(_ word: Int64, _ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: word >> Int64(8 * place))
    }
}
