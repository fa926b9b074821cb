import Glibc

/// Clock and output that every benchmark shares.
public enum Measured {
    /// Processor seconds of this process: what other work on the machine changes least.
    ///
    /// For work on one thread that never waits.
    public static func processorSeconds() -> Double {
        Double(read(CLOCK_PROCESS_CPUTIME_ID)) * 1e-9
    }

    /// Nanoseconds of the monotonic clock, the same for every process of the machine.
    public static func nanoseconds() -> Int { read(CLOCK_MONOTONIC) }

    /// Resident memory of the process in bytes, 0 when the system does not say.
    public static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var pages: (Int, Int) = (0, 0)
        guard
            withUnsafeMutablePointer(
                to: &pages,
                { pointer in
                    pointer.withMemoryRebound(to: Int.self, capacity: 2) { pages in
                        withVaList([pages, pages + 1]) { vfscanf(file, "%ld %ld", $0) }
                    }
                }) == 2
        else { return 0 }
        return pages.1 * sysconf(CInt(_SC_PAGESIZE))
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Prints the figures of one work as JSON lines: the round itself when it is the only one, else
    /// median and best.
    public static func report(
        bench: String, work: String, unit: String, isRate: Bool, _ values: [Double]
    ) {
        let sorted = values.sorted()
        guard sorted.count > 1 else {
            for value in sorted { line(bench, work, unit, "round", value) }
            return
        }
        line(bench, work, unit, "median", sorted[sorted.count / 2])
        line(bench, work, unit, "best", isRate ? sorted[sorted.count - 1] : sorted[0])
    }

    /// One JSON line, written at once.
    public static func line(
        _ bench: String, _ work: String, _ unit: String, _ statistic: String, _ value: Double
    ) {
        let text =
            "{\"bench\":\"\(bench)\",\"peer\":\"pitwire\",\"work\":\"\(work)\","
            + "\"statistic\":\"\(statistic)\",\"value\":\(rounded(value)),\"unit\":\"\(unit)\"}\n"
        put(text)
    }

    /// Writes text to standard output at once: a pipe must not wait for a full buffer.
    public static func put(_ text: String) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            if count < 0 { return }
            done += count
        }
    }

    /// Ends the process with a line on standard error.
    public static func fail(_ text: String) -> Never {
        let line = Array((text + "\n").utf8)
        _ = write(2, line, line.count)
        exit(2)
    }

    private static func rounded(_ value: Double) -> String {
        value >= 1000 ? String(Int(value.rounded())) : String((value * 1000).rounded() / 1000)
    }
}

/// Options of the form `--name value`.
public struct BenchOptions {
    private let words: [String]

    /// The options this process was started with.
    public init() { words = Array(CommandLine.arguments.dropFirst()) }

    /// A whole number above 0, or the default.
    public func number(_ name: String, _ standard: Int) -> Int {
        guard let text = text(name) else { return standard }
        guard let value = Int(text), value > 0 else {
            Measured.fail("\(name): expected a whole number above 0, got \(text)")
        }
        return value
    }

    /// A text, or `nil` when the option is absent.
    public func text(_ name: String) -> String? {
        guard let index = words.firstIndex(of: name) else { return nil }
        guard index + 1 < words.count else { Measured.fail("\(name) needs a value") }
        return words[index + 1]
    }

    /// Whether a flag was given.
    public func has(_ name: String) -> Bool { words.contains(name) }
}
