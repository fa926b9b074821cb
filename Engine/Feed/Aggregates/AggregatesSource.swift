import JSON
public import Market
public import Records

/// Reads the second bars of an aggregate feed: JSON, one event or one array of events a line.
///
/// Only events `A` of the instrument's ticker become bars; other kinds and other tickers are
/// skipped, status messages handed on. A line that is no JSON, or an event that is no bar, becomes
/// one malformed input and is named with its line. Bars that do not start after the one before are
/// passed on: the core drops and counts them.
public final class AggregatesSource: InputSource {
    /// The longest line: a second of all tickers of a market.
    static let longestLine = 1 << 22

    private let lines: LineReader
    private let instrument: Instrument
    private let id: InstrumentID
    private let onStatus: (@Sendable (String) -> Void)?
    private var counts: SourceReport
    private var message = AggregateMessage()
    /// The rest of an array of events.
    private var open: JSONScanner?
    private var isFirstElement = true
    private var lastStart = Nanoseconds.zero

    /// Reads nothing yet.
    ///
    /// - Parameters:
    ///   - instrument: whose symbol is the ticker and whose scales turn decimals into units.
    ///   - id: what its inputs are tagged with.
    ///   - onStatus: is given the text of each status message.
    public init(
        _ bytes: ByteSource, instrument: Instrument, id: InstrumentID,
        onStatus: (@Sendable (String) -> Void)? = nil
    ) {
        lines = LineReader(bytes, longestLine: Self.longestLine)
        self.instrument = instrument
        self.id = id
        self.onStatus = onStatus
        counts = SourceReport(name: bytes.name)
    }

    /// Of one instrument alone.
    public var skew: Nanoseconds { .zero }

    /// What has been read so far; rows are events, and lines that are none.
    public var report: SourceReport {
        var report = counts
        report.bytes = lines.source.storedOffset
        return report
    }

    /// Fills the batch; a stream without a bar of the ticker ends with an error.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        var count = 0
        while count + 2 <= batch.count {
            if open == nil {
                guard let line = try lines.next() else { break }
                if let broken = begin(line) {
                    batch[count] = broken
                    count += 1
                }
            } else if let (first, rest) = takeElement() {
                batch[count] = first
                if let rest { batch[count + 1] = rest }
                count += rest == nil ? 1 : 2
            }
        }
        if count == 0, counts.good == 0 {
            throw FeedError(
                source: counts.name, place: .line(max(lines.lineNumber, 1)),
                expected: "at least one second bar of \(instrument.symbol)",
                found: "\(counts.bad) bad and \(counts.skipped) other events"
                    + (counts.firstBad.first.map { "; the first bad: \($0)" } ?? ""))
        }
        return count
    }

    /// Checks a whole line, so that nothing is taken from a broken one, then opens it.
    private func begin(_ line: UnsafeBufferPointer<UInt8>) -> Input? {
        var text = line
        // A byte order mark is how some editors begin a file.
        if lines.lineNumber == 1, text.starts(with: [0xef, 0xbb, 0xbf]) {
            text = UnsafeBufferPointer(rebasing: text[3...])
        }
        var scanner = JSONScanner(text)
        do throws(JSONFault) {
            let value = try scanner.value()
            try scanner.skip(value)
            try scanner.finish()
        } catch {
            return bad("\(error.expected) at column \(error.column)", error.found)
        }
        scanner.position = 0
        open = scanner
        isFirstElement = true
        return nil
    }

    /// The inputs of the next event of the open line; `nil` when it has none or there is no event.
    private func takeElement() -> (Input, Input?)? {
        guard var scanner = open else { return nil }
        let wasFirst = isFirstElement
        isFirstElement = false
        do throws(JSONFault) {
            if wasFirst {
                let value = try scanner.value()
                if value != .array {
                    open = nil
                    return try event(value, &scanner)
                }
            }
            guard try scanner.element(isFirst: wasFirst) else {
                open = nil
                return nil
            }
            let found = try event(try scanner.value(), &scanner)
            open = scanner
            return found
        } catch {
            preconditionFailure("a line that was read is broken at column \(error.column)")
        }
    }

    private func event(
        _ value: JSONScanner.Value, _ scanner: inout JSONScanner
    ) throws(JSONFault) -> (Input, Input?)? {
        guard value == .object else {
            try scanner.skip(value)
            return (bad("an event as a JSON object", "another value"), nil)
        }
        try message.read(&scanner)
        do throws(AggregateFault) {
            let kind = try message.text(.ev)
            guard scanner.isEqual(kind, "A") else {
                if scanner.isEqual(kind, "status") { tellStatus(scanner) }
                return skip()
            }
            guard scanner.isEqual(try message.text(.sym), instrument.symbol) else { return skip() }
            let bar = try message.bar(scanner, instrument)
            counts.rows += 1
            counts.good += 1
            lastStart = max(lastStart, bar.start)
            let (first, rest) = bar.inputs(for: id)
            return (first, rest)
        } catch {
            return (bad(error.expected, error.found), nil)
        }
    }

    private func skip() -> (Input, Input?)? {
        counts.rows += 1
        counts.skipped += 1
        return nil
    }

    private func bad(_ expected: String, _ found: String) -> Input {
        counts.addBad(BadRow(place: .line(lines.lineNumber), expected: expected, found: found))
        return Input(kind: .malformed, instrument: id, time: lastStart, size: 1)
    }

    /// `auth_success: authenticated`.
    private func tellStatus(_ scanner: JSONScanner) {
        guard let onStatus else { return }
        var parts: [String] = []
        for field in [AggregateMessage.Field.status, .message] {
            if case .string(let span) = message[field] { parts.append(scanner.text(span)) }
        }
        onStatus(parts.joined(separator: ": "))
    }
}
