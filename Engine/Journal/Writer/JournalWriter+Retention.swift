public import Market

/// How much of a journal is kept; what is not limited is kept.
public struct JournalRetention: Hashable, Sendable {
    /// Bytes of both logs together.
    public var bytes: Int?
    /// Nanoseconds since a segment was closed.
    public var age: Int64?

    /// Keeps everything that is not limited.
    public init(bytes: Int? = nil, age: Int64? = nil) {
        self.bytes = bytes
        self.age = age
    }
}

extension JournalWriter {
    /// Removes the oldest segments that are above the limits, as far as nobody needs them.
    ///
    /// The open segments stay. Each removal is on disk before the next, so that a power cut never
    /// leaves a hole.
    ///
    /// - Parameters:
    ///   - oldestNeeded: the first input that must stay, by its sequence.
    ///   - oldestCauseNeeded: the first cause whose outputs must stay.
    /// - Returns: The names of the files removed.
    public mutating func retain(
        _ limit: JournalRetention, oldestNeeded: UInt64, oldestCauseNeeded: UInt64,
        now: Nanoseconds
    ) throws(JournalError) -> [String] {
        try checkAlive(.remove)
        var removed: [String] = []
        while let kind = excess(limit, oldestNeeded, oldestCauseNeeded, now) {
            let name = segments(kind)[0].name
            do throws(JournalError) {
                try storage.retrying { () throws(JournalError) in try storage.remove(name) }
                try storage.syncFolder()
            } catch {
                failure = error
                throw error
            }
            if kind == .inputs { inputLog.forgetOldest() } else { outputLog.forgetOldest() }
            counters.removed += 1
            removed.append(name)
        }
        return removed
    }

    /// The log whose oldest segment is to go next.
    private func excess(
        _ limit: JournalRetention, _ oldestNeeded: UInt64, _ oldestCause: UInt64,
        _ now: Nanoseconds
    ) -> JournalKind? {
        let kinds = JournalKind.allCases.filter { kind in
            guard segments(kind).count > 1 else { return false }
            let following = segments(kind)[1].header
            // Others of a segment's last cause may be in the next.
            return kind == .inputs
                ? following.first <= oldestNeeded : following.lastCauseBefore < oldestCause
        }
        guard let oldest = kinds.min(by: { segments($0)[0].wall < segments($1)[0].wall }) else {
            return nil
        }
        if let bytes = limit.bytes, totalBytes > bytes { return oldest }
        guard let age = limit.age else { return nil }
        return kinds.first { now.rawValue &- segments($0)[1].wall.rawValue > age }
    }

    /// Bytes of all segments.
    public var totalBytes: Int {
        JournalKind.allCases.reduce(0) { sum, kind in
            segments(kind).reduce(sum) { $0 + $1.size }
        }
    }
}
