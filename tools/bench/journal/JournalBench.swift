import BenchKit
import Feed
import Glibc
import Journal
import Market
import Records

/// The journal on a real folder: rates of writing and reading, bytes a tick, and what a durable
/// commit costs beside the bare system calls.
///
///     journalbench --folder DIR [--ticks N] [--rounds N] [--commits N] [--file CSV --symbol S]
///
/// DIR is made and emptied; it should be on the disk that is to be measured. Rates are ticks a
/// second of processor time on one thread, sync included where the policy syncs.
@main
struct JournalBench {
    static let bench = "journal"

    static func main() {
        let options = BenchOptions()
        guard let folder = options.text("--folder") else {
            Measured.fail(
                "usage: journalbench --folder DIR [--ticks N] [--rounds N] [--commits N]"
                    + " [--file CSV --symbol S]")
        }
        do throws(JournalError) {
            let ticks = PeerTicks.make(options.number("--ticks", 5_000_000))
            let rounds = options.number("--rounds", 5)
            for (policy, name) in [
                (SyncPolicy.off, "write off"), (.interval(milliseconds: 100), "write interval"),
            ] {
                try Rates.write(ticks, folder, policy, name, rounds)
            }
            try Rates.read(ticks, folder, rounds)
            try CommitLatency.measure(folder, options.number("--commits", 2000))
            if let file = options.text("--file") {
                try Density.measure(file, options.text("--symbol") ?? "SPY", folder)
            }
        } catch {
            Measured.fail("journalbench: \(error)")
        }
    }

    static let identity = JournalIdentity(
        epoch: 1, build: "journalbench", rulesDigest: 0,
        instruments: [
            Instrument(
                symbol: "ES", assetClass: .future, prices: PeerTicks.scale,
                sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000)
        ])

    /// An empty journal in the folder.
    static func fresh(_ folder: String) throws(JournalError) -> FolderStorage {
        let storage = try FolderStorage(folder)
        for name in try storage.list() where name != FolderStorage.lockName {
            try storage.remove(name)
        }
        return storage
    }

    static func wall() -> Nanoseconds { Nanoseconds(Int64(Measured.nanoseconds())) }
}

/// How quickly ticks become files, and files ticks.
enum Rates {
    /// Batches as a ring gives them.
    private static let batch = 256

    static func write(
        _ ticks: [Input], _ folder: String, _ policy: SyncPolicy, _ name: String, _ rounds: Int
    ) throws(JournalError) {
        var (rates, walls): ([Double], [Double]) = ([], [])
        for round in 0..<rounds {
            let storage = try JournalBench.fresh(folder)
            var settings = JournalSettings()
            settings.policy = policy
            var writer = try JournalWriter(
                storage, identity: JournalBench.identity, resuming: JournalEnd(),
                settings: settings, now: JournalBench.wall())
            let (start, clock) = (Measured.processorSeconds(), Measured.nanoseconds())
            try ticks.span.withUnsafeBufferPointer { all throws(JournalError) in
                try feed(all, &writer)
            }
            rates.append(Double(ticks.count) / (Measured.processorSeconds() - start))
            walls.append(Double(ticks.count) * 1e9 / Double(Measured.nanoseconds() - clock))
            try writer.commitAll(now: JournalBench.wall())
            guard round == 0, policy == .off else { continue }
            let bytes = Double(writer.counters.inputBytes) / Double(ticks.count)
            Measured.line(JournalBench.bench, "peer ticks", "bytes/tick", "value", bytes)
        }
        Measured.report(
            bench: JournalBench.bench, work: name, unit: "ticks/s", isRate: true, rates)
        Measured.report(
            bench: JournalBench.bench, work: "\(name), by the clock", unit: "ticks/s",
            isRate: true, walls)
    }

    private static func feed(
        _ all: UnsafeBufferPointer<Input>, _ writer: inout JournalWriter
    ) throws(JournalError) {
        var done = 0
        while done < all.count {
            let count = min(batch, all.count - done)
            let run = UnsafeBufferPointer(rebasing: all[done..<done + count])
            try writer.append(inputs: run, first: UInt64(done + 1))
            done += count
            // The clock is read as often as a thread would between rings.
            try writer.commit(now: JournalBench.wall())
        }
    }

    static func read(_ ticks: [Input], _ folder: String, _ rounds: Int) throws(JournalError) {
        let storage = try FolderStorage(folder)
        var rates: [Double] = []
        for _ in 0..<rounds {
            let start = Measured.processorSeconds()
            let reader = try JournalReader.open(storage)
            var cursor = reader.inputs()
            var (count, sum) = (0, Int64(0))
            while let run = try cursor.next() {
                for input in run.inputs { sum &+= input.price }
                count += run.inputs.count
            }
            rates.append(Double(count) / (Measured.processorSeconds() - start))
            guard count == ticks.count, sum == ticks.reduce(0, { $0 &+ $1.price }) else {
                Measured.fail("journalbench: read \(count) of \(ticks.count) ticks")
            }
        }
        Measured.report(
            bench: JournalBench.bench, work: "read", unit: "ticks/s", isRate: true, rates)
    }
}
