/// Texts behind the first slot of a record: their UTF-8 bytes, one after the other, zeros behind
/// the last. The first slot says how long each is.
enum SlotTexts {
    /// Slots that texts take.
    static func slots(_ texts: [String]) -> Int {
        (texts.reduce(0) { $0 + $1.utf8.count } + 63) / 64
    }

    /// Writes texts behind the first slot of their record.
    static func write(_ texts: [String], to buffer: inout OutputBuffer) {
        let count = slots(texts)
        guard count > 0 else { return }
        let words = UnsafeMutableRawPointer(buffer.appendWords(slots: count))
        var place = 0
        for text in texts {
            for byte in text.utf8 {
                words.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
                place += 1
            }
        }
    }

    /// Reads texts of some lengths; cut where the record ends, and mended where they are no
    /// UTF-8.
    static func read(_ slots: UnsafeBufferPointer<OutputSlot>, _ lengths: [Int]) -> [String] {
        let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: slots.dropFirst()))
        var start = 0
        return lengths.map { length in
            let end = min(start + length, bytes.count)
            defer { start = end }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }

    /// A byte of a word.
    static func byte(_ word: Int64, _ place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: word >> Int64(8 * place))
    }
}
