public import Market
public import Records
import Ring

/// Merges sources by time without changing the order of any of them.
///
/// The key of an input is the running maximum of the times of its source's good ones; the least
/// key goes first, of equal keys that of the source listed first. A malformed input, or a tick
/// without a size, has the key of what came before it.
public final class MergedSource: InputSource {
    private var merge: Merge
    /// The key of the last input handed out; `nil` before the first good one.
    public var lastKey: Nanoseconds? { merge.lastKey }

    /// Merges `sources`; each tags its inputs with its own instruments.
    public init(_ sources: [any InputSource]) { merge = Merge(sources) }

    /// All sources as one, their bad rows in the order of the list.
    public var report: SourceReport {
        let reports = reports
        var sum = SourceReport(name: reports.map(\.name).joined(separator: ", "))
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
    public var reports: [SourceReport] { merge.reports }

    /// Fills the batch with inputs whose keys lie in the same UTC second, so that between two
    /// batches a driver can let the clock pass every whole second.
    ///
    /// - Throws: What a source throws, once what was read before it is handed out; the same ever
    ///   after.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        return try merge.next(into: batch)
    }
}

/// The lanes of a merge, and the order in which they come next.
private struct Merge: ~Copyable {
    private let lanes: UnsafeMutablePointer<MergeLane>
    private let laneCount: Int
    /// Behind the last input that each lane has at hand.
    private let ends: UnsafeMutablePointer<UnsafePointer<Input>>
    /// The lanes that have an input at hand.
    private var turns: TurnQueue<Turn>
    private var isOpen = false
    /// What ended the merge.
    private var fault: FeedError?
    private(set) var lastKey: Nanoseconds?

    /// Before any time.
    private static let noKey = Int64.min
    /// Of so many lanes the batches stay near; of more each has a smaller one.
    private static let fewLanes = 16

    init(_ sources: [any InputSource]) {
        laneCount = sources.count
        lanes = .allocate(capacity: max(1, laneCount))
        ends = .allocate(capacity: max(1, laneCount))
        let room = laneCount > Self.fewLanes ? 64 : 1024
        for (index, source) in sources.enumerated() {
            (lanes + index).initialize(to: MergeLane(source, room: room))
            (ends + index).initialize(to: UnsafePointer(lanes[index].start))
        }
        turns = TurnQueue(capacity: laneCount)
    }

    deinit {
        lanes.deinitialize(count: laneCount)
        lanes.deallocate()
        ends.deallocate()
    }

    var reports: [SourceReport] { (0..<laneCount).map { lanes[$0].source.report } }

    mutating func next(
        into batch: UnsafeMutableBufferPointer<Input>
    ) throws(FeedError) -> Int {
        if let fault { throw fault }
        try open()
        var count = 0
        var second: Int64?
        while let turn = turns.first {
            let keySecond = Nanoseconds(turn.key).secondStart.rawValue
            guard second == nil || second == keySecond else { break }
            second = keySecond
            let added = take(turn, keySecond, batch, from: count)
            count += added
            if added == 0 || fault != nil { break }
        }
        if count == 0, let fault { throw fault }
        return count
    }

    /// Hands out inputs of the lane whose turn it is, until it is another's, the second is over or
    /// the batch is full.
    ///
    /// - Returns: How many slots they took.
    private mutating func take(
        _ first: Turn, _ second: Int64, _ batch: UnsafeMutableBufferPointer<Input>, from start: Int
    ) -> Int {
        let other = turns.runnerUp
        var turn = first
        var count = start
        repeat {
            // A bar takes two.
            let slots = turn.next.pointee.kind == .bar ? 2 : 1
            guard count + slots <= batch.count else { break }
            for slot in 0..<slots { batch[count + slot] = turn.next[slot] }
            count += slots
            turn.next += slots
            if turn.key != Self.noKey { lastKey = Nanoseconds(turn.key) }
            guard turn.next < ends[turn.lane] || fill(&turn) else {
                turns.removeFirst()
                return count - start
            }
            turn.key = key(of: turn.next.pointee, after: turn.key)
        } while (other.map { turn < $0 } ?? true)
            && Nanoseconds(turn.key).secondStart.rawValue == second
        // Its input, and some behind it: the key of the next tells when its turn is over.
        turns.replaceFirst(turn) { for place in 0..<4 { prefetchLine($0.next + place) } }
        return count - start
    }

    /// The key of an input whose source's last one was `last`.
    private func key(of input: borrowing Input, after last: Int64) -> Int64 {
        let isGood =
            switch input.kind {
            case .malformed: false
            case .tick: input.size > 0
            default: true
            }
        return isGood ? max(last, input.time.rawValue) : last
    }

    /// Finds the first input of every lane.
    private mutating func open() throws(FeedError) {
        guard !isOpen else { return }
        isOpen = true
        for index in 0..<laneCount {
            var turn = Turn(key: Self.noKey, lane: index, next: ends[index])
            guard fill(&turn) else { continue }
            turn.key = key(of: turn.next.pointee, after: turn.key)
            turns.add(turn)
        }
        if let fault { throw fault }
    }

    /// Reads a lane's next inputs; `false` at its end, and at a fault, which is kept.
    private mutating func fill(_ turn: inout Turn) -> Bool {
        do {
            let count = try lanes[turn.lane].fill()
            turn.next = UnsafePointer(lanes[turn.lane].start)
            ends[turn.lane] = turn.next + count
            return count > 0
        } catch {
            if fault == nil { fault = error }
            return false
        }
    }
}

/// A lane that waits for its turn: the least key first, of equal keys the lane listed first.
private struct Turn: Comparable, BitwiseCopyable {
    var key: Int64
    let lane: Int
    /// The input that it waits with.
    var next: UnsafePointer<Input>

    static func == (left: Turn, right: Turn) -> Bool {
        left.key == right.key && left.lane == right.lane
    }

    @inline(__always)
    static func < (left: Turn, right: Turn) -> Bool {
        left.key != right.key ? left.key < right.key : left.lane < right.lane
    }
}

/// One source with a batch of its inputs.
private struct MergeLane: ~Copyable {
    let source: any InputSource
    private let batch: UnsafeMutableBufferPointer<Input>
    /// Where the batch begins.
    let start: UnsafeMutablePointer<Input>

    /// - Parameter room: slots of its batch.
    init(_ source: any InputSource, room: Int) {
        self.source = source
        start = .allocate(capacity: room)
        batch = UnsafeMutableBufferPointer(start: start, count: room)
    }

    deinit { start.deallocate() }

    /// Reads the next inputs; 0 at the end.
    func fill() throws(FeedError) -> Int { try source.next(into: batch) }
}
