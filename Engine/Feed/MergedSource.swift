public import Market
public import Records

/// Merges sources by time without changing the order of any of them.
///
/// The key of an input is the running maximum of the times of its source's good ones; the least
/// key goes first, of equal keys that of the source listed first. A malformed input, or a tick
/// without a size, has the key of what came before it.
public final class MergedSource: InputSource {
    private var lanes: [Lane]
    /// The key of the last input handed out; `nil` before the first good one.
    public private(set) var lastKey: Nanoseconds?

    /// Merges `sources`; each tags its inputs with its own instruments.
    public init(_ sources: [any InputSource]) {
        lanes = sources.map { Lane($0) }
    }

    /// All sources as one, their bad rows in the order of the list.
    public var report: SourceReport {
        var sum = SourceReport(name: lanes.map(\.source.report.name).joined(separator: ", "))
        for report in reports {
            sum.rows += report.rows
            sum.good += report.good
            sum.bad += report.bad
            sum.skipped += report.skipped
            sum.bytes += report.bytes
            let room = SourceReport.keptBadRows - sum.firstBad.count
            sum.firstBad += report.firstBad.prefix(room)
        }
        return sum
    }

    /// What each source has read so far, in the order of the list.
    public var reports: [SourceReport] { lanes.map(\.source.report) }

    /// Fills the batch with inputs whose keys lie in the same UTC second, so that between two
    /// batches a driver can let the clock pass every whole second.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        var count = 0
        var second: Int64?
        while let index = try leastLane() {
            let lane = lanes[index]
            let slots = lane.headSlots
            let key = lane.headKey
            let keySecond = Nanoseconds(key).secondStart.rawValue
            if count + slots > batch.count || (second ?? keySecond) != keySecond { break }
            second = keySecond
            for slot in 0..<slots { batch[count + slot] = lane.slot(slot) }
            count += slots
            lane.take(slots, key: key)
            if key != Lane.noKey { lastKey = Nanoseconds(key) }
        }
        return count
    }

    /// The lane whose next input has the least key; `nil` when all have ended.
    private func leastLane() throws(FeedError) -> Int? {
        var least: Int?
        for index in lanes.indices {
            guard try lanes[index].fill() else { continue }
            if let other = least, lanes[other].headKey <= lanes[index].headKey { continue }
            least = index
        }
        return least
    }
}

/// One source with a batch of its inputs.
private final class Lane {
    /// Before any time.
    static let noKey = Int64.min

    let source: any InputSource
    private let batch: UnsafeMutableBufferPointer<Input>
    private var index = 0
    private var count = 0
    private var key = Lane.noKey
    private var hasEnded = false

    init(_ source: any InputSource) {
        self.source = source
        batch = .allocate(capacity: 1024)
    }

    deinit { batch.deallocate() }

    /// Makes the next input available; `false` at the end.
    func fill() throws(FeedError) -> Bool {
        if index < count { return true }
        if hasEnded { return false }
        count = try source.next(into: batch)
        index = 0
        hasEnded = count == 0
        return !hasEnded
    }

    /// A bar takes two.
    var headSlots: Int { batch[index].kind == .bar ? 2 : 1 }

    /// The key of the next input.
    var headKey: Int64 {
        let input = batch[index]
        let isGood =
            switch input.kind {
            case .malformed: false
            case .tick: input.size > 0
            default: true
            }
        return isGood ? max(key, input.time.rawValue) : key
    }

    func slot(_ offset: Int) -> Input { batch[index + offset] }

    func take(_ slots: Int, key: Int64) {
        index += slots
        self.key = key
    }
}
