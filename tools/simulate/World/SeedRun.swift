import Core
import Journal
import Market
import Records
import Recovery

/// What came of a seed.
struct SeedResult {
    var seed: UInt64
    var failure: String?
    var digest: UInt64
    var events: UInt64
    var inputs: Int
    var starts: Int
    var records: Int
    var gaps: Int
    var faults: FaultCounts
}

/// One seed from its beginning to its end.
enum SeedRun {
    static func run(_ plan: SeedPlan, isVerbose: Bool) -> SeedResult {
        let world = World(plan, isVerbose: isVerbose)
        world.log.note(0, "seed \(plan.seed): \(plan.text)")
        world.startEngine()
        let feeds = plan.symbols.indices.map { FeedingClient(world, place: $0) }
        let commanders = (0..<plan.commanders).map { CommandingClient(world, number: $0) }
        let followers = (0..<plan.subscribers).map {
            SubscribingClient(world, number: $0, isWhole: $0 == 0)
        }
        for client in feeds as [SimClient] + commanders + followers { world.add(client) }
        world.planFaults()
        world.schedule.after(plan.active) { world.calmDown() }
        while world.failure == nil, world.schedule.now < plan.active, world.schedule.step() {}
        settle(world)
        let late = SubscribingClient(world, number: plan.subscribers, isWhole: true)
        if world.failure == nil {
            world.add(late)
            let end = world.schedule.now + 1_000_000_000
            while world.failure == nil, world.schedule.now < end, world.schedule.step() {}
            settle(world)
        }
        if world.failure == nil {
            for feed in feeds { feed.checkInputs() }
            for follower in followers + [late] { follower.checkHeld() }
            for follower in followers { follower.compare(with: late) }
            finish(world, commanders)
        }
        let streams = followers.flatMap { $0.streams.values }
        let result = SeedResult(
            seed: plan.seed, failure: world.failure, digest: world.log.digest,
            events: world.schedule.count, inputs: world.truth.inputs.count, starts: world.starts,
            records: streams.reduce(0) { $0 + $1.records },
            gaps: streams.reduce(0) { $0 + $1.gaps }, faults: world.counts)
        world.schedule.end()
        return result
    }

    /// Lets everything come to rest.
    private static func settle(_ world: World) {
        let end = world.schedule.now + SeedPlan.patience
        var next: Int64 = 0
        while world.failure == nil, world.schedule.now < end {
            if world.schedule.now >= next {
                next = world.schedule.now + 50_000_000
                if isSettled(world) { return }
            }
            guard world.schedule.step() else { break }
        }
        guard world.failure == nil else { return }
        let waiting = world.clients.filter { !$0.isGone && !$0.isSettled }.map(\.state)
        let engine =
            world.engine.map { $0.isQuiet ? "quiet" : "busy" }
            ?? "down (\(world.lastStartFailure))"
        world.fail(
            "no rest \(SeedPlan.patience / 1_000_000_000) s after the last fault: engine \(engine); "
                + waiting.joined(separator: "; "))
    }

    private static func isSettled(_ world: World) -> Bool {
        guard let engine = world.engine, engine.isQuiet else { return false }
        return world.clients.allSatisfy { $0.isGone || $0.isSettled }
    }

    /// The engine stops in order, the power goes, and what is on the disk is looked at once more.
    private static func finish(_ world: World, _ commanders: [CommandingClient]) {
        guard let engine = world.engine else { return }
        if let error = engine.stop() { return world.fail("the last stop: \(error)") }
        world.engine = nil
        world.disk = world.disk.crash()
        checkLogs(world)
        world.startEngine()
        for commander in commanders { commander.checkCommands() }
        world.engine?.die(isHeard: true)
        world.engine = nil
    }

    /// What is on the disk is whole, and an undisturbed replay makes the output log of it.
    private static func checkLogs(_ world: World) {
        do {
            let report = try JournalRepair.examine(world.disk)
            world.check(
                report.inputs.damage == nil && report.outputs.damage == nil,
                "the journal at the end: \(report.inputs), \(report.outputs)")
            let reader = try JournalReader.open(world.disk, repairing: .liveTail)
            guard reader.end.inputs.segments.first?.first == 1,
                reader.end.outputs.segments.first?.first == 1
            else { return }
            var core = world.kit.core()
            var comparison = Comparison(reader, after: 0)
            var replay = JournalReplay(reader)
            var fault: RecoveryError?
            try replay.run(core: &core) { (slots, _) throws(RecoveryError) in
                do throws(RecoveryError) { try comparison.take(slots) } catch { fault = error }
            }
            try comparison.end(at: core.sequence)
            if let fault { throw fault }
            if let difference = comparison.difference {
                world.fail("the output log differs from a replay at input \(difference.cause)")
            }
        } catch {
            world.fail("the journal at the end: \(error)")
        }
    }
}
