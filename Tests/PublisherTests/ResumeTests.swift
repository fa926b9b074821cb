import Market
import Publisher
import Records
import Testing
import Wire

/// A stream that is taken up where it was left.
@Suite struct ResumeTests {
    /// Ticks that a client got, by sequence.
    private func ticks(_ said: [Said], from sequence: UInt64) -> [Tick] {
        var found: [Tick] = []
        for case .ticks(let header, let ticks) in said {
            for (place, tick) in ticks.enumerated()
            where header.firstSequence + UInt64(place) >= sequence {
                found.append(tick)
            }
        }
        return found
    }

    private func cut(_ bench: Bench, after count: UInt64) throws {
        let client = try bench.login()
        _ = try client.subscribe(.ticks)
        for number in 1...count { bench.tick(number..<number + 1) }
        client.hangUp()
    }

    @Test func `a position at the end goes on without a word lost`() throws {
        let bench = Bench()
        try cut(bench, after: 5)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 6))
        #expect(granted.outcome == .continuing)
        #expect(granted.replayed == 0 && granted.nextSequence == 6 && granted.gap == nil)
        #expect(rest.isEmpty)
        bench.tick(6..<8)
        #expect(ticks(try client.heard(), from: 6) == Sample.ticks(6..<8))
    }

    @Test(arguments: [UInt64(1), 2, 4, 5])
    func `a position within the window is replayed from there`(from: UInt64) throws {
        let bench = Bench()
        try cut(bench, after: 5)
        bench.tick(6..<9)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: from))
        #expect(granted.outcome == .replaying)
        #expect(granted.replayed == 9 - from && granted.nextSequence == from)
        #expect(granted.gap == nil)
        #expect(ticks(rest, from: from) == Sample.ticks(from..<9))
        bench.tick(9..<11)
        #expect(ticks(try client.heard(), from: from) == Sample.ticks(9..<11))
    }

    @Test func `a position inside a frame is replayed with the whole of it`() throws {
        let bench = Bench()
        let first = try bench.login()
        _ = try first.subscribe(.ticks)
        bench.tick(1..<6)
        bench.tick(6..<9)
        first.hangUp()
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 4))
        #expect(granted.nextSequence == 4 && granted.replayed == 5)
        #expect(rest.compactMap(\.streamHeader?.firstSequence) == [1, 6])
        #expect(ticks(rest, from: 4) == Sample.ticks(4..<9))
    }

    @Test func `ticks that wait for a frame are replayed too`() throws {
        let bench = Bench()
        try cut(bench, after: 3)
        bench.tick(4..<7, flushes: false)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 2))
        #expect(granted.replayed == 5)
        #expect(ticks(rest, from: 2) == Sample.ticks(2..<7))
        bench.flush()
        #expect(try client.heard().isEmpty)
    }

    @Test func `a position the window has lost is told as a gap up to the next record`() throws {
        let bench = Bench { $0.resumeWindow = 300 }
        try cut(bench, after: 20)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 2))
        #expect(granted.outcome == .live)
        #expect(granted.gap == 2..<21)
        #expect(granted.nextSequence == 21)
        #expect(rest.isEmpty)
        #expect(try bench.counter(.resumeGaps) == 1)
        bench.tick(21..<22)
        #expect(ticks(try client.heard(), from: 21) == Sample.ticks(21..<22))
    }

    @Test func `the window keeps the newest frames within its bytes`() throws {
        let bench = Bench { $0.resumeWindow = 300 }
        try cut(bench, after: 20)
        // A frame of one tick has 64 bytes of header and about 10 of payload.
        let client = try bench.login()
        let granted = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 18)
        ).granted
        #expect(granted.outcome == .replaying)
    }

    @Test(arguments: [
        StreamPosition(epoch: Sample.epoch + 1, nextSequence: 3),
        StreamPosition(epoch: Sample.epoch - 1, nextSequence: 3),
        StreamPosition(epoch: 0, nextSequence: 1),
        StreamPosition(epoch: Sample.epoch, nextSequence: 7),
        StreamPosition(epoch: Sample.epoch, nextSequence: .max),
    ])
    func `a position of another engine's start begins anew`(position: StreamPosition) throws {
        let bench = Bench()
        try cut(bench, after: 5)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.ticks, resume: position)
        #expect(granted.outcome == .live)
        #expect(granted.gap == nil && granted.nextSequence == 6 && granted.epoch == Sample.epoch)
        #expect(rest.isEmpty)
    }

    @Test func `another start gives bars a snapshot`() throws {
        let bench = Bench()
        bench.apply(Sample.slots([Sample.bar(1)]))
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .bars, "SPY", StreamParameters(period: .minute1),
            resume: StreamPosition(epoch: 5, nextSequence: 2))
        #expect(granted.outcome == .snapshot && granted.nextSequence == 2)
        guard case .data(let header, let told) = try #require(rest.first) else {
            Issue.record("no snapshot")
            return
        }
        #expect(header.flags.contains(.snapshot) && header.firstSequence == 2)
        #expect(told == [.bar(Sample.bar(1))])
    }

    @Test func `a stream that nobody took up in time is no longer kept`() throws {
        let bench = Bench { $0.resumeHold = .seconds(60) }
        try cut(bench, after: 5)
        bench.pass(59_000)
        bench.tick(6..<8)
        bench.pass(1_001)
        bench.tick(8..<10)
        let client = try bench.login()
        let granted = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 6)
        ).granted
        #expect(granted.outcome == .live)
        #expect(granted.gap == 6..<10)
    }

    @Test func `a stream that is held goes on for those who come back late`() throws {
        let bench = Bench { $0.resumeHold = .seconds(60) }
        try cut(bench, after: 5)
        bench.pass(59_000)
        bench.tick(6..<8)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 6))
        #expect(granted.outcome == .replaying)
        #expect(ticks(rest, from: 6) == Sample.ticks(6..<8))
    }

    @Test func `what would not fit into the queue is a gap, not the end of the session`() throws {
        let bench = Bench {
            $0.socketBytes = 1000
            $0.clientQueue = 20_000
            $0.subscriptionQueue = 20_000
        }
        try cut(bench, after: 500)
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(
            .ticks, resume: StreamPosition(epoch: Sample.epoch, nextSequence: 1))
        #expect(granted.gap == 1..<501 && rest.isEmpty && !client.isClosed)
        bench.tick(501..<503)
        #expect(ticks(try client.heard(), from: 501) == Sample.ticks(501..<503))
    }
}
