import Journal
import Market
import Records

/// Finds where the inputs end that were known at an instant.
///
/// The first input whose time is behind the instant ends them: what the engine took later it did
/// not know then, late ticks included. A segment is taken to begin no earlier in event time than
/// the one before it.
struct PastSearch {
    /// What was found.
    enum Found: Hashable {
        /// The last input, and how far the clock had come.
        case moment(sequence: UInt64, time: Nanoseconds)
        /// The journal has the clock from here to here only; `nil` when it never moves.
        case outside(ClosedRange<Nanoseconds>?)
    }

    let reader: JournalReader
    let clock: PastClock

    /// Looks for an instant.
    ///
    /// - Parameter known: an earlier moment of the same clock, not behind the instant.
    func find(
        _ instant: Nanoseconds, after known: (sequence: UInt64, time: Nanoseconds)? = nil
    ) throws(RecoveryError) -> Found {
        if let known {
            return try scan(instant, from: known.sequence + 1, known.time)
        }
        let segments = reader.end.inputs.segments
        // The last segment that begins not behind the instant.
        var (low, high) = (0, segments.count)
        while low < high {
            let middle = (low + high) / 2
            let first = try firstTime(from: segments[middle].first)
            if let first, first <= instant { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return .outside(try range()) }
        return try scan(instant, from: segments[low - 1].first, nil)
    }

    private func scan(
        _ instant: Nanoseconds, from first: UInt64, _ time: Nanoseconds?
    ) throws(RecoveryError) -> Found {
        var time = time
        var last: UInt64 = first - 1
        var cursor = reader.inputs(BlockSelection(sequences: first...UInt64.max))
        while let run = try JournalReplay.journal({ () throws(JournalError) in try cursor.next() })
        {
            for place in run.inputs.indices where run.first + UInt64(place) >= first {
                if let known = clock.time(of: run.inputs[place]) {
                    if known > instant {
                        return .moment(
                            sequence: run.first + UInt64(place) - 1, time: time ?? instant)
                    }
                    time = max(time ?? known, known)
                }
            }
            last = run.first + UInt64(run.inputs.count) - 1
        }
        guard let time, time == instant else { return .outside(try range()) }
        return .moment(sequence: last, time: time)
    }

    /// The times between which a moment can be asked for.
    private func range() throws(RecoveryError) -> ClosedRange<Nanoseconds>? {
        let segments = reader.end.inputs.segments
        guard let begin = segments.first, let first = try firstTime(from: begin.first) else {
            return nil
        }
        for segment in segments.reversed() {
            var last: Nanoseconds?
            var cursor = reader.inputs(BlockSelection(sequences: segment.first...UInt64.max))
            while let run = try JournalReplay.journal({ () throws(JournalError) in
                try cursor.next()
            }) {
                for input in run.inputs {
                    guard let time = clock.time(of: input) else { continue }
                    last = max(last ?? time, time)
                }
            }
            if let last { return first...max(first, last) }
        }
        return first...first
    }

    /// The first time of the clock from an input on.
    private func firstTime(from sequence: UInt64) throws(RecoveryError) -> Nanoseconds? {
        var cursor = reader.inputs(BlockSelection(sequences: sequence...UInt64.max))
        while let run = try JournalReplay.journal({ () throws(JournalError) in try cursor.next() })
        {
            for input in run.inputs { if let time = clock.time(of: input) { return time } }
        }
        return nil
    }
}
