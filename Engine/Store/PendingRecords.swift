import Market
import Records

/// Runs of records that wait for the disk, in order, in bounded memory.
struct PendingRecords {
    struct Run {
        /// Where the run ends among the slots taken since the store began.
        let end: Int
        let records: Int
        /// The output log's position after it.
        let through: UInt64
        let arrived: Nanoseconds
    }

    private var slots: [OutputSlot] = []
    private var runs: [Run] = []
    /// Slots in front of `slots` that are stored and gone.
    private var dropped = 0
    /// Slots and runs at the front that are stored and not moved away yet.
    private var storedSlots = 0
    private var storedRuns = 0
    private(set) var records = 0

    let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    var isEmpty: Bool { storedRuns == runs.count }
    var oldest: Nanoseconds? { isEmpty ? nil : runs[storedRuns].arrived }
    var waitingSlots: Int { slots.count - storedSlots }

    /// Takes a run; `false` when there is no room. A run larger than all room is taken alone.
    mutating func append(
        _ run: UnsafeBufferPointer<OutputSlot>, records: Int, through: UInt64, at now: Nanoseconds
    ) -> Bool {
        guard isEmpty || waitingSlots + run.count <= limit else { return false }
        if slots.count + run.count > limit { compact() }
        slots.append(contentsOf: run)
        runs.append(
            Run(end: dropped + slots.count, records: records, through: through, arrived: now))
        self.records += records
        return true
    }

    /// The first runs that hold at least so many records, or all; `nil` without any.
    func batch(of count: Int) -> (slots: Range<Int>, runs: Range<Int>, records: Int, last: Run)? {
        guard !isEmpty else { return nil }
        var (end, total) = (storedRuns, 0)
        while end < runs.count, total < count {
            total += runs[end].records
            end += 1
        }
        let last = runs[end - 1]
        return (storedSlots..<last.end - dropped, storedRuns..<end, total, last)
    }

    func withSlots<Result, Fault: Error>(
        _ range: Range<Int>, _ body: (UnsafeBufferPointer<OutputSlot>) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        // The standard library's closure throws anything; the result carries the fault out.
        let result = slots.withUnsafeBufferPointer { all -> Swift.Result<Result, Fault> in
            do throws(Fault) {
                return .success(try body(UnsafeBufferPointer(rebasing: all[range])))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Forgets what is stored.
    mutating func remove(slots stored: Range<Int>, runs done: Range<Int>, records: Int) {
        storedSlots = stored.upperBound
        storedRuns = done.upperBound
        self.records -= records
        if isEmpty { compact() }
    }

    mutating func removeAll() {
        storedSlots = slots.count
        storedRuns = runs.count
        records = 0
        compact()
    }

    private mutating func compact() {
        dropped += storedSlots
        slots.removeSubrange(0..<storedSlots)
        runs.removeSubrange(0..<storedRuns)
        (storedSlots, storedRuns) = (0, 0)
    }
}
