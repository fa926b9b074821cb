import BenchKit
import Glibc
import Journal
import Market
import Records

/// How long one durable commit of one input takes, beside a write and an fdatasync of as many bytes
/// to a file of its own, one after the other in turns.
enum CommitLatency {
    static func measure(_ folder: String, _ commits: Int) throws(JournalError) {
        let storage = try JournalBench.fresh(folder)
        var writer = try JournalWriter(
            storage, identity: JournalBench.identity, resuming: JournalEnd(),
            now: JournalBench.wall())
        let ticks = PeerTicks.make(commits)
        let bare = try storage.create("bare")
        defer { storage.close(bare) }
        var (ours, theirs): ([Double], [Double]) = ([], [])
        for index in 0..<commits {
            let before = writer.counters.bytes
            var start = Measured.nanoseconds()
            try ticks.span.extracting(index..<index + 1).withUnsafeBufferPointer {
                batch throws(JournalError) in
                try writer.append(inputs: batch, first: UInt64(index + 1))
            }
            try writer.commit(now: JournalBench.wall())
            ours.append(Double(Measured.nanoseconds() - start) / 1000)
            guard writer.durableSequence == UInt64(index + 1) else {
                Measured.fail("journalbench: input \(index + 1) is not durable")
            }
            let bytes = [UInt8](repeating: 1, count: Int(writer.counters.bytes - before))
            start = Measured.nanoseconds()
            write(bytes, bare)
            theirs.append(Double(Measured.nanoseconds() - start) / 1000)
        }
        report("durable commit", ours)
        report("write and fdatasync", theirs)
    }

    private static func write(_ bytes: [UInt8], _ file: StorageFile) {
        let count = bytes.withUnsafeBytes {
            Glibc.write(file.number, $0.baseAddress, $0.count)
        }
        guard count == bytes.count, fdatasync(file.number) == 0 else {
            Measured.fail("journalbench: bare write: error \(errno)")
        }
    }

    private static func report(_ work: String, _ values: [Double]) {
        let sorted = values.sorted()
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
            Measured.line(JournalBench.bench, work, "us", name, sorted[place])
        }
    }
}
