import Market
import Publisher
import Records
import Testing
import Wire

@Suite struct EventTests {
    @Test func `events wait for the journal and keep their order`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let client = try bench.login()
        let (granted, rest) = try client.subscribe(.events)
        #expect(granted.outcome == .snapshot && granted.instrument != nil)
        #expect(rest.events.isEmpty)
        let events: [DeskEvent] = [
            .alert(try DeskSample.alert(1, cause: 3)), .halt(DeskSample.halt(cause: 5)),
            .setting(DeskSample.setting("a", cause: 7)),
            .alert(try DeskSample.alert(1, .fired, cause: 9)),
        ]
        bench.apply(DeskSample.slots(events))
        #expect(try client.heard().isEmpty)
        bench.publisher.durable(through: 5, now: bench.now)
        #expect(try client.heard().events == Array(events[..<2]))
        bench.publisher.durable(through: 100, now: bench.now)
        #expect(try client.heard().events == Array(events[2...]))
    }

    @Test func `that the disk does not answer is told without waiting for the disk`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let client = try bench.login()
        _ = try client.subscribe(.events)
        var record = DeskSample.halt(cause: 5)
        let waiting = DeskEvent.halt(record)
        record.halt.origin = .diskStall
        record.cause = 6
        let stall = DeskEvent.halt(record)
        bench.apply(DeskSample.slots([waiting, stall]))
        #expect(try client.heard().events == [stall])
        bench.publisher.durable(through: 6, now: bench.now)
        #expect(try client.heard().events == [waiting])
    }

    @Test func `an instrument's stream has its own events and those of all`() throws {
        let bench = Bench([Sample.setup, Sample.setup("QQQ")])
        let client = try bench.login()
        let spy = try client.subscribe(.events, "SPY").granted.stream
        let qqq = try client.subscribe(.events, "QQQ").granted.stream
        let engine = try client.subscribe(.events, "").granted
        #expect(engine.instrument == nil)
        let own = DeskEvent.alert(try DeskSample.alert(1, cause: 3))
        let other = DeskEvent.alert(try DeskSample.alert(2, cause: 4, InstrumentID(1)))
        let all = DeskEvent.halt(DeskSample.halt(cause: 5))
        _ = try client.heard()
        bench.apply(DeskSample.slots([own, other, all]))
        var heard: [StreamID: [DeskEvent]] = [:]
        for said in try client.heard() {
            guard let header = said.streamHeader else { continue }
            heard[header.stream, default: []] += [said].events
        }
        #expect(heard[spy] == [own, all])
        #expect(heard[qqq] == [other, all])
        #expect(heard[engine.stream] == [own, other, all])
    }

    @Test func `a late joiner's snapshot and what follows fold to the same state`() throws {
        let events: [DeskEvent] = try (1...40).map { number in
            let cause = UInt64(number)
            let alert = UInt64(number % 7 + 1)
            switch number % 5 {
            case 0: return .halt(DeskSample.halt(number % 2 == 0, cause: cause))
            case 1: return .setting(DeskSample.setting("v\(number)", cause: cause))
            case 2: return .alert(try DeskSample.alert(alert, .fired, cause: cause))
            case 3: return .alert(try DeskSample.alert(alert, .removed, cause: cause))
            default: return .alert(try DeskSample.alert(alert, cause: cause))
            }
        }
        var truth = DeskState()
        for event in events { truth.fold(event) }
        #expect(truth.alerts.count > 1 && truth.settings.count == 1)
        for cut in events.indices {
            let bench = Bench()
            bench.apply(DeskSample.slots(Array(events[..<cut])))
            let client = try bench.login()
            var said = try client.subscribe(.events, "").rest
            bench.apply(DeskSample.slots(Array(events[cut...])))
            said += try client.heard()
            var folded = DeskState()
            for event in said.events { folded.fold(event) }
            #expect(folded == truth, "joined before event \(cut + 1)")
        }
    }

    @Test func `the desk query gives what stands, instruments named before their records`() throws {
        let bench = Bench([Sample.setup, Sample.setup("QQQ")])
        let client = try bench.login()
        #expect(try client.ask(.desk(symbol: nil)).isEmpty)
        let alert = DeskEvent.alert(try DeskSample.alert(1, cause: 3))
        let other = DeskEvent.alert(try DeskSample.alert(2, cause: 4, InstrumentID(1)))
        let halt = DeskEvent.halt(DeskSample.halt(cause: 5))
        bench.apply(DeskSample.slots([alert, other, halt]))
        let info = InstrumentInfo(id: DeskSample.spy, instrument: Sample.instrument)
        #expect(
            try client.ask(.desk(symbol: "SPY")) == [
                .instrument(info), .event(alert), .event(halt),
            ]
        )
        let all = try client.ask(.desk(symbol: nil))
        #expect(all.count == 5 && all[0] == .instrument(info) && all[4] == .event(halt))
        client.say(Request(request: 99, query: .desk(symbol: "XYZ")))
        #expect(try client.answer().error?.knownCode == .unknownSymbol)
    }

    @Test func `nothing that is not on disk is in a snapshot or an answer`() throws {
        let bench = Bench { $0.waitsForJournal = true }
        let client = try bench.login()
        bench.apply(DeskSample.slots([.halt(DeskSample.halt(cause: 5))]))
        #expect(try client.ask(.desk(symbol: nil)).isEmpty)
        #expect(try client.subscribe(.events, "").rest.events.isEmpty)
        bench.publisher.durable(through: 5, now: bench.now)
        #expect(try client.heard().events.count == 1)
        #expect(try client.ask(.desk(symbol: nil)).count == 1)
    }

    @Test func `who skips events is given what stands, and folds on from there`() throws {
        let bench = Bench { $0.socketBytes = 1 }
        let client = try bench.login()
        _ = try client.subscribe(.events, "", queueBytes: 600)
        client.stall()
        for number in 1...20 {
            bench.apply(
                DeskSample.slots([
                    .setting(DeskSample.setting("v\(number)", cause: UInt64(number)))
                ]))
        }
        client.drain()
        bench.apply(DeskSample.slots([.halt(DeskSample.halt(cause: 30))]))
        let said = try client.heard()
        let gap = try #require(said.lastIndex { if case .gap = $0 { true } else { false } })
        var folded = DeskState()
        for event in Array(said[(gap + 1)...]).events { folded.fold(event) }
        #expect(folded.settings.map(\.setting.value) == ["v20"])
        #expect(folded.isHalted(DeskSample.spy))
    }

    @Test func `a client that comes back goes on where it left the events`() throws {
        let bench = Bench()
        let client = try bench.login()
        let granted = try client.subscribe(.events, "").granted
        bench.apply(DeskSample.slots([.halt(DeskSample.halt(cause: 5))]))
        client.hangUp()
        bench.apply(DeskSample.slots([.halt(DeskSample.halt(false, cause: 6))]))
        let again = try bench.login()
        let (resumed, rest) = try again.subscribe(
            .events, "",
            resume: StreamPosition(epoch: Sample.epoch, nextSequence: granted.nextSequence + 1))
        #expect(resumed.outcome == .replaying && resumed.gap == nil)
        #expect(rest.events == [.halt(DeskSample.halt(false, cause: 6))])
    }

    @Test func `a user's VWAP that a command anchored is streamed from its instant`() throws {
        let bench = Bench()
        let client = try bench.login()
        let parameters = StreamParameters(anchor: .user, anchorNumber: 1)
        client.say(
            Subscribe(request: 1, channel: .vwap, symbol: "SPY", parameters: parameters))
        #expect(try client.answer().error?.knownCode == .badParameter)
        bench.apply([Sample.roll(.vwaps)])
        bench.tick(1..<5)
        let anchor = UserAnchor(
            instrument: DeskSample.spy, number: 1, from: Sample.tick(7).time, by: "ann")
        func change(_ isSet: Bool, _ cause: UInt64) -> DeskEvent {
            .anchor(
                AnchorRecord(time: .seconds(1), cause: cause, isSet: isSet, anchor: anchor))
        }
        bench.apply(DeskSample.slots([change(true, 5)]))
        let (granted, _) = try client.subscribe(.vwap, "SPY", parameters)
        #expect(granted.parameters.anchorNumber == 1)
        bench.tick(5..<9)
        bench.pass(1000)
        let states = try client.heard().flatMap { said -> [VWAPState] in
            guard case .data(_, let told) = said else { return [] }
            return told.compactMap { if case .vwapState(let state) = $0 { state } else { nil } }
        }
        // Ticks 7 and 8 count: 1 + 7 % 3 = 2 and 1 + 8 % 3 = 3.
        #expect(states.last?.volume == Volume(5))
        bench.apply(DeskSample.slots([change(false, 6)]))
        let other = try bench.login()
        other.say(
            Subscribe(request: 1, channel: .vwap, symbol: "SPY", parameters: parameters))
        #expect(try other.answer().error?.knownCode == .badParameter)
    }
}
