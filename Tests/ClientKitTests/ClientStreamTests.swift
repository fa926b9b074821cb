import ClientKit
import EventLoop
import Testing

@Suite(.timeLimit(.minutes(1))) struct ClientStreamTests {
    @Test func `ticks come as they were sent, with the stamps of their frame`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let granted = client.ticks(of: "SPY")
        await server.grant()
        let stream = try await granted
        #expect(stream.instrument == Sample.info)
        server.send { [$0.ticks(1..<4), $0.ticks(4..<6)] }
        var frames = stream.frames.makeAsyncIterator()
        var ticks: [Tick] = []
        while ticks.count < 5 {
            let frame = try #require(await frames.next())
            ticks += frame.records
            let stamps = try #require(frame.stamps)
            #expect(stamps.exchange == frame.records.last?.time)
            #expect(stamps.firstSequence == UInt64(ticks.count - frame.records.count + 1))
            #expect(stamps.publishing == Nanoseconds(300) && stamps.core == Nanoseconds(200))
            #expect(stamps.arrived > stamps.published)
        }
        #expect(ticks == (1...5).map(Sample.tick))
        await client.close()
    }

    @Test func `a lost connection is made again and the stream goes on where it was`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let granted = client.ticks(of: "SPY")
        await server.grant()
        var ticks = try await granted.makeAsyncIterator()
        server.send { [$0.ticks(1..<4)] }
        for number in 1...3 as ClosedRange<UInt64> {
            #expect(await ticks.next() == .record(Sample.tick(number)))
        }
        server.cut()
        await server.welcome()
        let again = await server.grant(stream: 9, next: 2, outcome: .replaying)
        #expect(again.resume == StreamPosition(epoch: Sample.epoch, nextSequence: 4))
        server.send { [$0.ticks(2..<6, stream: 9)] }
        #expect(await ticks.next() == .record(Sample.tick(4)))
        #expect(await ticks.next() == .record(Sample.tick(5)))
        let counters = try await client.counters()
        #expect(counters.connects == 2 && counters.disconnects == 1)
        await client.close()
        #expect(await ticks.next().map(isEnd) == true)
        #expect(await ticks.next() == nil)
    }

    @Test func `a restart of the engine and missing records are values of the stream`() async throws
    {
        let server = try await TestServer()
        let client = try await server.client()
        async let granted = client.bars(of: "SPY", period: .minute1)
        await server.grant()
        let stream = try await granted
        var bars = stream.makeAsyncIterator()
        server.send { [$0.bars(1..<2), $0.bars(4..<5)] }
        #expect(await bars.next() == .record(Sample.bar(1)))
        #expect(await bars.next() == .gap(StreamGap(from: 2, to: 4, reason: .unexplained)))
        #expect(await bars.next() == .record(Sample.bar(4)))
        server.restart(epoch: 99)
        server.cut()
        await server.welcome(Sample.welcome(epoch: 99))
        await server.grant(epoch: 99, next: 1, outcome: .snapshot)
        server.send {
            [
                $0.bars(1..<3, flags: .snapshot, at: 3),
                $0.bars(3..<4, flags: [.snapshot, .lastPart], at: 3), $0.bars(3..<4),
            ]
        }
        #expect(
            await bars.next()
                == .restarted(
                    StreamRestart(epoch: 99, nextSequence: 1, instrument: Sample.info)))
        #expect(await bars.next() == .snapshot([Sample.bar(1), Sample.bar(2), Sample.bar(3)]))
        #expect(await bars.next() == .record(Sample.bar(3)))
        await client.close()
    }

    @Test func `the records alone end with the stream`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let granted = client.bars(of: "SPY", period: .minute1)
        await server.grant()
        server.send {
            [
                $0.bars(1..<3),
                $0.message(StreamEnd(stream: StreamID(7), reason: .endOfData, nextSequence: 3)),
            ]
        }
        var closes: [Price] = []
        for await bar in try await granted.records { closes.append(bar.close) }
        #expect(closes == [Sample.bar(1).close, Sample.bar(2).close])
        await client.close()
    }

    @Test func `a slow reader stops the socket, and nothing is lost`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let granted = client.ticks(of: "SPY", options: StreamOptions(buffer: 100))
        await server.grant()
        let stream = try await granted
        let last: UInt64 = 200_000
        server.send { frames in
            stride(from: 1, to: last, by: 100).map { frames.ticks($0..<$0 + 100) }
        }
        // The first read stops the socket until the reader takes it.
        var next: UInt64 = 1
        for await tick in stream.records {
            #expect(tick == Sample.tick(next))
            next += 1
            if next > last { break }
        }
        #expect(next == last + 1)
        let counters = try await client.counters()
        #expect(counters.pauses > 0)
        // One read of the socket may go beyond the mark; a tick takes 3 bytes at least.
        #expect(stream.mostWaiting < 100 + 65_536 / 3)
        await client.close()
    }

    @Test func `cancelling the reading task unsubscribes`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let log = Log()
        let task = Task {
            var count = 0
            let ticks = try await client.ticks(of: "SPY")
            log.add("granted")
            for await _ in ticks.records { count += 1 }
            return count
        }
        await server.grant()
        await log.until(count: 1)
        task.cancel()
        let end = await server.heard { said -> Unsubscribe? in
            if case .unsubscribe(let end) = said { end } else { nil }
        }
        #expect(end.stream == StreamID(7))
        #expect(try await task.value == 0)
        await client.close()
    }

    @Test func `cancelling the wait for a grant ends the stream when it comes`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let task = Task { try await client.ticks(of: "SPY") }
        let asked = await server.subscribe()
        task.cancel()
        let error = await #expect(throws: ClientError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        server.send(Sample.granted(asked))
        let end = await server.heard { said -> Unsubscribe? in
            if case .unsubscribe(let end) = said { end } else { nil }
        }
        #expect(end.stream == StreamID(7))
        await client.close()
    }

    @Test func `leaving the loop unsubscribes`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        async let read: Void = {
            for await tick in try await client.ticks(of: "SPY").records {
                #expect(tick == Sample.tick(1))
                break
            }
        }()
        await server.grant()
        server.send { [$0.ticks(1..<3)] }
        try await read
        let end = await server.heard { said -> Unsubscribe? in
            if case .unsubscribe(let end) = said { end } else { nil }
        }
        #expect(end.stream == StreamID(7))
        await client.close()
    }

    @Test func `a refused stream throws what the engine said`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let granted = Task { try await client.bars(of: "XYZ", period: .minute5) }
        let asked = await server.subscribe()
        server.send(
            ErrorMessage(request: asked.request, code: .unknownSymbol, text: "no instrument XYZ"))
        let error = await #expect(throws: ClientError.self) { _ = try await granted.value }
        #expect(error?.wireCode == .unknownSymbol)
        #expect(
            error?.description
                == "subscribe bars XYZ 5m at \(server.address): no instrument XYZ (unknownSymbol)")
        await client.close()
    }

    @Test func `ticks reach a callback on the loop's thread, rolls between them`() async throws {
        let server = try await TestServer()
        let client = try await server.client()
        let seen = Log()
        async let granted = client.onTicks(of: "SPY") { event in
            if case .roll(let roll) = event { seen.add("roll \(roll.window.date.rawValue)") }
            if case .gap(let gap) = event { seen.add("gap \(gap.from) to \(gap.to)") }
        } _: { ticks, stamps in
            seen.add("ticks \(stamps.firstSequence): \(ticks.map { $0.price.rawValue - 50_000 })")
        }
        await server.grant()
        let subscription = try await granted
        #expect(subscription.instrument == Sample.info)
        server.send {
            let window = SessionWindow(
                date: SessionDate(rawValue: 5), start: .zero, end: .seconds(1))
            let roll = RollRecord(
                instrument: Sample.info.id, measure: .bars, anchor: .daily, window: window,
                time: .zero, cause: 1)
            return [
                $0.ticks(1..<3), $0.record(roll, channel: .ticks, at: 3), $0.ticks(4..<5),
                $0.ticks(7..<9),
            ]
        }
        await seen.until(count: 5)
        #expect(
            seen.lines == [
                "ticks 1: [1, 2]", "roll 5", "ticks 4: [4]", "gap 5 to 7", "ticks 7: [7, 8]",
            ])
        subscription.cancel()
        _ = await server.heard { if case .unsubscribe(let end) = $0 { end } else { nil } }
        await client.close()
    }
}

private func isEnd<Record>(_ event: StreamEvent<Record>) -> Bool {
    if case .ended = event { true } else { false }
}

/// Lines from any thread, to be waited for.
final class Log: Sendable {
    private struct State {
        var lines: [String] = []
        var wanted = Int.max
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Locked(State())

    var lines: [String] { state.withLock { $0.lines } }

    func add(_ line: String) {
        let waiter = state.withLock { state in
            state.lines.append(line)
            return state.lines.count >= state.wanted ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    func until(count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.lines.count >= count { return true }
                state.wanted = count
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
