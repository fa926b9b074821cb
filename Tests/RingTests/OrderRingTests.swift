import Ring
import Testing

@Suite struct OrderRingTests {
    @Test func `an entry takes 16 bytes`() {
        #expect(MemoryLayout<OrderEntry>.size == 16 && MemoryLayout<OrderEntry>.stride == 16)
    }

    @Test func `an entry says ticks or a watermark`() {
        #expect(OrderEntry.ticks(3, of: 7, until: 90).kind == .ticks(instrument: 7, count: 3))
        #expect(OrderEntry.watermark(-5).kind == .watermark(-5))
    }

    @Test func `an entry of no ticks traps`() async {
        await #expect(processExitsWith: .failure) { _ = OrderEntry.ticks(0, of: 7, until: 90) }
    }
}
