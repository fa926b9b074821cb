import Bytes
import Chance
import Market
import Records
import Testing
import Wire
import WireSamples

@Suite struct TradingRecordTests {
    private func bytes(_ event: TradingEvent) -> [UInt8] {
        var writer = ByteWriter()
        event.encode(into: &writer)
        return Array(writer.bytes)
    }

    /// One event of every kind.
    private func events(_ random: inout SplitMix64) -> [TradingEvent] {
        [
            .order(random.order()), .fill(random.fill()), .trade(random.closedTrade()),
            .position(random.position()), .account(random.account()),
            .session(random.tradingSession()),
        ]
    }

    private func event(_ bytes: [UInt8]) throws -> TradingEvent? {
        try bytes.withUnsafeBytes {
            var reader = RecordReader($0)
            guard try reader.next() else { return nil }
            return try TradingEvent(reader)
        }
    }

    @Test func `what an account does comes back whole`() throws {
        var random = SplitMix64(61)
        for _ in 0..<500 {
            for sample in events(&random) {
                let whole = bytes(sample)
                #expect(try event(whole) == sample)
            }
        }
    }

    @Test func `every cut of a record is a typed error`() throws {
        var random = SplitMix64(62)
        for sample in events(&random) {
            var writer = ByteWriter()
            sample.encode(into: &writer)
            var whole = ByteReader(writer.bytes)
            let body = Array(try whole.readSized().rest)
            for length in 1..<body.count {
                var cut = ByteWriter()
                cut.appendSized { writer in
                    body[..<length].withUnsafeBytes { writer.append($0) }
                }
                #expect(throws: WireError.self, "\(length) of \(body.count)") {
                    try event(Array(cut.bytes))
                }
            }
        }
    }

    @Test func `money of any size comes back, and small money is short`() throws {
        var sizes: [Int] = []
        for nanos in [0, 1, -1, 2_250_000_000, -300_000_000_000, .max, .min] as [Int128] {
            var account = Account(start: Money(nanos: nanos))
            account.realised = Money(nanos: -(nanos / 2))
            let record = AccountRecord(time: .zero, cause: 1, account: account)
            #expect(try event(bytes(.account(record))) == .account(record))
            sizes.append(bytes(.account(record)).count)
        }
        // Length, kind, cause, time, four amounts of two bytes at least, three counts.
        #expect(sizes[0] == 1 + 1 + 1 + 8 + 8 + 3)
        #expect(sizes[3] == sizes[0] + 4 + 4)
    }

    @Test func `bits without a name are refused`() throws {
        let record = bytes(.session(TradingGolden.session))
        // Length, kind, cause in two bytes, time, state, then the bits.
        let place = 1 + 1 + 2 + 8 + 1
        #expect(record[place] == 3)
        for bits in [4, 128] as [UInt8] {
            var bent = record
            bent[place] = bits
            #expect(throws: WireError.self) { try event(bent) }
        }
    }

    @Test
    func `options of a session: absent they are none, unknown bits and long waits are refused`()
        throws
    {
        let plain = Hello(role: .trade, clientName: "c", token: "t")
        var tied = plain
        tied.options = SessionOptions(cancelsOnDisconnect: true, deadMan: 30)
        #expect(payload(tied) == payload(plain) + [1, 30, 0, 0, 0])
        #expect(try decoded(Hello.self, payload(plain)).options == SessionOptions())
        #expect(try decoded(Hello.self, payload(tied)) == tied)
        for tail in [[2, 0, 0, 0, 0], [1, 0x81, 0x51, 1, 0], [1, 30, 0, 0]] as [[UInt8]] {
            #expect(throws: WireError.self, "\(tail)") {
                try decoded(Hello.self, payload(plain) + tail)
            }
        }
    }
}
