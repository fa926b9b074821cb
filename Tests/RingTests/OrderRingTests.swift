import Ring
import Testing

@Suite struct OrderRingTests {
    @Test func `an entry takes 16 bytes`() {
        #expect(MemoryLayout<OrderEntry>.size == 16 && MemoryLayout<OrderEntry>.stride == 16)
    }

    @Test func `an entry says ticks or a watermark`() {
        #expect(OrderEntry.ticks(3, of: 7).kind == .ticks(instrument: 7, count: 3))
        #expect(OrderEntry.watermark(-5).kind == .watermark(-5))
    }

    @Test func `an entry of no ticks traps`() async {
        await #expect(processExitsWith: .failure) { _ = OrderEntry.ticks(0, of: 7) }
    }

    @Test func `ticks of one instrument in a row are one entry`() {
        let ring = OrderRing(capacity: 8)
        var writer = OrderWriter(ring.takeProducer())
        var reader = ring.takeConsumer()
        for instrument: UInt32 in [1, 1, 1, 2, 1] { check(writer.arrived(instrument)) }
        check(writer.watermark(90))
        check(reader.pop() == .ticks(3, of: 1))
        check(reader.pop() == .ticks(1, of: 2))
        check(reader.pop() == .ticks(1, of: 1))
        check(reader.pop() == .watermark(90))
        check(reader.pop() == nil)
    }

    @Test func `a full order ring loses nothing`() {
        let ring = OrderRing(capacity: 1)
        var writer = OrderWriter(ring.takeProducer())
        var reader = ring.takeConsumer()
        check(writer.arrived(1) && writer.arrived(2))  // 1 is in the ring, 2 is pending
        check(!writer.arrived(3))  // 2 cannot leave, so 3 is not noted
        check(writer.arrived(2))  // but another 2 joins the pending one
        check(!writer.flush() && !writer.watermark(5))
        check(reader.pop() == .ticks(1, of: 1))
        check(writer.arrived(3))
        check(reader.pop() == .ticks(2, of: 2))
        check(writer.flush() && writer.flush())
        check(reader.pop() == .ticks(1, of: 3))
        check(reader.pop() == nil)
    }

    @Test func `a watermark that was refused comes after its ticks when given again`() {
        let ring = OrderRing(capacity: 1)
        var writer = OrderWriter(ring.takeProducer())
        var reader = ring.takeConsumer()
        check(writer.arrived(4))
        check(!writer.watermark(8))  // the ticks took the only slot
        check(reader.pop() == .ticks(1, of: 4))
        check(writer.watermark(8))
        check(reader.pop() == .watermark(8))
    }
}
