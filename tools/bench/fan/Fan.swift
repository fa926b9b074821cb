import BenchKit
import EventLoop
import Glibc
import Market
import Publisher
import Records
import Ring
import Synchronization
import Wire

/// The publishing process.
final class Fan {
    private let sessions: Int
    private let ticks: Int
    private let rate: Int?
    private let loop: EventLoop
    private let shell = FanShell()
    private let publisher: Publisher
    private let ring = SPSCRing(of: OutputSlot.self, capacity: 65_536)
    private var reader: RingConsumer<OutputSlot>
    private let bell: Doorbell
    private let port: Int
    private let began = Began()

    /// Bytes that may wait for a session before the ring is left alone.
    private static let mostQueued = 256 * 1024

    init(sessions: Int, ticks: Int, rate: Int?) throws(EventLoopError) {
        self.sessions = sessions
        self.ticks = ticks
        self.rate = rate
        let loop = try EventLoop()
        self.loop = loop
        let wakeup = try Wakeup(on: loop) {}
        bell = Doorbell(policy: .block) { wakeup.send() }
        reader = ring.takeConsumer()
        var settings = PublisherSettings(epoch: 1) { _, _ in true }
        settings.heartbeat = .seconds(60)
        publisher = Publisher(
            settings: settings, instruments: [InstrumentSetup(FanTicks.instrument)], shell: shell)
        shell.publisher = publisher
        port = try shell.listen(on: loop)
    }

    func run() -> FanResult {
        var words = ["--subscribe", "--port", "\(port)", "--subs", "\(sessions)"]
        words += ["--ticks", "\(ticks)"] + (rate.map { ["--rate", "\($0)"] } ?? [])
        let subscribers = SecondProcess(words)
        let hook = SleepHook(
            on: loop, beforeSleep: { [unowned self] in hasWork() },
            afterSleep: { [unowned self] in
                bell.stayAwake()
                pump()
            })
        let beat = LoopTimer(on: loop) { [unowned self] in
            publisher.beat(now: FanShell.now)
            startWhenReady()
            if subscribers.hasEnded { loop.stop() }
        }
        beat.start(after: 10_000_000, every: 10_000_000)
        let before = Measured.processorSeconds()
        loop.run()
        let processor = Measured.processorSeconds() - before
        hook.close()
        beat.close()
        return result(subscribers, processor)
    }

    private func hasWork() -> Bool {
        bell.announceSleep()
        guard !reader.isEmpty || publisher.hasUnwritten else { return false }
        return publisher.longestQueue < Self.mostQueued
    }

    /// Publishes what was pushed, unless a session has enough to read already; as the engine does it.
    private func pump() {
        guard publisher.longestQueue < Self.mostQueued else { return }
        guard !reader.isEmpty || publisher.hasUnwritten else { return }
        publisher.flush(now: take(4096)) {
            let ready = reader.ready().count
            return (1...Publisher.littleSlots).contains(ready) ? take(ready) : nil
        }
    }

    private func take(_ limit: Int) -> Nanoseconds {
        let run = UnsafeBufferPointer(rebasing: reader.ready().prefix(limit))
        let now = FanShell.now
        publisher.apply(run, now: now)
        reader.release(run.count)
        return now
    }

    /// Starts to push a moment after all sessions have subscribed.
    private func startWhenReady() {
        guard began.time.load(ordering: .relaxed) == 0,
            publisher.subscriberCount == sessions,
            FanShell.now - publisher.lastSubscribed > .milliseconds(300)
        else { return }
        let start = Measured.nanoseconds()
        began.time.store(start, ordering: .relaxed)
        let pusher = Pusher(ring, bell, ticks: ticks, start: start, rate: rate)
        BenchThread.start { pusher.run() }
    }

    private func result(_ subscribers: SecondProcess, _ processor: Double) -> FanResult {
        let numbers = (subscribers.line() ?? "").split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 8 else { Measured.fail("fanbench: the subscribers failed") }
        let seconds = Double(numbers[2] - began.time.load(ordering: .relaxed)) * 1e-9
        return FanResult(
            deliveredPerSecond: Double(numbers[0]) / seconds, lost: sessions * ticks - numbers[0],
            bad: numbers[1], processorPerDelivery: processor * 1e9 / Double(numbers[0]),
            quantiles: Array(numbers[3...]))
    }
}

/// When pushing began, ns of the monotonic clock; 0 before.
private final class Began: Sendable {
    let time = Atomic<Int>(0)
}

/// The thread that pushes ticks one by one.
private final class Pusher: @unchecked Sendable {
    private var ring: RingProducer<OutputSlot>
    private let bell: Doorbell
    private let ticks: Int
    private let start: Int
    private let rate: Int?

    init(_ ring: SPSCRing<OutputSlot>, _ bell: Doorbell, ticks: Int, start: Int, rate: Int?) {
        self.ring = ring.takeProducer()
        self.bell = bell
        self.ticks = ticks
        self.start = start
        self.rate = rate
    }

    func run() {
        for number in 0..<ticks {
            var time = start + number * 977
            if let rate {
                BenchThread.sleep(until: start + number * (1_000_000_000 / rate))
                time = Measured.nanoseconds()
            }
            let tick = FanTicks.tick(number, time: time)
            let slot = TickRecord(
                instrument: InstrumentID(0), tick: tick, cause: UInt64(number + 1),
                received: .zero, decidedAfter: 0
            ).slot
            while !ring.push(slot) {
                bell.ring()
                sched_yield()
            }
            bell.ring()
        }
    }
}
