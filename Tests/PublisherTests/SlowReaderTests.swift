import Market
import Publisher
import Records
import Testing
import Wire

/// A client that does not read what it asked for.
@Suite struct SlowReaderTests {
    /// Room for a few frames only.
    private func bench(_ change: (inout PublisherSettings) -> Void = { _ in }) -> Bench {
        Bench {
            $0.socketBytes = 1000
            $0.subscriptionQueue = 2000
            $0.clientQueue = 100_000
            change(&$0)
        }
    }

    /// The ticks of frames, and the sequences that gaps name, as one run without a hole.
    private func run(_ said: [Said]) throws -> (ticks: [Tick], missing: [Range<UInt64>]) {
        var next: UInt64 = 1
        var ticks: [Tick] = []
        var missing: [Range<UInt64>] = []
        for said in said {
            if case .gap(let gap) = said {
                #expect(gap.from == next, "a gap from \(gap.from), expected \(next)")
                next = gap.to
                missing.append(gap.from..<gap.to)
            }
            guard case .ticks(let header, let some) = said else { continue }
            #expect(header.firstSequence == next)
            next = header.nextSequence
            ticks += some
        }
        #expect(next > 1)
        return (ticks, missing)
    }

    @Test func `skip drops what waits, says the gap and goes on live`() throws {
        let bench = bench()
        let (slow, quick) = (try bench.login(), try bench.login())
        _ = try slow.subscribe(.ticks, policy: .skip)
        _ = try quick.subscribe(.ticks)
        slow.stall()
        for number in 1..<200 as Range<UInt64> { bench.tick(number..<number + 1) }
        #expect(bench.publisher.longestQueue <= 2000 + 20 * 100)
        slow.drain()
        bench.tick(200..<201)
        let heard = try run(try slow.heard())
        #expect(!heard.missing.isEmpty)
        let lost = heard.missing.flatMap { Array($0) }
        #expect(heard.ticks == (1..<201).filter { !lost.contains($0) }.map(Sample.tick))
        #expect(heard.ticks.last == Sample.tick(200))
        #expect(try run(try quick.heard()).ticks == Sample.ticks(1..<201))
        #expect(!slow.isClosed)
        #expect(try bench.counter(.gaps) == Int64(heard.missing.count))
    }

    @Test func `a socket that takes all at once gets all, though it drains once`() throws {
        let bench = bench { $0.subscriptionQueue = 1 << 20 }
        let slow = try bench.login()
        _ = try slow.subscribe(.ticks)
        slow.stall()
        for number in 1..<200 as Range<UInt64> { bench.tick(number..<number + 1) }
        #expect(bench.publisher.longestQueue > 5000)
        // From here on it takes everything, and has nothing to say.
        bench.shell.links[slow.id]?.isStuck = false
        bench.shell.links[slow.id]?.unsent = 0
        bench.publisher.drained(slow.id, now: bench.now)
        #expect(try run(try slow.heard()).ticks == Sample.ticks(1..<200))
        #expect(bench.publisher.longestQueue == 0)
    }

    @Test func `a heartbeat does not name what waits and may be dropped`() throws {
        let bench = bench()
        let slow = try bench.login(heartbeat: 1000)
        let stream = try slow.subscribe(.ticks).granted.stream
        slow.stall()
        for number in 1..<20 as Range<UInt64> { bench.tick(number..<number + 1) }
        bench.pass(1000)
        for number in 20..<60 as Range<UInt64> { bench.tick(number..<number + 1) }
        slow.drain()
        let heard = try slow.heard()
        var next: UInt64 = 1
        var beats = 0
        for said in heard {
            switch said {
            case .ticks(let header, _): next = header.nextSequence
            case .gap(let gap): next = gap.to
            case .heartbeat(let beat):
                beats += 1
                for position in beat.positions where position.stream == stream {
                    #expect(position.nextSequence <= next)
                }
            default: break
            }
        }
        #expect(beats > 0)
        #expect(try !run(heard).missing.isEmpty)
    }

    @Test func `conflate says the gap and sends the state as it is now`() throws {
        let bench = bench()
        let slow = try bench.login()
        let minute = StreamParameters(period: .minute1)
        _ = try slow.subscribe(.bars, "SPY", minute, policy: .conflate, queueBytes: 500)
        slow.stall()
        for number in 1..<40 as Range<UInt64> { bench.apply(Sample.slots([Sample.bar(number)])) }
        slow.drain()
        bench.apply(Sample.slots([Sample.bar(40)]))
        var next: UInt64 = 1
        var gaps = 0
        var snapshot: UInt64?
        for said in try slow.heard() {
            if case .gap(let gap) = said {
                #expect(gap.reason == .conflated && gap.from == next)
                (next, gaps) = (gap.to, gaps + 1)
                snapshot = gap.to
            }
            guard case .data(let header, let told) = said else { continue }
            #expect(header.firstSequence == next)
            if header.flags.contains(.snapshot) {
                #expect(snapshot == header.firstSequence)
                #expect(told == [.bar(Sample.bar(header.firstSequence - 1))])
                snapshot = nil
            } else {
                #expect(snapshot == nil, "live before the snapshot")
                next = header.nextSequence
            }
        }
        #expect(gaps > 0 && next == 41)
        #expect(!slow.isClosed)
    }

    @Test func `disconnect ends the stream, then the session, each with its reason`() throws {
        let bench = bench()
        let (slow, quick) = (try bench.login(), try bench.login())
        let stream = try slow.subscribe(.ticks, policy: .disconnect, queueBytes: 1000).granted
            .stream
        _ = try quick.subscribe(.ticks, policy: .disconnect)
        slow.stall()
        for number in 1..<60 as Range<UInt64> { bench.tick(number..<number + 1) }
        #expect(slow.link.closes == 1)
        let said = try slow.heard()
        guard said.count >= 2, case .streamEnd(let end) = said[said.count - 2] else {
            Issue.record("no end of the stream: \(said.suffix(2))")
            return
        }
        #expect(end.stream == stream && end.reason == .slowReader)
        let ticks = try run(said).ticks
        #expect(end.nextSequence == UInt64(ticks.count + 1))
        let error = try #require(said.last?.error)
        #expect(error.knownCode == .slowReader && error.closes)
        #expect(error.limit == 1000 && error.value > 1000)
        #expect(try run(try quick.heard()).ticks == Sample.ticks(1..<60))
        #expect(bench.publisher.longestQueue == 0)
    }

    @Test func `one stream that falls behind leaves the others of its session whole`() throws {
        let bench = bench()
        let slow = try bench.login()
        _ = try slow.subscribe(.ticks, policy: .skip, queueBytes: 300)
        _ = try slow.subscribe(
            .bars, "SPY", StreamParameters(period: .minute1), policy: .disconnect)
        slow.stall()
        for number in 1..<40 as Range<UInt64> { bench.tick(number..<number + 1) }
        for number in 1..<9 as Range<UInt64> { bench.apply(Sample.slots([Sample.bar(number)])) }
        slow.drain()
        let said = try slow.heard()
        var bars: [Told] = []
        for case .data(let header, let told) in said where header.channel == .bars { bars += told }
        #expect(bars == (1..<9).map { .bar(Sample.bar($0)) })
        #expect(try !run(said).missing.isEmpty)
    }

    @Test func `a subscription's own bound is at most the engine's`() throws {
        let bench = bench()
        let slow = try bench.login()
        _ = try slow.subscribe(.ticks, policy: .disconnect, queueBytes: .max)
        slow.stall()
        for number in 1..<100 as Range<UInt64> { bench.tick(number..<number + 1) }
        #expect(try slow.heard().last?.error?.limit == 2000)
    }

    @Test func `answers that nobody reads end the session at its bound`() throws {
        let bench = bench { $0.clientQueue = 5000 }
        let slow = try bench.login()
        slow.stall()
        for number in 1..<1000 as Range<UInt32> where !slow.isClosed {
            slow.say(Request(request: number, query: .statistics))
            #expect(bench.publisher.longestQueue <= 5000)
        }
        let error = try #require(try slow.heard().last?.error)
        #expect(error.knownCode == .slowReader)
        #expect(error.limit == 5000)
        #expect(slow.link.closes == 1)
    }

    @Test(arguments: SlowReaderPolicy.allCases)
    func `however long nobody reads, no queue grows beyond its bound`(
        policy: SlowReaderPolicy
    ) throws {
        let bench = bench { $0.clientQueue = 20_000 }
        let slow = try bench.login()
        bench.apply([Sample.roll(.profiles), Sample.roll(.bars)])
        for channel in [Channel.ticks, .profile, .vwap, .footprintView, .status] {
            _ = try slow.subscribe(channel, policy: policy)
        }
        slow.stall()
        var longest = 0
        for number in 1..<3000 as Range<UInt64> {
            bench.tick(number..<number + 1)
            bench.pass(20)
            longest = max(longest, bench.publisher.longestQueue)
        }
        #expect(longest > 0 && longest <= 20_000)
        // The socket has its share, one frame beyond it, and the last word.
        #expect(slow.link.mostUnsent <= 1000 + 8000)
    }

    @Test func `a burst in one flush beyond the socket's share reaches one that reads`() throws {
        let bench = bench { $0.ticksPerFrame = 1 }
        let client = try bench.login()
        _ = try client.subscribe(.ticks)
        bench.tick(1..<20)
        #expect(try run(try client.heard()).ticks == Sample.ticks(1..<20))
        #expect(bench.publisher.longestQueue == 0)
    }
}
