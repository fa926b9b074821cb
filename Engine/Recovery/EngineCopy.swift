public import Core
public import Journal
public import Market
public import Publisher
import Records
import StateCoding

/// An engine without threads, sockets and disk, made from a journal: as it stood after an input.
///
/// It serves checkpoints and questions about the past, beside the running engine.
public final class EngineCopy {
    private var core: Core
    let publisher: Publisher
    private var reader: JournalReader
    private let rulesDigest: UInt64
    /// Where its replay began.
    public let point: StartingPoint

    /// Makes a copy at the newest checkpoint that fits.
    ///
    /// - Parameters:
    ///   - last: the latest input it may include.
    ///   - parts: makes the fresh core and publisher that the running engine was made of.
    public init(
        _ storage: any Storage, _ reader: JournalReader, through last: UInt64 = .max,
        _ parts: EngineParts
    ) throws(RecoveryError) {
        self.reader = reader
        rulesDigest = parts.rulesDigest
        var core = parts.core()
        var publisher = parts.publisher()
        point = try StartingPoint.find(
            in: storage, reader, through: last, rulesDigest: parts.rulesDigest, core: &core,
            rest: { (state) throws(StateError) in try publisher.restore(from: &state) },
            remake: { fresh in
                fresh = parts.core()
                publisher = parts.publisher()
            })
        self.core = core
        self.publisher = publisher
    }

    /// The last input it has taken.
    public var sequence: UInt64 { core.sequence }

    /// Goes on with a journal that was read anew: it has what was written since.
    func read(_ journal: JournalReader) { reader = journal }

    /// Takes the journal's inputs up to one.
    public func advance(through last: UInt64) throws(RecoveryError) {
        var replay = JournalReplay(reader)
        try replay.run(through: last, core: &core) { (slots, wall) throws(RecoveryError) in
            publisher.apply(slots, now: wall)
            publisher.flush(now: wall)
        }
        publisher.durable(through: core.sequence, now: replay.wall)
    }

    /// Everything that moved, as a checkpoint.
    public func checkpoint(now: Nanoseconds) -> Checkpoint {
        Checkpoint(of: core, publisher, rulesDigest: rulesDigest, now: now)
    }
}

extension Checkpoint {
    /// Everything of an engine that moves, as it stands; all of it is on disk as inputs.
    public init(
        of core: borrowing Core, _ publisher: Publisher, rulesDigest: UInt64, now: Nanoseconds
    ) {
        var writer = StateWriter()
        core.save(into: &writer)
        publisher.save(into: &writer)
        self.init(
            sequence: core.sequence, time: core.lastBeat, wall: now, rulesDigest: rulesDigest,
            digest: core.digest.value, state: writer.finish())
    }
}
