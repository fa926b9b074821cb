public import Records
public import Ring

/// The reading end of a shard's output: whole records, whatever the ring's wrap cut apart.
public struct OutputReader: ~Copyable, @unchecked Sendable {
    private var ring: RingConsumer<OutputSlot>
    /// The beginning of a record whose rest has not come yet.
    private var partial: [OutputSlot] = []

    /// Takes the reading end of the ring.
    public init(_ ring: SPSCRing<OutputSlot>) { self.ring = ring.takeConsumer() }

    /// Whether nothing waits.
    public var isEmpty: Bool { ring.isEmpty }

    /// Slots that can be taken now, or more. What they came from was in the journal's ring of inputs
    /// before.
    public var ready: Int { mutating get { ring.ready().count } }

    /// Hands at most `limit` slots to `body` as whole records, in place where they lie so.
    ///
    /// - Returns: How many slots were taken out of the ring.
    public mutating func read(
        limit: Int, _ body: (UnsafeBufferPointer<OutputSlot>) -> Void
    ) -> Int {
        var taken = 0
        while taken < limit {
            let ready = ring.ready()
            if ready.isEmpty { break }
            let run = UnsafeBufferPointer(rebasing: ready.prefix(limit - taken))
            taken += run.count
            deliver(run, body)
            ring.release(run.count)
        }
        return taken
    }

    private mutating func deliver(
        _ run: UnsafeBufferPointer<OutputSlot>, _ body: (UnsafeBufferPointer<OutputSlot>) -> Void
    ) {
        var start = 0
        if let first = partial.first {
            let missing = min(first.slots - partial.count, run.count)
            partial.append(contentsOf: run[..<missing])
            start = missing
            guard partial.count == first.slots else { return }
            partial.withUnsafeBufferPointer(body)
            partial.removeAll(keepingCapacity: true)
        }
        var end = start
        while end < run.count {
            let size = run[end].slots
            precondition(size > 0, "an output record of 0 slots")
            if end + size > run.count { break }
            end += size
        }
        if end > start { body(UnsafeBufferPointer(rebasing: run[start..<end])) }
        if end < run.count { partial.append(contentsOf: run[end...]) }
    }
}
