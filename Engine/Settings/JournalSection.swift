/// When what the journal took is on the disk.
public enum SyncChoice: String, Sendable, Hashable, CaseIterable {
    /// Before anything of it is acknowledged.
    case always
    /// Every so many milliseconds; acknowledgements wait for it.
    case interval
    /// When the system finds time; acknowledged is what the system was given.
    case off
}

/// The journal, and what follows it.
public struct JournalSection: Sendable, Hashable {
    /// The folder; empty for no journal.
    public var folder = ""
    /// When what it took is on the disk.
    public var sync = SyncChoice.always
    /// Milliseconds between syncs under `interval`.
    public var interval = 50
    /// Mebibytes of a segment.
    public var segment = 64
    /// Days that segments are kept; 0 for ever.
    public var days = 0
    /// Gibibytes that segments may take; 0 for any number.
    public var size = 0
    /// Mebibytes of free space below which it warns.
    public var lowSpace = 1024
    /// Inputs after which a checkpoint is made, beside those at a session's end.
    public var checkpoint = 4_000_000
    /// Slots of the rings from the core to the journal, 64 bytes each.
    public var ring = 65_536
    /// Whether a SQLite file follows the journal.
    public var store = true

    /// Whether there is one.
    public var isOn: Bool { !folder.isEmpty }
}
