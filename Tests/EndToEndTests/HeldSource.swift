import Dispatch
import Feed
import Market
import Records

/// A source that stops before one of its inputs until it is let go on.
final class HeldSource: InputSource {
    /// Lets a held source go on, from any thread and any number of times.
    final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        func open() { semaphore.signal() }
        fileprivate func wait() {
            semaphore.wait()
            semaphore.signal()
        }
    }

    private let source: any InputSource
    private let gate: Gate
    /// Inputs that pass before it is held.
    private var left: Int

    init(_ source: any InputSource, after count: Int, gate: Gate) {
        self.source = source
        self.gate = gate
        left = count
    }

    var report: SourceReport { source.report }
    var skew: Nanoseconds { source.skew }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        // A batch holds at least two inputs.
        if left < 2 {
            gate.wait()
            return try source.next(into: batch)
        }
        let room = UnsafeMutableBufferPointer(rebasing: batch[..<min(batch.count, left)])
        let count = try source.next(into: room)
        left -= count
        return count
    }
}
