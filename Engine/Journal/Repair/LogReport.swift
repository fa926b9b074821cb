/// How much of one log is as it was written.
public struct LogReport: Hashable, Sendable {
    /// Which log.
    public var kind: JournalKind
    /// Its segments, oldest first, by name.
    public var files: [String] = []
    /// Where the longest exact prefix ends.
    public var end = LogEnd()
    /// Inputs or slots of that prefix.
    public var items: UInt64 = 0
    /// What is wrong behind it, `nil` when nothing is.
    public var damage: JournalError?
    /// Bytes of the damaged file that are whole; 0 when even its header is not.
    public var wholeBytes = 0
    /// Bytes behind those in the damaged file.
    public var bytesBehind = 0
    /// A torn write at the very end explains it: opening with `tornTail` is enough.
    public var isTear = false
    /// Segments behind the damaged one, which can not follow it any more.
    public var filesBehind: [String] = []

    init(_ kind: JournalKind) { self.kind = kind }
}

extension LogReport: CustomStringConvertible {
    /// A few lines for people.
    public var description: String {
        let name = kind == .inputs ? "inputs" : "outputs"
        let unit = kind == .inputs ? "inputs" : "slots"
        var lines = ["\(name): \(files.count) segments, \(items) \(unit) exact"]
        if items > 0 { lines[0] += ", the last is \(end.next - 1)" }
        guard let damage else { return lines[0] }
        lines.append("  \(damage)")
        lines.append(
            isTear
                ? "  a write that a power cut or a kill tore; \(bytesBehind) bytes are cut off"
                : "  damage: \(bytesBehind) bytes behind it can not be trusted")
        if !filesBehind.isEmpty {
            lines.append("  behind it: \(filesBehind.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }
}

/// How much of a journal is as it was written.
public struct DamageReport: Hashable, Sendable, CustomStringConvertible {
    /// The inputs.
    public var inputs: LogReport
    /// The outputs; those of inputs that are lost count as damage.
    public var outputs: LogReport

    /// Nothing is wrong.
    public var isWhole: Bool { inputs.damage == nil && outputs.damage == nil }

    /// What was found, for people.
    public var description: String { "\(inputs)\n\(outputs)" }
}

/// What a repair did.
public struct RepairReport: Hashable, Sendable, CustomStringConvertible {
    /// What was found before.
    public var found: DamageReport
    /// The names under which damaged files and those behind them are kept.
    public var setAside: [String]

    /// What was found and done, for people.
    public var description: String {
        let kept = setAside.isEmpty ? "nothing set aside" : setAside.joined(separator: ", ")
        return "\(found)\nset aside: \(kept)"
    }
}
