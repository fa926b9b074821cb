import Market
import Records
import Testing
import Wire

@Suite struct CommandMessageTests {
    @Test func `who may command: every role, every command`() {
        for kind in Command.Kind.allCases where kind != .cancelOf {
            #expect(!Role.read.allows(kind), "\(kind)")
            #expect(!Role.feed.allows(kind), "\(kind)")
            #expect(Role.trade.allows(kind) == (kind != .set), "\(kind)")
            #expect(Role.admin.allows(kind), "\(kind)")
        }
        // What the engine does itself, nobody asks for.
        for role in Role.allCases { #expect(!role.allows(.cancelOf), "\(role)") }
    }

    @Test func `an id of other bytes, a kind or an option that is none do not decode`() throws {
        let good = payload(
            CommandRequest(
                request: 1, id: CommandID("ab")!, symbol: "SPY",
                command: .halt(.person, reason: "r")))
        #expect(try decoded(CommandRequest.self, good).id.text == "ab")
        for (offset, value) in [(4, 0), (4, 16), (5, 9), (6, 7), (16, 0), (17, 0x20)] {
            var bytes = good
            bytes[offset] = UInt8(value)
            #expect(throws: WireError.self, "byte \(offset)") {
                try decoded(CommandRequest.self, bytes)
            }
        }
    }

    @Test func `a price that is none is no alert`() {
        var bytes = payload(
            CommandRequest(
                request: 1, id: CommandID("a")!, symbol: "SPY",
                command: .addAlert(.atOrAbove, price: Price(5), note: "")))
        bytes.replaceSubrange(8..<16, with: [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(throws: WireError.self) { try decoded(CommandRequest.self, bytes) }
    }

    @Test func `an answer says what the result says`() {
        let result = CommandResult(
            instrument: .all, time: Nanoseconds(1), cause: 12, id: CommandID("x")!, kind: .resume,
            number: 4, subject: 0, outcome: .notHalted, isRepeat: true, first: 9, session: 3,
            text: "the engine has no halt of its own")
        let answer = CommandAnswer(request: 8, result)
        #expect(answer.request == 8 && answer.sequence == 9 && answer.isRepeat)
        #expect(answer.outcome == .notHalted && answer.number == 4 && answer.text == result.text)
    }

    @Test func `terms of an order that are none do not decode`() throws {
        let good = payload(
            CommandRequest(
                request: 1, id: CommandID("ab")!, symbol: "SPY",
                command: .submit(
                    OrderTerms(
                        side: .sell, type: .limit, quantity: Size(5), limit: Price(7),
                        bracket: Bracket(stop: Price(9), target: Price(3))))))
        // Behind the head come id, symbol, no key, no text, and six words.
        let words = 16 + 3 + 4 + 1 + 1
        #expect(good.count == words + 48 && good[6] == 6)
        #expect(try decoded(CommandRequest.self, good).command.kind == .submit)
        for (offset, value) in [(words, 2), (words + 1, 4), (words + 2, 2), (words + 3, 1), (6, 5)]
        {
            var bytes = good
            bytes[offset] = UInt8(value)
            #expect(throws: WireError.self, "byte \(offset)") {
                try decoded(CommandRequest.self, bytes)
            }
        }
        // A bracket has both its prices.
        var half = good
        half.replaceSubrange(words + 40..<words + 48, with: [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(throws: WireError.self) { try decoded(CommandRequest.self, half) }
    }
}
