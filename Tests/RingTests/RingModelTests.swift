import Ring
import Testing

@testable import struct Ring.RingProducer
@testable import class Ring.SPSCRing

/// What can be done to a ring, small numbers only.
private enum Step: CaseIterable {
    case push, pushTwo, pushLap, pushOver, pushAllTwo, pushAllLap, pushFirst
    case pop, popTwo, popLap, drainTwo, readyOne, readyAll
}

/// A ring beside the plain queue it must equal; values count up, so order shows.
private struct Pair: ~Copyable {
    let ring: SPSCRing<UInt64>
    var producer: RingProducer<UInt64>
    var consumer: RingConsumer<UInt64>
    var queue: [UInt64] = []
    var next: UInt64 = 1
    var refused = 0
    var wasFull = false
    var deepest = 0
    var taken: UInt64 = 0
    let capacity: Int

    init(capacity: Int, origin: UInt) {
        self.capacity = capacity
        ring = SPSCRing(capacity: capacity, prefault: false, origin: origin)
        producer = ring.takeProducer()
        consumer = ring.takeConsumer()
    }

    /// Applies `step` to both; the first difference found, or `nil`.
    mutating func apply(_ step: Step) -> String? {
        let fault = perform(step)
        deepest = max(deepest, queue.count)
        return fault ?? difference()
    }

    private mutating func perform(_ step: Step) -> String? {
        switch step {
        case .push: return push()
        case .pushTwo: return pushSome(2)
        case .pushLap: return pushSome(capacity)
        case .pushOver: return pushSome(capacity + 1)
        case .pushAllTwo: return pushAll(min(2, capacity))
        case .pushAllLap: return pushAll(capacity)
        case .pushFirst: return pushFirst(min(3, capacity))
        case .pop: return pop()
        case .popTwo: return popSome(2)
        case .popLap: return popSome(capacity)
        case .drainTwo: return drain(2)
        case .readyOne: return inPlace(atMost: 1)
        case .readyAll: return inPlace(atMost: capacity)
        }
    }

    private mutating func push() -> String? {
        let fits = queue.count < capacity
        let did = producer.push(next)
        if did { queue.append(next) } else { refuse() }
        next += 1
        return did == fits ? nil : "push said \(did) at depth \(queue.count) of \(capacity)"
    }

    private mutating func refuse() {
        refused += 1
        wasFull = true
    }

    private mutating func pushSome(_ count: Int) -> String? {
        let expected = min(count, capacity - queue.count)
        let batch = (0..<count).map { next + UInt64($0) }
        let did = batch.withUnsafeBufferPointer { producer.push($0) }
        if did < count { refuse() }
        queue += batch.prefix(did)
        next += UInt64(count)
        return did == expected ? nil : "push of \(count) took \(did), not \(expected)"
    }

    private mutating func pushAll(_ count: Int) -> String? {
        let fits = count <= capacity - queue.count
        let batch = (0..<count).map { next + UInt64($0) }
        let did = batch.withUnsafeBufferPointer { producer.pushAll($0) }
        if did { queue += batch } else { refused += 1 }
        next += UInt64(count)
        return did == fits ? nil : "pushAll of \(count) said \(did) at depth \(queue.count)"
    }

    /// Some of a batch: what follows them must never come out.
    private mutating func pushFirst(_ count: Int) -> String? {
        let expected = min(count, capacity - queue.count)
        let batch = (0..<count).map { next + UInt64($0) } + [.max, .max]
        let did = batch.withUnsafeBufferPointer { producer.push(first: count, of: $0) }
        if did < count { refuse() }
        queue += batch.prefix(did)
        next += UInt64(count)
        return did == expected ? nil : "push of the first \(count) took \(did), not \(expected)"
    }

    private mutating func pop() -> String? {
        let expected = queue.first
        let did = consumer.pop()
        if expected != nil { remove(1) }
        return did == expected
            ? nil : "pop gave \(String(describing: did)), not \(String(describing: expected))"
    }

    private mutating func popSome(_ count: Int) -> String? {
        let expected = Array(queue.prefix(count))
        let got = [UInt64](unsafeUninitializedCapacity: count) { buffer, size in
            size = consumer.pop(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        }
        remove(expected.count)
        return got == expected ? nil : "pop(into:) gave \(got), not \(expected)"
    }

    private mutating func drain(_ count: Int) -> String? {
        let expected = Array(queue.prefix(count))
        var got: [UInt64] = []
        let did = consumer.drain(max: count) { got.append($0) }
        remove(expected.count)
        return got == expected && did == got.count ? nil : "drain gave \(got), not \(expected)"
    }

    private mutating func inPlace(atMost limit: Int) -> String? {
        let got = consumer.ready().prefix(limit).map { $0 }
        let expected = Array(queue.prefix(got.count))
        consumer.release(got.count)
        remove(got.count)
        if got.isEmpty && !queue.isEmpty { return "ready gave nothing of \(queue)" }
        return got == expected ? nil : "ready gave \(got), not \(expected)"
    }

    private mutating func remove(_ count: Int) {
        queue.removeFirst(count)
        taken += UInt64(count)
    }

    /// What both ends and the monitor say about the state; the first difference, or `nil`.
    private func difference() -> String? {
        let monitor = ring.monitor
        if monitor.depth != queue.count { return "depth \(monitor.depth), not \(queue.count)" }
        if producer.free != capacity - queue.count { return "free \(producer.free)" }
        if consumer.isEmpty != queue.isEmpty { return "isEmpty \(consumer.isEmpty)" }
        if monitor.fullCount != refused { return "full \(monitor.fullCount), not \(refused)" }
        if monitor.popped != taken { return "popped \(monitor.popped), not \(taken)" }
        if monitor.pushed != taken + UInt64(queue.count) { return "pushed \(monitor.pushed)" }
        if wasFull && monitor.highWater != capacity { return "high \(monitor.highWater)" }
        return monitor.highWater <= deepest
            ? nil : "high water \(monitor.highWater), never deeper than \(deepest)"
    }

    /// Lets the consumer see and take everything; then the high-water mark must be within a
    /// factor of two.
    mutating func finish() -> String? {
        while !queue.isEmpty { if let fault = apply(.popTwo) { return fault } }
        if let fault = apply(.pop) { return fault }
        return 2 * ring.monitor.highWater >= deepest
            ? nil : "high water \(ring.monitor.highWater), but it was \(deepest) deep"
    }
}

/// The ring against a plain queue, for every small shape.
@Suite struct RingModelTests {
    /// Every sequence of `depth` steps, from every fill level and every place of the first slot.
    private func explore(capacity: Int, origin: UInt, depth: Int) -> (runs: Int, fault: String?) {
        let steps = Step.allCases
        var total = 1
        for _ in 0..<depth { total *= steps.count }
        var runs = 0
        for fill in 0...capacity {
            for number in 0..<total {
                var pair = Pair(capacity: capacity, origin: origin)
                for _ in 0..<fill { _ = pair.apply(.push) }
                var rest = number
                for place in 0..<depth {
                    let step = steps[rest % steps.count]
                    rest /= steps.count
                    if let fault = pair.apply(step) {
                        return (
                            runs, "fill \(fill), run \(number), step \(place) \(step): \(fault)"
                        )
                    }
                }
                if let fault = pair.finish() { return (runs, "run \(number), end: \(fault)") }
                runs += 1
            }
        }
        return (runs, nil)
    }

    @Test(arguments: [1, 2, 4, 8])
    func `every short sequence of steps equals a plain queue`(capacity: Int) {
        let depth = isLong ? 4 : 3
        // The first slot at each place of the lap, and both indexes on either side of the wrap.
        let origins = (0..<UInt(capacity)).map { $0 } + (1...3).map { UInt.max - $0 + 1 }
        var runs = 0
        for origin in origins {
            let (count, fault) = explore(
                capacity: capacity, origin: origin, depth: origin == 0 ? depth : depth - 1)
            #expect(fault == nil, "capacity \(capacity), origin \(origin): \(fault ?? "")")
            runs += count
        }
        let sequences = depth == 4 ? 28561 : 2197
        #expect(runs >= sequences * (capacity + 1))
    }

    @Test(arguments: [1, 2, 4, 8])
    func `indexes pass their largest value without a trace`(capacity: Int) {
        var pair = Pair(capacity: capacity, origin: UInt.max - 20)
        for round in 0..<100 {
            for step in [Step.pushTwo, .pop, .pushAllTwo, .drainTwo, .pushOver, .readyAll] {
                let fault = pair.apply(step)
                #expect(fault == nil, "round \(round) \(step): \(fault ?? "")")
            }
        }
        #expect(pair.ring.monitor.pushed > 100)
    }
}
