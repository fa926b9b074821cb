/// What the slots behind a command's first carry: texts, then words, 40 bytes a slot, zeros behind
/// the last.
struct CommandRest {
    private static let bytesPerSlot = 40
    /// The most bytes that there are.
    static let limit = CommandInput.restLimit * bytesPerSlot

    private let room: UnsafeMutableRawBufferPointer
    /// Bytes that there are.
    private let end: Int
    /// Bytes written or read so far.
    private var place = 0

    /// Nothing yet, in room for `limit` bytes.
    init(writing room: UnsafeMutableRawBufferPointer) {
        self.room = room
        end = Self.limit
        room.initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// What some slots carry behind the first, in room for `limit` bytes.
    init(reading inputs: UnsafeBufferPointer<Input>, in room: UnsafeMutableRawBufferPointer) {
        self.room = room
        end = (inputs.count - 1) * Self.bytesPerSlot
        var place = 0
        for input in inputs.dropFirst() {
            Self.store(input.price, at: place, room)
            Self.store(input.size, at: place + 8, room)
            Self.store(input.bid, at: place + 16, room)
            Self.store(input.ask, at: place + 24, room)
            Self.store(Int64(bitPattern: input.tradeID), at: place + 32, room)
            place += Self.bytesPerSlot
        }
    }

    private static func store(
        _ word: Int64, at place: Int, _ room: UnsafeMutableRawBufferPointer
    ) {
        room.storeBytes(of: word.littleEndian, toByteOffset: place, as: Int64.self)
    }

    // MARK: Writing

    /// Slots that what was written takes.
    var slots: Int { (place + Self.bytesPerSlot - 1) / Self.bytesPerSlot }

    /// Adds a text.
    ///
    /// - Returns: Its bytes.
    mutating func append(_ text: String) -> UInt64 {
        var text = text
        let start = place
        place += text.withUTF8 { bytes in
            precondition(bytes.count <= end - start, "\(bytes.count) bytes behind \(start)")
            UnsafeMutableRawBufferPointer(rebasing: room[start...]).copyMemory(
                from: UnsafeRawBufferPointer(bytes))
            return bytes.count
        }
        return UInt64(place - start)
    }

    /// Adds a word.
    mutating func append(_ word: Int64) {
        precondition(place + 8 <= end, "a word behind \(place) bytes")
        Self.store(word, at: place, room)
        place += 8
    }

    /// One of the five words of a slot.
    func word(_ slot: Int, _ number: Int) -> Int64 {
        Int64(
            littleEndian: room.load(
                fromByteOffset: slot * Self.bytesPerSlot + number * 8, as: Int64.self))
    }

    // MARK: Reading

    /// The next text, of so many bytes as the lowest byte of `facts` says; `nil` where there are
    /// fewer or they are no UTF-8.
    mutating func text(_ facts: UInt64) -> String? {
        let start = place
        place += Int(facts & 0xff)
        guard place <= end else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: room[start..<place])
        // Most texts are ASCII, which is seen at a glance.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The next words; `nil` where there are fewer.
    mutating func words(_ count: Int) -> CommandWords? {
        guard count <= CommandFields.wordLimit, place + 8 * count <= end else { return nil }
        var words = CommandWords()
        for _ in 0..<count {
            words.append(
                Int64(littleEndian: room.loadUnaligned(fromByteOffset: place, as: Int64.self)))
            place += 8
        }
        return words
    }
}
