import Core
import Feed
import Market
import Records
import Ring
import Shard

/// The rings of a simulated engine: those of a real one, of the seed's sizes.
struct EngineRings {
    let symbols: [SPSCRing<Input>]
    let order: OrderRing
    let commands = SPSCRing(of: Input.self, capacity: 64)
    let output: SPSCRing<OutputSlot>
    let journalInputs: SPSCRing<Input>
    let journalRecords: SPSCRing<OutputSlot>
    /// Nobody sleeps here.
    private let bell = Doorbell(policy: .spin)

    init(_ plan: SeedPlan) {
        symbols = plan.symbols.map { _ in SPSCRing(of: Input.self, capacity: plan.symbolRing) }
        order = OrderRing(capacity: plan.orderRing)
        output = SPSCRing(of: OutputSlot.self, capacity: plan.outputRing)
        journalInputs = SPSCRing(of: Input.self, capacity: plan.journalRing)
        journalRecords = SPSCRing(of: OutputSlot.self, capacity: plan.journalRing)
    }

    func port() -> FeedPort {
        FeedPort(
            instruments: symbols.indices.map { InstrumentID(UInt32($0)) }, rings: symbols,
            order: order, bell: bell)
    }

    func shard(
        _ core: consuming Core, clock: @escaping @Sendable () -> Nanoseconds
    ) -> Shard {
        Shard(
            core: core, rings: symbols, orders: [order], commands: commands, output: output,
            bell: bell,
            journal: JournalTap(inputs: journalInputs, records: journalRecords, bell: bell),
            clock: clock)
    }
}
