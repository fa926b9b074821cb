import Bytes
import Market

/// One log being written: the open segment, the block on its way, and what is on disk.
///
/// A block that the disk has no room for stays staged; `writeStaged` tries it again.
struct SegmentLog: ~Copyable {
    let kind: JournalKind
    let storage: any Storage
    let identity: JournalIdentity
    let segmentBytes: Int

    /// Segments and the place behind what was written.
    private(set) var end: LogEnd
    /// The place behind what is on disk.
    private(set) var durable: (next: UInt64, lastCause: UInt64)
    private var file: OpenFile?
    /// Bytes of the open segment that hold whole blocks, and those known to be on disk.
    private var size = 0
    private var synced = 0
    private var hasBlocks = false
    /// Chain of the next block.
    private var chain: UInt32 = 0
    /// The open segment is to end before the next block.
    private var endsSegment = false
    /// Bytes of a torn write lie behind `size`.
    private var hasDebris = false

    private var staged: BlockHeader?
    private var stagedNext: UInt64
    private var stagedCause: UInt64
    private var body = ByteWriter(capacity: 1 << 16)
    private var block = ByteWriter(capacity: 1 << 16)

    init(
        _ kind: JournalKind, _ storage: any Storage, _ identity: JournalIdentity, _ end: LogEnd,
        segmentBytes: Int
    ) {
        self.kind = kind
        self.storage = storage
        self.identity = identity
        self.end = end
        self.segmentBytes = segmentBytes
        durable = (end.next, end.lastCause)
        stagedNext = end.next
        stagedCause = end.lastCause
    }

    deinit { file?.close() }

    /// Whether a block waits for the disk.
    var isStaged: Bool { staged != nil }

    /// The sequence behind everything taken, staged block included.
    var taken: UInt64 { stagedNext }

    /// The last cause of everything taken, staged block included.
    var takenCause: UInt64 { stagedCause }

    /// The staged block does not go into the open segment.
    var closesSegmentNext: Bool {
        hasBlocks && (endsSegment || size + block.count > segmentBytes)
    }

    /// Everything that was written is on disk.
    var isSynced: Bool { synced == size }

    /// Puts a body together and stages it as the next block. Nothing may be staged already.
    mutating func stage(
        count: Int, wall: Nanoseconds, _ pack: (inout ByteWriter) -> BlockFacts
    ) {
        precondition(staged == nil, "a block from \(end.next) waits to be written")
        body.removeAll()
        let facts = pack(&body)
        var header = BlockHeader(kind)
        header.count = count
        header.rawLength = body.count
        header.first = end.next
        header.lastCause = facts.lastCause
        header.earliest = Nanoseconds(facts.earliest)
        header.latest = Nanoseconds(facts.latest)
        header.instruments = facts.instruments
        header.wall = wall
        packBody(&header)
        staged = header
        stagedNext = header.next
        stagedCause = header.lastCause
    }

    /// The body behind room for a header, as an LZ4 block when that is shorter.
    private mutating func packBody(_ header: inout BlockHeader) {
        block.removeAll()
        block.append(upTo: BlockHeader.length) { place in
            place.initializeMemory(as: UInt8.self, repeating: 0, count: BlockHeader.length)
            return BlockHeader.length
        }
        if body.count >= JournalFormat.leastPacked(kind) {
            block.append(upTo: body.count - 1) { place in
                let room = UnsafeMutableRawBufferPointer(start: place, count: body.count - 1)
                return LZ4.compress(body.bytes, into: room) ?? 0
            }
        }
        header.isPacked = block.count > BlockHeader.length
        if !header.isPacked { block.append(body.bytes) }
        header.storedLength = block.count - BlockHeader.length
        header.bodyChecksum = CRC32C.checksum(
            UnsafeRawBufferPointer(rebasing: block.bytes[BlockHeader.length...]))
    }

    /// Ends the open segment before the next block, if it has one.
    mutating func endSegment() { endsSegment = hasBlocks }

    /// Writes the staged block, if there is one, in a new segment where one is due.
    ///
    /// - Returns: The bytes written.
    /// - Throws: With `noSpace` nothing has changed and the same call may be made later.
    mutating func writeStaged(_ counters: inout JournalCounters) throws(JournalError) -> Int {
        guard var header = staged else { return 0 }
        try prepare(wall: header.wall, &counters)
        guard let file else { preconditionFailure("no segment is open for block \(header.first)") }
        header.chain = chain
        header.place = size
        header.synced = synced
        block.overwriteHeader(&header)
        let start = storage.clock()
        do throws(JournalError) {
            try file.append(block.bytes, at: size)
        } catch {
            hasDebris = true
            throw error
        }
        let time = storage.clock() - start
        counters.longestWrite = max(counters.longestWrite, time)
        size += block.count
        chain = header.checksum
        hasBlocks = true
        staged = nil
        end.next = header.next
        end.lastCause = header.lastCause
        end.chain = header.checksum
        end.segments[end.segments.count - 1].size = size
        counters.blocks += 1
        counters.bytes += UInt64(block.count)
        return block.count
    }

    /// Sees to an open segment that takes the staged block.
    private mutating func prepare(
        wall: Nanoseconds, _ counters: inout JournalCounters
    ) throws(JournalError) {
        if hasDebris, let file {
            try file.truncate(to: size)
            hasDebris = false
        }
        if file != nil, closesSegmentNext {
            // Only the newest segment may end in a tear.
            try sync(&counters)
            file?.close()
            file = nil
        }
        guard file == nil else { return }
        try begin(wall: wall)
        counters.segments += 1
    }

    /// Begins a segment: its name appears once its header is on disk, and blocks follow once the
    /// name is.
    mutating func begin(wall: Nanoseconds) throws(JournalError) {
        var header = SegmentHeader(
            kind: kind, first: end.next, lastCauseBefore: end.lastCause, wall: wall,
            identity: identity, chain: end.chain)
        var bytes = ByteWriter(capacity: 4096)
        header.write(to: &bytes)
        let name = kind.fileName(first: header.first)
        let made = try OpenFile(creating: name + ".new", in: storage)
        do throws(JournalError) {
            try made.append(bytes.bytes, at: 0)
            try made.sync()
            try storage.retrying { () throws(JournalError) in
                try storage.rename(name + ".new", to: name)
            }
            try storage.syncFolder()
        } catch {
            made.close()
            throw error
        }
        file = OpenFile(made, name: name)
        size = bytes.count
        synced = size
        chain = header.checksum
        hasBlocks = false
        endsSegment = false
        if end.segments.last?.name == name { end.segments.removeLast() }
        end.segments.append(SegmentInfo(name: name, header: header, size: size))
    }

    /// Makes what was written durable.
    mutating func sync(_ counters: inout JournalCounters) throws(JournalError) {
        guard let file, !isSynced else { return }
        let start = storage.clock()
        try file.sync()
        counters.latestSync = storage.clock() - start
        counters.longestSync = max(counters.longestSync, counters.latestSync)
        counters.syncs += 1
        synced = size
        durable = (end.next, end.lastCause)
    }

    /// Forgets the oldest segment, once its file is gone.
    mutating func forgetOldest() { end.segments.removeFirst() }
}

/// What a block's header says of its body.
struct BlockFacts {
    var lastCause: UInt64
    var earliest: Int64
    var latest: Int64
    var instruments: UInt64
}

extension ByteWriter {
    /// Writes a block's header over the first bytes.
    fileprivate mutating func overwriteHeader(_ header: inout BlockHeader) {
        withUnsafeTemporaryAllocation(byteCount: BlockHeader.length, alignment: 8) { room in
            header.write(to: room.baseAddress!)
            for offset in stride(from: 0, to: BlockHeader.length, by: 8) {
                let word = room.load(fromByteOffset: offset, as: UInt64.self)
                overwrite(UInt64(littleEndian: word), at: offset)
            }
        }
    }
}
