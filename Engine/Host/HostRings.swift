import Core
import Feed
import Market
import Records
import Ring
import Settings
import Shard
import Wire

/// The rings of an engine, and who holds which end.
struct HostRings {
    let symbols: [SPSCRing<Input>]
    let replayOrder: OrderRing
    let wireOrder: OrderRing
    let output: SPSCRing<OutputSlot>
    /// Commands of clients, and the engine's own.
    let commands: SPSCRing<Input>
    /// Those to the journal, `nil` without one.
    let journal: HostJournalRings?
    /// Wakes the core.
    let coreBell: Doorbell
    /// Wakes the publisher.
    let outputBell: Doorbell
    private let names: [String]
    private let origins: [FeedOrigin]

    init(_ plan: HostPlan, wake: @escaping @Sendable () -> Void) {
        let sizes = plan.settings.rings
        let slots = sizes.slots(symbols: plan.instruments.count)
        symbols = plan.instruments.map { _ in SPSCRing(of: Input.self, capacity: slots) }
        replayOrder = OrderRing(capacity: sizes.order)
        wireOrder = OrderRing(capacity: sizes.order)
        output = SPSCRing(of: OutputSlot.self, capacity: sizes.output)
        commands = SPSCRing(of: Input.self, capacity: Self.commandSlots)
        journal =
            plan.settings.journal.isOn
            ? HostJournalRings(slots: plan.settings.journal.ring, policy: Self.policy(plan)) : nil
        coreBell = Doorbell(policy: Self.policy(plan))
        // The publisher sleeps in its loop, whatever the core does.
        outputBell = Doorbell(policy: .block, wake: wake)
        names = plan.instruments.map(\.instrument.symbol)
        origins = plan.instruments.map(\.origin)
    }

    /// Room for some hundred commands: people and programs wait for their answers.
    private static let commandSlots = 1024

    static func policy(_ plan: HostPlan) -> WaitPolicy {
        WaitPolicy(name: plan.settings.engine.wait.rawValue) ?? .block
    }

    /// The writing ends for the instruments of one origin; take each once.
    func port(_ origin: FeedOrigin) -> FeedPort {
        let places = places(origin)
        return FeedPort(
            instruments: places.map { InstrumentID(UInt32($0)) }, rings: places.map { symbols[$0] },
            order: origin == .replay ? replayOrder : wireOrder, bell: coreBell)
    }

    /// The core with all its ends; take it once.
    func shard(
        _ core: consuming Core, clock: @escaping @Sendable () -> Nanoseconds
    ) -> Shard {
        Shard(
            core: core, rings: symbols, orders: [replayOrder, wireOrder], commands: commands,
            output: output, bell: outputBell,
            journal: journal.map {
                JournalTap(inputs: $0.inputs, records: $0.records, bell: $0.bell)
            }, clock: clock)
    }

    private func places(_ origin: FeedOrigin) -> [Int] {
        origins.indices.filter { origins[$0] == origin }
    }

    /// How full each ring is and was; of the symbols' rings that of one instrument, or all.
    func readings(of instrument: InstrumentID?) -> [RingReading] {
        var readings: [RingReading] = []
        for place in symbols.indices
        where instrument == nil || instrument?.rawValue == UInt32(place) {
            readings.append(Self.reading("feed.\(names[place])", symbols[place].monitor))
        }
        guard instrument == nil else { return readings }
        readings.append(Self.reading("order.replay", replayOrder.monitor))
        readings.append(Self.reading("order.wire", wireOrder.monitor))
        readings.append(Self.reading("output", output.monitor))
        readings.append(Self.reading("commands", commands.monitor))
        if let journal {
            readings.append(Self.reading("journal.inputs", journal.inputs.monitor))
            readings.append(Self.reading("journal.records", journal.records.monitor))
        }
        return readings
    }

    private static func reading(_ name: String, _ monitor: RingMonitor) -> RingReading {
        RingReading(
            name: name, capacity: UInt64(monitor.capacity), depth: UInt64(monitor.depth),
            highWater: UInt64(monitor.highWater), pushed: monitor.pushed,
            waits: UInt64(monitor.fullCount), dropped: 0)
    }
}
