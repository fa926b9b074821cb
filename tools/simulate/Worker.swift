import CLI
import Glibc

/// Runs seeds one after the other and says what came of each, a line on descriptor 3.
struct Worker {
    static let descriptor: Int32 = 3

    let faults: Set<FaultClass>
    let isVerbose: Bool

    /// - Returns: Whether all held.
    func run(_ first: Int, _ count: Int) -> Bool {
        var holds = true
        for seed in first..<first + count {
            say(["begin", "\(seed)"])
            var result = SeedRun.run(
                SeedPlan(seed: UInt64(seed), faults: faults), isVerbose: isVerbose)
            // The same seed is the same run: some are run twice to see that.
            if result.failure == nil, seed % 16 == 0, !isVerbose {
                let again = SeedRun.run(
                    SeedPlan(seed: UInt64(seed), faults: faults), isVerbose: false)
                if again.digest != result.digest {
                    result.failure = "the second run of the seed went another way"
                }
            }
            say(line(result))
            if result.failure != nil { holds = false }
        }
        return holds
    }

    private func line(_ result: SeedResult) -> [String] {
        let numbers =
            [result.inputs, result.starts, result.records, result.gaps, Int(result.events)]
            + result.faults.counts
        return ["end", "\(result.seed)", String(result.digest, radix: 16)]
            + numbers.map(String.init) + [result.failure ?? ""]
    }

    private func say(_ fields: [String]) {
        let text = fields.map { $0.replacing("\t", with: " ").replacing("\n", with: " ") }
        let bytes = Array((text.joined(separator: "\t") + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                write(Self.descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            done += count
        }
    }
}
