/// When the writer makes sure that bytes are on the medium.
@frozen
public enum SyncPolicy: Hashable, Sendable {
    /// At each commit: what is committed is durable.
    case always
    /// Every so many milliseconds, at the first commit after them.
    case interval(milliseconds: Int)
    /// Only when a segment is closed: a power cut may take the segment's end.
    case off
}

/// How a journal is written.
public struct JournalSettings: Hashable, Sendable {
    /// When bytes are made durable.
    public var policy = SyncPolicy.always
    /// Bytes of a segment before the next is begun, 4 KiB to 1 GiB; 64 MiB.
    public var segmentBytes = 64 << 20
    /// Inputs of a full block, 1 to 16,384.
    public var blockInputs = 4096
    /// Slots of a full block, 1 to 262,144; a longer record is a block of its own.
    public var blockSlots = 4096
    /// How long a block waits to be full when commits do not sync, ns; 10 ms.
    public var linger: Int64 = 10_000_000
    /// How long records may wait for their sync under `always`, ns; 0. Recovery makes those anew
    /// that a crash takes.
    public var outputLag: Int64 = 0
    /// Free bytes below which the space is `low`; 1 GiB.
    public var lowSpace = 1 << 30
    /// How often the free space is looked at, ns; 1 s.
    public var spaceInterval: Int64 = 1_000_000_000
    /// A sync or write that takes longer is counted as a stall, ns; 2 s.
    public var stall: Int64 = 2_000_000_000

    /// Durable commits, segments of 64 MiB.
    public init() {}

    func check() {
        precondition(
            (4096...1 << 30).contains(segmentBytes),
            "a segment has 4096 to \(1 << 30) bytes, got \(segmentBytes)")
        precondition(
            (1...JournalFormat.largestInputCount).contains(blockInputs),
            "a block has 1 to \(JournalFormat.largestInputCount) inputs, got \(blockInputs)")
        precondition(
            (1...JournalFormat.largestSlotCount).contains(blockSlots),
            "a block has 1 to \(JournalFormat.largestSlotCount) slots, got \(blockSlots)")
        if case .interval(let milliseconds) = policy {
            precondition(milliseconds > 0, "an interval is 1 ms or more, got \(milliseconds)")
        }
    }
}

/// Free space as the writer last saw it.
@frozen
public enum JournalSpace: UInt8, Hashable, Sendable, CaseIterable {
    /// More than the floor.
    case enough = 0
    /// Below the floor.
    case low = 1
    /// The disk refused bytes; nothing is lost, and the writer goes on when it takes them again.
    case full = 2
}

/// What the writer did, since it was made.
public struct JournalCounters: Hashable, Sendable {
    /// Inputs taken.
    public var inputs: UInt64 = 0
    /// Output slots taken.
    public var slots: UInt64 = 0
    /// Blocks written, of both logs.
    public var blocks: UInt64 = 0
    /// Bytes written, headers included.
    public var bytes: UInt64 = 0
    /// Bytes of input blocks, headers included.
    public var inputBytes: UInt64 = 0
    /// Segments begun.
    public var segments: UInt64 = 0
    /// Segments removed by retention.
    public var removed: UInt64 = 0
    /// Syncs of files.
    public var syncs: UInt64 = 0
    /// The longest sync, ns.
    public var longestSync: Int64 = 0
    /// The latest sync, ns.
    public var latestSync: Int64 = 0
    /// The longest write, ns.
    public var longestWrite: Int64 = 0
    /// Syncs and writes longer than the setting.
    public var stalls: UInt64 = 0
    /// Writes the disk had no space for.
    public var refusals: UInt64 = 0
    /// Looks at the free space that failed.
    public var spaceFailures: UInt64 = 0
    /// Free bytes as last seen, `nil` before the first look.
    public var freeBytes: Int?

    /// All zero.
    public init() {}
}
