import Market
import Publisher
import Records
import Testing
import Wire

/// A publisher between scripted sockets, with a clock that the test moves.
final class Bench {
    let shell = ScriptedShell()
    let publisher: Publisher
    var now = Nanoseconds.seconds(1_700_000_000)
    private var nextSession: UInt64 = 1

    init(
        _ instruments: [InstrumentSetup] = [Sample.setup],
        _ change: (inout PublisherSettings) -> Void = { _ in }
    ) {
        var settings = PublisherSettings(
            epoch: Sample.epoch,
            tokens: RoleTokens([
                .read: "reader", .feed: "feeder", .trade: "trader", .admin: "root",
            ]))
        change(&settings)
        publisher = Publisher(settings: settings, instruments: instruments, shell: shell)
    }

    /// A connection that has said nothing.
    func connect() -> Client {
        let client = Client(SessionID(nextSession), self)
        nextSession += 1
        shell.links[client.id] = ScriptedShell.Link()
        client.wasAdmitted = publisher.opened(client.id, now: now)
        return client
    }

    /// A connection that has logged in, its welcome read.
    func login(
        _ role: Role = .read, heartbeat: UInt32 = 60_000,
        options: SessionOptions = SessionOptions()
    ) throws -> Client {
        let client = connect()
        client.say(Sample.hello(role, heartbeat: heartbeat, options: options))
        guard case .welcome = try #require(try client.heard().first) else {
            throw WireError(.badState, in: "login", reason: "no welcome")
        }
        return client
    }

    /// Gives the core's records to the publisher and flushes them.
    func apply(_ slots: [OutputSlot], flushes: Bool = true) {
        slots.withUnsafeBufferPointer { publisher.apply($0, now: now) }
        if flushes { flush() }
    }

    func flush() {
        publisher.flush(now: now)
        settle()
    }

    /// Applies the sample ticks of some numbers, one record each.
    func tick(_ numbers: Range<UInt64>, place: UInt32 = 0, flushes: Bool = true) {
        apply(numbers.map { Sample.record($0, place).slot }, flushes: flushes)
    }

    /// Lets time pass in one step.
    func pass(_ milliseconds: Int64) {
        now = now + .milliseconds(milliseconds)
        publisher.beat(now: now)
        settle()
    }

    /// Sockets that are read take all they were given.
    func settle() {
        var again = true
        while again {
            again = false
            for (id, link) in shell.links where link.isFresh && !link.isStuck {
                shell.links[id]?.isFresh = false
                shell.links[id]?.unsent = 0
                publisher.drained(id, now: now)
                again = true
            }
        }
    }

    /// A counter of the publisher, as its statistics say.
    func counter(_ counter: PublisherCounter) throws -> Int64 {
        let client = try login(.admin)
        defer { client.hangUp() }
        for told in try client.ask(.statistics) {
            guard case .statistics(let statistics) = told else { continue }
            return statistics.counters.first { $0.name == counter.name }?.value ?? -1
        }
        return -1
    }
}
