public import Market

/// Where the digests of an instrument's streams stand, before the input that caused it: written
/// when a session begins, at a feed's end and at the engine's close.
///
/// First slot: a number of streams, b digest of all of them; then pairs of stream number and
/// digest, four a slot. A stream's number is its `OutputKind`; bars have 36 and their period.
public struct DigestRecord: Hashable, Sendable {
    /// A stream and its digest.
    public struct Stream: Hashable, Sendable {
        /// Its number.
        public var number: UInt8
        /// Its digest.
        public var digest: RecordDigest
    }

    /// The instrument it is about.
    public var instrument: InstrumentID
    /// Event time, ns since the epoch.
    public var time: Nanoseconds
    /// Sequence of the input that caused it.
    public var cause: UInt64
    /// Those streams that have records, by number.
    public private(set) var streams: [Stream] = []

    /// A record without streams.
    public init(instrument: InstrumentID, time: Nanoseconds, cause: UInt64) {
        self.instrument = instrument
        self.time = time
        self.cause = cause
    }

    /// Adds a stream, if it has records.
    public mutating func add(_ digest: RecordDigest, _ number: UInt8) {
        guard digest != RecordDigest() else { return }
        streams.append(Stream(number: number, digest: digest))
    }

    /// The digest of all streams.
    public var whole: RecordDigest {
        var digest = RecordDigest()
        for stream in streams { digest.add(stream.digest) }
        return digest
    }

    /// Slots the record takes.
    public var slotCount: Int { 1 + (streams.count + 3) / 4 }

    /// Puts the record in front of the slot at a place.
    ///
    /// - Returns: How many slots it took.
    @discardableResult
    public func insert(at index: Int, into out: inout OutputBuffer) -> Int {
        out.open(slotCount, at: index)
        out[index] = OutputSlot(
            kind: .digest, slots: slotCount, instrument: instrument, time: time, cause: cause,
            a: Int64(streams.count), b: Int64(bitPattern: whole.value))
        for slot in 1..<slotCount {
            let pairs = streams.dropFirst((slot - 1) * 4).prefix(4).map {
                (Int64($0.number), Int64(bitPattern: $0.digest.value))
            }
            func word(_ place: Int) -> (Int64, Int64) {
                place < pairs.count ? pairs[place] : (0, 0)
            }
            out[index + slot] = OutputSlot(
                words: word(0).0, word(0).1, word(1).0, word(1).1, word(2).0, word(2).1,
                word(3).0, word(3).1)
        }
        return slotCount
    }

    /// Reads a record.
    public init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        let head = slots[0]
        self.init(instrument: head.instrument, time: head.time, cause: head.cause)
        let count = min(Int(clamping: head.a), (slots.count - 1) * 4)
        UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: slots[1...])).withMemoryRebound(
            to: UInt64.self
        ) { words in
            for place in 0..<max(0, count) {
                var digest = RecordDigest()
                digest.value = words[place * 2 + 1]
                streams.append(
                    Stream(number: UInt8(truncatingIfNeeded: words[place * 2]), digest: digest))
            }
        }
    }
}
