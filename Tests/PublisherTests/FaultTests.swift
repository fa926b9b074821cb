import Bytes
import Market
import Publisher
import Testing
import Wire

/// Bytes that are wrong, before and after the login.
@Suite struct FaultTests {
    /// A fault, how its bytes are made from a client's, and the code it is answered with.
    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: WireErrorCode
        var make: @Sendable (Client) -> [UInt8]
    }

    static let faults = [
        Fault(testDescription: "magic", code: .badMagic) { changed($0, 0, fixing: true) },
        Fault(testDescription: "version", code: .badVersion) { changed($0, 2, fixing: true) },
        Fault(testDescription: "header checksum", code: .badHeaderChecksum) { changed($0, 24) },
        Fault(testDescription: "payload checksum", code: .badChecksum) { changed($0, 64) },
        Fault(testDescription: "unknown type", code: .badType) {
            changed($0, 3, to: 99, fixing: true)
        },
        Fault(testDescription: "unknown flags", code: .malformed) {
            changed($0, 4, to: 0x80, fixing: true)
        },
        Fault(testDescription: "unknown channel", code: .malformed) {
            changed($0, 5, to: 77, fixing: true)
        },
        Fault(testDescription: "too long", code: .tooLong) {
            changed($0, 15, to: 0x7f, fixing: true)
        },
        Fault(testDescription: "raw length", code: .malformed) {
            changed($0, 16, fixing: true)
        },
    ]

    /// A request whose byte `place` is another, with or without the header's checksum set right.
    static func changed(
        _ client: Client, _ place: Int, to value: UInt8? = nil, fixing: Bool = false
    ) -> [UInt8] {
        var bytes = client.bytes(Request(request: 1, query: .symbols))
        bytes[place] = value ?? bytes[place] ^ 0x55
        guard fixing else { return bytes }
        let sum = bytes.withUnsafeBytes {
            CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[0..<60]))
        }
        for index in 0..<4 { bytes[60 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
        return bytes
    }

    @Test(arguments: faults, [false, true])
    func `a fault ends its session with its code and leaves others served`(
        fault: Fault, isLoggedIn: Bool
    ) throws {
        let bench = Bench()
        let other = try bench.login()
        _ = try other.subscribe(.ticks)
        let client = isLoggedIn ? try bench.login() : bench.connect()
        if isLoggedIn { _ = try client.subscribe(.ticks) }
        client.send(fault.make(client))
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == fault.code)
        #expect(error.closes && !error.text.isEmpty)
        #expect(client.link.closes == 1)
        bench.tick(1..<4)
        #expect(try client.heard().isEmpty)
        guard case .ticks(_, let ticks) = try other.answer() else {
            Issue.record("the other session got nothing")
            return
        }
        #expect(ticks == Sample.ticks(1..<4))
        #expect(try other.ask(.symbols).count == 1)
        #expect(try bench.counter(.faults) == 1)
    }

    @Test(arguments: faults) func `a fault is found when it comes byte by byte`(
        fault: Fault
    ) throws {
        let client = try Bench().login()
        for byte in fault.make(client) { client.send([byte]) }
        #expect(try client.answer().error?.knownCode == fault.code)
        #expect(client.link.closes == 1)
    }

    @Test func `every prefix of a hello waits for the rest`() throws {
        let bench = Bench()
        let hello = bench.connect().bytes(Sample.hello())
        for count in 0..<hello.count {
            let client = bench.connect()
            client.send(Array(hello[..<count]))
            #expect(try client.heard().isEmpty)
            client.send(Array(hello[count...]))
            guard case .welcome = try client.answer() else {
                Issue.record("no welcome after a cut at \(count)")
                return
            }
            client.hangUp()
        }
    }

    @Test(arguments: [
        (MessageType.hello, false), (.subscribe, true), (.unsubscribe, true), (.request, true),
        (.feedOpen, true), (.feedTicks, true), (.heartbeat, true),
    ])
    func `fields that do not decode end the session`(type: MessageType, isLoggedIn: Bool) throws {
        let bench = Bench()
        let client = isLoggedIn ? try bench.login(.admin) : bench.connect()
        var encoder = FrameEncoder()
        client.send(encoder.frame(FrameHeader(type: type)) { $0.append(UInt8(7)) }.copied)
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .malformed)
        #expect(client.link.closes == 1)
    }

    @Test(arguments: [
        MessageType.welcome, .error, .subscribed, .unsubscribed, .gap, .streamEnd, .data, .ticks,
        .answer, .feedOpened, .feedAck,
    ])
    func `what only an engine says ends the session`(type: MessageType) throws {
        let client = try Bench().login(.admin)
        var encoder = FrameEncoder()
        client.send(encoder.frame(FrameHeader(type: type)) { _ in }.copied)
        let error = try #require(try client.answer().error)
        #expect(error.knownCode == .badType)
        #expect(error.value == Int64(type.rawValue))
        #expect(client.link.closes == 1)
    }

    @Test func `a second login ends the session`() throws {
        let client = try Bench().login()
        client.say(Sample.hello())
        #expect(try client.answer().error?.knownCode == .badState)
        #expect(client.link.closes == 1)
    }

    @Test func `nothing is taken behind a fault`() throws {
        let client = try Bench().login()
        client.send(
            Self.changed(client, 64) + client.bytes(Request(request: 2, query: .symbols)))
        #expect(try client.answer().error?.knownCode == .badChecksum)
        client.say(Request(request: 3, query: .symbols))
        #expect(try client.heard().isEmpty)
    }

    /// A frame of so many bytes in all, of a type that is not for an engine.
    private func frame(of count: Int) -> [UInt8] {
        var encoder = FrameEncoder()
        let frame = encoder.frame(FrameHeader(type: .goodbye), packing: false) { writer in
            for _ in 0..<(count - FrameHeader.size) { writer.append(UInt8(0)) }
        }
        return frame.copied
    }

    @Test func `16 KiB are held before the login and not a byte more`() throws {
        let bench = Bench()
        let fits = bench.connect()
        fits.send(frame(of: FrameLimits.beforeLogin))
        #expect(try fits.answer().error?.knownCode == .loginRequired)
        let over = bench.connect()
        // The header alone is enough: nothing is waited for, nothing is held.
        over.send(Array(frame(of: FrameLimits.beforeLogin + 1)[..<FrameHeader.size]))
        let error = try #require(try over.answer().error)
        #expect(error.knownCode == .tooLong)
        #expect(error.limit == Int64(FrameLimits.beforeLogin))
        #expect(error.value == Int64(FrameLimits.beforeLogin) + 1)
    }

    @Test func `after the login the limit is the configured one`() throws {
        let bench = Bench { $0.maxFrame = 64 * 1024 }
        let fits = try bench.login()
        fits.send(frame(of: 64 * 1024))
        #expect(try fits.heard().isEmpty)
        #expect(fits.isClosed, "it was a goodbye")
        let over = try bench.login()
        over.send(Array(frame(of: 64 * 1024 + 1)[..<FrameHeader.size]))
        let error = try #require(try over.answer().error)
        #expect(error.knownCode == .tooLong)
        #expect(error.limit == 64 * 1024 && error.value == 64 * 1024 + 1)
    }
}
