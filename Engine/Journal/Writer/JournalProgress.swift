/// How far a writer is.
public struct JournalProgress: Hashable, Sendable {
    /// The sequence of the next input to be taken.
    public var next: UInt64
    /// The sequence of the last input in the file, perhaps not on disk yet; 0 before the first.
    public var written: UInt64
    /// The sequence of the last input on disk, 0 before the first.
    public var durable: UInt64
    /// The cause through which every durable output is on disk.
    public var durableCause: UInt64
    /// The place in the output log of the last slot on disk, 0 before the first.
    public var durableSlot: UInt64
}
