import Chance
import Core
import Journal
import Market
import Publisher
import Records
import Recovery
import Wire

/// Simulated time, and what the wall clock makes of it.
final class SimTime: @unchecked Sendable {
    let schedule = Schedule()
    /// How far the wall clock was set.
    var offset: Int64 = 0

    var wall: Nanoseconds { Nanoseconds(SeedPlan.wallStart + schedule.now + offset) }
}

/// All there is in a seed: time, disk, network, one engine at a time, its clients, and what is
/// true of them.
final class World {
    let plan: SeedPlan
    let kit: EngineKit
    let time = SimTime()
    let truth: Truth
    var log: EventLog
    var random: SplitMix64
    var disk: SimulatedStorage
    var engine: Engine?
    private(set) var clients: [SimClient] = []
    var counts = FaultCounts()
    /// The first thing that was not as it must be.
    private(set) var failure: String?
    /// Calls of the disk at which something was planned.
    var plannedFaults: [(call: Int, kind: FaultKind)] = []
    /// An error of the disk may show itself.
    var diskMayFail = false
    var isCalm = false
    private var connectionCount = 0
    /// The epoch of the engine, or of the last when there is none.
    private(set) var liveEpoch: UInt64?
    /// The last input whose command was answered.
    private var answered: UInt64 = 0
    private(set) var starts = 0
    /// Why the engine that should run does not.
    private(set) var lastStartFailure = ""

    init(_ plan: SeedPlan, isVerbose: Bool) {
        self.plan = plan
        kit = EngineKit(plan)
        truth = Truth(kit)
        log = EventLog(isVerbose: isVerbose)
        random = SplitMix64(plan.seed, for: 2)
        disk = SimulatedStorage(seed: plan.seed &* 31 &+ 7)
    }

    var schedule: Schedule { time.schedule }
    var wall: Nanoseconds { time.wall }

    func add(_ client: SimClient) {
        clients.append(client)
        client.start()
    }

    // MARK: The market

    /// A price so many ticks from where a symbol's feed is.
    func price(of symbol: String, off ticks: Int64) -> Price {
        let feed = clients.lazy.compactMap { $0 as? FeedingClient }.first { $0.symbol == symbol }
        guard let feed else { preconditionFailure("nobody feeds \(symbol)") }
        return Price((feed.level + ticks) * feed.instrument.prices.tick)
    }

    /// Units of a whole contract, share or coin.
    func size(of symbol: String) -> Int64 {
        let facts = kit.instruments.first { $0.symbol == symbol }
        guard let facts else { preconditionFailure("nobody made \(symbol)") }
        return Int64(facts.sizes.unitsPerOne)
    }

    // MARK: What must be

    func fail(_ text: String) {
        guard failure == nil else { return }
        failure = text
        log.note(schedule.now, "FAILED: \(text)")
    }

    func check(_ holds: Bool, _ text: @autoclosure () -> String) {
        if !holds { fail(text()) }
    }

    func checkQueues(_ publisher: Publisher) {
        let longest = publisher.longestQueue
        check(
            longest <= plan.clientQueue,
            "\(longest) bytes wait for a session, the limit is \(plan.clientQueue)")
    }

    /// What a socket has not taken: the share of a socket, the frame that fills it, and what is
    /// said before the end.
    func checkSocketQueue(_ bytes: Int, _ session: SessionID) {
        let limit = plan.socketBytes + plan.kernelBytes + 2 * FrameLimits.afterLogin
        check(bytes <= limit, "\(bytes) bytes wait in the socket of session \(session.rawValue)")
    }

    /// A commander was told what came of a command.
    func commandAnswered(_ sequence: UInt64) { answered = max(answered, sequence) }

    // MARK: The engine's lives

    /// Starts an engine on what the disk holds; when it does not come up it is tried again.
    func startEngine() {
        guard engine == nil, failure == nil else { return }
        let mayFail = diskMayFail
        do throws(StartedEngine.Failure) {
            let started = try StartedEngine(self)
            started.report.lines.forEach { log.note(schedule.now, "engine: \($0)") }
            check(
                started.report.point.forgottenBefore == nil,
                "what was before input \(started.report.point.forgottenBefore ?? 0) is forgotten")
            let sequence = started.core.sequence
            prove(sequence, started.core.digest.value)
            for client in clients { client.engineStarted(started.positions) }
            starts += 1
            log.note(schedule.now, "engine started, epoch \(started.epoch), input \(sequence)")
            let engine = Engine(self, started)
            self.engine = engine
            liveEpoch = engine.epoch
        } catch {
            lastStartFailure = error.text
            log.note(schedule.now, "engine does not start: \(error.text)")
            if disk.isOff {
                counts[.diskPowerCut] += 1
                disk = disk.crash()
                plannedFaults.removeAll()
            } else {
                check(mayFail, "an engine does not start on a sound disk: \(error.text)")
            }
            schedule.after(500_000_000) { [weak self] in self?.startEngine() }
        }
    }

    private func prove(_ sequence: UInt64, _ digest: UInt64) {
        if let fault = truth.recovered(sequence, digest: digest, after: liveEpoch) { fail(fault) }
        check(
            sequence >= answered,
            "the command of input \(answered) was answered, \(sequence) is the last that came back")
    }

    /// The engine's process ends without a word.
    func crash(_ kind: FaultKind) {
        guard let engine else { return }
        counts[kind] += 1
        log.note(schedule.now, "\(kind.name) after input \(engine.sequence)")
        // A process that is killed has its connections closed by the system; a machine has not.
        engine.die(isHeard: kind == .kill)
        self.engine = nil
        if kind == .powerCut || kind == .diskPowerCut {
            disk = disk.crash()
            plannedFaults.removeAll()
        }
        restart()
    }

    /// The journal can not go on: the engine ends, and nothing more is acknowledged.
    func journalDied(_ error: JournalError) {
        log.note(schedule.now, "journal died: \(error)")
        check(diskMayFail, "the journal died on a sound disk: \(error)")
        engine?.die(isHeard: true)
        engine = nil
        restart()
    }

    /// The engine is told to stop, and does in order.
    func stopEngine() {
        guard let engine else { return }
        counts[.cleanRestart] += 1
        log.note(schedule.now, "stop after input \(engine.sequence)")
        if let error = engine.stop() {
            if disk.isOff { return crash(.diskPowerCut) }
            check(diskMayFail, "an engine could not stop on a sound disk: \(error)")
            engine.die(isHeard: true)
        }
        self.engine = nil
        restart()
    }

    private func restart() {
        schedule.after(random.skewed(20_000_000...4_000_000_000)) { [weak self] in
            self?.startEngine()
        }
    }

    // MARK: The network

    /// A client connects; `made` gets the connection, or `nil` when nobody listens.
    func connect(_ made: @escaping (Connection?) -> Void) {
        schedule.after(random.skewed(plan.latency)) { [weak self] in
            guard let self else { return }
            guard let engine, !engine.shell.isStopping else { return made(nil) }
            connectionCount += 1
            let connection = Connection(self, connectionCount)
            made(connection)
            engine.shell.accept(connection, engine.publisher)
        }
    }
}
