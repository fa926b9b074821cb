import Chance
import Market
import Publisher
import Records
import Testing
import Wire

/// Clients that come, go, stall and come back at random: none misses or doubles a record that a
/// gap does not name.
@Suite struct PropertyTests {
    /// One client over several connections: what it has of the ticks stream.
    private final class Reader {
        var client: Client?
        /// The sequence it expects; `nil` before its first subscription.
        var next: UInt64?
        var policy = SlowReaderPolicy.skip
        var got: [UInt64: Tick] = [:]
        var missed: Set<UInt64> = []
        var first: UInt64 = 0
        var faults: [String] = []

        func read() throws {
            guard let client else { return }
            for said in try client.heard() { take(said) }
        }

        private func take(_ said: Said) {
            switch said {
            case .subscribed(let granted):
                if let gap = granted.gap { miss(gap) }
                guard let next else {
                    next = granted.nextSequence
                    first = granted.nextSequence
                    return
                }
                if granted.nextSequence != next {
                    faults.append("taken up at \(granted.nextSequence), expected \(next)")
                }
            case .gap(let gap): miss(gap.from..<gap.to)
            case .ticks(let header, let ticks):
                guard let expected = next else { return faults.append("ticks before subscribed") }
                if header.firstSequence > expected {
                    faults.append("a hole from \(expected) to \(header.firstSequence)")
                }
                for (place, tick) in ticks.enumerated() {
                    let sequence = header.firstSequence + UInt64(place)
                    // Only a replay's first frame may begin before the position.
                    if sequence < expected {
                        if got[sequence] != tick { faults.append("\(sequence) is another") }
                        continue
                    }
                    if got.updateValue(tick, forKey: sequence) != nil {
                        faults.append("\(sequence) came twice")
                    }
                }
                next = max(expected, header.nextSequence)
            case .error(let error) where error.knownCode != .slowReader:
                faults.append("\(error)")
            default: break
            }
        }

        private func miss(_ gap: Range<UInt64>) {
            if gap.lowerBound != next { faults.append("a gap from \(gap), expected \(next ?? 0)") }
            missed.formUnion(gap)
            next = gap.upperBound
        }
    }

    /// One step of one reader: connect or resume, cut, stall, drain.
    private func step(
        _ reader: Reader, _ bench: Bench, _ random: inout SplitMix64
    ) throws {
        if let client = reader.client, client.isClosed {
            try reader.read()
            reader.client = nil
        }
        guard let client = reader.client else {
            guard Int.random(in: 0..<3, using: &random) == 0 else { return }
            let client = try bench.login()
            reader.client = client
            reader.policy = SlowReaderPolicy.allCases.randomElement(using: &random) ?? .skip
            let position = reader.next.map {
                StreamPosition(epoch: Sample.epoch, nextSequence: $0)
            }
            client.say(
                Subscribe(
                    request: 1, channel: .ticks, symbol: "SPY", policy: reader.policy,
                    queueBytes: UInt32.random(in: 100...1500, using: &random), resume: position))
            return try reader.read()
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            // What the socket had taken still arrives; what waited behind it does not.
            try reader.read()
            client.hangUp()
            reader.client = nil
        case 1, 2: client.stall()
        case 3, 4, 5: client.drain()
        default: break
        }
        try reader.read()
    }

    @Test(arguments: 0..<200) func `no record is missed or doubled without a word`(
        seed: Int
    ) throws {
        var random = SplitMix64(UInt64(seed))
        let bench = Bench {
            $0.socketBytes = 400
            $0.clientQueue = 20_000
            $0.resumeWindow = Int.random(in: 0...3000, using: &random)
            $0.ticksPerFrame = Int.random(in: 1...9, using: &random)
            $0.resumeHold = .milliseconds(Int64.random(in: 0...400, using: &random))
        }
        let readers = (0..<4).map { _ in Reader() }
        var truth: [UInt64: Tick] = [:]
        var sequence: UInt64 = 1
        for _ in 0..<150 {
            let count = UInt64.random(in: 0...6, using: &random)
            for number in sequence..<sequence + count { truth[number] = Sample.tick(number) }
            bench.tick(sequence..<sequence + count, flushes: Bool.random(using: &random))
            sequence += count
            if Bool.random(using: &random) {
                bench.pass(Int64.random(in: 1...60, using: &random))
            }
            if let reader = readers.randomElement(using: &random) {
                try step(reader, bench, &random)
            }
        }
        bench.flush()
        for reader in readers {
            reader.client?.drain()
            try reader.read()
            #expect(reader.faults.isEmpty)
            for (sequence, tick) in reader.got where truth[sequence] != tick {
                Issue.record("\(sequence) differs")
            }
            guard let next = reader.next else { continue }
            #expect(reader.missed.isDisjoint(with: reader.got.keys))
            let seen = reader.missed.union(reader.got.keys)
            #expect(seen == Set(reader.first..<next))
            if let client = reader.client, !client.isClosed { #expect(next == sequence) }
        }
    }
}
