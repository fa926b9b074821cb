import CLI

/// What happened, as lines for people and as a digest that is the same for the same seed.
struct EventLog {
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var lines = 0
    let isVerbose: Bool

    init(isVerbose: Bool) { self.isVerbose = isVerbose }

    /// A line; with `isVerbose` it is printed.
    mutating func note(_ time: Int64, _ text: String) {
        lines += 1
        fold(UInt64(bitPattern: time))
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        if isVerbose { Output.write("\(Self.stamp(time)) \(text)\n") }
    }

    /// A number that is too frequent for a line.
    mutating func fold(_ number: UInt64) {
        digest = (digest ^ number) &* 0x100_0000_01b3
        digest ^= digest >> 29
    }

    /// `   12.345678901`
    private static func stamp(_ time: Int64) -> String {
        let whole = String(time / 1_000_000_000)
        let rest = String(time % 1_000_000_000)
        let pad = String(repeating: " ", count: max(0, 4 - whole.count))
        return pad + whole + "." + String(repeating: "0", count: 9 - rest.count) + rest
    }
}
