public import Market
public import Records

/// Where inputs of the core come from, pulled in batches by the thread that owns the source.
public protocol InputSource: AnyObject {
    /// Fills the batch from its start.
    ///
    /// A bar takes two consecutive slots and is never split across batches, so a batch holds at
    /// least two.
    ///
    /// - Returns: How many slots were filled; 0 at the end, and ever after.
    /// - Throws: When the source cannot go on; what was read before is in earlier batches.
    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int

    /// How much older than another instrument's newest input one may still come, in whole seconds:
    /// 0 of a source that is in order of time, or of one instrument alone. Its clock is behind by so
    /// much, so that no instrument's bars are closed before their ticks have come.
    var skew: Nanoseconds { get }

    /// What has been read so far.
    var report: SourceReport { get }
}

/// What a source has read so far.
public struct SourceReport: Hashable, Sendable {
    /// How many bad rows are kept; the others are only counted.
    public static let keptBadRows = 20

    /// The file, or what else the source calls itself.
    public var name: String
    /// Rows or records, good and bad.
    public var rows = 0
    /// Rows that became inputs and will not be counted as bad by the core.
    public var good = 0
    /// Rows the core counts as bad: unreadable, or with a size not above zero.
    public var bad = 0
    /// Rows left out on purpose: other instruments, other kinds of record.
    public var skipped = 0
    /// The first bad rows, at most `keptBadRows`.
    public var firstBad: [BadRow] = []
    /// Bytes read from the file as stored.
    public var bytes = 0

    /// An empty report.
    public init(name: String) { self.name = name }

    /// Counts a bad row and keeps it when it is one of the first.
    package mutating func addBad(_ row: @autoclosure () -> BadRow) {
        rows += 1
        bad += 1
        if firstBad.count < Self.keptBadRows { firstBad.append(row()) }
    }
}

extension InputSource {
    /// All that is left, for tests and small files.
    package func readAll(batch capacity: Int = 4096) throws(FeedError) -> [Input] {
        let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: capacity)
        defer { batch.deallocate() }
        var all: [Input] = []
        while true {
            let count = try next(into: batch)
            if count == 0 { return all }
            all.append(contentsOf: batch[..<count])
        }
    }
}
