import Bytes
import Chance
import Market
import Testing
import Wire
import WireSamples

/// A payload of one message.
func payload(_ message: some WireMessage) -> [UInt8] {
    var writer = ByteWriter()
    message.encode(into: &writer)
    return Array(writer.bytes)
}

func decoded<Message: WireMessage>(_ type: Message.Type, _ bytes: [UInt8]) throws -> Message {
    try bytes.withUnsafeBytes { try Message(decoding: $0) }
}

extension SplitMix64 {
    /// One message of every type that has fields of its own.
    mutating func messages() -> [any WireMessage] {
        MessageType.allCases.compactMap { message($0) }
    }
}

@Suite struct MessageTests {
    private func expectRoundTrip<Message: WireMessage>(_ message: Message) throws {
        let bytes = payload(message)
        #expect(try decoded(Message.self, bytes) == message)
        // A newer writer's tail is skipped.
        #expect(throws: Never.self) { try decoded(Message.self, bytes + [1, 2, 3]) }
    }

    private func expectCutsAreTyped<Message: WireMessage>(_ message: Message) {
        let bytes = payload(message)
        for length in 0..<bytes.count {
            do throws(WireError) {
                let cut = Array(bytes[..<length])
                let result: Result<Message, WireError> = cut.withUnsafeBytes { raw in
                    do throws(WireError) {
                        return .success(try Message(decoding: raw))
                    } catch {
                        return .failure(error)
                    }
                }
                let partial = try result.get()
                // Only an absent tail decodes, and to its defaults: what it encodes to begins alike.
                let hasTail =
                    Message.self == Hello.self || Message.self == Subscribe.self
                    || Message.self == Request.self
                #expect(hasTail, "\(partial)")
                #expect(length >= 16)
            } catch {
                #expect(error.code == .malformed)
                #expect(error.subject == "\(Message.type)")
            }
        }
    }

    @Test func `every message comes back whole, and with a tail it does not know`() throws {
        var random = SplitMix64(1)
        for _ in 0..<300 {
            for message in random.messages() { try expectRoundTrip(message) }
        }
    }

    @Test func `every cut of every message is a typed error or an absent tail`() {
        var random = SplitMix64(2)
        for _ in 0..<10 {
            for message in random.messages() { expectCutsAreTyped(message) }
        }
    }

    @Test func `random bytes never trap`() {
        var random = SplitMix64(3)
        for _ in 0..<2000 {
            let bytes = random.list(120) { $0.byte() }
            for message in random.messages() {
                func attempt<Message: WireMessage>(_ message: Message) {
                    _ = try? decoded(Message.self, bytes)
                }
                attempt(message)
            }
        }
    }

    @Test func `an absent tail takes its defaults`() throws {
        let hello = Hello(
            role: .read, clientName: "c", token: "t", nonce: [1, 2], time: 99)
        let short = Array(payload(hello).dropLast(3 + 8))
        let back = try decoded(Hello.self, short)
        #expect(back.nonce == [] && back.time == 0 && back.token == "t")

        let subscribe = Subscribe(
            request: 7, channel: .bars, symbol: "ESZ6", queueBytes: 4096,
            resume: StreamPosition(epoch: 5, nextSequence: 9))
        let bytes = payload(subscribe)
        let plain = try decoded(Subscribe.self, Array(bytes.dropLast(4 + 1 + 16)))
        #expect(plain.queueBytes == 0 && plain.resume == nil && plain.symbol == "ESZ6")
        #expect(throws: WireError.self) { try decoded(Subscribe.self, Array(bytes.dropLast(1))) }
    }

    @Test func `a request of now and an answer of now are the bytes they always were`() throws {
        let now = Request(request: 7, query: .state(symbol: "ESZ6"))
        var past = now
        past.asOf = .seconds(1_381_242_912)
        #expect(payload(past) == payload(now) + [0x00, 0x40, 0x49, 0x3e, 0x1c, 0x29, 0x2b, 0x13])
        // What an engine that knows no past makes of it.
        #expect(try decoded(Request.self, Array(payload(past).dropLast(8))) == now)

        let head = Answer(request: 7, kind: .state)
        var asOf = head
        asOf.moment = PastMoment(sequence: 9, time: .seconds(1))
        #expect(Array(payload(head)[..<2]) == [13, 0] && payload(head).count == 15)
        #expect(Array(payload(asOf)[..<2]) == [29, 0] && payload(asOf).count == 31)
        // A client that knows no moment takes the first 13 bytes and goes on behind all of them.
        #expect(Array(payload(asOf)[2..<15]) == Array(payload(head)[2...]))
    }

    @Test func `a token never shows in texts or dumps`() {
        let hello = Hello(role: .admin, clientName: "desk", token: "hunter2")
        var dumped = ""
        dump(hello, to: &dumped)
        for text in ["\(hello)", String(reflecting: hello), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("desk"))
        }
    }

    @Test func `texts above their limit are refused or cut`() throws {
        let long = String(repeating: "€", count: 500)
        let error = ErrorMessage(code: .overload, text: long)
        let back = try decoded(ErrorMessage.self, payload(error))
        #expect(back.text == String(repeating: "€", count: 341))
        #expect(throws: WireError.self) {
            try decoded(
                Hello.self, payload(Hello(role: .read, clientName: long, token: "")))
        }
    }

    @Test func `error codes close or stay as they say`() {
        #expect(WireErrorCode.badChecksum.closesByDefault)
        #expect(!WireErrorCode.unknownSymbol.closesByDefault)
        #expect(ErrorMessage(code: .overload, text: "").closes == false)
        #expect(ErrorMessage(code: .overload, closes: true, text: "").closes)
        var unknown = payload(ErrorMessage(code: .overload, text: "new"))
        unknown[4] = 0xff
        unknown[5] = 0x7f
        #expect((try? decoded(ErrorMessage.self, unknown))?.knownCode == nil)
        #expect((try? decoded(ErrorMessage.self, unknown))?.code == 0x7fff)
    }

    @Test func `counts that the bytes cannot hold are refused before room is made`() {
        var heartbeat = payload(Heartbeat(time: .zero))
        heartbeat[8] = 0xff
        heartbeat += [0xff, 0x03]
        #expect(throws: WireError.self) { try decoded(Heartbeat.self, heartbeat) }
        var open = payload(FeedOpen(request: 1, symbols: []))
        open[4] = 0xff
        open += [0x1f]
        #expect(throws: WireError.self) { try decoded(FeedOpen.self, open) }
    }
}
