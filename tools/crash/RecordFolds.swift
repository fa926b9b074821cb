import CLI
import Host
import Market
import Pipeline
import Records
import Strategy

/// A stream of records of an instrument.
struct StreamName: Hashable, Comparable {
    var instrument: UInt32
    var kind: UInt8
    /// Of bars their period.
    var period: UInt8 = 0

    static func < (one: StreamName, other: StreamName) -> Bool {
        (one.instrument, one.kind, one.period) < (other.instrument, other.kind, other.period)
    }

    var text: String {
        let name = OutputKind(rawValue: kind).map { "\($0)" } ?? "kind \(kind)"
        return kind == OutputKind.bar.rawValue
            ? "\(name) \(BarPeriod(rawValue: period)?.name ?? "?")" : name
    }
}

/// Folds of an engine's records that do not depend on the order across instruments, and the bars
/// that a store has to hold.
struct RecordFolds {
    /// Digests of what the market alone decides, causes left out.
    private(set) var digests: [StreamName: RecordDigest] = [:]
    /// A hash of every bar with its cause, in the log's order.
    private(set) var bars: [StreamName: [Int]] = [:]
    /// The latest start of one.
    private(set) var lastBar = Nanoseconds.zero

    /// By system the rule whose rows say what a venue did, not what the market did.
    private let venueRules: [UInt8: UInt8]

    init(_ plan: CrashPlan) throws(CommandFailure) {
        var rules: [UInt8: UInt8] = [:]
        for seat in try plan.hostPlan().instruments.flatMap(\.strategies) {
            let schema = type(of: seat.strategy).schema
            let name = PortfolioStudy.rule.name
            guard let rule = schema.rules.firstIndex(where: { $0.name == name }) else { continue }
            rules[schema.number] = UInt8(rule)
        }
        venueRules = rules
    }

    /// Takes whole records.
    mutating func take(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = max(1, slots[index].slots)
            take(record: UnsafeBufferPointer(rebasing: slots[index..<index + size]))
            index += size
        }
    }

    private mutating func take(record: UnsafeBufferPointer<OutputSlot>) {
        let head = record[0]
        guard let kind = head.kind, isOfMarket(kind, record) else { return }
        var name = StreamName(instrument: head.instrument.rawValue, kind: kind.rawValue)
        if kind == .bar {
            let bar = BarRecord(record)
            name.period = bar.bar.period.rawValue
            lastBar = max(lastBar, bar.bar.start)
            bars[name, default: []].append(bar.hashValue)
        }
        var digest = digests[name] ?? RecordDigest()
        var first = head
        first.cause = 0
        withUnsafePointer(to: first) {
            digest.add(UnsafeBufferPointer(start: $0, count: 1))
        }
        if record.count > 1 { digest.add(UnsafeBufferPointer(rebasing: record[1...])) }
        digests[name] = digest
    }

    /// Commands, and what they set going, are at other places in every order of inputs.
    private func isOfMarket(
        _ kind: OutputKind, _ record: UnsafeBufferPointer<OutputSlot>
    ) -> Bool {
        switch kind {
        case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged, .order,
            .fill, .trade, .position, .account, .session, .digest:
            false
        case .vwap: VWAPRecord(record).anchor != .user
        case .evaluation:
            venueRules[Evaluation(record).system] != Evaluation(record).rule
        case .tick, .quote, .bar, .footprint, .profile, .roll, .counters, .nakedPOC:
            true
        }
    }
}
