import Bytes
public import Records

/// Inputs that follow each other; valid until the cursor moves on.
public struct InputRun {
    /// The sequence of the first.
    public let first: UInt64
    /// The inputs; `received` is zero.
    public let inputs: UnsafeBufferPointer<Input>
    /// The block they are from.
    public let block: BlockHeader
}

/// Whole records that follow each other; valid until the cursor moves on.
public struct OutputRun {
    /// The place of the first slot in the output log, from 1.
    public let first: UInt64
    /// The slots of the records.
    public let slots: UnsafeBufferPointer<OutputSlot>
    /// The block they are from.
    public let block: BlockHeader
}

/// Gives the inputs of a journal, a block at a time.
public struct InputCursor: ~Copyable {
    private var blocks: BlockCursor
    private let unpacker = InputUnpacker()

    init(_ blocks: consuming BlockCursor) { self.blocks = blocks }

    /// The next block's inputs, `nil` behind the last.
    public mutating func next() throws(JournalError) -> InputRun? {
        guard let (header, segment) = try blocks.next() else { return nil }
        let body = try blocks.room.read(header, from: segment)
        do throws(BytesError) {
            let inputs = try unpacker.unpack(body, count: header.count)
            return InputRun(first: header.first, inputs: inputs, block: header)
        } catch {
            throw JournalError(segment, header, error)
        }
    }
}

/// Gives the records of a journal, a block at a time.
public struct OutputCursor: ~Copyable {
    private var blocks: BlockCursor
    private var unpacker = OutputUnpacker()

    init(_ blocks: consuming BlockCursor) { self.blocks = blocks }

    /// The next block's records, `nil` behind the last.
    public mutating func next() throws(JournalError) -> OutputRun? {
        guard let (header, segment) = try blocks.next() else { return nil }
        let body = try blocks.room.read(header, from: segment)
        do throws(BytesError) {
            let slots = try unpacker.unpack(body, count: header.count)
            return OutputRun(first: header.first, slots: slots, block: header)
        } catch {
            throw JournalError(segment, header, error)
        }
    }
}

/// Goes over the blocks of a log that fit a selection, from segment to segment.
struct BlockCursor: ~Copyable {
    var room = BlockRoom()
    private let storage: any Storage
    private let kind: JournalKind
    private let segments: [SegmentInfo]
    private let selection: BlockSelection
    /// The next segment to open.
    private var index: Int
    private var segment: SegmentReader?
    /// What the next segment must go on from, `nil` at the start.
    private var before: (next: UInt64, chain: UInt32)?

    init(
        _ storage: any Storage, _ kind: JournalKind, _ end: LogEnd, _ selection: BlockSelection
    ) {
        self.storage = storage
        self.kind = kind
        self.selection = selection
        segments = end.segments
        // The segment before the first one that begins behind the wanted sequence.
        let wanted = selection.sequences.lowerBound
        let behind = segments.firstIndex { segment in
            kind == .inputs
                ? segment.first > wanted
                : segment.header.lastCauseBefore >= wanted
                    && (selection.afterSlot == 0 || segment.first > selection.afterSlot + 1)
        }
        index = max(0, (behind ?? segments.count) - 1)
    }

    /// The next block that fits, with the segment it is in.
    mutating func next() throws(JournalError) -> (BlockHeader, SegmentReader)? {
        while true {
            guard let segment else {
                guard try openNext() else { return nil }
                continue
            }
            let limit = try self.limit(segment)
            guard let header = try segment.nextHeader(limit: limit) else {
                before = (segment.next, segment.lastBlock)
                self.segment = nil
                continue
            }
            let causeBefore = segment.lastCause
            segment.pass(header)
            if isBehind(header, causeBefore) { return nil }
            if selection.takes(header, before: causeBefore) { return (header, segment) }
        }
    }

    /// No later block fits either.
    private func isBehind(_ header: BlockHeader, _ causeBefore: UInt64) -> Bool {
        let first = kind == .inputs ? header.first : causeBefore
        return first > selection.sequences.upperBound
    }

    /// Closed segments go to their end, the newest to where its whole blocks ended when the
    /// journal was opened.
    private func limit(_ segment: SegmentReader) throws(JournalError) -> Int {
        index == segments.count ? segments[index - 1].size : try segment.file.size()
    }

    /// - Returns: `false` when there is none.
    private mutating func openNext() throws(JournalError) -> Bool {
        guard index < segments.count else { return false }
        let opened = try SegmentReader(storage, kind, segments[index].name)
        if let before {
            try check(opened, "first sequence", before.next, opened.header.first, 16)
            try check(
                opened, "chain checksum", UInt64(before.chain), UInt64(opened.header.chain), 56)
        }
        segment = opened
        index += 1
        return true
    }

    private func check(
        _ opened: SegmentReader, _ what: String, _ expected: UInt64, _ found: UInt64,
        _ offset: Int
    ) throws(JournalError) {
        guard expected != found else { return }
        throw opened.damage(
            BlockHeader.Fault(what: what, limit: expected, value: found), at: offset)
    }
}
