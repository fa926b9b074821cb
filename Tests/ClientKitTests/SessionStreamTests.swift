import ClientKit
import Testing

@Suite struct SessionStreamTests {
    @Test func `records follow each other, whole or byte by byte`() throws {
        for chunk in [Int.max, 1, 63, 64, 65] {
            var bench = try Bench()
            try bench.login()
            _ = try bench.stream()
            bench.chunk = chunk
            let frames = [bench.frames.ticks(1..<4), bench.frames.ticks(4..<5)]
            #expect(
                bench.receive(frames)
                    == [.data(first: 1, count: 3, skip: 0), .data(first: 4, count: 1, skip: 0)])
        }
    }

    @Test func `a jump in the sequence is a gap before the records behind it`() throws {
        var bench = try Bench()
        try bench.login()
        let id = try bench.stream()
        let frames = [bench.frames.ticks(1..<3), bench.frames.ticks(6..<8)]
        #expect(
            bench.receive(frames)
                == [
                    .data(first: 1, count: 2, skip: 0), .gap(3, 6, .unexplained),
                    .data(first: 6, count: 2, skip: 0),
                ])
        #expect(bench.session.position(of: id)?.nextSequence == 8)
    }

    @Test func `announced gaps carry their reason, and the records behind them follow`() throws {
        let reasons: [(Gap.Reason, StreamGap.Reason)] = [
            (.slowReader, .slowReader), (.publisherBehind, .publisherBehind),
            (.conflated, .conflated),
        ]
        for (wire, reason) in reasons {
            var bench = try Bench()
            try bench.login()
            _ = try bench.stream()
            let frames = [
                bench.frames.ticks(1..<3),
                bench.frames.message(Gap(stream: StreamID(7), from: 3, to: 9, reason: wire)),
                bench.frames.ticks(9..<10),
            ]
            #expect(
                bench.receive(frames)
                    == [
                        .data(first: 1, count: 2, skip: 0), .gap(3, 9, reason),
                        .data(first: 9, count: 1, skip: 0),
                    ])
        }
    }

    @Test func `a heartbeat that names a later sequence shows a silent loss`() throws {
        var bench = try Bench()
        try bench.login()
        _ = try bench.stream()
        let frame = bench.frames.ticks(1..<3)
        _ = bench.receive([frame])
        let level = [Heartbeat.Position(stream: StreamID(7), nextSequence: 3)]
        #expect(bench.receive(Heartbeat(time: .zero, positions: level)) == [])
        let ahead = [Heartbeat.Position(stream: StreamID(7), nextSequence: 5)]
        #expect(
            bench.receive(Heartbeat(time: .zero, positions: ahead))
                == [.gap(3, 5, .unexplained)])
    }

    @Test func `after a reconnect a stream is resumed, and what was had is dropped`() throws {
        var bench = try Bench()
        try bench.login()
        _ = try bench.stream()
        let first = bench.frames.ticks(1..<5)
        _ = bench.receive([first])
        bench.session.closed()
        try bench.login()
        let again = try bench.asked()
        #expect(again.resume == StreamPosition(epoch: Sample.epoch, nextSequence: 5))
        let frames = [
            bench.frames.message(
                Sample.granted(again, stream: 9, next: 3, outcome: .replaying)),
            bench.frames.ticks(1..<4, stream: 9), bench.frames.ticks(4..<8, stream: 9),
        ]
        #expect(bench.receive(frames) == [.data(first: 4, count: 4, skip: 1)])
        #expect(bench.session.repeatedFrames == 1)
    }

    @Test func `records the engine no longer keeps are a gap`() throws {
        for isStated in [true, false] {
            var bench = try Bench()
            try bench.login()
            _ = try bench.stream()
            let first = bench.frames.ticks(1..<5)
            _ = bench.receive([first])
            bench.session.closed()
            try bench.login()
            let grant = Sample.granted(
                try bench.asked(), next: 9, gap: isStated ? 5..<9 : nil)
            #expect(bench.receive(grant) == [.gap(5, 9, .notKept)])
        }
    }

    @Test func `an engine started anew shows as a restart, and counts anew`() throws {
        var bench = try Bench()
        try bench.login()
        let id = try bench.stream()
        let first = bench.frames.ticks(1..<5)
        _ = bench.receive([first])
        bench.session.closed()
        try bench.login(epoch: 99)
        let grant = Sample.granted(try bench.asked(), epoch: 99, next: 1, outcome: .snapshot)
        #expect(bench.receive(grant) == [.restarted(99, next: 1)])
        #expect(bench.session.position(of: id) == StreamPosition(epoch: 99, nextSequence: 1))
        let stale = FrameHeader(
            type: .data, channel: .ticks, count: 0, stream: StreamID(7), epoch: Sample.epoch)
        let frame = bench.frames.encoder.frame(stale) { _ in }
        #expect(bench.receive([frame]) == [.lost(.protocolViolation)])
    }

    @Test func `a snapshot stands for what came before it, and live records go on from it`() throws
    {
        var bench = try Bench()
        try bench.login()
        let id = try bench.stream(.bars, next: 4, outcome: .snapshot)
        let frames = [
            bench.frames.bars(1..<3, flags: .snapshot, at: 6),
            bench.frames.bars(3..<4, flags: [.snapshot, .lastPart], at: 6),
            bench.frames.bars(6..<7),
        ]
        #expect(
            bench.receive(frames)
                == [.snapshot(at: 6), .snapshot(at: 6), .data(first: 6, count: 1, skip: 0)])
        #expect(bench.session.position(of: id)?.nextSequence == 7)
        // Unasked for, it hides what it jumps over.
        let jump = bench.frames.bars(8..<9, flags: [.snapshot, .lastPart], at: 12)
        #expect(bench.receive([jump]) == [.gap(7, 12, .conflated), .snapshot(at: 12)])
    }

    @Test func `a connection lost in a snapshot asks for it again instead of resuming`() throws {
        var bench = try Bench()
        try bench.login()
        _ = try bench.stream(.bars, next: 4, outcome: .snapshot)
        let part = bench.frames.bars(1..<3, flags: .snapshot, at: 6)
        _ = bench.receive([part])
        bench.session.closed()
        try bench.login()
        #expect(try bench.asked().resume == nil)
    }

    @Test func `a conflated gap without a snapshot goes on with the live records`() throws {
        var bench = try Bench()
        try bench.login()
        _ = try bench.stream()
        let gap = Gap(stream: StreamID(7), from: 1, to: 9, reason: .conflated)
        #expect(bench.receive(gap) == [.gap(1, 9, .conflated)])
        let live = bench.frames.ticks(9..<11)
        #expect(bench.receive([live]) == [.data(first: 9, count: 2, skip: 0)])
        bench.session.closed()
        try bench.login()
        #expect(try bench.asked().resume?.nextSequence == 11)
    }

    @Test func `a refusal ends the stream with the engine's code`() throws {
        var bench = try Bench()
        try bench.login()
        _ = bench.session.subscribe(StreamRequest(channel: .bars, symbol: "XYZ"), at: bench.now)
        let asked = try bench.asked()
        #expect(
            bench.receive(
                ErrorMessage(request: asked.request, code: .unknownSymbol, text: "no XYZ"))
                == [.refused(.unknownSymbol)])
        #expect(bench.isIdle == true)
    }

    @Test func `an unsubscribed stream says its number, and late frames are dropped`() throws {
        var bench = try Bench()
        try bench.login()
        let id = try bench.stream()
        bench.session.unsubscribe(id, at: bench.now)
        let said = try bench.sent()
        guard case .unsubscribe(let end) = said.first else { throw Missing(what: "unsubscribe") }
        #expect(end.stream == StreamID(7))
        let late = bench.frames.ticks(1..<2)
        #expect(bench.receive([late]) == [])
        #expect(
            bench.receive(
                Unsubscribed(request: end.request, stream: StreamID(7), nextSequence: 2)) == [])
        #expect(bench.isIdle == true)
    }

    @Test func `a stream given up before its grant is ended when the grant says its number`()
        throws
    {
        var bench = try Bench()
        try bench.login()
        let id = bench.session.subscribe(
            StreamRequest(channel: .ticks, symbol: "SPY"), at: bench.now)
        let asked = try bench.asked()
        bench.session.unsubscribe(id, at: bench.now)
        #expect(try bench.sent() == [])
        #expect(bench.receive(Sample.granted(asked)) == [])
        guard case .unsubscribe(let end) = try bench.sent().first else {
            throw Missing(what: "unsubscribe")
        }
        #expect(end.stream == StreamID(7))
    }

    @Test(arguments: [
        (StreamEnd.Reason.endOfData, StreamEndReason.endOfData), (.slowReader, .slowReader),
        (.instrumentRemoved, .instrumentRemoved), (.roleMissing, .roleMissing),
    ])
    func `the engine ends a stream with a reason`(
        wire: StreamEnd.Reason, reason: StreamEndReason
    ) throws {
        var bench = try Bench()
        try bench.login()
        _ = try bench.stream()
        #expect(
            bench.receive(StreamEnd(stream: StreamID(7), reason: wire, nextSequence: 1))
                == [.ended(reason)])
        #expect(bench.isIdle == true)
    }

    @Test func `states are conflated and records skipped unless asked otherwise`() throws {
        var bench = try Bench()
        try bench.login()
        for channel in Channel.allCases {
            _ = bench.session.subscribe(
                StreamRequest(channel: channel, symbol: "SPY"), at: bench.now)
            let isState =
                [
                    .quotes, .footprintView, .profile, .vwap, .status, .studies, .positions,
                    .account, .session,
                ].contains(channel)
            #expect(try bench.asked().policy == (isState ? .conflate : .skip))
        }
        let options = StreamOptions(
            policy: .disconnect, queueBytes: 4096,
            resume: StreamPosition(epoch: 5, nextSequence: 6))
        _ = bench.session.subscribe(
            StreamRequest(channel: .ticks, symbol: "SPY", options: options), at: bench.now)
        let asked = try bench.asked()
        #expect(asked.policy == .disconnect && asked.queueBytes == 4096)
        #expect(asked.resume == StreamPosition(epoch: 5, nextSequence: 6))
    }
}
