/// How far long work is, on one line of standard error that is written over again.
///
/// Nothing is written unless someone looks; never more than ten times a second.
public struct ProgressLine {
    /// What is shown.
    public struct State: Hashable, Sendable {
        /// Bytes done.
        public var bytes: Int
        /// All bytes, `nil` when unknown.
        public var total: Int?
        /// Rows done.
        public var rows: Int

        /// Puts a state together.
        public init(bytes: Int, total: Int? = nil, rows: Int) {
            self.bytes = bytes
            self.total = total
            self.rows = rows
        }
    }

    /// Nanoseconds between two lines.
    static let interval: UInt64 = 100_000_000

    private let label: String
    private let terminal: Terminal
    private let now: () -> UInt64
    private let write: (String) -> Void
    private let start: UInt64
    private var next: UInt64
    private var isShown = false

    /// Begins to measure.
    ///
    /// - Parameters:
    ///   - now: a clock that never goes back, in nanoseconds.
    ///   - write: takes text for `terminal`.
    public init(
        _ label: String, terminal: Terminal, now: @escaping () -> UInt64,
        write: @escaping (String) -> Void
    ) {
        self.label = label
        self.terminal = terminal
        self.now = now
        self.write = write
        start = now()
        // Work that ends at once shows nothing.
        next = start + Self.interval
    }

    /// Shows a state when it is time to.
    public mutating func update(_ state: State) {
        guard terminal.canRewriteLine else { return }
        let time = now()
        guard time >= next else { return }
        next = time + Self.interval
        isShown = true
        let text = Self.text(
            label, state, seconds: Double(time - start) / 1e9, columns: terminal.columns - 1)
        write("\r\u{1b}[K" + text)
    }

    /// Takes the line away.
    public mutating func finish() {
        if isShown { write("\r\u{1b}[K") }
        isShown = false
    }

    /// `reading SPY.csv.gz  41 %  12.3 MB of 30.0 MB  1,234,567 rows  25.1 MB/s  0.7 s left`.
    public static func text(_ label: String, _ state: State, seconds: Double, columns: Int)
        -> String
    {
        var parts = [label]
        let rate = seconds > 0 ? Double(state.bytes) / seconds : 0
        if let total = state.total, total > 0 {
            let share = min(1, Double(state.bytes) / Double(total))
            parts.append("\(Int(share * 100)) %")
            parts.append("\(Figures.bytes(state.bytes)) of \(Figures.bytes(total))")
        } else {
            parts.append(Figures.bytes(state.bytes))
        }
        parts.append("\(Figures.count(state.rows)) rows")
        if rate > 0 {
            parts.append("\(Figures.bytes(Int(rate)))/s")
            if let total = state.total, total > state.bytes {
                parts.append("\(Figures.seconds(Double(total - state.bytes) / rate)) left")
            }
        }
        return DisplayWidth.cut(parts.joined(separator: "  "), to: columns)
    }
}
