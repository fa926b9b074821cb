import CLI
import Glibc
import Market

/// What tells the files of a symbol from others: their names and sizes, and how they are read.
enum SourceName {
    /// A number for them, 0 for none.
    static func of(_ paths: [String], _ arguments: Arguments) -> UInt64 {
        guard !paths.isEmpty else { return 0 }
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            // FNV-1a.
            for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        for path in paths {
            add(path.split(separator: "/").last.map(String.init) ?? path)
            add(":\(size(path));")
        }
        add("\(arguments[RunFlags.simulateTicks]) \(arguments[RunFlags.barPeriod].name)")
        // The same file with another bad day is another source.
        if let plan = arguments[FaultFlags.plan] { add("\(plan) \(arguments[FaultFlags.seed])") }
        return max(1, digest)
    }

    private static func size(_ path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}
