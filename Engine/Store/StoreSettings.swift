public import Market

/// How a store is written, and what it keeps.
public struct StoreSettings: Hashable, Sendable {
    /// Identity of the output log it is made from; a file of another log is set aside.
    public var log: UInt64 = 0
    /// Records in a transaction, at least 1; a run is never divided.
    public var batchRecords = 1000
    /// The longest that records wait for a transaction to fill.
    public var commitAfter = Nanoseconds.milliseconds(250)
    /// Slots that may wait for the disk, 64 bytes each; more are refused until it took some.
    public var bufferSlots = 65_536
    /// Rows given one by one that may wait for the disk.
    public var bufferRows = 4096
    /// The longest wait for a lock that another process holds, milliseconds.
    public var busyLimit: Int32 = 50
    /// The first pause after trouble; it doubles each time.
    public var firstPause = Nanoseconds.milliseconds(100)
    /// The longest pause after trouble.
    public var longestPause = Nanoseconds.seconds(10)
    /// The largest file that is checked page by page when it is opened, bytes.
    public var checkedBytes: Int64 = 256 << 20
    /// The largest the file may become, bytes; `nil` for as large as the disk allows.
    public var sizeLimit: Int64?
    /// Keeps the rows of completed profiles.
    public var keepsProfileRows = true
    /// Keeps footprints with their rows: about 3 kB a bar.
    public var keepsFootprints = false
    /// Keeps every study, not only the last of its kind.
    public var keepsStudyHistory = false
    /// Keeps the VWAPs at every close.
    public var keepsVWAPs = true

    /// The usual settings.
    public init() {}
}

/// What a writer did since it was made.
public struct StoreCounters: Hashable, Sendable {
    /// Records of the log that are in the file.
    public var records: UInt64 = 0
    /// Rows written, those given one by one among them.
    public var rows: UInt64 = 0
    /// Transactions committed.
    public var batches: UInt64 = 0
    /// Records that lay behind the position and were not written again.
    public var repeated: UInt64 = 0
    /// Records of kinds that the store does not keep.
    public var unkept: UInt64 = 0
    /// Records that make no sense: an unknown instrument, too few slots, no number.
    public var refused: UInt64 = 0
    /// Runs and rows not taken because the buffer was full or the file not open.
    public var notTaken: UInt64 = 0
    /// Transactions that failed and were tried again.
    public var retries: UInt64 = 0
    /// Of all faults, those where another process held the lock.
    public var busy: UInt64 = 0
    /// Faults of every kind.
    public var faults: UInt64 = 0
    /// Times the file was begun anew.
    public var rebuilds: UInt64 = 0
    /// Records that wait for the disk now.
    public var waiting = 0
    /// How long the oldest of them has waited, by the caller's clock.
    public var lag = Nanoseconds.zero

    /// Nothing yet.
    public init() {}
}
