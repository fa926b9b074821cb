import EventLoop
import Feed
import Market
import Records
import Synchronization

/// Decodes files on a thread of its own, a few chunks ahead of whoever takes them.
final class TapeLoader: @unchecked Sendable {
    private static let ahead = 8

    private let reader: TapeReader
    private let filled = Semaphore(0)
    private let free = Semaphore(ahead)
    private let chunks = (0..<ahead).map { _ in TapeChunk() }
    /// Written by the loader before it posts the chunk that it ends with.
    private var failure: FeedError?
    private let isStopping = Atomic(false)
    private var next = 0
    private var isHeld = false
    private var thread: DutyThread?

    /// Begins to read.
    init(_ reader: TapeReader) {
        self.reader = reader
        thread = DutyThread("tape") { self.load() }
    }

    /// The next chunk, valid until the next call; `nil` at the end.
    func take() throws(FeedError) -> TapeChunk? {
        guard thread != nil else { return nil }
        if isHeld { free.post() }
        filled.wait()
        isHeld = true
        let chunk = chunks[next % Self.ahead]
        next += 1
        guard chunk.count == 0 else { return chunk }
        stop()
        if let failure { throw failure }
        return nil
    }

    /// What each file gave; asked once there is nothing more to take.
    var reports: [SourceReport] {
        precondition(thread == nil, "the loader still reads")
        return reader.reports
    }

    /// Ends the thread; nothing more is taken.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        free.post()
        thread?.join()
        thread = nil
    }

    private func load() {
        var place = 0
        while true {
            free.wait()
            if isStopping.load(ordering: .relaxed) { return }
            let chunk = chunks[place % Self.ahead]
            place += 1
            do throws(FeedError) {
                try reader.fill(chunk)
            } catch {
                chunk.count = 0
                failure = error
            }
            let report = reader.report
            chunk.bytes = report.bytes
            chunk.rows = report.rows
            let isLast = chunk.count == 0
            filled.post()
            if isLast { return }
        }
    }
}
