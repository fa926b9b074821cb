public import Market
import Memory
public import Records

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
    public init(_ sources: [any InputSource]) {
        merge = Merge(sources)
        skew = sources.map(\.skew).max() ?? .zero
    }

    /// The largest of the sources'.
    public let skew: Nanoseconds
    /// The second that all instruments have reached: what is older comes of none any more. It changes
    /// between batches only; `nil` until it is one that inputs have come of.
    public var second: Nanoseconds? {
        guard let first, let second = lastKey.map({ $0.secondStart - skew }), second >= first
        else { return nil }
        return second
    }
    /// The second of the first good input.
    private var first: Nanoseconds?

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
    /// batches a driver can let the clock pass every whole second, to `second`.
    ///
    /// - Throws: What a source throws, once what was read before it is handed out; the same ever
    ///   after.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        precondition(batch.count >= 2, "a bar takes 2 slots, the batch has \(batch.count)")
        let count = try merge.next(into: batch)
        if first == nil { first = lastKey?.secondStart }
        return count
    }
}

/// The lanes of a merge, and the order in which they come next.
///
/// Each lane has room for some inputs, all lanes side by side: of many, each finds its own cold.
private struct Merge: ~Copyable {
    private let sources: [any InputSource]
    /// Slots of each lane.
    private let room: Int
    private let inputs: UnsafeMutablePointer<Input>
    /// For each lane how many of its slots are filled.
    private let counts: UnsafeMutablePointer<Int32>
    /// The lanes that have an input at hand.
    private var turns: TurnQueue<Turn>
    private var isOpen = false
    /// What ended the merge.
    private var fault: FeedError?
    private(set) var lastKey: Nanoseconds?

    /// Inputs of a lane that are fetched before its turn.
    private static let slotsAhead = 6
    /// Before any time.
    private static let noKey = Int64.min

    init(_ sources: [any InputSource]) {
        self.sources = sources
        // So that of many lanes the inputs stay as near as they can.
        room = sources.count > cachedInstruments ? 128 : 1024
        inputs = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, sources.count) * room * MemoryLayout<Input>.stride, alignment: 64
        ).bindMemory(to: Input.self, capacity: sources.count * room)
        counts = .allocate(capacity: max(1, sources.count))
        counts.initialize(repeating: 0, count: sources.count)
        turns = TurnQueue(capacity: sources.count)
    }

    deinit {
        UnsafeMutableRawPointer(inputs).deallocate()
        counts.deallocate()
    }

    var reports: [SourceReport] { sources.map(\.report) }

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
        let lane = Int(first.lane)
        var turn = first
        var count = start
        repeat {
            let place = lane * room + Int(turn.place)
            // A bar takes two.
            let slots = inputs[place].kind == .bar ? 2 : 1
            guard count + slots <= batch.count else { break }
            for slot in 0..<slots { batch[count + slot] = inputs[place + slot] }
            count += slots
            turn.place += Int32(slots)
            if turn.key != Self.noKey { lastKey = Nanoseconds(turn.key) }
            guard turn.place < counts[lane] || fill(&turn) else {
                turns.removeFirst()
                return count - start
            }
            turn.key = Self.key(of: inputs[lane * room + Int(turn.place)], after: turn.key)
        } while (other.map { turn < $0 } ?? true)
            && Nanoseconds(turn.key).secondStart.rawValue == second
        // Its input, the next one, whose key is asked for, and some more: its turn may be a long one.
        turns.replaceFirst(turn) { near in
            let place = Int(near.lane) * room + Int(near.place)
            for slot in 0..<Self.slotsAhead { prefetchLine(inputs + place + slot) }
        }
        return count - start
    }

    /// Finds the first input of every lane.
    private mutating func open() throws(FeedError) {
        guard !isOpen else { return }
        isOpen = true
        for lane in sources.indices {
            var turn = Turn(key: Self.noKey, lane: Int32(lane), place: 0)
            guard fill(&turn) else { continue }
            turn.key = Self.key(of: inputs[lane * room], after: turn.key)
            turns.add(turn)
        }
        if let fault { throw fault }
    }

    /// Reads a lane's next inputs; `false` at its end, and at a fault, which is kept.
    private mutating func fill(_ turn: inout Turn) -> Bool {
        let lane = Int(turn.lane)
        let slots = UnsafeMutableBufferPointer(start: inputs + lane * room, count: room)
        do {
            let count = try sources[lane].next(into: slots)
            guard count > 0 else { return false }
            counts[lane] = Int32(count)
            turn.place = 0
            return true
        } catch {
            if fault == nil { fault = error }
            return false
        }
    }

    /// The key of an input whose source's last one was `last`; the rest of a bar goes with it.
    @inline(__always)
    private static func key(of input: borrowing Input, after last: Int64) -> Int64 {
        let isGood =
            switch input.kind {
            case .malformed, .barRest: false
            case .tick: input.size > 0
            default: true
            }
        return isGood ? max(last, input.time.rawValue) : last
    }
}

/// A lane that waits for its turn: the least key first, of equal keys the lane listed first.
private struct Turn: Comparable, BitwiseCopyable {
    var key: Int64
    let lane: Int32
    /// The slot of the input that it waits with.
    var place: Int32

    static func == (left: Turn, right: Turn) -> Bool {
        left.key == right.key && left.lane == right.lane
    }

    /// Without a branch, as nobody can tell what it comes to.
    @inline(__always)
    static func < (left: Turn, right: Turn) -> Bool {
        let isBefore = left.key < right.key ? 2 : 0
        let isEqual = left.key == right.key ? 1 : 0
        return isBefore | (isEqual & (left.lane < right.lane ? 1 : 0)) != 0
    }
}
