import Market
import Testing

@testable import Records

@Suite struct RecordTests {
    let bar = Bar(
        start: Nanoseconds(60_000_000_000), end: Nanoseconds(120_000_000_000),
        session: SessionDate(rawValue: 19_725), mode: .globex, period: .minute5,
        isFromTicks: true, open: Price(-1), high: Price(7), low: Price(-9), close: Price(3),
        volume: Volume(10), buyVolume: Volume(6), sellVolume: Volume(4), maxDelta: Volume(2),
        minDelta: Volume(-2), cumulativeDelta: Volume(-17), trades: 4, vwap: 100.075,
        completeness: {
            var whole = Completeness()
            whole.late = 1
            whole.lost = 2
            whole.outOfRange = 3
            whole.feedGaps = 4
            whole.exchangeVolume = Volume(5)
            whole.tickVolume = Volume(5)
            return whole
        }())

    @Test func `a slot and an input are one cache line`() {
        #expect(MemoryLayout<OutputSlot>.stride == 64)
        #expect(MemoryLayout<Input>.stride == 64)
    }

    @Test func `a tick survives its slot, stamps included`() {
        let tick = Tick(
            time: Nanoseconds(5), price: Price(-7), size: Size(9), level: Level(-3),
            aggressor: .seller, rule: .quote, flags: [.inBars, .endOfEvent])
        let record = TickRecord(
            instrument: InstrumentID(0xff_ffff), tick: tick, cause: 77,
            received: Nanoseconds(8), decidedAfter: .max)
        #expect(TickRecord(record.slot) == record)
    }

    @Test func `a bar survives its slots, with and without a VWAP`() {
        for vwap in [100.075, nil] {
            var bar = bar
            bar.vwap = vwap
            var buffer = OutputBuffer()
            let record = BarRecord(instrument: InstrumentID(3), bar: bar, cause: 9)
            record.write(to: &buffer)
            #expect(buffer.count == BarRecord.slotCount)
            #expect(BarRecord(buffer.slots) == record)
        }
    }

    @Test(arguments: [0, 1, 2, 7]) func `a footprint survives its slots`(rowCount: Int) {
        let rows = (0..<rowCount).map { index in
            FootprintRow(
                row: Int64(index) - 3, bid: Volume(Double(index)), ask: Volume(2),
                neutral: Volume(0.5), marks: index == 1 ? [.buyImbalance, .poc] : [])
        }
        let rule = ImbalanceRule(ratio: 4, minimumVolume: Volume(11), ignoresZeros: false)
        var buffer = OutputBuffer(capacity: 16)
        FootprintRecord.writeHeader(
            instrument: InstrumentID(1), bar: bar, rowCount: rows.count, rowTicks: 5, poc: -2,
            rule: rule, cause: 12, to: &buffer)
        let header = buffer.count - 1
        let words = buffer.appendWords(slots: RowSlots.slots(for: rows.count))
        for (place, row) in rows.enumerated() { RowSlots.write(row, at: place, of: words) }
        FootprintRecord.setImbalances(buy: 1, sell: 2, at: header, in: &buffer)
        #expect(buffer[0].slots == buffer.count)
        #expect(
            FootprintRecord(buffer.slots)
                == FootprintRecord(
                    instrument: InstrumentID(1), bar: bar, rowTicks: 5, poc: -2, buyImbalances: 1,
                    sellImbalances: 2, rule: rule, rows: rows, cause: 12))
    }

    @Test func `rolls, naked POCs, VWAPs and counters survive their slots`() {
        let roll = RollRecord(
            instrument: InstrumentID(2), measure: .profiles, anchor: .monthly,
            window: SessionWindow(
                date: SessionDate(rawValue: -5), start: Nanoseconds(1), end: Nanoseconds(2)),
            time: Nanoseconds(3), cause: 4)
        #expect(RollRecord(roll.slot) == roll)
        let naked = NakedPOCRecord(
            instrument: InstrumentID(2), time: Nanoseconds(3), cause: 4,
            session: SessionDate(rawValue: 7), row: -8, rowTicks: 2, isTouched: true)
        #expect(NakedPOCRecord(naked.slot) == naked)
        var buffer = OutputBuffer()
        let vwap = VWAPRecord(
            instrument: InstrumentID(2), barStart: Nanoseconds(60), period: .minute1,
            anchor: .user, anchorNumber: 3, date: SessionDate(rawValue: 7), vwap: 101.4,
            sigma: 0.8, volume: Volume(50), cause: 5)
        vwap.write(to: &buffer)
        #expect(VWAPRecord(buffer.slots) == vwap)
        buffer.removeAll()
        var counters = CountersRecord(instrument: InstrumentID(2), time: Nanoseconds(9), cause: 6)
        counters.accepted = 1
        counters.bad = 2
        counters.outOfSession = (3, 4, 5, 6)
        counters.lost = 7
        counters.feedGaps = 8
        counters.write(to: &buffer)
        #expect(CountersRecord(buffer.slots) == counters)
    }

    @Test func `a provider's bar survives its two inputs`() {
        for sides in [nil, (buy: Volume(0.25), sell: Volume(0.5))] {
            let bar = BarInput(
                start: Nanoseconds(60), period: .hour1, open: Price(1), high: Price(4),
                low: Price(-1), close: Price(2), volume: Volume(0.75),
                vwap: sides == nil ? nil : 1.5, sides: sides)
            let (first, rest) = bar.inputs(for: InstrumentID(4))
            #expect(BarInput(first, rest) == bar)
            #expect(first.isBarHalf && rest.isBarHalf)
        }
    }

    @Test func `a quote survives its input`() {
        let quote = Quote(
            time: Nanoseconds(3), bid: Price(4), ask: .none, bidSize: Size(5), askSize: Size(6))
        #expect(Input.quote(InstrumentID(0), quote).quote == quote)
    }

    @Test func `the buffer grows and keeps what was written`() {
        var buffer = OutputBuffer(capacity: 16)
        for index in 0..<1000 {
            buffer.append(
                OutputSlot(
                    kind: .tick, instrument: InstrumentID(0), time: Nanoseconds(Int64(index)),
                    cause: 0))
        }
        #expect(buffer.slots.enumerated().allSatisfy { $0.element.time.rawValue == $0.offset })
        #expect(buffer.growths == 6)
    }
}
