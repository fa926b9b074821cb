import Chance
import Core
import Journal
import Market
import Publisher
import Records
import Recovery
import Shard
import Wire

/// One life of an engine: its duties take turns, as its threads would, in an order the seed gives.
final class Engine {
    private unowned let world: World
    let epoch: UInt64
    let shell: EngineShell
    let publisher: Publisher
    private var shard: Shard
    private var reader: OutputReader
    private let journal: EngineJournal
    private let parts: EngineParts
    private let rings: EngineRings
    /// The inputs that came back when it started.
    let recovered: UInt64
    private(set) var isAlive = true
    private(set) var isFull = false

    private var arranged: Set<Duty> = []
    private var diskBusyUntil: Int64 = 0
    /// What the journal told the others.
    private var durable: UInt64
    private var durableCause: UInt64 = 0
    private var fed: [UInt64]
    private var told: UInt64 = 0
    private var checkpointed: UInt64 = 0
    private var previousCheckpoint: UInt64 = 0
    private var nextInstrumentBeat: Int64 = 0
    private var closing = false

    private enum Duty: Hashable {
        case core
        case journal
        case publish
    }

    init(_ world: World, _ started: consuming StartedEngine) {
        self.world = world
        epoch = started.epoch
        shell = started.shell
        publisher = started.publisher
        rings = started.rings
        recovered = started.core.sequence
        durable = recovered
        let positions = started.positions
        fed = positions.map(\.taken)
        journal = EngineJournal(started.writer, rings, fed: positions, world.plan)
        reader = OutputReader(rings.output)
        parts = world.kit.parts(epoch: epoch)
        let time = world.time
        shard = rings.shard(started.core) { time.wall }
        shell.onFed = { [unowned self] in arrange(.core) }
        for (place, position) in positions.enumerated() {
            publisher.resumeFeed(of: place, acceptedThrough: position.taken)
        }
        beat()
    }

    var sequence: UInt64 { shard.sequence }
    var digest: UInt64 { shard.core.digest.value }
    /// Nothing is on its way inside.
    var isQuiet: Bool {
        !shard.hasWork && reader.isEmpty && !publisher.hasUnwritten && !journal.hasWork
            && told == shard.sequence
    }

    // MARK: Turns

    private func arrange(_ duty: Duty, after delay: Int64 = 0) {
        guard isAlive, arranged.insert(duty).inserted else { return }
        let wait = delay + world.random.skewed(world.plan.turn)
        world.schedule.after(wait) { [weak self] in self?.turn(duty) }
    }

    private func turn(_ duty: Duty) {
        guard isAlive else { return }
        arranged.remove(duty)
        switch duty {
        case .core: coreTurn()
        case .journal: journalTurn()
        case .publish: publishTurn()
        }
    }

    private func coreTurn() {
        let handled = shard.step(limit: world.random.int(1...1024))
        world.log.fold(UInt64(handled))
        arrange(.journal)
        arrange(.publish)
        if shard.hasWork { arrange(.core) }
    }

    private func journalTurn() {
        let now = world.schedule.now
        guard now >= diskBusyUntil else { return arrange(.journal, after: diskBusyUntil - now) }
        let outcome = journal.step(
            world.disk, now: world.wall,
            meanwhile: { if world.random.chance(300) { _ = shard.step(limit: 64) } },
            taken: { world.truth.take($0) })
        world.check(
            journal.heldSlots <= 2 * EngineJournal.batch + 20_000,
            "\(journal.heldSlots) slots wait for the disk")
        if world.disk.isOff { return world.crash(.diskPowerCut) }
        isFull = false
        switch outcome {
        case .idle: break
        case .committed(let time): committed(time)
        case .full:
            isFull = true
            diskBusyUntil = now + 100_000_000
            arrange(.journal, after: 100_000_000)
        case .dead(let error): world.journalDied(error)
        }
        if isAlive, journal.hasWork { arrange(.journal) }
    }

    /// What was committed is told once the disk has answered.
    private func committed(_ time: Int64) {
        diskBusyUntil = world.schedule.now + time
        let (durable, cause) = (journal.durable, journal.durableCause)
        let counts = journal.isCaughtUp ? journal.fed.map(\.taken) : nil
        world.schedule.after(time) { [weak self] in
            guard let self, isAlive else { return }
            self.durable = max(self.durable, durable)
            durableCause = cause
            if let counts { fed = counts }
            arrange(.publish)
        }
    }

    private func publishTurn() {
        tellDurable()
        publish(world.random.chance(500) ? 1 << 12 : world.random.int(1...64))
        publisher.flush(now: world.wall) {
            guard world.random.chance(500) else { return nil }
            // The core goes on while sessions are written to.
            if world.random.chance(300) { _ = shard.step(limit: 64) }
            guard !reader.isEmpty else { return nil }
            publish(world.random.int(1...Publisher.littleSlots))
            return world.wall
        }
        publisher.feedResumed(now: world.wall)
        world.checkQueues(publisher)
        if !reader.isEmpty || publisher.hasUnwritten { arrange(.publish) }
        if shard.hasWork { arrange(.core) }
    }

    private func publish(_ limit: Int) {
        _ = reader.read(limit: limit) { slots in
            world.truth.published(slots)
            publisher.apply(slots, now: world.wall)
        }
    }

    private func tellDurable() {
        guard durable > told else { return }
        told = durable
        publisher.durable(through: durable, now: world.wall)
        publisher.fedDurable(fed, now: world.wall)
    }

    /// Every 10 ms: what time brings.
    private func beat() {
        guard isAlive else { return }
        publisher.beat(now: world.wall)
        world.checkQueues(publisher)
        if world.schedule.now >= nextInstrumentBeat {
            nextInstrumentBeat = world.schedule.now + 1_000_000_000
            if !shell.isStopping { shell.beatInstruments() }
        }
        checkpoint()
        arrange(.core)
        arrange(.journal)
        world.schedule.after(10_000_000) { [weak self] in self?.beat() }
    }

    /// What follows the journal: a checkpoint that is due, made from the disk alone.
    private func checkpoint() {
        let wanted = journal.checkpointWanted
        guard isAlive, wanted > checkpointed, durable >= wanted, durableCause >= wanted else {
            return
        }
        checkpointed = wanted
        do throws(RecoveryError) {
            try CheckpointMaker(world.disk, parts).make(through: wanted, now: world.wall)
            world.log.note(world.schedule.now, "checkpoint \(wanted)")
            if previousCheckpoint > 0 { journal.oldestNeeded = previousCheckpoint }
            previousCheckpoint = wanted
        } catch {
            world.log.note(world.schedule.now, "no checkpoint \(wanted): \(error)")
            world.check(
                world.diskMayFail, "no checkpoint \(wanted) on a sound disk: \(error)")
        }
        if world.disk.isOff { world.crash(.diskPowerCut) }
    }

    // MARK: Ends

    /// The process is gone; its connections are closed by the system, or just gone.
    func die(isHeard: Bool) {
        isAlive = false
        shell.abandon(isHeard: isHeard)
    }

    /// Stops in order: what the feeds gave is decided, written and told.
    ///
    /// - Returns: What the disk said, if it did not take the last.
    func stop() -> JournalError? {
        shell.isStopping = true
        var rounds = 0
        while isAlive, !(closing && isDrained) {
            rounds += 1
            guard rounds < 100_000 else {
                world.fail("an engine does not stop: \(shard.hasWork) \(journal.hasWork)")
                return nil
            }
            _ = shard.step()
            if !closing, !shard.hasWork { closing = shard.close() }
            let outcome = journal.step(world.disk, now: world.wall, taken: { world.truth.take($0) })
            switch outcome {
            case .idle, .committed: break
            case .full:
                return JournalError.system(.append, file: "journal", errno: 28)
            case .dead(let error): return error
            }
            durable = journal.durable
            if journal.isCaughtUp { fed = journal.fed.map(\.taken) }
            publishTurn()
        }
        do throws(JournalError) {
            try journal.finish(now: world.wall)
        } catch {
            return error
        }
        durable = journal.durable
        fed = journal.fed.map(\.taken)
        tellDurable()
        publisher.shutdown(reason: .shuttingDown, now: world.wall)
        isAlive = false
        shell.abandon(isHeard: true)
        return nil
    }

    private var isDrained: Bool { !shard.hasWork && reader.isEmpty && !journal.hasWork }
}
