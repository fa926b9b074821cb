import Core
public import Journal
public import Market
public import Records

/// Proof of a part of a journal: its inputs replayed, what comes out compared with the output log
/// record by record, digests of ticks and quotes among them.
public struct Verification: Sendable {
    /// The inputs whose records were compared.
    public var sequences: ClosedRange<UInt64>
    /// The last input replayed.
    public var reached: UInt64
    /// Where the replay began.
    public var point: StartingPoint
    /// Records that are equal.
    public var records: UInt64
    /// The first that differs, `nil` when none does.
    public var difference: Comparison.Difference?
    /// The engine's digest over everything up to the last input.
    public var digest: RecordDigest

    /// Everything came out as it was recorded.
    public var isEqual: Bool { difference == nil }

    /// Replays and compares.
    ///
    /// - Parameters:
    ///   - parts: an engine that decides by the rules in force then.
    ///   - progress: told now and then how many inputs were replayed.
    public static func run(
        _ storage: any Storage, _ reader: JournalReader, _ sequences: ClosedRange<UInt64>,
        _ parts: EngineParts, progress: (UInt64) -> Void = { _ in }
    ) throws(RecoveryError) -> Verification {
        var core = parts.core()
        let point = try StartingPoint.find(
            in: storage, reader, through: sequences.lowerBound - 1,
            rulesDigest: parts.rulesDigest, core: &core,
            rest: { _ in }, isPartial: true, remake: { $0 = parts.core() })
        var replay = JournalReplay(reader)
        try replay.run(through: sequences.lowerBound - 1, core: &core) { _, _ in }
        var comparison = Comparison(reader, after: core.sequence)
        var next = core.sequence
        while comparison.difference == nil, next < sequences.upperBound {
            let before = core.sequence
            next = min(sequences.upperBound, before + step)
            try replay.run(through: next, core: &core) { (slots, _) throws(RecoveryError) in
                try comparison.take(slots)
            }
            progress(replay.count)
            if core.sequence == before { break }
        }
        try comparison.end(at: core.sequence)
        return Verification(
            sequences: sequences, reached: core.sequence, point: point,
            records: comparison.records, difference: comparison.difference, digest: core.digest)
    }

    private static let step: UInt64 = 1 << 20
}

/// A stretch of a journal that was recorded under one set of rules.
public struct RulesEra: Hashable, Sendable {
    /// Its inputs.
    public var sequences: ClosedRange<UInt64>
    /// The rules.
    public var rulesDigest: UInt64
    /// The build that wrote it.
    public var build: String

    /// The eras of a journal, oldest first.
    public static func all(_ reader: JournalReader) -> [RulesEra] {
        var eras: [RulesEra] = []
        let segments = reader.end.inputs.segments
        for (index, segment) in segments.enumerated() {
            let next =
                index + 1 < segments.count ? segments[index + 1].first : reader.end.inputs.next
            guard next > segment.first else { continue }
            let identity = segment.header.identity
            if let last = eras.last, last.rulesDigest == identity.rulesDigest,
                last.build == identity.build
            {
                eras[eras.count - 1].sequences = last.sequences.lowerBound...next - 1
            } else {
                eras.append(
                    RulesEra(
                        sequences: segment.first...next - 1, rulesDigest: identity.rulesDigest,
                        build: identity.build))
            }
        }
        return eras
    }
}

extension JournalReader {
    /// The first input that a market's clock dates at `time` or later; commands have the wall's.
    ///
    /// - Returns: `nil` when there is none.
    public func firstInput(at time: Nanoseconds) throws(RecoveryError) -> UInt64? {
        var cursor = inputs(BlockSelection(times: time...Nanoseconds(Int64.max)))
        while let run = try JournalReplay.journal({ () throws(JournalError) in try cursor.next() })
        {
            let place = run.inputs.firstIndex { $0.time >= time && $0.isDated }
            if let place { return run.first + UInt64(place) }
        }
        return nil
    }
}

extension Input {
    /// Its time is the market's.
    fileprivate var isDated: Bool {
        switch kind {
        case .tick, .quote, .bar, .beat, .watermark: true
        default: false
        }
    }
}
