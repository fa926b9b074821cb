import Core
import Journal
import Market
import Publisher
import Records
import Recovery
import StateCoding

/// What comes of opening a journal: an engine that goes on where the last one was.
struct StartedEngine: ~Copyable {
    var core: Core
    var writer: JournalWriter
    let publisher: Publisher
    let shell: EngineShell
    let rings: EngineRings
    let epoch: UInt64
    let positions: [FeedPosition]
    let report: RecoveryReport

    /// Why an engine did not start.
    struct Failure: Error {
        var text: String
    }

    /// Opens the journal on the world's disk, as an engine's host does.
    init(_ world: World) throws(Failure) {
        let now = world.wall
        let disk = world.disk
        let kit = world.kit
        epoch = UInt64(now.rawValue)
        rings = EngineRings(world.plan)
        shell = EngineShell(world, rings)
        var core = kit.core()
        let settings = kit.settings(epoch: epoch, waitsForJournal: true)
        var publisher = kit.publisher(settings, shell)
        let shell = shell
        do throws(RecoveryError) {
            let reader = try Self.journal { () throws(JournalError) in
                try JournalReader.open(disk, repairing: .tornTail)
            }
            let point = try StartingPoint.find(
                in: disk, reader, rulesDigest: EngineKit.rulesDigest, core: &core,
                rest: { (state) throws(StateError) in try publisher.restore(from: &state) },
                remake: { fresh in
                    fresh = kit.core()
                    publisher = kit.publisher(settings, shell)
                })
            let identity = kit.identity(epoch: epoch)
            let plan = world.plan
            var writer = try Self.writer(disk, identity, reader.end, plan.journal, now)
            let done = try Recovery.run(reader, core: &core, writer: &writer) { slots, wall in
                publisher.apply(slots, now: wall)
                publisher.flush(now: wall)
            }
            publisher.durable(through: core.sequence, now: now)
            if done.replayed >= max(1, plan.checkpointInputs / 4) {
                Self.keep(core, publisher, &writer, world)
            }
            report = RecoveryReport(
                point: point, notes: reader.notes, sequence: core.sequence,
                replayed: done.replayed, appended: done.appended)
            self.writer = writer
        } catch {
            throw Failure(text: "\(error)")
        }
        self.publisher = publisher
        positions = world.plan.symbols.indices.map { core.feed(at: $0) }
        self.core = core
    }

    /// Writes a checkpoint of what came back; an engine runs without it as well.
    private static func keep(
        _ core: borrowing Core, _ publisher: Publisher, _ writer: inout JournalWriter,
        _ world: World
    ) {
        let checkpoint = Checkpoint(
            of: core, publisher, rulesDigest: EngineKit.rulesDigest, now: world.wall)
        do {
            try writer.commitAll(now: world.wall)
            try CheckpointMaker.write(checkpoint, to: world.disk)
        } catch {
            world.log.note(world.schedule.now, "no checkpoint at the start: \(error)")
            world.check(
                world.diskMayFail, "no checkpoint at the start, on a sound disk: \(error)")
        }
    }

    private static func journal<Value>(
        _ body: () throws(JournalError) -> Value
    ) throws(RecoveryError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw RecoveryError("\(error)")
        }
    }

    private static func writer(
        _ disk: SimulatedStorage, _ identity: JournalIdentity, _ end: JournalEnd,
        _ settings: JournalSettings, _ now: Nanoseconds
    ) throws(RecoveryError) -> JournalWriter {
        do throws(JournalError) {
            return try JournalWriter(
                disk, identity: identity, resuming: end, settings: settings, now: now)
        } catch {
            throw RecoveryError("\(error)")
        }
    }
}
