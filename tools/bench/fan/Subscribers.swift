import BenchKit
import BenchWire
import EventLoop
import Glibc
import Market
import Wire

/// The second process: sessions on one loop, each of which decodes and checks every tick.
final class Subscribers {
    private let loop: EventLoop
    private let wanted: Int
    private let isTimed: Bool
    private var links: [WireLink] = []
    private var tallies: [Tally] = []
    private var histogram = Histogram()
    private var received = 0
    private var bad = 0
    private var lastTime = 0
    private let ticks = UnsafeMutableBufferPointer<Tick>.allocate(capacity: 1 << 16)

    private struct Tally {
        /// The number of the next tick.
        var next = 0
    }

    /// - Parameters:
    ///   - ticks: how many each session is to get.
    ///   - isTimed: measure from push to decoded tick.
    init(port: Int, sessions: Int, ticks: Int, isTimed: Bool) throws(EventLoopError) {
        loop = try EventLoop()
        wanted = sessions * ticks
        self.isTimed = isTimed
        tallies = Array(repeating: Tally(), count: sessions)
        for place in 0..<sessions {
            links.append(
                WireLink(on: loop, port: port, role: .read) { link in
                    link.send(
                        Subscribe(
                            request: 1, channel: .ticks, symbol: FanTicks.instrument.symbol,
                            policy: .disconnect))
                } onFrame: { [unowned self] _, frame in
                    if frame.header.type == .ticks { take(frame, place) }
                })
        }
    }

    deinit { ticks.deallocate() }

    /// Works until everything came; prints what was found.
    func run() {
        loop.run()
        let figures: [UInt64] = [0.5, 0.9, 0.99, 0.999].map { histogram.quantile($0) }
        Measured.put(
            "\(received) \(bad) \(lastTime) "
                + (figures + [histogram.largest]).map(String.init).joined(separator: " ") + "\n")
    }

    private func take(_ frame: borrowing ReceivedFrame, _ place: Int) {
        let count = Int(frame.header.count)
        let batch = UnsafeMutableBufferPointer(rebasing: ticks[..<count])
        do throws(WireError) {
            try PackedTicks.decode(
                frame.payload, prices: FanTicks.instrument.prices,
                sizes: FanTicks.instrument.sizes, base: frame.header.publishTime, into: batch)
        } catch {
            Measured.fail("\(error)")
        }
        lastTime = Measured.nanoseconds()
        var next = tallies[place].next
        for tick in batch {
            let expected = FanTicks.tick(next, time: 0)
            if tick.price != expected.price || tick.size != expected.size
                || tick.aggressor != expected.aggressor
            {
                bad += 1
            }
            next += 1
            if isTimed { histogram.add(UInt64(max(0, lastTime - Int(tick.time.rawValue)))) }
        }
        tallies[place].next = next
        received += count
        if received >= wanted { loop.stop() }
    }
}
