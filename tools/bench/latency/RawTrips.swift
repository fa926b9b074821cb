import BenchKit
import BenchWire
import Bytes
import EventLoop
import Market
import Records
import Wire

/// Round trips of single ticks over two bare sessions on one loop: a feed and a reader.
final class RawTrips {
    private let loop: EventLoop
    private let trips: Int
    private var feed: WireLink?
    private var reader: WireLink?
    private var instrument: InstrumentInfo?
    private var encoder = FrameEncoder(packs: false)
    private var times = Histogram()
    private var sent = 0
    private var sentAt = 0
    private var batch: [Tick] = []

    static func run(port: Int, trips: Int) -> Histogram {
        do throws(EventLoopError) {
            let run = try RawTrips(port: port, trips: trips)
            run.loop.run()
            return run.times
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }

    private init(port: Int, trips: Int) throws(EventLoopError) {
        loop = try EventLoop()
        self.trips = trips + LatencyBench.warmUp
        // The reader first: once it listens, the feed opens, and its answer starts the trips.
        reader = WireLink(on: loop, port: port, role: .read) { link in
            link.send(Subscribe(request: 1, channel: .ticks, symbol: Server.symbol))
        } onFrame: { [unowned self] _, frame in
            switch frame.header.type {
            case .subscribed: openFeed(port)
            case .ticks: arrived(frame)
            default: break
            }
        }
    }

    private func openFeed(_ port: Int) {
        feed = WireLink(on: loop, port: port, role: .feed) { link in
            link.send(FeedOpen(request: 1, symbols: [Server.symbol]))
        } onFrame: { [unowned self] _, frame in
            guard frame.header.type == .feedOpened else { return }
            do throws(WireError) {
                instrument = try FeedOpened(decoding: frame.payload).lines[0].instrument
            } catch {
                Measured.fail("latencybench: \(error)")
            }
            sendNext()
        }
    }

    private func sendNext() {
        guard let instrument else { return }
        sent += 1
        let tick = Input.tick(
            instrument.id, time: Nanoseconds(WallClock().now()),
            price: Price(6_000_000 + Int64(sent & 15)), size: Size(1 + Int64(sent & 7)),
            side: sent & 1 == 0 ? .buyer : .seller)
        sentAt = Measured.nanoseconds()
        let header = FrameHeader(type: .feedTicks)
        let head = FeedTicks(instrument: instrument.id, firstSequence: UInt64(sent), count: 1)
        let frame = encoder.frame(header) { writer in
            head.encode(into: &writer)
            withUnsafePointer(to: tick) {
                RawTicks.encode(UnsafeBufferPointer(start: $0, count: 1), into: &writer)
            }
        }
        feed?.send(frame)
    }

    private func arrived(_ frame: borrowing ReceivedFrame) {
        guard let scales = instrument?.instrument else { return }
        batch.removeAll(keepingCapacity: true)
        do throws(WireError) {
            try PackedTicks.decode(
                frame.payload, count: Int(frame.header.count), prices: scales.prices,
                sizes: scales.sizes, base: frame.header.publishTime, appendingTo: &batch)
        } catch {
            Measured.fail("latencybench: \(error)")
        }
        let time = Measured.nanoseconds() - sentAt
        guard batch.count == 1, batch[0].price.rawValue == 6_000_000 + Int64(sent & 15) else {
            Measured.fail("latencybench: \(batch.count) ticks came for tick \(sent)")
        }
        if sent > LatencyBench.warmUp { times.add(UInt64(time)) }
        if sent == trips { return loop.stop() }
        sendNext()
    }
}
