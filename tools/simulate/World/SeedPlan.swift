import Chance
import Journal
import Market

/// Everything that a seed decides before anything happens: sizes, limits, speeds, who takes part.
struct SeedPlan {
    let seed: UInt64
    let faults: Set<FaultClass>
    /// Nanoseconds in which faults happen and feeds send; afterwards all calms down.
    let active: Int64
    let symbols: [String]
    let strategies: Set<String>
    // Rings of the engine, in slots.
    let symbolRing: Int
    let orderRing: Int
    let outputRing: Int
    let journalRing: Int
    // The journal.
    let journal: JournalSettings
    let checkpointInputs: UInt64
    /// Bytes of the journal that retention leaves, `nil` for all.
    let retainedBytes: Int?
    // The publisher.
    let clientQueue: Int
    let subscriptionQueue: Int
    let socketBytes: Int
    let resumeWindow: Int
    // The network.
    let kernelBytes: Int
    let latency: ClosedRange<Int64>
    // Duties: how long a thread takes to come round.
    let turn: ClosedRange<Int64>
    // Clients.
    let commanders: Int
    let subscribers: Int
    /// Time between two batches of a feed.
    let feedGap: ClosedRange<Int64>
    let feedBatch: ClosedRange<Int>
    /// Market time between two ticks.
    let tickGap: ClosedRange<Int64>
    /// Faults over all.
    let faultCount: Int

    init(seed: UInt64, faults: Set<FaultClass>) {
        var random = SplitMix64(seed, for: 1)
        self.seed = seed
        self.faults = faults
        active = random.number(2...8) * 1_000_000_000
        symbols = Array(["ESZ4", "BTC-USD", "SPY"].prefix(random.int(1...3)))
        let names = ["orderflow", "momentum", "sef", "auction", "convergence", "indicators"]
        strategies = Set(names.filter { _ in random.chance(300) } + ["orderflow"])
        symbolRing = 1 << random.int(5...10)
        orderRing = 1 << random.int(4...8)
        outputRing = 1 << random.int(6...13)
        journalRing = 1 << random.int(4...11)
        var journal = JournalSettings()
        journal.segmentBytes = random.pick([4096, 8192, 32 << 10, 1 << 20])
        journal.blockInputs = random.int(1...600)
        journal.blockSlots = random.int(8...2000)
        journal.lowSpace = 1 << 12
        journal.outputLag = random.pick([0, 0, 50_000_000, 500_000_000])
        self.journal = journal
        checkpointInputs = UInt64(random.int(100...4000))
        retainedBytes = random.chance(300) ? random.int(16 << 10...64 << 10) : nil
        clientQueue = random.int(128...512) << 10
        subscriptionQueue = random.int(4...64) << 10
        socketBytes = random.int(1...32) << 10
        resumeWindow = random.chance(150) ? 0 : random.int(1...128) << 10
        kernelBytes = random.int(2...64) << 10
        let least = random.number(10_000...5_000_000)
        latency = least...least + random.number(0...3_000_000)
        turn = 1000...random.number(2000...3_000_000)
        commanders = random.int(1...2)
        subscribers = random.int(2...4)
        feedGap = 1_000_000...random.number(10...120) * 1_000_000
        feedBatch = 1...random.int(1...40)
        tickGap = 1...random.number(1...4000) * 1_000_000
        faultCount = random.int(0...16)
    }

    /// The first instant of the market: 2024-11-20T14:40:00Z, ten minutes into a session.
    static let marketStart = Nanoseconds(1_732_113_600_000_000_000)
    /// What the wall clock shows at the beginning: 2024-11-20T14:40:00Z, too.
    static let wallStart: Int64 = 1_732_113_600_000_000_000
    /// How long everything may take to come to rest.
    static let patience: Int64 = 120_000_000_000

    /// In a few words, for the event log.
    var text: String {
        "\(symbols.joined(separator: ",")) rings \(symbolRing)/\(orderRing)/\(outputRing)/"
            + "\(journalRing) segment \(journal.segmentBytes) block \(journal.blockInputs)/"
            + "\(journal.blockSlots) checkpoint \(checkpointInputs) "
            + "retain \(retainedBytes.map(String.init) ?? "all") "
            + "queues \(clientQueue)/\(subscriptionQueue)/\(socketBytes) "
            + "window \(resumeWindow) kernel \(kernelBytes) latency \(latency.lowerBound) "
            + "turn \(turn.upperBound) clients \(commanders)+\(subscribers) "
            + "active \(active / 1_000_000_000) s, \(faultCount) faults"
    }
}
