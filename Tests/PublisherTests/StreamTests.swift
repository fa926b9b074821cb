import Market
import Publisher
import Records
import Testing
import Wire

/// Subscriptions: what is refused, what they begin with, how they go on.
@Suite struct StreamTests {
    /// A subscription that is refused and the code it is refused with.
    struct Refused: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var channel: Channel
        var symbol = "SPY"
        var parameters = StreamParameters()
        var code: WireErrorCode
    }

    static let refused = [
        Refused(
            testDescription: "unknown symbol", channel: .ticks, symbol: "QQQ",
            code: .unknownSymbol),
        Refused(
            testDescription: "no symbol", channel: .ticks, symbol: "", code: .unknownSymbol),
        Refused(testDescription: "bars without a period", channel: .bars, code: .badParameter),
        Refused(
            testDescription: "bars of a period that is not computed", channel: .bars,
            parameters: StreamParameters(period: .day1), code: .badParameter),
        Refused(
            testDescription: "another footprint period", channel: .footprint,
            parameters: StreamParameters(period: .hour1), code: .badParameter),
        Refused(
            testDescription: "another view period", channel: .footprintView,
            parameters: StreamParameters(period: .hour1), code: .badParameter),
        Refused(
            testDescription: "no footprint", channel: .footprint, symbol: "BARE",
            code: .unknownChannel),
        Refused(
            testDescription: "no footprint view", channel: .footprintView, symbol: "BARE",
            code: .unknownChannel),
        Refused(
            testDescription: "no profile", channel: .profile, symbol: "BARE", code: .badParameter),
        Refused(
            testDescription: "a user's profile", channel: .profile,
            parameters: StreamParameters(anchor: .user), code: .badParameter),
        Refused(
            testDescription: "no VWAP", channel: .vwap, symbol: "BARE", code: .badParameter),
        Refused(
            testDescription: "an anchor number that is not there", channel: .vwap,
            parameters: StreamParameters(anchor: .user, anchorNumber: 1), code: .badParameter),
    ]

    static var bare: InstrumentSetup {
        var setup = Sample.setup("BARE")
        setup.footprint = nil
        setup.profiles = []
        setup.vwaps = []
        return setup
    }

    @Test(arguments: refused)
    func `what there is not is refused with its code and the session stays`(
        refused: Refused
    ) throws {
        let client = try Bench([Sample.setup, Self.bare]).login()
        client.say(
            Subscribe(
                request: 9, channel: refused.channel, symbol: refused.symbol,
                parameters: refused.parameters))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == refused.code)
        #expect(error.request == 9 && !error.closes)
        #expect(!client.isClosed)
        #expect(try client.subscribe(.ticks).granted.outcome == .live)
    }

    @Test func `one subscription more than the limit is refused`() throws {
        let client = try Bench { $0.maxSubscriptions = 2 }.login()
        _ = try client.subscribe(.ticks)
        let quotes = try client.subscribe(.quotes).granted.stream
        client.say(Subscribe(request: 3, channel: .status, symbol: ""))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .tooManySubscriptions)
        #expect(error.limit == 2 && error.value == 3 && !error.closes)
        client.say(Unsubscribe(request: 4, stream: quotes))
        _ = try client.answer()
        #expect(try client.subscribe(.status, "").granted.outcome == .snapshot)
    }

    @Test func `the same stream twice and a stream that is not there are refused`() throws {
        let client = try Bench().login()
        let stream = try client.subscribe(.ticks).granted.stream
        client.say(Subscribe(request: 2, channel: .ticks, symbol: "SPY"))
        let twice = try #require(try client.answer().error)
        #expect(twice.knownCode == .duplicateStream)
        #expect(twice.value == Int64(stream.rawValue) && !twice.closes)
        client.say(Unsubscribe(request: 3, stream: StreamID(4711)))
        let unknown = try #require(try client.answer().error)
        #expect(unknown.knownCode == .unknownStream)
        #expect(unknown.request == 3 && unknown.value == 4711 && !unknown.closes)
    }

    @Test func `sequences begin at 1 and have no hole over ticks and rolls`() throws {
        let bench = Bench { $0.ticksPerFrame = 3 }
        let client = try bench.login()
        #expect(try client.subscribe(.ticks).granted.nextSequence == 1)
        bench.tick(1..<8, flushes: false)
        bench.apply([Sample.roll(.bars), Sample.roll(.profiles)], flushes: false)
        bench.tick(8..<10)
        bench.apply([Sample.roll(.vwaps)])
        bench.tick(10..<11)
        var next: UInt64 = 1
        var ticks: [Tick] = []
        var order = ""
        for said in try client.heard() {
            let header = try #require(said.streamHeader)
            #expect(header.firstSequence == next)
            next = header.nextSequence
            if case .ticks(_, let some) = said { ticks += some }
            if case .data(_, let told) = said {
                #expect(told.count == Int(header.count))
                order += String(repeating: "r", count: told.count)
            } else {
                order += String(repeating: "t", count: Int(header.count))
            }
        }
        #expect(order == "tttttttrrttrt")
        #expect(next == 14)
        #expect(ticks == Sample.ticks(1..<11))
    }

    @Test func `two subscribers share one encoded frame`() throws {
        let bench = Bench()
        let (first, second) = (try bench.login(), try bench.login(.admin))
        let minute = StreamParameters(period: .minute1)
        for client in [first, second] {
            _ = try client.subscribe(.ticks)
            _ = try client.subscribe(.bars, "SPY", minute)
        }
        let before = try bench.counter(.framesEncoded)
        bench.tick(1..<50, flushes: false)
        bench.apply(Sample.slots([Sample.bar(1)]))
        #expect(try bench.counter(.framesEncoded) - before == 2)
        for offset in 1...2 {
            let (left, right) = (first.frames, second.frames)
            #expect(left[left.count - offset].isSame(as: right[right.count - offset]))
        }
    }

    @Test func `the instrument and its scales come with each subscription`() throws {
        let bench = Bench([Sample.setup, Sample.setup("QQQ")])
        let client = try bench.login()
        let granted = try client.subscribe(.ticks, "QQQ").granted
        #expect(granted.instrument?.id == InstrumentID(1))
        #expect(granted.instrument?.instrument == Sample.setup("QQQ").instrument)
        #expect(granted.epoch == Sample.epoch)
        #expect(try client.subscribe(.status, "").granted.instrument == nil)
    }

    @Test func `an unsubscribed stream ends where it says, others go on`() throws {
        let bench = Bench()
        let client = try bench.login()
        let ticks = try client.subscribe(.ticks).granted.stream
        let minute = StreamParameters(period: .minute1)
        _ = try client.subscribe(.bars, "SPY", minute)
        bench.tick(1..<4)
        _ = try client.heard()
        client.say(Unsubscribe(request: 7, stream: ticks))
        #expect(
            try client.answer()
                == .unsubscribed(Unsubscribed(request: 7, stream: ticks, nextSequence: 4)))
        bench.tick(4..<9)
        #expect(try client.heard().isEmpty)
        bench.apply(Sample.slots([Sample.bar(1)]))
        #expect(try client.answer().streamHeader?.channel == .bars)
    }
}
