public import Market

/// One segment, by what its header says.
public struct SegmentInfo: Hashable, Sendable {
    /// The file.
    public var name: String
    /// Its header.
    public var header: SegmentHeader
    /// Bytes of the file that belong to whole blocks, header included, as last seen.
    public var size: Int

    /// Sequence of its first input, or place of its first slot in the output log.
    public var first: UInt64 { header.first }
    /// Wall time of its making.
    public var wall: Nanoseconds { header.wall }
}

/// Where a log ends, and its segments: what a writer goes on from.
public struct LogEnd: Hashable, Sendable {
    /// The sequence that comes next.
    public var next: UInt64 = 1
    /// Sequence of the last input, or cause of the last record; 0 without one.
    public var lastCause: UInt64 = 0
    /// Header checksum of the last block, 0 without one.
    public var chain: UInt32 = 0
    /// The segments, oldest first.
    public var segments: [SegmentInfo] = []

    /// An empty log.
    public init() {}
}

/// Where both logs end.
public struct JournalEnd: Hashable, Sendable {
    /// The inputs.
    public var inputs = LogEnd()
    /// The outputs.
    public var outputs = LogEnd()

    /// An empty journal.
    public init() {}

    subscript(_ kind: JournalKind) -> LogEnd {
        get { kind == .inputs ? inputs : outputs }
        set {
            if kind == .inputs { inputs = newValue } else { outputs = newValue }
        }
    }
}
